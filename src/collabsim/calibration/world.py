"""The world in which series are fitted: England without its synthetic innovations.

NHS trusts of the types that no named innovation is for are left out too, and so are the
synthetic innovations. As draws are addressed, everybody left meets the same luck as in the whole
of England; what is missing is only what the others would have done to them: crowding of starts and
of AHSN support, and evidence about companies. The innovations of which a series counts users
(mandated, upgrade, biosimilar and unbrokered medicines) come out the same but for a trust or two
now and then; primary PCI has its networks to itself, as it had.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from collabsim.calibration import network
from collabsim.calibration.targets import Series
from collabsim.population import Population, build, incomes, organisations
from collabsim.record import Floats, Integers, Record
from collabsim.scenario import Scenario
from collabsim.scenario.classes import NamedInnovation

Attributes = Mapping[str, float]
"""The fitted attribute of each series, by the series' name."""

STEPS = 6
"""Steps of the search for a series' attribute, at most."""

REACHED = 0.03
"""The search ends when the logit of the mean share is this near to the measured one."""


@dataclass(frozen=True)
class Followed:
    """What the series world gave under one parameter set: replicates of every series.

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


def series_world(england: Scenario, series: Sequence[Series]) -> Scenario:
    """Return a scenario with the named innovations of these series alone, long enough for them.

    Raises
    ------
    ValueError : if a series has no innovation of its name in the scenario.
    """
    named = {made.id: made for made in england.innovations}
    wanted = [each.name for each in series if each.world == "england"]
    missing = [name for name in wanted if name not in named]
    if missing:
        raise ValueError(f"no innovation is called {', '.join(missing)}")
    types = {t for kind in england.classes for t in kind.types if _used(kind.name, named, wanted)}
    everybody = organisations(england)
    paid = incomes(england, everybody)
    kept = tuple(
        dataclasses.replace(trust, income=float(income))
        for trust, income in zip(everybody, paid, strict=True)
        if trust.type in types
    )
    ends = [named[s.name].launch + int(s.months.max()) + 1 for s in series if s.name in named]
    world = {"world.innovations": 0.0, "world.months": float(max([12, *ends]))}
    bare = dataclasses.replace(
        england, organisations=kept, innovations=tuple(named[name] for name in wanted)
    )
    return bare.with_values(world)


def _used(kind: str, named: Mapping[str, NamedInnovation], wanted: Sequence[str]) -> bool:
    return any(named[name].kind == kind for name in wanted)


def with_attributes(
    scenario: Scenario, series: Sequence[Series], attributes: Attributes
) -> Scenario:
    """Return the scenario with the fitted attribute of each series' innovation set."""
    fitted = {each.name: each.fitted for each in series}
    made = tuple(
        dataclasses.replace(each, values={**each.values, fitted[each.id]: attributes[each.id]})
        if each.id in attributes
        else each
        for each in scenario.innovations
    )
    return dataclasses.replace(scenario, innovations=made)


def starting_attributes(scenario: Scenario, series: Sequence[Series]) -> dict[str, float]:
    """Return the attribute of each series as the scenario has it; 2 for physicians' pull."""
    classes = {kind.name: kind for kind in scenario.classes}
    out = {}
    for each in series:
        made = {m.id: m for m in scenario.innovations}.get(each.name)
        if made is None:
            out[each.name] = 2.0
        else:
            given = made.values.get(each.fitted)
            out[each.name] = getattr(classes[made.kind], each.fitted) if given is None else given
    return out


def run_series(scenario: Scenario, replicates: int, seed: int, first: int = 0) -> list[Record]:
    """Run replicates of a series world with the compiled engine, on one thread."""
    return run_born(scenario, [build(scenario, seed, first + r) for r in range(replicates)])


def run_born(scenario: Scenario, born: Sequence[Population]) -> list[Record]:
    """Run populations that are born already."""
    from collabsim.compiled.engine import compiled, run_one

    kernel = compiled()
    return [run_one(kernel, scenario, each) for each in born]


