"""What of an experiment's folder must be the same however it came about."""

from __future__ import annotations

from pathlib import Path

APART = ("lock", "worked.jsonl", "report.html")
"""What tells of the running, not of the experiment, or is made of it and dated."""

KEPT = ("*.parquet", "runs/*", "failures/*", "SHA256SUMS", "*.csv", "*.toml", "manifest.json")


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file that is left once all is run; nothing else may be left."""
    paths = {path for pattern in KEPT for path in folder.glob(pattern)}
    paths = {path for path in paths if path.name not in APART}
    left = {path for path in folder.rglob("*") if path.is_file() and path.name not in APART}
    assert left == paths
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(paths)}
