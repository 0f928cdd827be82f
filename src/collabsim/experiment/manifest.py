"""The manifest of an experiment's folder: all that is needed to run it again, and to refuse others.

What decides the numbers (base, design, worlds, seed, metrics, the results version) may not change
in a folder. Words and further replicates may.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pandas import DataFrame

from collabsim.experiment.errors import FolderError
from collabsim.experiment.experiment import Experiment
from collabsim.experiment.files import digest, read_parquet, write_whole
from collabsim.results import results_version, versions

MANIFEST = "manifest.json"
FORMAT = 1


def parts_of(experiment: Experiment) -> dict[str, bytes]:
    """Return the files that decide the numbers."""
    return {
        "base.toml": experiment.base_text.encode(),
        "design.parquet": _parquet(experiment.design),
        "worlds.parquet": _parquet(experiment.worlds),
    }


def manifest_of(
    experiment: Experiment, parts: Mapping[str, bytes], made_with: list[dict[str, str]]
) -> bytes:
    """Return the text of the manifest."""
    manifest = {
        "format": FORMAT,
        "question": experiment.question,
        "versions": made_with,
        "results_version": results_version(),
        "seed": experiment.seed,
        "replicates": experiment.replicates,
        "stop": None if experiment.stop is None else _stop(experiment),
        "metrics": list(experiment.metrics),
        "reference": experiment.reference,
        "design": experiment.how,
        "analyses": list(experiment.analyses),
        "figures": list(experiment.figures),
        "sha256": {name: digest(data) for name, data in parts.items()},
        "file": experiment.text,
    }
    return (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()


def write_new(folder: Path, experiment: Experiment) -> None:
    """Write the files that a folder opens with."""
    parts = parts_of(experiment)
    for name, data in parts.items():
        write_whole(folder / name, data)
    write_whole(folder / "experiment.toml", experiment.text.encode())
    write_whole(folder / MANIFEST, manifest_of(experiment, parts, [versions()]))


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder.

    Raises
    ------
    FolderError : if the folder holds no experiment, or one of a format not known here.
    """
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or "question" not in found:
        raise FolderError(f"{folder} holds no experiment.")
    if found.get("format") != FORMAT:
        raise FolderError(f"{folder} was made by another version of collabsim.")
    return found


def experiment_in(folder: Path) -> Experiment:
    """Return the experiment that a folder holds, from what was written there.

    Raises
    ------
    FolderError : if the folder holds no experiment, or a file of it was damaged.
    """
    from collabsim.experiment.batch import scenario_from
    from collabsim.experiment.stop import Stop

    found = read_manifest(folder)
    data = _whole_parts(folder, found)
    return Experiment(
        question=found["question"],
        base=scenario_from(data["base.toml"].decode()),
        design=read_parquet(data["design.parquet"]).to_pandas(),
        worlds=read_parquet(data["worlds.parquet"]).to_pandas(),
        reference=found["reference"],
        replicates=found["replicates"],
        seed=found["seed"],
        metrics=tuple(found["metrics"]),
        stop=Stop(**found["stop"]) if found["stop"] else None,
        how=found["design"],
        analyses=tuple(found["analyses"]),
        figures=tuple(found["figures"]),
        text=found["file"],
    )


def renew(folder: Path, experiment: Experiment) -> None:
    """Let a folder go on with an experiment: new words and further replicates are welcome.

    Raises
    ------
    FolderError : if the folder holds another experiment, saying what differs.
    """
    check(folder, experiment)
    found = read_manifest(folder)
    made_with = found["versions"]
    made_with += [now for now in [versions()] if now not in made_with]
    manifest = manifest_of(experiment, _whole_parts(folder, found), made_with)
    if (folder / MANIFEST).read_bytes() != manifest:
        write_whole(folder / "experiment.toml", experiment.text.encode())
        write_whole(folder / MANIFEST, manifest)


def check(folder: Path, experiment: Experiment) -> None:
    """Make sure that a folder is of this very experiment, as far as numbers go.

    Raises
    ------
    FolderError : if it is not, saying what differs.
    """
    differ = _differences(experiment_in(folder), read_manifest(folder), experiment)
    if differ:
        said = ", ".join(differ)
        raise FolderError(
            f"{folder} holds runs of an experiment that differs in {said}."
            " Choose another folder, or undo the change to go on with this one."
        )


def _whole_parts(folder: Path, manifest: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the files that decide the numbers, each as it was written."""
    data = {}
    for name, word in manifest["sha256"].items():
        try:
            data[name] = (folder / name).read_bytes()
        except OSError as error:
            raise FolderError(f"{folder / name} cannot be read ({error.strerror}).") from None
        if digest(data[name]) != word:
            raise FolderError(f"{folder / name} is not the file that {MANIFEST} describes.")
    return data


def _differences(held: Experiment, manifest: Mapping[str, Any], wanted: Experiment) -> list[str]:
    """Return in words what decides the numbers and is not the same."""
    differ = []
    if manifest["results_version"] != results_version():
        differ.append("the results version of the model")
    if held.base_text != wanted.base_text:
        differ.append(f"the base scenario ({_first_line(held.base_text, wanted.base_text)})")
    for name in ("design", "worlds"):
        before, after = getattr(held, name), getattr(wanted, name)
        if not before.equals(after):
            differ.append(f"the {name} ({_first_cell(before, after)})")
    if held.seed != wanted.seed:
        differ.append(f"the seed ({held.seed} there, {wanted.seed} now)")
    if held.metrics != wanted.metrics:
        odd = sorted({*held.metrics} ^ {*wanted.metrics}) or ["their order"]
        differ.append(f"the metrics ({', '.join(odd[:3])})")
    if held.replicates > wanted.replicates:
        differ.append(f"the replicates ({held.replicates} there, {wanted.replicates} now)")
    if held.reference != wanted.reference:
        differ.append("the point that is today")
    return differ


def _first_line(before: str, after: str) -> str:
    lines = zip(before.splitlines(), after.splitlines(), strict=False)
    old, new = next((pair for pair in lines if pair[0] != pair[1]), ("shorter", "longer"))
    return f"{_short(old)} there, {_short(new)} now"


def _short(line: str) -> str:
    return line.split("  #", maxsplit=1)[0].strip()[:80]


def _first_cell(before: DataFrame, after: DataFrame) -> str:
    odd = [str(name) for name in before.columns.symmetric_difference(after.columns)]
    if odd:
        return f"{odd[0]} is in one of them only"
    if len(before) != len(after):
        return f"{len(before):,} rows there, {len(after):,} now"
    for name in before.columns:
        for row in range(len(before)):
            old, new = before[name].iloc[row], after[name].iloc[row]
            if old != new:
                return f"row {row}, {name}: {old} there, {new} now"
    return "their order"


def _stop(experiment: Experiment) -> dict[str, Any]:
    assert experiment.stop is not None
    return {"metric": experiment.stop.metric, "half_width": experiment.stop.half_width}


def _parquet(table: DataFrame) -> bytes:
    stream = io.BytesIO()
    table.to_parquet(stream, index=False, compression="zstd")
    return stream.getvalue()
