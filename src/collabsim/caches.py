"""Where what can be made again is kept between processes: a folder that is this user's alone.

Machine code that is read back is run, so nobody else may have put it there.
"""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path


def folder(name: str) -> Path:
    """Return a folder of this name: in the user's cache, else among temporary files, else new.

    ``COLLABSIM_CACHE`` says where the user's cache is, then ``XDG_CACHE_HOME``, then the home
    folder. None of them has to be there, or to be writable. A folder is passed over if it, what
    is in it or what it stands in is another's, or if others may write there: for root too.
    """
    for top in filter(None, (_of_user(), _among_temporary())):
        if _usable(top, name):
            return top / name
    place = _new() / name
    place.mkdir(exist_ok=True)
    return place


def lend_to_matplotlib() -> None:
    """Give matplotlib a folder for its list of fonts, if it has none: it would complain of that."""
    home = _home()
    said = os.environ.get("MPLCONFIGDIR")
    if said:
        wanted = [Path(said)]
    elif sys.platform.startswith(("linux", "freebsd")):
        wanted = [
            Path(os.environ.get(name) or (home or Path()) / usual) / "matplotlib"
            for name, usual in (("XDG_CONFIG_HOME", ".config"), ("XDG_CACHE_HOME", ".cache"))
        ]
    else:
        wanted = [(home or Path()) / ".matplotlib"]
    if not all(said or path.is_absolute() for path in wanted) or not all(map(_writable, wanted)):
        os.environ["MPLCONFIGDIR"] = str(folder("matplotlib"))


def _of_user() -> Path | None:
    """Return the folder of collabsim in the user's cache; None if the user has no cache."""
    if said := os.environ.get("COLLABSIM_CACHE"):
        return Path(said).absolute() / "collabsim"
    said = os.environ.get("XDG_CACHE_HOME")
    if said and Path(said).is_absolute():  # by the XDG standard a relative one is not to be used
        return Path(said) / "collabsim"
    home = _home()
    return home / ".cache" / "collabsim" if home else None


def _home() -> Path | None:
    """Return the user's home, if there is such a folder; the top of a disk is nobody's home."""
    with suppress(RuntimeError, OSError):
        home = Path.home()
        if home.is_absolute() and home.is_dir() and home != Path(home.anchor):
            return home
    return None


def _among_temporary() -> Path | None:
    """Return a folder for each user among temporary files; Windows keeps those by user already."""
    with suppress(OSError):
        return Path(tempfile.gettempdir()) / f"collabsim-{getattr(os, 'getuid', int)()}"
    return None


@cache
def _new() -> Path:
    """Return a folder of this process, which goes with it."""
    made = tempfile.mkdtemp(prefix="collabsim-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


def _usable(top: Path, name: str) -> bool:
    """Make a folder within another; return whether it is this user's alone, and writable."""
    try:
        top.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            top.mkdir(mode=0o700)
        if not _closed(top):
            return False
        place = top / name
        place.mkdir(exist_ok=True)
        return _ours((place, *place.rglob("*"))) and _writable(place)
    except OSError:
        return False


def _closed(top: Path) -> bool:
    """Return whether a folder is this user's and closed to others, and nobody can put one in its place.

    An empty one of this user's is closed first.
    """
    if not hasattr(os, "getuid"):
        return True
    above, here = top.parent.stat(), top.lstat()
    if above.st_uid not in (os.getuid(), 0):
        return False
    if above.st_mode & stat.S_IWOTH and not above.st_mode & stat.S_ISVTX:
        return False
    if not _ours((top,)) or not stat.S_ISDIR(here.st_mode):
        return False
    if not any(top.iterdir()):
        top.chmod(0o700)
    return not top.lstat().st_mode & 0o077


def _ours(paths: Iterable[Path]) -> bool:
    """Return whether files and folders are all this user's, and none of them a link elsewhere."""
    if not hasattr(os, "getuid"):
        return True
    found = [path.lstat() for path in paths]
    return all(each.st_uid == os.getuid() and not stat.S_ISLNK(each.st_mode) for each in found)


def _writable(place: Path) -> bool:
    """Return whether files can be put in a folder, which is made if it is not there."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            return True
    except OSError:
        return False
