"""What somebody means: which run, NHS trust, innovation or lever; a wrong name gets the nearest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from collabsim.experiment import Experiment, Finished, FolderError, Question
from collabsim.results import Results, kind_of
from collabsim.rules import OURS, Rules
from collabsim.scenario import Scenario
from collabsim.scenario.documents import read_document
from collabsim.scenario.faults import Fault, ScenarioError, nearest, refused, shown
from collabsim.scenario.reading import parse_setting
from collabsim.scenario.shipped import named_file
from collabsim.simulation import Simulation

if TYPE_CHECKING:  # Mesa is slow to import
    from collabsim.model import CollaborationModel

Of = str | Path | Scenario | Results | Simulation | Finished | Question
"""What a run can be one of."""

QUESTION = "question"
"""The key that only experiment files have."""

NOT_KEPT = (
    "a {kind} draws its innovation anew under many parameter sets and keeps no scenario: expected a"
    " config, or the folder of a run, a comparison or an experiment."
)


@dataclass(frozen=True, slots=True)
class Which:
    """Which run of those there are: a scenario's name or a point's label, variant, replicate, seed.

    The first scenario, an experiment's *today*, replicate 0; what was run says the seed, else it is 1.
    """

    scenario: str = ""
    variant: int = 0
    replicate: int = 0
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """A run that can be made again: its scenario, from which draws, and what of it is its author's own.

    ``rules`` are those of its author, if they are here.
    """

    scenario: Scenario
    seed: int
    replicate: int
    own: tuple[str, ...] = ()
    rules: Rules = OURS


def origin(of: Of, which: Which) -> Origin:
    """Return the run that is meant.

    Raises
    ------
    ScenarioError : naming everything that is wrong with what was given.
    """
    if isinstance(of, str | Path):
        of = opened(Path(of), str(of))
    if isinstance(of, Finished | Question):
        return _of_experiment(of.experiment if isinstance(of, Finished) else of, which)
    if isinstance(of, Scenario):
        return _chosen({of.name: of}, which, which.seed if which.seed is not None else 1, None)
    if isinstance(of, Results):
        return replace(_chosen(of.in_full(), which, of.seed, of.replicates), own=of.own)
    return replace(_chosen(of.scenarios, which, of.seed, of.replicates), own=of.own)


def opened(path: Path, word: str) -> Scenario | Results | Finished | Question:
    """Return what a path or a name that ships stands for."""
    if not path.is_dir():
        path = named_file(word)
        is_question = QUESTION in read_document(path, word).tables
        return Experiment.load(path) if is_question else Scenario.load(path)
    kind = kind_of(path)
    if kind in ("prediction", "calibration"):
        raise refused(NOT_KEPT.format(kind=kind), file=word)
    if not kind:
        raise refused("this folder holds no results of collabsim.", file=word)
    try:
        return Finished.read(path) if kind == "experiment" else Results.read(path)
    except (FolderError, ValueError) as error:
        raise refused(str(error)) from None


def _of_experiment(asked: Question, which: Which) -> Origin:
    """Return a run of a point of an experiment in one of its variants."""
    labels = [str(label) for label in asked.design["label"]]
    faults: list[Fault] = []
    point = asked.reference
    if which.scenario in labels:
        point = labels.index(which.scenario)
    elif which.scenario:
        _unknown("--scenario", "scenario", which.scenario, labels, faults)
    _whole("--variant", which.variant, len(asked.variants), faults)
    _whole("--replicate", which.replicate, asked.replicates, faults)
    _own_seed(which, asked.seed, faults)
    if faults:
        raise ScenarioError(faults)
    scenario, seed = asked.scenario_of(point, which.variant)
    return Origin(scenario, seed, which.replicate, tuple(asked.own.sources), asked.own.rules)


def _chosen(
    named: Mapping[str, Scenario], which: Which, seed: int, replicates: int | None
) -> Origin:
    """Return a run of one of some scenarios; ``replicates`` is how many were run, if any were."""
    faults: list[Fault] = []
    if which.scenario and which.scenario not in named:
        _unknown("--scenario", "scenario", which.scenario, [*named], faults)
    _whole("--variant", which.variant, 1, faults)
    _whole("--replicate", which.replicate, replicates or 2**31, faults)
    if replicates is not None:
        _own_seed(which, seed, faults)
    _whole("--seed", seed, 2**63, faults)
    if faults:
        raise ScenarioError(faults)
    return Origin(named[which.scenario or next(iter(named))], seed, which.replicate)


def _unknown(key: str, noun: str, word: str, known: list[str], faults: list[Fault]) -> None:
    said = nearest(word, known) or f" They are called {known[0]} to {known[-1]}."
    faults.append(Fault(f"there is no {noun} of this name.{said}", key=key, value=shown(word)))


def _whole(key: str, value: int, below: int, faults: list[Fault]) -> None:
    if not 0 <= value < below:
        said = f"expected a whole number from 0 to {below - 1}."
        faults.append(Fault(said, key=key, value=str(value)))


def _own_seed(which: Which, seed: int, faults: list[Fault]) -> None:
    if which.seed not in (None, seed):
        said = f"these results were run with seed {seed}; expected no other."
        faults.append(Fault(said, key="--seed", value=str(which.seed)))


def trust_meant(word: str, model: CollaborationModel, faults: list[Fault]) -> int:
    """Return the index of the NHS trust of this code or name; 0 once a fault is noted."""
    called = {each.code.casefold(): each.index for each in model.trusts}
    called |= {each.organisation.name.casefold(): each.index for each in model.trusts}
    if word.casefold() not in called:
        known = [each.code for each in model.trusts]
        _unknown("--nhs-trust", "NHS trust", word, known, faults)
    return called.get(word.casefold(), 0)


def innovation_meant(word: str | int, model: CollaborationModel, faults: list[Fault]) -> int:
    """Return the index of the innovation of this code, or of this number among the synthetic ones."""
    known = [each.code for each in model.innovations]
    called = {code.casefold(): n for n, code in enumerate(known)}
    number = re.fullmatch(r"[iI]?(\d{1,6})", str(word), re.ASCII)
    asked = f"i{int(number[1]):02d}" if number else str(word).casefold()
    if asked not in called:
        _unknown("--innovation", "innovation", str(word), known, faults)
    return called.get(asked, 0)


def changed_by(
    scenario: Scenario, without: str, adding: str, faults: list[Fault]
) -> Scenario | None:
    """Return the scenario with one lever taken away, or one applied in full; None if neither is asked.

    ``adding`` may give a level: ``permission=0.5``.
    """
    if without and adding:
        faults.append(
            Fault("expected one change, found --without and --with.", key="--with", value=adding)
        )
        return None
    applied = [name for name, setting in scenario.levers.items() if setting.level > 0.0]
    if without and without not in applied:
        said = nearest(without, applied) or " No lever is applied in it."
        told = f"this lever is not applied in {scenario.name}.{said}"
        faults.append(Fault(told, key="--without", value=shown(without)))
        return None
    if without:
        return scenario.with_levers({without: 0.0})
    return _with(scenario, adding, faults) if adding else None


def _with(scenario: Scenario, adding: str, faults: list[Fault]) -> Scenario | None:
    name, sign, level = adding.partition("=")
    if not name or (sign and not level.strip()):
        told = "expected a lever, or a lever and its level, such as permission=0.5."
        faults.append(Fault(told, key="--with", value=shown(adding)))
        return None
    try:
        value = parse_setting(f"levers.{name}={level}")[1] if sign else 1.0
        made = scenario.with_levers({name: cast(float, value)})
    except ScenarioError as error:
        faults += [
            Fault(each.sentence.replace('"levers.', '"'), key="--with", value=shown(adding))
            for each in error.faults
        ]
        return None
    if made.levers.get(name) == scenario.levers.get(name):
        said = f"{scenario.name} has it so already; expected a change."
        faults.append(Fault(said, key="--with", value=shown(adding)))
    return made
