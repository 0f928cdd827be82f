"""The search over England: history matching in waves, and sets confirmed on independent draws.

The first wave fills the prior (a Latin hypercube). Before each later wave emulators are fitted to
the waves before; the wave's sets are those of a large Latin hypercube that none rules out. Every
set is run on replicates of its own. Sets that stay plausible are assessed once more, on replicates
that no fit has used: those that stay plausible then are the plausible sets. As these draws have
chosen them, they are assessed a last time on held-out replicates: what is reported is from there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from collabsim.calibration.goodness_of_fit import Assessment, assess, measured_england
from collabsim.calibration.history_matching import first_wave, next_wave
from collabsim.calibration.patterns import FITTED, PATTERNS
from collabsim.calibration.prior import prior
from collabsim.calibration.replicates import Purpose, draws_of
from collabsim.calibration.targets import Score, measured
from collabsim.record import Floats
from collabsim.results import results_version
from collabsim.results.files import write_whole
from collabsim.results.version import version_of
from collabsim.scenario.faults import Fault, ScenarioError
from studies.england.folder import Effort, Row, StudyFolder

GIVE_UP = 4.0
"""No pattern is read of a set of which two series are less plausible than this."""

TARGETS = ("calibration/*.py", "evidence/uptake.*", "evidence/tetracycline/*")
OWN = ("alternatives.py", "interactions.py", "knockout*.py", "lever_ranking.py", "search.py")
"""What assessments come from beside the model, in the package and here."""

OF_SERIES = ("attribute", "rmse", "implausibility")
"""What a row holds of each series beside its curves."""

CONFIRM, REPORT = "confirm", "report"
"""Stages after the waves."""


@dataclass(frozen=True)
class Plan:
    """What to run.

    Attributes
    ----------
    waves : sets in each wave.
    replicates : of each set, its own.
    screening : of these, so many are enough of England's long run until a set is confirmed:
        patterns pool some forty innovations a replicate.
    seed : of all random draws and of the designs.
    config : a config with the measured innovations; None for the one that ships.
    """

    waves: tuple[int, ...] = (240, 240)
    replicates: int = 12
    screening: int = 4
    seed: int = 1
    config: str | None = None

    def described(self) -> dict[str, Any]:
        """Return the plan as it is kept, with the versions of the rules and of what assesses them."""
        return {
            **asdict(self),
            "waves": list(self.waves),
            "results_version": results_version(),
            "assessed_by": [results_version(*TARGETS), version_of(Path(__file__).parent, *OWN)],
            "parameters": list(prior().names),
        }


class Found(NamedTuple):
    """A parameter set: number through all waves, values, and how well it agrees with the data."""

    number: int
    settings: dict[str, float]
    assessment: Assessment


class Job(NamedTuple):
    """A set to assess; with attributes fitted before, or else as one of a wave."""

    number: int
    settings: dict[str, float]
    purpose: Purpose
    attributes: dict[str, float] | None = None


@dataclass(frozen=True)
class Search:
    """A plan, and the folder that keeps what was found."""

    plan: Plan
    folder: StudyFolder

    def run(self, effort: Effort = Effort()) -> None:  # noqa: B008 - a tuple
        """Assess every wave, confirm what stays plausible, and assess that for the report.

        Stopped at any moment and called again with the same plan, it goes on where it was.
        """
        work = partial(assess_job, self.plan)
        for wave, size in enumerate(self.plan.waves):
            before, values = sum(self.plan.waves[:wave]), prior().values(self.design(wave))
            jobs = {
                n: Job(before + n, prior().settings(values[n]), Purpose.SEARCH) for n in range(size)
            }
            self.assess(f"wave-{wave + 1}", jobs, work, effort)
        self._again(CONFIRM, Purpose.CONFIRM, self.plausible(), effort)
        self._again(REPORT, Purpose.REPORT, self.confirmed(), effort)

    def _again(self, stage: str, purpose: Purpose, sets: Sequence[Found], effort: Effort) -> None:
        jobs = {n: Job(n, settings, purpose, dict(found.attributes)) for n, settings, found in sets}
        self.assess(stage, jobs, partial(assess_job, self.plan), effort)

    def assess(
        self, stage: str, jobs: Mapping[int, Any], work: Callable[[Any], Row], effort: Effort
    ) -> None:
        """Do the jobs of a stage that are not done, each an assessment."""
        self.folder.run(stage, columns(self.plan.replicates), jobs, work, effort)

    def done(self, stage: str) -> Mapping[int, Row]:
        """Return the assessments of a stage, as rows by number."""
        return self.folder.done(stage, columns(self.plan.replicates))

    def design(self, wave: int) -> Floats:
        """Return the points of a wave in the unit cube, from its file once they are drawn."""
        path, size = self.folder.path / f"design-{wave + 1}.csv", self.plan.waves[wave]
        if not path.is_file():
            lines = [",".join(f"{x:.17g}" for x in point) for point in self._drawn(wave, size)]
            write_whole(path, "\n".join([",".join(prior().names), *lines, ""]).encode())
        try:
            points = np.loadtxt(path, delimiter=",", ndmin=2, skiprows=1)
        except ValueError:
            points = np.empty((0, 0))
        if points.shape != (size, len(prior().names)):
            raise ScenarioError([Fault("is damaged: choose another folder.", str(path))])
        return points

    def _drawn(self, wave: int, size: int) -> Floats:
        if wave == 0:
            return first_wave(size, self.plan.seed)
        return next_wave(*self.assessed(wave), size, self.plan.seed + wave)

    def assessed(self, waves: int | None = None) -> tuple[Floats, list[Assessment]]:
        """Return the points of the first so many waves and what was found of each."""
        numbers = range(len(self.plan.waves) if waves is None else waves)
        found = [
            self.of(f"wave-{wave + 1}", n) for wave in numbers for n in range(self.plan.waves[wave])
        ]
        return np.concatenate([self.design(wave) for wave in numbers]), found

    def of(self, stage: str, number: int) -> Assessment:
        """Return what was found of a set in a stage."""
        return assessment_of(self.done(stage)[number])

    def plausible(self) -> list[Found]:
        """Return the sets that the waves left plausible."""
        points, found = self.assessed()
        values = prior().values(points)
        return [
            Found(n, prior().settings(values[n]), each)
            for n, each in enumerate(found)
            if each.plausible and len(each.readings) == len(FITTED)
        ]

    def confirmed(self) -> list[Found]:
        """Return the sets that stay plausible on independent draws: the plausible sets."""
        again = [
            each._replace(assessment=self.of(CONFIRM, each.number)) for each in self.plausible()
        ]
        return [
            each
            for each in again
            if each.assessment.plausible and len(each.assessment.readings) == len(PATTERNS)
        ]

    def reported(self) -> list[Found]:
        """Return the plausible sets, assessed on held-out draws."""
        return [each._replace(assessment=self.of(REPORT, each.number)) for each in self.confirmed()]


def assess_job(plan: Plan, job: Job) -> Row:
    """Assess one set: what a worker does. In a wave, where its attributes are fitted, less is read."""
    wave = job.attributes is None
    found = assess(
        measured_england(plan.config).with_values(job.settings),
        draws_of(job.number, job.purpose, plan.replicates, plan.seed),
        attributes=job.attributes,
        patterns=FITTED if wave else tuple(PATTERNS),
        give_up=GIVE_UP,
        long_runs=min(plan.screening, plan.replicates) if wave else plan.replicates,
    )
    return row_of(found)


def evenly(sets: Sequence[Found], most: int) -> list[Found]:
    """Return at most so many of the sets, evenly spaced among them."""
    rows = np.linspace(0, len(sets) - 1, min(most, len(sets))).round().astype(int)
    return [sets[row] for row in rows]


def columns(replicates: int) -> tuple[str, ...]:
    """Return the names of the values of an assessment on so many replicates."""
    out = []
    for series in measured():
        out += [f"{series.name} {word}" for word in OF_SERIES]
        out += [f"{series.name} {r} {month}" for r in range(replicates) for month in series.months]
    for name in PATTERNS:
        out += [f"{name} reading", f"{name} implausibility"]
    return tuple(out)


def row_of(found: Assessment) -> Row:
    """Return an assessment as a row: curves to five digits, what was not read not a number."""
    row: list[float] = []
    for series in measured():
        name = series.name
        row += [found.attributes[name], found.scores[name].rmse, found.implausibility[name]]
        row += np.round(found.curves[name], 5).ravel().tolist()
    for name in PATTERNS:
        row += [found.readings.get(name, math.nan), found.implausibility.get(name, math.nan)]
    return tuple(row)


def assessment_of(row: Row) -> Assessment:
    """Return the assessment of a row; a pattern without an implausibility was not read."""
    points = sum(len(series.months) for series in measured())
    others = len(OF_SERIES) * len(measured()) + 2 * len(PATTERNS)
    replicates, values = (len(row) - others) // points, iter(row)
    attributes, scores, implausibility, readings = {}, {}, {}, {}
    curves: dict[str, Floats] = {}
    for series in measured():
        name = series.name
        attributes[name], rmse, implausibility[name] = _take(values, 3)
        scores[name] = Score(series, rmse)
        curve = np.array(_take(values, replicates * len(series.months)))
        curves[name] = curve.reshape(replicates, -1)
    for name in PATTERNS:
        reading, far = _take(values, 2)
        if not math.isnan(far):
            readings[name], implausibility[name] = reading, far
    return Assessment(attributes, scores, readings, implausibility, curves)


def _take(values: Iterator[float], number: int) -> list[float]:
    return [next(values) for _ in range(number)]
