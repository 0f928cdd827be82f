"""History matching in waves: judge sets, learn what rules sets out, draw the next from what is left.

The first wave fills the prior (a Latin hypercube). Before each later wave an emulator of every
series' implausibility and every pattern's reading is fitted to the waves before; the wave's sets
are those of a large Latin hypercube that no emulator rules out. Every set is run on replicates of
its own. Sets that stay plausible are judged once more, on replicates that no fit has seen: those that
stay plausible then are accepted. As these have chosen them, accepted sets are judged a last time on
replicates that have chosen nothing: what is told of them is told from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from collabsim.calibration.history_matching import fit_emulator
from collabsim.calibration.goodness_of_fit import CUTOFF, Judgement, judge, scenario_of, with_settings
from collabsim.calibration.patterns import FITTED, PATTERNS
from studies.england.pool import spread
from collabsim.calibration.replicates import Purpose, first_replicate
from collabsim.calibration.prior import space
from studies.england.folder import missing, opened, read_judged, write_judged, write_text
from collabsim.record import Floats
from collabsim.scenario.faults import Fault, ScenarioError

Progress = Callable[[str, int, int], None]

CANDIDATES = 4000
"""Points of the hypercube that a later wave chooses from."""

GIVE_UP = 4.0
"""No pattern is read of a set of which two series are less plausible than this."""

JUDGES = (
    *(
        f"calibration/{name}.py"
        for name in (
            "bass", "correlations", "emulator", "judge", "ladder", "network", "patterns", "ranking",
            "readings", "replicates", "seen", "space", "structures", "support", "targets", "variants", "waves", "world",
        )
    ),
    "evidence/uptake.*",
    "evidence/tetracycline/*",
)  # fmt: skip
"""What judgements come from beside the model: how it is judged, and what was measured."""


@dataclass(frozen=True)
class Plan:
    """What to run.

    Attributes
    ----------
    waves : sets in each wave.
    replicates : of each set, its own.
    screening : of these, so many are enough of England's long run until a set is judged on fresh
        luck: patterns pool some forty innovations a replicate.
    seed : of all luck and of the designs.
    config : a config with the measured innovations; None for the one that ships.
    """

    waves: tuple[int, ...] = (240, 240)
    replicates: int = 12
    screening: int = 4
    seed: int = 1
    config: str | None = None

    def described(self) -> dict[str, Any]:
        """Return the plan as it is kept, with the source whose rules were run and judged by."""
        from collabsim.results import results_version  # with it comes pandas: slow

        return {
            "waves": list(self.waves),
            "replicates": self.replicates,
            "screening": self.screening,
            "seed": self.seed,
            "config": self.config,
            "results_version": results_version(),
            "judged_by": results_version(*JUDGES),
            "parameters": list(space().names),
        }


Job = tuple[str, int, dict[str, float], int, Mapping[str, float] | None]
"""Stage, number within it, settings, first replicate and, if fitted before, attributes."""

Found = tuple[int, dict[str, float], Judgement]
"""Number, settings and judgement of a set."""


REPORT = "report"
"""The stage in which accepted sets are judged to be told of."""


def calibrate(
    plan: Plan, folder: Path, *, workers: int = 1, progress: Progress | None = None
) -> Path:
    """Judge every wave, on fresh luck what they left plausible, and again what was accepted.

    Stopped at any moment and called again with the same plan, it goes on where it was.

    Raises
    ------
    ScenarioError : if the folder holds something else.
    """
    with opened(folder, plan.described()):
        for wave in range(len(plan.waves)):
            _judge_wave(plan, folder, wave, workers, progress)
        again: list[Job] = [
            ("fresh", n, settings, first_replicate(n, Purpose.ACCEPT), dict(found.attributes))
            for n, settings, found in plausible(plan, folder)
            if missing(folder, "fresh", [n])
        ]
        _carry_out(again, folder, plan, workers, progress)
        last: list[Job] = [
            (REPORT, n, settings, first_replicate(n, Purpose.TELL), dict(found.attributes))
            for n, settings, found in accepted_sets(plan, folder)
            if missing(folder, REPORT, [n])
        ]
        _carry_out(last, folder, plan, workers, progress)
    return folder


def _judge_wave(
    plan: Plan, folder: Path, wave: int, workers: int, progress: Progress | None
) -> None:
    """Judge the sets of a wave that are not judged yet."""
    stage, before = f"wave-{wave + 1}", sum(plan.waves[:wave])
    values = space().values(design(plan, folder, wave))
    jobs: list[Job] = [
        (
            stage,
            n,
            space().settings(values[n]),
            first_replicate(before + n, Purpose.SEARCH),
            None,
        )
        for n in missing(folder, stage, range(plan.waves[wave]))
    ]
    _carry_out(jobs, folder, plan, workers, progress)


def judge_job(plan: Plan, job: Job) -> Judgement:
    """Judge one set: what a worker does. In a wave, where its attributes are fitted, less is read."""
    _, _, settings, first, attributes = job
    screened = attributes is None
    return judge(
        with_settings(scenario_of(plan.config), settings),
        plan.replicates,
        plan.seed,
        attributes=attributes,
        first=first,
        patterns=FITTED if screened else tuple(PATTERNS),
        give_up=GIVE_UP,
        long_runs=min(plan.screening, plan.replicates) if screened else plan.replicates,
    )


def _carry_out(
    jobs: Sequence[Job], folder: Path, plan: Plan, workers: int, progress: Progress | None
) -> None:
    for n, (job, found) in enumerate(spread(partial(judge_job, plan), jobs, workers)):
        write_judged(folder, job[0], job[1], found)
        if progress is not None:
            progress(job[0], n + 1, len(jobs))


def design(plan: Plan, folder: Path, wave: int) -> Floats:
    """Return the points of a wave in the unit cube: the prior, or what is not yet ruled out.

    The very first point is the default of every parameter. A wave's points are kept in its file,
    so that a stopped wave goes on with them.
    """
    path = folder / f"design-{wave + 1}.csv"
    if not path.is_file():
        lines = [",".join(f"{x:.17g}" for x in point) for point in _drawn(plan, folder, wave)]
        write_text(path, "\n".join([",".join(space().names), *lines, ""]))
    try:
        points = np.loadtxt(path, delimiter=",", ndmin=2, skiprows=1)
    except ValueError:
        points = np.empty((0, 0))
    if points.shape != (plan.waves[wave], len(space().names)):
        raise ScenarioError([Fault("is damaged: choose another folder.", str(path))])
    return points


def _drawn(plan: Plan, folder: Path, wave: int) -> Floats:
    if wave == 0:
        points = space().latin(plan.waves[0], plan.seed)
        points[0] = 0.5
        return points
    ruled = _rules(plan, folder, wave)
    candidates = space().latin(max(CANDIDATES, 4 * plan.waves[wave]), plan.seed + wave)
    worst = np.zeros(len(candidates))
    for guess in ruled:
        worst = np.maximum(worst, guess(candidates))
    order = np.argsort(worst >= CUTOFF, kind="stable")
    return candidates[order[: plan.waves[wave]]]


def _rules(plan: Plan, folder: Path, wave: int) -> list[Callable[[Floats], Floats]]:
    """Return functions from points to the implausibility that each emulated output gives."""
    inputs, found = judged(plan, folder, wave)
    out: list[Callable[[Floats], Floats]] = []
    for name in found[0].scores:
        seen = np.array([each.implausibility[name] for each in found])
        out.append(_rule(inputs, np.minimum(seen, 10.0), 0.0, CUTOFF))
    for name in FITTED:
        pattern = PATTERNS[name]
        seen = np.array([each.readings.get(name, np.nan) for each in found])
        low, high = (
            pattern.low - CUTOFF * pattern.error,
            pattern.high + CUTOFF * pattern.error,
        )
        far = 2.0 * (high - low)  # how far out a set lies beyond this is of no interest
        out.append(_rule(inputs, np.clip(seen, low - far, high + far), low, high))
    return out


def _rule(inputs: Floats, output: Floats, low: float, high: float) -> Callable[[Floats], Floats]:
    emulator = fit_emulator(inputs, output)

    def implausibility(points: Floats) -> Floats:
        guess = emulator.guess(points)
        outside = np.maximum(np.maximum(low - guess, guess - high), 0.0)
        return outside / emulator.error

    return implausibility


def judged(plan: Plan, folder: Path, waves: int | None = None) -> tuple[Floats, list[Judgement]]:
    """Return the points of the first so many waves and what was found of each."""
    points, found = [], []
    for wave in range(len(plan.waves) if waves is None else waves):
        points.append(design(plan, folder, wave))
        found += [read_judged(folder, f"wave-{wave + 1}", n) for n in range(plan.waves[wave])]
    return np.concatenate(points), found


def plausible(plan: Plan, folder: Path) -> list[Found]:
    """Return number, settings and judgement of the sets that the waves left plausible.

    Numbers count through all waves.
    """
    points, found = judged(plan, folder)
    values = space().values(points)
    return [
        (n, space().settings(values[n]), each)
        for n, each in enumerate(found)
        if each.plausible and len(each.readings) == len(FITTED)
    ]


def evenly(sets: Sequence[Found], most: int) -> list[Found]:
    """Return at most so many of the sets, evenly spaced among them."""
    rows = np.linspace(0, len(sets) - 1, min(most, len(sets))).round().astype(int)
    return [sets[row] for row in rows]


def accepted_sets(plan: Plan, folder: Path) -> list[Found]:
    """Return number, settings and judgement of the sets that stay plausible on fresh replicates."""
    out = []
    for number, settings, _ in plausible(plan, folder):
        fresh = read_judged(folder, "fresh", number)
        if fresh.plausible and len(fresh.readings) == len(PATTERNS):
            out.append((number, settings, fresh))
    return out


def reported_sets(plan: Plan, folder: Path) -> list[Found]:
    """Return the accepted sets with their judgement on luck that has chosen nothing."""
    return [
        (number, settings, read_judged(folder, REPORT, number))
        for number, settings, _ in accepted_sets(plan, folder)
    ]