def follow(
    world: Scenario,
    series: Sequence[Series],
    replicates: int,
    seed: int,
    *,
    attributes: Attributes | None = None,
    first: int = 0,
) -> Followed:
    """Run every series under a parameter set, fitting one attribute of each unless given.

    Parameters
    ----------
    world : a series world with the parameters of the set.
    series : the series; each fits the one attribute that it names.
    replicates, seed, first : the luck; ``first`` is the first replicate's number.
    attributes : attributes fitted before, on other luck; nothing is fitted then.
    """
    searched = attributes is None
    now = starting_attributes(world, series) if attributes is None else dict(attributes)
    search = {s.name: _Search(s, now[s.name]) for s in series}
    born: list[Population] = []
    if any(s.world == "england" for s in series):
        born = [build(world, seed, first + r) for r in range(replicates)]
    best: dict[str, Floats] = {}
    for step in range(STEPS if searched else 1):
        now = {name: each.next() for name, each in search.items()}
        made = with_attributes(world, series, now)
        records = run_born(made, [_reborn(b, world, series, now) for b in born])
        adopted = _physicians(world, series, now, (replicates, seed, first))
        curves = {s.name: _curves(s, records, adopted) for s in series}
        for name, each in search.items():
            if each.tell(curves[name].mean(axis=0)):
                best[name] = curves[name]
        if not searched or (step > 0 and all(each.done for each in search.values())):
            break
    if searched and any(search[s.name].value != now[s.name] for s in series):
        found = {name: each.value for name, each in search.items()}
        return follow(world, series, replicates, seed, attributes=found, first=first)
    return Followed(now, curves, tuple(records), adopted)


def _reborn(
    born: Population, world: Scenario, series: Sequence[Series], attributes: Attributes
) -> Population:
    """Return a population whose named innovations have these attributes, as if born with them."""
    innovation, project = born.innovation.copy(), born.project.copy()
    fitted = {each.name: each.fitted for each in series}
    for k, name in enumerate(made.id for made in world.innovations):
        if name not in fitted:
            continue
        column, value = fitted[name], attributes[name]
        if column == "pull":
            shift = value - starting_attributes(world, series)[name]
            innovation["pull"][k] += shift
            project["static"][:, k] += shift
        else:
            innovation[column][k] = value
    return dataclasses.replace(born, innovation=innovation, project=project)


def _physicians(
    world: Scenario, series: Sequence[Series], now: Attributes, luck: tuple[int, int, int]
) -> Integers:
    named = [each.name for each in series if each.world == "network"]
    replicates, seed, first = luck
    if not named:
        return np.zeros((0, 0), np.int64)
    rows = [
        network.adoption_months(world, now[named[0]], seed, first + r) for r in range(replicates)
    ]
    return np.array(rows)


def _curves(series: Series, records: Sequence[Record], adopted: Integers) -> Floats:
    if series.world == "network":
        return np.array([network.curve(row)[series.months] for row in adopted])
    return np.array([series.of_record(record) for record in records])


class _Search:
    """A bracketed secant search for the attribute at which the mean share is as measured.

    A pull is searched as it is, a growth on its logarithm: the mean share rises with both.
    """

    def __init__(self, series: Series, start: float) -> None:
        self.series, self.log = series, series.fitted != "pull"
        self.tried: list[tuple[float, float, float]] = []
        self.here = float(np.log(start)) if self.log else start
        self.value, self.least = start, np.inf
        self.done = False

    def next(self) -> float:
        """Return the attribute to try next."""
        if self.tried and not self.done:
            self.here = self._step()
        return float(np.exp(self.here)) if self.log else self.here

    def tell(self, mean: Floats) -> bool:
        """Take the mean curve of what was tried; return whether it is the nearest so far."""
        short = _logit(float(mean.mean())) - _logit(float(self.series.values.mean()))
        error = float(np.sqrt(np.mean((mean - self.series.values) ** 2)))
        self.tried.append((self.here, short, error))
        self.done = abs(short) < REACHED
        better = error < self.least
        if better:
            self.least = error
            self.value = float(np.exp(self.here)) if self.log else self.here
        return better

    def _step(self) -> float:
        scale = 0.3 if self.log else 1.5
        below = max((t for t in self.tried if t[1] < 0.0), default=None)
        above = min((t for t in self.tried if t[1] >= 0.0), default=None)
        if below is None or above is None:
            x, short, _ = self.tried[-1]
            slope = 0.35 if not self.log else 3.0
            return x + float(np.clip(-short / slope, -2.0 * scale, 2.0 * scale))
        share = below[1] / (below[1] - above[1])
        return below[0] + float(np.clip(share, 0.1, 0.9)) * (above[0] - below[0])


def _logit(share: float) -> float:
    inside = min(max(share, 1e-4), 1.0 - 1e-4)
    return float(np.log(inside / (1.0 - inside)))
