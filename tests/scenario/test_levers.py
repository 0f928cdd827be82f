"""Levers in a scenario: every move is real, level 0 is today, ramps are even, bounds hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabsim.levers import LEVERS, LeverSetting
from collabsim.parameters import described
from collabsim.scenario import GROUPS, Scenario

ENGLAND = Scenario.england()
TODAY = ENGLAND.months_before
LATE = ENGLAND.months_total - 1


def test_every_move_names_a_parameter_that_a_lever_can_move() -> None:
    for name in LEVERS:
        for move in LEVERS[name].moves:
            group, key = move.parameter.split(".")
            assert key in described(GROUPS[group])
            assert group not in {"world", "traits", "loops", "barriers"}


def test_every_lever_changes_something_and_within_bounds() -> None:
    for name in LEVERS:
        pulled = ENGLAND.with_levers({name: 1.0}).at(LATE)
        for move in LEVERS[name].moves:
            group, key = move.parameter.split(".")
            low, high = described(GROUPS[group])[key].bounds
            value = getattr(getattr(pulled, group), key)
            assert low <= value <= high
            assert value != getattr(getattr(ENGLAND.parameters, group), key)


def test_level_nought_is_today_exactly() -> None:
    pulled = ENGLAND.with_levers(dict.fromkeys(LEVERS, 0.0))
    assert pulled.schedule() == ENGLAND.schedule()


def test_levers_do_nothing_before_they_start_and_ramp_up_evenly() -> None:
    before = ENGLAND.parameters.permission.announcement
    pulled = ENGLAND.with_levers({"permission": LeverSetting(1.0, start=6, ramp=12)})
    steps = [pulled.at(TODAY + m).permission.announcement - before for m in range(25)]
    whole = 0.95 - before  # a yearly statement without ambiguity
    assert steps[:7] == [0.0] * 7
    assert steps[6:19] == pytest.approx([whole * n / 12 for n in range(13)])
    assert steps[18:] == pytest.approx([whole] * 7)


def test_the_schedule_is_every_month_on_its_own() -> None:
    levers = {"permission": LeverSetting(1.0, start=6, ramp=12), "slack": 0.5}
    pulled = ENGLAND.with_levers(levers)
    assert pulled.schedule() == tuple(pulled.at(month) for month in range(LATE + 1))


def test_without_a_ramp_a_lever_is_in_force_at_once() -> None:
    setting = LeverSetting(0.5, start=3, ramp=0)
    assert [setting.at(month) for month in (2, 3, 4)] == [0.0, 0.5, 0.5]


LEVELS = st.dictionaries(st.sampled_from(list(LEVERS)), st.floats(0.0, 1.0), max_size=8)


@given(LEVELS)
def test_any_levers_together_stay_in_bounds_in_any_order(levels: dict[str, float]) -> None:
    pulled = ENGLAND.with_levers(levels).at(LATE)
    backwards = ENGLAND.with_levers(dict(reversed(levels.items()))).at(LATE)
    assert pulled == backwards
    for group, kind in GROUPS.items():
        for key, meta in described(kind).items():
            low, high = meta.bounds
            assert low <= getattr(getattr(pulled, group), key) <= high


def test_a_lever_of_ones_own_moves_its_parameter(tmp_path: Path) -> None:
    text = 'own_levers.mine = {id = "X1", moves = [{parameter = "trust.initial", times = 0.5}]}'
    path = tmp_path / "mine.toml"
    path.write_text(f'extends = "england.toml"\nlevers.mine = 1\n{text}\n')
    mine = Scenario.load(path)
    assert mine.at(LATE).trust.initial == pytest.approx(ENGLAND.parameters.trust.initial / 2)
    assert mine.at(TODAY) == ENGLAND.at(TODAY)
