"""Runs in which series are fitted: England without its synthetic innovations.

NHS trusts of the types that no named innovation is for are left out too. As draws are addressed,
everybody left meets the same draws as in the whole of England; what is missing is only what the
others would have done to them: crowding of starts and of AHSN support, and evidence about
companies. The innovations of which a series counts users (mandated, upgrade, biosimilar and
unbrokered medicines) come out the same but for a trust or two now and then; primary PCI has its
networks to itself, as it had.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from collabsim.calibration import physician_network
from collabsim.calibration.replicates import Draws
from collabsim.calibration.targets import Series, rmse
from collabsim.population import Population, build, incomes, organisations
from collabsim.record import Floats, Integers, Record
from collabsim.scenario import Scenario

Attributes = Mapping[str, float]
"""The fitted attribute of each series, by the series' name."""

STEPS = 6
"""Steps of the search for a series' attribute, at most."""

REACHED = 0.03
"""The search ends when the logit of the mean share is this near to the measured one."""


@dataclass(frozen=True)
class SeriesRuns:
    """Every series, simulated under one parameter set.

    Attributes
    ----------
    attributes : the fitted attribute of each series.
    curves : for each series, an array (replicates, points).
    records : the runs of England's series, one a replicate.
    physicians : month of adoption (replicates, physicians) on the network; empty without it.
    """

    attributes: Attributes
    curves: Mapping[str, Floats]
    records: tuple[Record, ...]
    physicians: Integers


def series_scenario(england: Scenario, series: Sequence[Series]) -> Scenario:
    """Return a scenario with the named innovations of these series alone, long enough for them.

    Raises
    ------
    ValueError : if a series has no innovation of its name in the scenario.
    """
    named = {made.id: made for made in england.innovations}
    wanted = [each.name for each in series if each.population == "england"]
    missing = [name for name in wanted if name not in named]
    if missing:
        raise ValueError(f"no innovation is called {', '.join(missing)}")
    used = {named[name].kind for name in wanted}
    types = {each for kind in england.classes if kind.name in used for each in kind.types}
    everybody = organisations(england)
    kept = tuple(
        dataclasses.replace(trust, income=float(income))
        for trust, income in zip(everybody, incomes(england, everybody), strict=True)
        if trust.type in types
    )
    ends = [named[s.name].launch + int(s.months.max()) + 1 for s in series if s.name in named]
    bare = dataclasses.replace(
        england, organisations=kept, innovations=tuple(named[name] for name in wanted)
    )
    return bare.with_values({"world.innovations": 0.0, "world.months": float(max([12, *ends]))})


def run_series(scenario: Scenario, draws: Draws) -> list[Record]:
    """Run replicates of a scenario with the compiled engine, on one thread."""
    return _run([build(scenario, draws.seed, r) for r in draws.numbers], scenario)


def _run(born: Sequence[Population], scenario: Scenario) -> list[Record]:
    from collabsim.compiled.engine import compiled, run_one

    kernel = compiled()
    return [run_one(kernel, scenario, each) for each in born]


def simulate(
    scenario: Scenario,
    series: Sequence[Series],
    draws: Draws,
    attributes: Attributes | None = None,
) -> SeriesRuns:
    """Simulate every series under a parameter set, fitting one attribute of each unless given.

    Parameters
    ----------
    scenario : a series scenario with the parameters of the set.
    series : the series; each fits the one attribute that it names.
    attributes : attributes fitted before, on other draws; nothing is fitted then.
    """
    start = _starting_attributes(scenario, series)
    searches = {s.name: _Search(s, (attributes or start)[s.name]) for s in series}
    born: list[Population] = []
    if any(s.population == "england" for s in series):
        born = [build(scenario, draws.seed, r) for r in draws.numbers]
    for step in range(STEPS if attributes is None else 1):
        now = {name: each.next() for name, each in searches.items()}
        reborn = [_reborn(each, scenario, series, (start, now)) for each in born]
        records, adopted = _run(reborn, scenario), _physicians(scenario, series, now, draws)
        curves = {s.name: _curves(s, records, adopted) for s in series}
        for name, each in searches.items():
            each.learn(curves[name].mean(axis=0))
        if attributes is not None or (step > 0 and all(each.done for each in searches.values())):
            break
    found = {name: each.value for name, each in searches.items()}
    if attributes is None and found != now:
        return simulate(scenario, series, draws, found)
    return SeriesRuns(now, curves, tuple(records), adopted)


