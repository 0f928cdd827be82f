"""What can be wrong with an experiment's folder, in sentences."""

from __future__ import annotations


class FolderError(Exception):
    """A folder that this experiment cannot use: in use, of another experiment, or damaged."""


class DamagedError(FolderError):
    """A folder whose files are not as they were written, or do not fit together."""


class StoppedError(Exception):
    """An experiment that could not go on; what was finished is kept and the rest can be run."""
