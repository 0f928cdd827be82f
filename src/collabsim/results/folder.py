"""Where results are put: a folder that appears whole or not at all."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

MANIFEST = "manifest.json"


def is_result(folder: Path) -> bool:
    """Tell whether a folder is one that collabsim wrote."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and "collabsim" in manifest


def free_folder(name: str) -> Path:
    """Return the first of ``results/<name>-1``, ``-2``, ... that nothing stands at."""
    short = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "run"
    tried = (Path("results") / f"{short}-{n}" for n in count(1))
    return next(path for path in tried if not _stands(path))


def refusal(out: Path) -> str:
    """Return why results cannot be written here, in a sentence; nothing if they can."""
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


def _stands(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


@contextmanager
def writing(out: Path) -> Iterator[Path]:
    """Give a folder to write to that becomes ``out`` once all is written.

    An earlier result at ``out`` is replaced; anything else there is left alone.

    Raises
    ------
    FileExistsError : if something that is not a collabsim result stands there.
    """
    refused = refusal(out)
    if refused:
        raise FileExistsError(f"{out}: {refused}")
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as temporary:
        whole = Path(temporary) / "new"
        whole.mkdir()
        yield whole
        if out.exists():
            out.rename(Path(temporary) / "old")
        whole.rename(out)
