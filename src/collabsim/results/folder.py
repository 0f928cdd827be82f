"""Where results are put: a folder that appears whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from filelock import FileLock, Timeout

from collabsim.results.sums import Sums, seal

MANIFEST = "manifest.json"

MARKS = {
    "experiment": "base.toml",
    "run": "metrics.parquet",
    "calibration": "plan.json",
    "prediction": "finding.txt",
}
"""Kinds of results folders, each with a file that no other kind has."""

YOUNG = 60.0
"""Seconds in which a temporary folder may be of a process that has not yet locked it."""

LOOKS = 100
"""How often a folder that others exchange is looked at before it is believed."""


def is_result(folder: Path) -> bool:
    """Tell whether a folder is one that collabsim wrote."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and "collabsim" in manifest


def kind_of(folder: Path) -> str:
    """Return which kind of results a folder holds, or held before it was damaged; nothing if none."""
    listed = Sums.read(folder).listed
    found = (kind for kind, mark in MARKS.items() if mark in listed or (folder / mark).is_file())
    return next(found, "")


def free_folder(name: str) -> Path:
    """Return the first of ``results/<name>-1``, ``-2``, ... that nothing stands at."""
    return next(path for path in _numbered(name) if not _stands(path))


@contextmanager
def reserved(name: str) -> Iterator[Path]:
    """Make the first of ``results/<name>-1``, ``-2``, ... that nothing stands at, for us alone.

    Two processes never get the same. It is taken away again if nothing comes of it.
    """
    for path in _numbered(name):
        path.parent.mkdir(exist_ok=True)
        with suppress(FileExistsError):
            path.mkdir()
            break
    try:
        yield path
    except BaseException:
        with suppress(OSError):
            path.rmdir()
        raise


def refusal(out: Path) -> str:
    """Return why results cannot be written here, in a sentence; nothing if they can.

    Another process may put a folder in the place of this one meanwhile: then it is looked at again.
    """
    for _ in range(LOOKS):
        before = identity(out)
        refused = _refusal(out)
        if not refused or identity(out) == before:
            break
    return refused


def _refusal(out: Path) -> str:
    try:
        if not _stands(out):
            parent = next(path for path in out.absolute().parents if _stands(path))
            free = os.access(parent, os.W_OK | os.X_OK)
            return "" if free else f"{parent} may not be written to; choose another folder."
        if not out.is_dir():
            return "this is a file; expected a folder, new or holding an earlier collabsim result."
        if any(out.iterdir()) and not is_result(out):
            return "this folder holds something that is not a collabsim result; choose another."
    except OSError as error:
        return f"no folder can be made here: {error.strerror}."
    return ""


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells what stands at a path from what stood there before; None if nothing does."""
    with suppress(OSError):
        found = path.lstat()
        return found.st_ino, found.st_mtime_ns
    return None


@contextmanager
def writing(out: Path) -> Iterator[Path]:
    """Give a folder to write to that becomes ``out`` once all is written and listed.

    An earlier result at ``out`` is replaced; anything else there is left alone. Of two processes
    that write at once the later one's result stays, whole.

    Raises
    ------
    FileExistsError : if something that is not a collabsim result stands there.
    KeyboardInterrupt : with a text that names the folder, if it came when that was in its place.
    """
    _refuse(out)
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    _sweep(out)
    temporary = Path(mkdtemp(prefix=_prefix(out), dir=out.parent))
    whole = temporary / "new"
    try:
        with FileLock(temporary / "lock"):
            whole.mkdir()
            yield whole
            seal(whole)
            _put(whole, out, temporary)
    except KeyboardInterrupt:
        if whole.exists():
            raise
        raise KeyboardInterrupt(f"Results: {out}") from None
    finally:
        rmtree(temporary, ignore_errors=True)


def _put(whole: Path, out: Path, temporary: Path) -> None:
    """Move a folder to its place, and what stood there out of its way."""
    for turn in count():
        try:
            whole.rename(out)
            return
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST) or turn > 100:
                raise
        _refuse(out)
        with suppress(FileNotFoundError):
            out.rename(temporary / f"old-{turn}")


def _sweep(out: Path) -> None:
    """Clear away what killed processes left beside a folder, or put back what they moved away."""
    for left in out.parent.glob(f"{escape(_prefix(out))}*"):
        with suppress(OSError, Timeout):
            if time.time() - left.stat().st_mtime < YOUNG:
                continue
            with FileLock(left / "lock", timeout=0):
                for old in left.glob("old-*"):
                    if not _stands(out):
                        old.rename(out)
                rmtree(left)


def _prefix(out: Path) -> str:
    return f".{out.name[:80]}.partial-"


def _refuse(out: Path) -> None:
    refused = refusal(out)
    if refused:
        raise FileExistsError(f"{out}: {refused}")


def _numbered(name: str) -> Iterator[Path]:
    short = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "run"
    return (Path("results") / f"{short}-{n}" for n in count(1))


def _stands(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True
