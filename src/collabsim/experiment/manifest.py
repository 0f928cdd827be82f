"""The manifest of an experiment's folder: all that is needed to run it again, and to refuse others.

What decides the numbers (base, design, variants, seed, metrics, the results version) may not change
in a folder. Words and further replicates may.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pandas import DataFrame

from collabsim.experiment.errors import DamagedError, FolderError
from collabsim.experiment.experiment import Experiment
from collabsim.experiment.held import checked, experiment_of
from collabsim.results import results_version, versions
from collabsim.results.files import digest, json_of, parquet_of, write_whole
from collabsim.results.sums import Sums

MANIFEST = "manifest.json"
FORMAT = 2
KIND = "experiment"

WORDS = ("experiment.toml", MANIFEST)
"""Files that may change while an experiment goes on; those that decide its numbers may not."""

DECIDING = ("base.toml", "design.parquet", "variants.parquet")

HEAD = (*WORDS, *DECIDING)
"""The files that a folder opens with, without which nothing else in it means anything."""


def parts_of(experiment: Experiment) -> dict[str, bytes]:
    """Return the files that decide the numbers."""
    return {
        "base.toml": experiment.base_text.encode(),
        "design.parquet": parquet_of(experiment.design),
        "variants.parquet": parquet_of(experiment.variants),
    }


def manifest_of(experiment: Experiment, made_with: list[dict[str, str]]) -> bytes:
    """Return the text of the manifest."""
    manifest = {
        "kind": KIND,
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
    }
    return json_of(manifest)


def write_new(folder: Path, experiment: Experiment) -> None:
    """Write the files that a folder opens with, the manifest last: with it the folder has begun."""
    parts = {
        **parts_of(experiment),
        "experiment.toml": experiment.text.encode(),
        MANIFEST: manifest_of(experiment, [versions()]),
    }
    Sums(folder, {name: (digest(data),) for name, data in parts.items()}).write()
    for name, data in parts.items():
        write_whole(folder / name, data)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder.

    Raises
    ------
    DamagedError : if it is not as it was written.
    FolderError : if the folder holds no experiment, or one of a format not known here.
    """
    found = _json(folder)
    if found is None and MANIFEST not in Sums.read(folder).listed:
        raise FolderError(f"{folder} holds no experiment.")
    if found is not None and found.get("kind") != KIND and "question" not in found:
        raise FolderError(f"{folder} holds no experiment.")
    if found is not None and found.get("format") == 1:
        raise FolderError(f"{folder} was made by another version of collabsim; use that version.")
    _parts(folder, [MANIFEST])
    if found is None:
        raise DamagedError(f"{folder / MANIFEST} is no JSON.")
    wrong = checked(found, FORMAT)
    if wrong:
        raise DamagedError("\n".join(f"{folder / MANIFEST}: {each}" for each in wrong))
    return found


def experiment_in(folder: Path) -> Experiment:
    """Return the experiment that a folder holds, from what was written there.

    Raises
    ------
    DamagedError : if a file that the folder opens with is not as it was written, or they disagree.
    FolderError : if the folder holds no experiment.
    """
    found = read_manifest(folder)
    data = _parts(folder, HEAD)
    try:
        return experiment_of(found, data)
    except ValueError as error:
        raise DamagedError(f"{folder}: {error}") from None


def identity(folder: Path) -> str:
    """Return a hash of what decides the numbers of a folder: it stands in every file of runs."""
    found = read_manifest(folder)
    parts = _parts(folder, DECIDING)
    decides = [found["seed"], found["metrics"], found["results_version"], found["reference"]]
    return digest(json.dumps([*decides, *(digest(data) for data in parts.values())]).encode())


def renew(folder: Path, experiment: Experiment) -> None:
    """Let a folder go on with an experiment: new words and further replicates are welcome.

    Raises
    ------
    FolderError : if the folder holds another experiment, saying what differs.
    """
    check(folder, experiment)
    made_with = read_manifest(folder)["versions"]
    made_with += [now for now in [versions()] if now not in made_with]
    new = {
        "experiment.toml": experiment.text.encode(),
        MANIFEST: manifest_of(experiment, made_with),
    }
    if all((folder / name).read_bytes() == data for name, data in new.items()):
        return
    sums = Sums.read(folder)
    changes = {name: digest(data) for name, data in new.items()}
    sums.also(changes)
    sums.write()
    for name, data in new.items():
        write_whole(folder / name, data)
    sums.add(changes)
    sums.write()


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


def _json(folder: Path) -> dict[str, Any] | None:
    """Return what the manifest holds, if it can be read at all."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _parts(folder: Path, names: tuple[str, ...] | list[str]) -> dict[str, bytes]:
    """Return files that a folder opens with, each as it was written."""
    sums = Sums.read(folder)
    data, wrong = {}, []
    for name in names:
        try:
            data[name] = sums.data(name)
        except ValueError as error:
            wrong.append(f"{folder}: {error}")
    if wrong:
        listed = [f"{folder}: {sums.fault}"] if sums.fault else []
        raise DamagedError(
            "\n".join([*wrong, *listed, "Put it back from a copy, or run it in another folder."])
        )
    return data


def _differences(held: Experiment, manifest: Mapping[str, Any], wanted: Experiment) -> list[str]:
    """Return in words what decides the numbers and is not the same."""
    differ = []
    if manifest["results_version"] != results_version():
        differ.append("the results version of the model")
    if held.base_text != wanted.base_text:
        differ.append(f"the base scenario ({_first_line(held.base_text, wanted.base_text)})")
    for name in ("design", "variants"):
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