def _starting_attributes(scenario: Scenario, series: Sequence[Series]) -> dict[str, float]:
    """Return the attribute of each series as the scenario has it; 2 for physicians' pull."""
    classes = {kind.name: kind for kind in scenario.classes}
    named = {made.id: made for made in scenario.innovations}
    out = {}
    for each in series:
        made = named.get(each.name)
        if made is None:
            out[each.name] = 2.0
        else:
            of_class = getattr(classes[made.kind], each.fitted)
            out[each.name] = made.values.get(each.fitted, of_class)
    return out


def _reborn(
    born: Population,
    scenario: Scenario,
    series: Sequence[Series],
    attributes: tuple[Attributes, Attributes],
) -> Population:
    """Return a population whose named innovations have other attributes, as if born with them.

    ``attributes`` are those that it was born with, and those wanted.
    """
    innovation, project = born.innovation.copy(), born.project.copy()
    fitted = {each.name: each.fitted for each in series}
    before, now = attributes
    for k, name in enumerate(made.id for made in scenario.innovations):
        if fitted.get(name) == "pull":
            shift = now[name] - before[name]
            innovation["pull"][k] += shift
            project["static"][:, k] += shift
        elif name in fitted:
            innovation[fitted[name]][k] = now[name]
    return dataclasses.replace(born, innovation=innovation, project=project)


def _physicians(
    scenario: Scenario, series: Sequence[Series], now: Attributes, draws: Draws
) -> Integers:
    named = [each.name for each in series if each.population == "network"]
    if not named:
        return np.zeros((0, 0), np.int64)
    pull, seed = now[named[0]], draws.seed
    months = physician_network.adoption_months
    return np.array([months(scenario, pull, seed, r) for r in draws.numbers])


def _curves(series: Series, records: Sequence[Record], adopted: Integers) -> Floats:
    if series.population == "network":
        return np.array([physician_network.curve(row)[series.months] for row in adopted])
    return np.array([series.of_record(record) for record in records])


class _Search:
    """A bracketed secant search for the attribute at which the mean share is as measured.

    A pull is searched as it is, a growth on its logarithm: the mean share rises with both.
    ``value`` is the attribute whose mean curve was nearest to the series so far.
    """

    def __init__(self, series: Series, start: float) -> None:
        self.series, self.log = series, series.fitted != "pull"
        self.tried: list[tuple[float, float]] = []
        self.here = float(np.log(start)) if self.log else start
        self.value, self.least = start, np.inf
        self.done = False

    def next(self) -> float:
        """Return the attribute to try next."""
        if self.tried and not self.done:
            self.here = self._step()
        return self._attribute()

    def learn(self, mean: Floats) -> None:
        """Take the mean curve of what was tried."""
        short = _logit(float(mean.mean())) - _logit(float(self.series.values.mean()))
        self.tried.append((self.here, short))
        self.done = abs(short) < REACHED
        error = rmse(mean, self.series.values)
        if error < self.least:
            self.least, self.value = error, self._attribute()

    def _attribute(self) -> float:
        return float(np.exp(self.here)) if self.log else self.here

    def _step(self) -> float:
        scale, slope = (0.3, 3.0) if self.log else (1.5, 0.35)
        below = max((t for t in self.tried if t[1] < 0.0), default=None)
        above = min((t for t in self.tried if t[1] >= 0.0), default=None)
        if below is None or above is None:
            x, short = self.tried[-1]
            return x + float(np.clip(-short / slope, -2.0 * scale, 2.0 * scale))
        share = below[1] / (below[1] - above[1])
        return below[0] + float(np.clip(share, 0.1, 0.9)) * (above[0] - below[0])


def _logit(share: float) -> float:
    inside = min(max(share, 1e-4), 1.0 - 1e-4)
    return float(np.log(inside / (1.0 - inside)))
