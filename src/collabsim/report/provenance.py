"""Where a report comes from: versions, seed, fingerprint, and the commands that repeat it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from collabsim.experiment import Experiment, Finished, Question
from collabsim.plain import plural
from collabsim.results import Results, versions
from collabsim.results.files import digest
from collabsim.results.folder import MANIFEST
from collabsim.results.sums import SUMS, Sums, present
from collabsim.scenario.files import read_text
from collabsim.scenario.shipped import shipped_files

CHECKED = (".parquet", ".json", ".toml")
"""Names of what numbers are in, or were made from: all of it that is listed has one fingerprint."""

NAMES = {"collabsim": "collabsim", "python": "Python", "numpy": "NumPy", "mesa": "Mesa"}


@dataclass(frozen=True)
class Provenance:
    """Where a report comes from.

    Attributes
    ----------
    facts : each with what it is.
    commands : by what they do.
    files : texts from which it was run, by name.
    """

    facts: Mapping[str, str]
    commands: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


def of_run(results: Results, folder: Path | None, named: str = "") -> Provenance:
    """Return where the report of a run or a comparison comes from; ``named``: the folder to be."""
    made = results.manifest
    if made["command"]:
        commands = {"Run it again": shlex.join(["collabsim", *made["command"]])}
    else:
        asked = f"replicates={results.replicates}, seed={results.seed}, engine={made['engine']!r}"
        commands = {"Run it again, in Python": f"cs.simulate(SCENARIOS, {asked})"}
    runs = f"{plural(results.replicates, 'simulated England')} of each scenario"
    facts = {"Runs": f"{runs}, {made['engine']} engine", **_facts(made, [made], folder)}
    files = {f"Scenario {name}, in full": words for name, words in made["scenarios"].items()}
    return Provenance(facts, {**commands, **_verify(folder, named)}, files)


def of_experiment(finished: Finished) -> Provenance:
    """Return where the report of an experiment comes from."""
    made, held, state = finished.manifest, finished.experiment, finished.state()
    counts = ", ".join(f"{count:,} {word}" for word, count in state.items() if count)
    seconds = sum(finished.worked.values())
    took = f"; worked at for {seconds:,.0f} s" if seconds else ""
    facts = {"Runs": f"{counts}{took}", **_facts(made, made["versions"], finished.folder)}
    again = {"Ask it again": shlex.join(_asked(held))}
    files = {"The question, experiment.toml": held.text, "The base in full": held.base_text}
    return Provenance(facts, {**again, **_verify(finished.folder)}, files)


def of_prediction(folder: Path, named: str = "") -> Provenance:
    """Return where the report of a fit or a prediction comes from."""
    made = json.loads((folder / MANIFEST).read_text("utf-8"))
    sets = plural(len(made["sets"]), "plausible parameter set")
    runs = f"{plural(made['replicates'], 'simulated England')} under each of {sets}"
    again = {"Run it again": shlex.join(["collabsim", *made["command"]])}
    facts = {"Runs": runs, **_facts(made, [made], folder)}
    return Provenance(
        facts, {**again, **_verify(folder, named)}, {"The file that was given": made["file"]}
    )


def of_search(folder: Path) -> Provenance:
    """Return where the report of a calibration comes from."""
    made = json.loads((folder / "plan.json").read_text("utf-8"))
    sets = plural(sum(made["waves"]), "parameter set")
    runs = f"{sets}, {plural(made['replicates'], 'simulated England')} under each"
    return Provenance({"Runs": runs, **_facts(made, [], folder)}, _verify(folder))


def _asked(held: Question) -> list[str]:
    """Return how a question is asked again: by its name and options, if it is one that ships."""
    ships = [n for n, path in shipped_files().items() if read_text(path, n) == held.text]
    for name, small in product(ships, (False, True)):
        shipped = Experiment.load(name, small=small)
        if shipped.base_text == held.base_text:
            more = [] if shipped.replicates == held.replicates else [str(held.replicates)]
            options = ["--small"] * small + ["--replicates"] * len(more) + more
            return ["collabsim", "experiment", name, *options]
    return ["collabsim", "experiment", "experiment.toml"]


def _facts(
    made: Mapping[str, object], used: list[Mapping[str, str]], folder: Path | None
) -> dict[str, str]:
    each = (", ".join(f"{called} {some[name]}" for name, called in NAMES.items()) for some in used)
    when = datetime.now(UTC)
    facts = {
        "Seed of all random draws": str(made["seed"]),
        "Results version": str(made["results_version"]),
        **({"Run with": "; ".join(each)} if used else {}),
        "This page": f"made {when.day} {when:%B %Y, %H:%M} UTC by collabsim {versions()['collabsim']}",
    }
    return facts | ({"Fingerprint of the runs": _fingerprint(folder)} if folder else {})


def _fingerprint(folder: Path) -> str:
    """Return one hash of the checksums of all that was run."""
    sums = Sums(folder)
    sums.keep(name for name in present(folder) if name.endswith(CHECKED))
    return digest("".join(f"{word}  {n}\n" for n, (word,) in sorted(sums.listed.items())).encode())


def _verify(folder: Path | None, named: str = "") -> dict[str, str]:
    """Return the commands that hold a folder against a report; its path on this machine is left out."""
    if folder is None:
        return {}
    again = shlex.join(["collabsim", "verify", named or folder.resolve().name, "--all"])
    listed = rf"grep -E '\.(parquet|json|toml)$' {SUMS} | sha256sum"
    return {"Check every file, and run all of it again": again, "See its fingerprint": listed}
