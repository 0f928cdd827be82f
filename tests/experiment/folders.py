"""What of an experiment's folder must be the same however it came about."""

from __future__ import annotations

from pathlib import Path

KEPT = ("*.parquet", "runs/*", "failures/*", "SHA256SUMS", "*.csv", "*.toml", "manifest.json")


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file that is left once all is run; nothing else may be left."""
    paths = {path for pattern in KEPT for path in folder.glob(pattern)}
    left = {path for path in folder.rglob("*") if path.is_file() and path.name != "lock"}
    assert left == paths
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(paths)}
