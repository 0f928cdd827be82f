"""Which run is meant: of a scenario, a config, an experiment, or any folder of results that keeps its scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from collabsim.experiment import Experiment, Finished, FolderError, Question
from collabsim.experiment.batch import scenario_from
from collabsim.results import Results, kind_of
from collabsim.rules import OURS, Rules
from collabsim.scenario import Scenario
from collabsim.scenario.documents import read_document
from collabsim.scenario.faults import Fault, ScenarioError, nearest, refused, shown
from collabsim.scenario.shipped import named_file
from collabsim.simulation import Simulation

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
        texts = of.manifest["scenarios"]
        named = {name: replace(scenario_from(text), name=name) for name, text in texts.items()}
        return replace(_chosen(named, which, of.seed, of.replicates), own=of.own)
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
        raise refused(str(error), file=word) from None


def _of_experiment(asked: Question, which: Which) -> Origin:
    """Return a run of a point of an experiment in one of its variants."""
    labels = [str(label) for label in asked.design["label"]]
    faults: list[Fault] = []
    point = asked.reference
    if which.scenario in labels:
        point = labels.index(which.scenario)
    elif which.scenario:
        faults.append(_unknown(which.scenario, labels))
    _whole("--variant", which.variant, len(asked.variants), faults)
    _whole("--replicate", which.replicate, asked.replicates, faults)
    _own_seed(which, asked.seed, faults)
    if faults:
        raise ScenarioError(faults)
    scenario, seed = asked.scenario_of(point, which.variant)
    own = tuple(name for name in asked.own.sources if not name.startswith("metric "))
    return Origin(scenario, seed, which.replicate, own, asked.own.rules)


def _chosen(
    named: Mapping[str, Scenario], which: Which, seed: int, replicates: int | None
) -> Origin:
    """Return a run of one of some scenarios; ``replicates`` is how many were run, if any were."""
    faults: list[Fault] = []
    if which.scenario and which.scenario not in named:
        faults.append(_unknown(which.scenario, named))
    _whole("--variant", which.variant, 1, faults)
    _whole("--replicate", which.replicate, replicates or 2**31, faults)
    if replicates is not None:
        _own_seed(which, seed, faults)
    _whole("--seed", seed, 2**63, faults)
    if faults:
        raise ScenarioError(faults)
    return Origin(named[which.scenario or next(iter(named))], seed, which.replicate)


def _unknown(name: str, known: Any) -> Fault:
    said = f"there is no scenario of this name.{nearest(name, known)}"
    return Fault(said, key="--scenario", value=shown(name))


def _whole(key: str, value: int, below: int, faults: list[Fault]) -> None:
    if not 0 <= value < below:
        said = f"expected a whole number from 0 to {below - 1}."
        faults.append(Fault(said, key=key, value=str(value)))


def _own_seed(which: Which, seed: int, faults: list[Fault]) -> None:
    if which.seed not in (None, seed):
        said = f"these results were run with seed {seed}; expected no other."
        faults.append(Fault(said, key="--seed", value=str(which.seed)))
