"""The files that an experiment's folder opens with: all that is needed to run it again, and to refuse others.

manifest.json      question, versions, seed, how the design was made, what is its author's own
experiment.toml    the file as it was written
base.toml          the base scenario in full
design.parquet     a row a point          variants.parquet   a row a variant

What decides the numbers (base, design, variants, seed, metrics, own rules, the results version) may
not change in a folder. Words and further replicates may. Files are believed as far as they are
checked: each by its checksum, and each value of them by what it may be.
"""

from __future__ import annotations

import json
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pandas import DataFrame

from collabsim.experiment.errors import DamagedError, FolderError
from collabsim.experiment.manifest_checks import FORMAT, KIND, experiment_of, faults_of
from collabsim.experiment.question import Question
from collabsim.results import results_version, versions
from collabsim.results.dictionary import dictionary_of
from collabsim.results.files import digest, json_of, parquet_of
from collabsim.results.sums import Sums

MANIFEST = "manifest.json"

WORDS = ("experiment.toml", MANIFEST)
"""Files that may change while an experiment goes on; those that decide its numbers may not."""

TABLES = ("design", "variants")

DECIDING = ("base.toml", "design.parquet", "variants.parquet")

HEAD = (*WORDS, *DECIDING)
"""The files that a folder opens with, without which nothing else in it means anything."""


def write_new(folder: Path, experiment: Question) -> None:
    """Write the files that a folder opens with, the manifest last: with it the folder has begun."""
    parts = {
        "base.toml": experiment.base_text.encode(),
        **{f"{name}.parquet": _described(getattr(experiment, name)) for name in TABLES},
        **_changeable(experiment, [versions()]),
    }
    Sums(folder, {name: (digest(data),) for name, data in parts.items()}).put(parts)


def _described(table: DataFrame) -> bytes:
    """Return a table as a file that says what its columns are."""
    return parquet_of(table, dictionary_of(table))


def renew(folder: Path, experiment: Question) -> None:
    """Let a folder go on with an experiment: new words and further replicates are welcome.

    Raises
    ------
    FolderError : if the folder holds another experiment, saying what differs.
    """
    check(folder, experiment)
    made_with = read_manifest(folder)["versions"]
    new = _changeable(experiment, made_with + [now for now in [versions()] if now not in made_with])
    if any((folder / name).read_bytes() != data for name, data in new.items()):
        Sums.read(folder).put(new)


def _changeable(experiment: Question, made_with: list[dict[str, str]]) -> dict[str, bytes]:
    """Return the files that may change."""
    stop = experiment.stop
    manifest = {
        "kind": KIND,
        "format": FORMAT,
        "question": experiment.question,
        "versions": made_with,
        "results_version": results_version(),
        "seed": experiment.seed,
        "replicates": experiment.replicates,
        "stop": stop and {"metric": stop.metric, "half_width": stop.half_width},
        "metrics": list(experiment.metrics),
        "reference": experiment.reference,
        "design": experiment.how,
        "analyses": list(experiment.analyses),
        "figures": list(experiment.figures),
        "own": {"sources": experiment.own.sources, "metrics": experiment.own.described},
    }
    return {"experiment.toml": experiment.text.encode(), MANIFEST: json_of(manifest)}


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder.

    Raises
    ------
    DamagedError : if it is not as it was written.
    FolderError : if the folder holds no experiment, or one of a format not known here.
    """
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        if MANIFEST not in Sums.read(folder).listed:
            raise FolderError(f"{folder} holds no experiment.")
        _parts(folder, (MANIFEST,))
        raise DamagedError(f"{folder / MANIFEST} is no JSON.")
    if found.get("kind") != KIND and "question" not in found:
        raise FolderError(f"{folder} holds no experiment.")
    if found.get("format") in range(1, FORMAT):
        raise FolderError(f"{folder} was made by another version of collabsim; use that version.")
    _parts(folder, (MANIFEST,))
    wrong = faults_of(found)
    if wrong:
        raise DamagedError("\n".join(f"{folder / MANIFEST}: {each}" for each in wrong))
    return found


def experiment_in(folder: Path) -> Question:
    """Return the experiment that a folder holds, from what was written there.

    Raises
    ------
    DamagedError : if a file that the folder opens with is not as it was written, or they disagree.
    FolderError : if the folder holds no experiment.
    """
    found = read_manifest(folder)
    parts = _parts(folder, HEAD)
    try:
        return experiment_of(found, parts)
    except ValueError as error:
        raise DamagedError(f"{folder}: {error}") from None


def identity(folder: Path) -> str:
    """Return a hash of what decides the numbers of a folder: it stands in every file of runs."""
    found = read_manifest(folder)
    parts = _parts(folder, DECIDING)
    decides = [
        found["seed"],
        found["metrics"],
        found["results_version"],
        found["reference"],
        found["own"]["sources"],
    ]
    return digest(json.dumps([*decides, *(digest(data) for data in parts.values())]).encode())


def check(folder: Path, experiment: Question) -> None:
    """Make sure that a folder is of this very experiment, as far as numbers go.

    Raises
    ------
    FolderError : if it is not, saying what differs.
    """
    held, differ = experiment_in(folder), []
    if read_manifest(folder)["results_version"] != results_version():
        differ.append("the results version of the model")
    texts = [each.base_text.splitlines() for each in (held, experiment)]
    if texts[0] != texts[1]:
        differ.append(f"the base scenario ({_first(*texts)})")
    for name in ("design", "variants"):
        before, after = getattr(held, name), getattr(experiment, name)
        if not before.equals(after):
            differ.append(f"the {name} ({_first(_cells(before), _cells(after))})")
    if held.metrics != experiment.metrics:
        odd = sorted({*held.metrics} ^ {*experiment.metrics}) or ["their order"]
        differ.append(f"the metrics ({', '.join(odd[:3])})")
    for name, may in (("seed", False), ("replicates", True), ("reference", False)):
        there, now = getattr(held, name), getattr(experiment, name)
        if there != now and not (may and there < now):
            differ.append(f"the {name} ({there} there, {now} now)")
    there, now = held.own.sources, experiment.own.sources
    odd = sorted(name for name in {*there, *now} if there.get(name) != now.get(name))
    if odd:
        differ.append(f"the author's own functions ({', '.join(odd)})")
    if differ:
        said = ", ".join(differ)
        raise FolderError(
            f"{folder} holds runs of an experiment that differs in {said}."
            " Choose another folder, or undo the change to go on with this one."
        )


def _parts(folder: Path, names: tuple[str, ...]) -> dict[str, bytes]:
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


def _first(before: list[str], after: list[str]) -> str:
    """Return the first line in which two texts differ."""
    lines = zip_longest(before, after, fillvalue="nothing")
    old, new = next((pair for pair in lines if pair[0] != pair[1]), ("one order", "another"))
    short = [line.split("  #", maxsplit=1)[0].strip()[:80] for line in (old, new)]
    return f"{short[0]} there, {short[1]} now"


def _cells(table: DataFrame) -> list[str]:
    """Return a table in lines: its columns, then a line a cell."""
    named = [f"columns {', '.join(map(str, table.columns))}"]
    rows = enumerate(table.to_dict("records"))
    return [*named, *(f"row {n}, {name} {v}" for n, row in rows for name, v in row.items())]
