"""Under what name machine code is kept between processes, and why an edited rule never runs stale."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from collabsim import caches

COMPILED = (
    "barriers/*.py",
    "behaviour/*.py",
    "compiled/*.py",
    "composition.py",
    "month/*.py",
    "numerics.py",
    "pipeline.py",
    "population.py",
    "randomness.py",
    "record.py",
    "rules.py",
    "rule_substitution.py",
    "scenario/groups.py",
    "tables.py",
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


def folder(*extra: str) -> Path:
    """Return a writable folder for machine code, of this user alone.

    ``extra`` words are part of what is compiled, such as the content of a user's own rules.
    """
    return caches.folder(fingerprint(*extra))


def holds_code(place: Path, function: str) -> bool:
    """Return whether machine code of a function is kept in a folder."""
    return any(place.rglob(f"*.{function}-*.nbc"))
