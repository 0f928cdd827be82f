"""Where machine code is kept between processes, and why an edited rule can never run stale."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

COMPILED = (
    "barriers/*.py",
    "behaviour/*.py",
    "ensemble/*.py",
    "composition.py",
    "numerics.py",
    "pipeline.py",
    "population.py",
    "randomness.py",
    "record.py",
    "scenario/groups.py",
)
"""Sources that end up in machine code, or fix the layout of what it reads."""


def fingerprint(*extra: str) -> str:
    """Return a hash of every source that is compiled, of Python, numba and the processor.

    A compiled function is cached under this name only, so a change in any rule, even one that
    the compiled function merely calls, leads to a new compilation.
    """
    import llvmlite.binding as llvm
    import numba

    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.name.encode() + path.read_bytes())
    machine = (
        numba.__version__,
        sys.version,
        llvm.get_host_cpu_name(),
        str(numba.config.DISABLE_JIT),
    )
    for word in (*machine, *extra):
        digest.update(word.encode())
    return digest.hexdigest()[:16]


def _sources() -> Iterable[Path]:
    spec = find_spec("collabsim")
    assert spec is not None
    assert spec.origin is not None
    root = Path(spec.origin).parent
    return sorted(path for place in COMPILED for path in root.glob(place))


def folder() -> Path:
    """Return a writable folder for machine code: the user's cache, or a temporary one."""
    home = os.environ.get("COLLABSIM_CACHE") or os.environ.get("XDG_CACHE_HOME")
    base = Path(home) if home else Path.home() / ".cache"
    place = base / "collabsim" / fingerprint()
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            return place
    except OSError:
        return Path(tempfile.gettempdir()) / f"collabsim-{fingerprint()}"
