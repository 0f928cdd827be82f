"""P17: a practice in wide use that every AHSN then supports, beside the same practice unsupported.

So was magnesium sulphate for preterm labour in England's maternity units (PReCePT, S43): 65.8 % of
those who needed it had it when support began, 85.5 % after five years, 5.8 points of this by
support, which had given 6.3 after two years; enhanced support gave no more. Here a practice that
every acute trust has taken up stands for it: how fast its use grows unsupported is set to these
figures, and its use at the start is searched so that it is as it was when support began. Support
then begins in all AHSNs and lasts two years, or begins in none, on the same random draws.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from collabsim.calibration.model_outputs import ModelOutputs
from collabsim.calibration.replicates import Draws
from collabsim.calibration.series_runs import run_series
from collabsim.levers import Lever, LeverSetting, Move
from collabsim.record import Floats, Record
from collabsim.scenario import Scenario
from collabsim.scenario.classes import NamedInnovation
from collabsim.scenario.shipped import config_path

STARTED_AT = 0.658
"""Share of use when support began (2017)."""

BEFORE, WATCHED = 60, 60
"""Months that the practice had been in use by then, and for which it is watched."""

PRACTICE = {"pull": 15.0, "known": 0.9, "approval": 0.25, "value": 2.0, "growth": 0.015, "full_use": 0.95}  # fmt: skip
"""Everybody takes it up at once, and unsupported it gains 14 points in five years."""

CHOSEN = {"ahsns.span": BEFORE + 24.0, "ahsns.triage_noise": 0.0}
"""All AHSNs take it on and drop it after two years, as national programmes of theirs end."""

KIND = "national_service"
STEPS = 7


def gains(england: Scenario, draws: Draws) -> dict[str, Floats]:
    """Return the share of use gained by support, month by month: arrays (replicates, months).

    ``"support"`` is today's dose, ``"trebled"`` three times that; the first month is that in which
    it begins.
    """
    alone = practice(england, first_use(england, draws))
    use, dose = _use(run_series(alone, draws)), england.parameters.ahsns.support
    return {
        name: _use(run_series(_supported(alone, times * dose), draws)) - use
        for name, times in (("support", 1.0), ("trebled", 3.0))
    }


def practice(england: Scenario, first_use: float) -> Scenario:
    """Return England with this practice alone on offer, and no support of it."""
    made = NamedInnovation("practice", KIND, -BEFORE, {**PRACTICE, "first_use": first_use})
    classes = england.classes
    if all(kind.name != KIND for kind in classes):
        shipped = Scenario.load(config_path("uptake_series.toml")).classes
        classes = (*classes, *(kind for kind in shipped if kind.name == KIND))
    alone = dataclasses.replace(england, classes=classes, innovations=(made,), organisations=())
    months = {"world.months_before": float(BEFORE), "world.months": float(WATCHED)}
    return alone.with_values({"world.innovations": 0.0, "ahsns.support": 0.0, **months, **CHOSEN})


def first_use(england: Scenario, draws: Draws) -> float:
    """Return the first use from which use is as it was when support began, by halving an interval."""
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        now = _use(run_series(practice(england, middle), draws._replace(replicates=2)))[:, 0].mean()
        low, high = (middle, high) if now < STARTED_AT else (low, middle)
    return 0.5 * (low + high)


def _supported(scenario: Scenario, dose: float) -> Scenario:
    lever = Lever("X01", "support", (Move("ahsns.support", "to", dose),))
    made = dataclasses.replace(scenario, own_levers=(*scenario.own_levers, lever))
    return made.with_levers({lever.name: LeverSetting(1.0, 0, 0)})


def _use(records: Sequence[Record]) -> Floats:
    return np.array([r.used[r.today :, 0] / r.eligible[0] for r in records])


def gained_by_support(outputs: ModelOutputs, years: int = 2, dose: str = "support") -> float:
    """P17: points of use that AHSN support has added after so many years."""
    return 100.0 * float(outputs.supported[dose][:, 12 * years - 1].mean())


def gained_soon(outputs: ModelOutputs) -> float:
    """P17: what support has added after two years over what it has after four."""
    return _over(gained_by_support(outputs), gained_by_support(outputs, 4))


def gained_by_more(outputs: ModelOutputs) -> float:
    """P17: what three doses of support have added after two years over what one has."""
    return _over(gained_by_support(outputs, dose="trebled"), gained_by_support(outputs))


def _over(one: float, other: float) -> float:
    return one / other if other > 0.0 else float("nan")
