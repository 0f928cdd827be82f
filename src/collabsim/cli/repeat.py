"""A run or a comparison asked for again by its folder: scenarios, seed and replicates of its manifest."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from collabsim.cli.options import Engine, Options
from collabsim.cli.status import kind
from collabsim.cli.verify import describe_version
from collabsim.scenario.faults import Fault, ScenarioError, refused

OTHERS = {
    "experiment": "this folder is an experiment's: collabsim experiment {folder} --out NEW runs it again.",
    "prediction": "this folder is a prediction's: collabsim predict or calibrate with its file makes it again.",
    "calibration": "this folder is a calibration's: collabsim calibrate with its file makes it again.",
}
"""What is said of folders that are run again otherwise."""


def folder_meant(word: str) -> Path | None:
    """Return the results folder that is meant, itself or by its manifest; None if none is."""
    path = Path(word)
    path = path.parent if path.name == "manifest.json" else path
    return path if path.is_dir() else None


def repeated(folder: Path, arguments: argparse.Namespace) -> Options:
    """Return what the folder's manifest says was run.

    Raises
    ------
    ScenarioError : if it holds no run, was damaged, holds functions of its author's own, or an option
        asks for something else.
    """
    from collabsim.results import Results, refusal

    held_kind = kind(folder)
    if held_kind != "run":
        raise refused(OTHERS[held_kind].format(folder=folder), file=str(folder))
    try:
        held = Results.read(folder)
    except ValueError as error:
        raise refused(str(error)) from None
    faults = list(_faults(folder, held.own, arguments))
    out = Path(arguments.out) if arguments.out else None
    if out is not None and (refusing := refusal(out)):
        faults.append(Fault(refusing, key="--out", value=str(out)))
    if faults:
        raise ScenarioError(faults)
    for sentence in describe_version(held.manifest["results_version"]):
        print(sentence, file=sys.stderr)
    scenarios = held.in_full()
    engine: Engine = "mesa" if held.manifest["engine"] == "mesa" else "compiled"
    name = "comparison" if len(scenarios) > 1 else next(iter(scenarios))
    figures, words = not arguments.no_figures, tuple(arguments.words)
    return Options(scenarios, held.replicates, held.seed, engine, out, name, figures, words)


def _faults(folder: Path, own: tuple[str, ...], arguments: argparse.Namespace) -> list[Fault]:
    """Return what keeps a folder from being run again as it was."""
    faults = []
    if own:
        said = f"it has {', '.join(own)} of its author's own, which a folder does not hold: run it from the program that made it."
        faults.append(Fault(said, file=str(folder)))
    for option, given in (
        ("--set", " ".join(arguments.settings)),
        ("--replicates", arguments.replicates),
        ("--seed", arguments.seed),
    ):
        if given:
            said = "a folder is run again as it was; expected this with a config alone."
            faults.append(Fault(said, key=option, value=given))
    if arguments.out and Path(arguments.out).resolve() == folder.resolve():
        faults.append(Fault("expected another folder than the one that is run again.", key="--out"))
    return faults
