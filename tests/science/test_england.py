"""England today: orders of magnitude that the register measures (P1, P2, P6, P8, P9, P19, P22)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from ensembles import joint_working

from collabsim import Record, Scenario, simulate
from collabsim.calibration.bass import fit_bass

PROGRAMMES = ("mandated_medicine", "biosimilar", "upgrade")
"""Classes that a national programme or an existing product carries."""


@pytest.fixture(scope="module")
def today() -> Sequence[Record]:
    return simulate(Scenario.england(), 10, seed=3).records["England"]


@pytest.fixture(scope="module")
def long_run() -> Sequence[Record]:
    """England for 24 years, so that slow innovations have time to spread."""
    england = Scenario.england().with_values({"world.months": 288})
    return simulate(england, 4, seed=5).records["England"]


def mean(records: Sequence[Record], reading) -> float:
    return float(np.nanmean([reading(r, r.whole()) for r in records]))


def years(record: Record, item: np.ndarray) -> np.ndarray:
    return item[record.today :].reshape(-1, 12)


def test_joint_working_is_what_trusts_reported(today) -> None:
    """P22: 93 projects in two years among trusts that answered, 0.24-0.30 a trust-year."""
    assert 0.2 <= mean(today, lambda r, _: joint_working(r)) <= 0.5


def test_march_spends_what_would_lapse(today) -> None:
    """P8: UK capital 1.7-2.3 times the mean month in March (Northern Ireland 3.1)."""

    def march(record, items):
        spent = years(record, items["routine"] + items["innovation"])
        return (spent[:, 11] / spent.mean(axis=1)).mean()

    assert 1.7 <= mean(today, march) <= 3.1


def test_the_march_spike_goes_when_money_can_be_kept() -> None:
    """P8, P9: where carry-over is free there is no spike and no year-end purchase."""
    free = Scenario.england().with_values({"budget.carry_over": 1.0})
    for record in simulate(free, 3, seed=3).records["England"]:
        items = record.whole()
        spent = years(record, items["routine"] + items["innovation"])
        assert (spent[:, 11] / spent.mean(axis=1)).max() < 1.2
        assert items["rush_pilots"].sum() == 0.0


def test_rushed_purchases_fail_more_often(today) -> None:
    """P9: year-end purchases were 2.2-5.6 times more likely to be below par; here the odds."""
    total = {n: sum(r.whole()[n].sum() for r in today) for n in today[0].whole()}
    rushed = total["rush_failures"] / (total["rush_pilots"] - total["rush_failures"])
    others = total["other_failures"] / (total["other_pilots"] - total["other_failures"])
    assert total["rush_pilots"] > 100
    assert 1.5 < rushed / others < 8.0


def test_deficits_are_the_share_set_from_outside(today) -> None:
    """P19: 45 % of trusts, an input; and most of them acute (S31)."""
    share = mean(today, lambda r, i: i["deficit"][r.today :].mean() / len(r.trusts))
    assert share == pytest.approx(0.45, abs=0.03)


def spread_years(records: Sequence[Record], *, programmes: bool) -> np.ndarray:
    """Return years to half of its own ceiling, of innovations that six trusts or more took up."""
    out = []
    for r in records:
        for k in range(len(r.launch)):
            carried = r.classes[r.innovation_class[k]] in PROGRAMMES
            if carried == programmes and r.ever[-1, k] >= 6:
                curve = r.ever[max(r.launch[k], 0) :, k][:240]
                out.append(np.argmax(curve >= curve[-1] / 2) / 12.0)
    return np.array(out)


def test_spread_takes_years_without_a_programme(long_run) -> None:
    """P2: a median of 8.2 years (4.9-12.1) without a national programme, far less with one."""
    alone, carried = (spread_years(long_run, programmes=p) for p in (False, True))
    assert 3.0 < np.median(alone) < 14.0
    assert np.median(carried) < np.median(alone) / 3.0


def test_many_pilots_few_that_spread(long_run) -> None:
    """P6: at most one in ten local projects reaches half of eligible trusts in ten years."""
    reached = []
    for r in long_run:
        piloted = np.array(r.families)[r.innovation_class] == "piloted"
        after = [r.ever[r.launch[k] + 120, k] / r.eligible[k] for k in np.nonzero(piloted)[0]]
        reached.extend(share >= 0.5 for share in after)
    pilots = np.mean([r.whole()["pilots"][r.today :].sum() / 24.0 for r in long_run])
    assert np.mean(reached) <= 0.1
    assert pilots > 30.0


def test_curves_are_s_shaped(long_run) -> None:
    """P1: a Bass curve fits most innovations with R2 of 0.95 or more."""
    fits = []
    for r in long_run[:2]:
        for k in np.nonzero(r.ever[-1] >= 6)[0]:
            curve = r.ever[max(r.launch[k], 0) :, k] / r.eligible[k]
            fits.append(fit_bass(np.arange(1.0, len(curve) + 1.0), curve).r2)
    assert np.mean(np.array(fits) >= 0.95) > 0.7


def test_income_is_as_unequal_as_england(today) -> None:
    """S32: a mean of about £640m, the smallest tens of millions, the largest two or three billion."""
    from collabsim.population import incomes, organisations

    england = Scenario.england()
    income = incomes(england, organisations(england))
    assert income.mean() == pytest.approx(640.0, rel=0.02)
    assert 50.0 <= income.min() < 150.0
    assert 1500.0 < income.max() <= 2900.0
