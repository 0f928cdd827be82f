"""Taking terms out of the model: everything has its turn, and only what is clear counts as moved."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from assessed import found, made
from pandas import DataFrame

from collabsim.calibration import Draws, assess, measured_england
from collabsim.levers import LEVERS
from collabsim.parameters import described
from collabsim.scenario import GROUPS, Scenario
from collabsim.scenario.classes import InnovationClass
from studies.england import interactions, knockout_readings
from studies.england import knockouts as module
from studies.england.folder import Effort
from studies.england.knockouts import (
    GIVEN,
    STRUCTURE,
    Knockout,
    Trial,
    knockouts,
    moved,
    without,
)
from studies.england.page_knockouts import REMOVED
from studies.england.page_knockouts import knockouts as section
from studies.england.search import Plan
from studies.england.tables import published


def fitted() -> dict[str, float]:
    """Return the attributes that were fitted at the default of every parameter."""
    table = published()["attributes"]
    mine = table[table["set"] == 0]
    return dict(zip(mine["series"], map(float, mine["value"]), strict=True))


def test_every_parameter_has_its_turn() -> None:
    """What is at 0 until a lever moves it goes with the lever's move."""
    tried = {each.parameter for each in knockouts()}
    moves = {move.parameter for lever in LEVERS.values() for move in lever.moves}
    for group in GROUPS.keys() - set(GIVEN):
        for key in described(GROUPS[group]):
            name = f"{group}.{key}"
            assert name in tried | moves | set(STRUCTURE), name


def test_a_term_is_out_where_it_says_nothing_and_then_at_the_ends_of_its_range() -> None:
    by_name = {each.parameter: each for each in knockouts() if not each.lever}
    spread = by_name["hazard.pull_spread"]
    assert spread.values == (0.0, 1.5, 4.0)
    half = by_name["capacity.half_slack"]  # cannot be 0: the end that is further off comes first
    low, high = described(GROUPS["capacity"])["half_slack"].plausible
    assert set(half.values) == {low, high}
    ratios = [abs(np.log(end / half.default)) for end in half.values]
    assert ratios == sorted(ratios, reverse=True)


def test_a_column_goes_from_every_class_and_exposures_are_made_alike() -> None:
    by_name = {each.parameter: each for each in knockouts() if not each.lever}
    assert {f"classes.{name}" for name in described(InnovationClass)} <= by_name.keys()
    world = without(measured_england(), "classes.stake", by_name["classes.stake"].values[0])
    assert {kind.stake for kind in world.classes} == {0.0}
    alike = by_name["classes.exposure.trust"].values[0]
    world = without(measured_england(), "classes.exposure.trust", alike)
    assert {kind.exposure["trust"] for kind in world.classes} == {alike}
    before = {kind.name: kind for kind in measured_england().classes}
    for kind in world.classes:
        rest = {**kind.exposure, "trust": before[kind.name].exposure["trust"]}
        assert replace(kind, exposure=rest) == before[kind.name]


@pytest.mark.parametrize(("change", "moves"), [((0.6, 0.0), True), ((0.6, -0.6), False)])
def test_a_term_has_no_detectable_effect_only_if_four_times_the_replicates_say_so(
    monkeypatch: pytest.MonkeyPatch, change: tuple[float, float], moves: bool
) -> None:
    """A change of 0.6 in every other replicate is not clear in three of them, and is in twelve."""

    def read(world: Scenario, trial: Trial) -> knockout_readings.Readings:
        out = world.parameters.trust.far == 0.0
        return {"a reading": out * np.resize(change, trial.draws.replicates)}

    monkeypatch.setattr(module, "KINDS", {"patterns": read})
    monkeypatch.setattr(module, "QUICK", ())
    module._calibrated.cache_clear()
    far = Knockout("trust.far", 0.05, (0.0,))
    assert bool(module.take_out(far, Trial((), Draws(3, 1))).moved) is moves
    module._calibrated.cache_clear()


def test_only_a_paired_change_beyond_its_error_counts() -> None:
    rng = np.random.default_rng(3)
    draws = rng.normal(size=(40, 12))
    before = {f"lever {n}": row for n, row in enumerate(draws)}
    still = {name: row + rng.normal(scale=0.1, size=12) for name, row in before.items()}
    assert moved(0.0, before, still).moved == ()
    shifted = {**still, "lever 7": still["lever 7"] + 0.3, "lever 9": still["lever 9"] - 0.6}
    found = moved(0.0, before, shifted)
    assert found.moved == ("lever 9", "lever 7")  # though random draws alone differ by far more
    assert found.change == pytest.approx(-0.6, abs=0.1)
    assert found.error == pytest.approx(0.1 / 12**0.5, rel=0.6)


def test_chance_alone_rarely_counts() -> None:
    """Holm: in at most about one in twenty comparisons does anything at all seem to move."""
    rng = np.random.default_rng(5)
    false = 0
    for _ in range(200):
        before = {str(n): row for n, row in enumerate(rng.normal(size=(30, 12)))}
        after = {name: row + rng.normal(size=12) for name, row in before.items()}
        false += bool(moved(0.0, before, after).moved)
    assert false <= 200 * 0.05 + 3 * (200 * 0.05 * 0.95) ** 0.5


def test_chance_keeps_few_of_the_terms_that_do_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """All looks together, at the ends of the range and with more replicates too."""
    rng = np.random.default_rng(6)

    def noise(world: Scenario, trial: Trial) -> knockout_readings.Readings:
        return {str(n): row for n, row in enumerate(rng.normal(size=(20, trial.draws.replicates)))}

    monkeypatch.setattr(module, "KINDS", dict.fromkeys(module.KINDS, noise))
    module._calibrated.cache_clear()
    nothing = Knockout("trust.far", 0.05, (0.0, 0.1, 0.2))
    kept = sum(bool(module.take_out(nothing, Trial((), Draws(12, n))).moved) for n in range(40))
    module._calibrated.cache_clear()
    assert kept <= 40 * 0.05 + 3 * (40 * 0.05 * 0.95) ** 0.5


def test_a_pattern_moves_by_more_than_its_stated_error() -> None:
    """P6b may miss by 0.02: an exact change of 0.01 is none, one of 0.03 is."""
    before = {"P6b": np.full(6, 0.5)}
    assert moved(0.0, before, {"P6b": np.full(6, 0.51)}).moved == ()
    assert moved(0.0, before, {"P6b": np.full(6, 0.53)}).moved == ("P6b",)


def test_what_can_no_longer_be_read_has_moved() -> None:
    gone, there = {"P9": np.full(6, np.nan)}, {"P9": np.ones(6)}
    assert moved(0.0, there, gone).moved == ("P9 cannot be read",)
    assert moved(0.0, gone, gone).moved == ()
    assert moved(0.0, there, {"P9": np.array([1.0, 1.0, 1.0, 1.0, np.nan, np.nan])}).moved == ()


def test_patterns_are_read_a_replicate_at_a_time() -> None:
    """Their mean is what the same runs give together, where a reading is a mean over replicates."""
    attributes = fitted()
    alone = knockout_readings.patterns(measured_england(), attributes, Draws(2, 1))
    together = assess(
        measured_england(), Draws(2, 1), attributes=attributes, patterns=("P8a", "P14", "P22")
    )
    for name, value in together.readings.items():
        assert alone[name].mean() == pytest.approx(value)
    for name, curves in together.curves.items():
        assert np.array_equal(alone[f"series {name}"], curves.mean(axis=1))
    assert all(reading.shape == (2,) for reading in alone.values())


def test_what_was_taken_out_is_not_taken_out_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Knockout] = []

    def remember(knockout: Knockout, trial: Trial) -> object:
        tried.append(knockout)
        if len(tried) == 5:
            raise KeyboardInterrupt
        return module.Found(0.0, ("P1",), 0.1, 0.01)

    monkeypatch.setattr(module, "take_out", remember)
    plan = Plan((1,), 2)
    with found(tmp_path, plan, wave_1=[made()]) as search:
        with pytest.raises(KeyboardInterrupt):
            module.run(search, Effort())
        kept = {knockouts()[n] for n in search.folder.done(module.STAGE, module.COLUMNS)}
        module.run(search, Effort())
        assert kept
        assert not kept & {*tried[5:]}
        table = module.table(search)
    assert len(table) == len(knockouts())
    assert set(table["verdict"]) == {"effect"}


def test_the_page_says_what_terms_are_for_and_which_have_none() -> None:
    rows = [
        ("trust.kappa", None, 2.0, 0.0, "P10; I3 unsafe", "effect"),
        ("trust.far", None, 0.05, 0.0, "", "no detectable effect"),
        ("classes.stake", None, math.nan, 0.0, "P22", "effect"),
        ("permission.lift_bans", "encouragement", 0.0, 0.0, "", "no detectable effect"),
    ]
    columns = ["parameter", "lever", "default", "out", "moves", "verdict"]
    table = DataFrame(rows, columns=columns)
    found = table.assign(
        how_many=[2, 0, 1, 0],
        change=[-0.021, 0.0, math.nan, 0.0],
        error=[0.004, 0.0, math.nan, 0.0],
    )
    told = section({"knockouts": found})
    assert "of patterns, 1 terms move only the level of a series" in told
    assert "(what they do to levers was not read): `classes.stake`" in told
    assert "Every one of 2 terms and parameters and 1 columns" in told
    assert "2 moved a pattern" in told
    assert "No detectable effect: `trust.far`." in told
    assert "| `classes.stake` | of each class → 0 | P22 | – |" in told
    assert "`permission.lift_bans` of `encouragement`" in told
    assert "| `trust.kappa` | 2 → 0 | P10, I3 unsafe | −0.021 ± 0.004 |" in told
    assert section({}) == ""


def test_what_was_removed_is_not_in_the_model() -> None:
    now = {f"{group}.{key}" for group in GROUPS for key in described(GROUPS[group])}
    assert not now & set(REMOVED)


def test_a_world_in_which_nobody_adopts_can_be_read() -> None:
    """Its series are at 0, and patterns of curves are not numbers."""
    nobody = measured_england().with_values({"hazard.ceiling": 0.0})
    found = knockout_readings.patterns(nobody, fitted(), Draws(1, 1))
    assert found["series doac"].tolist() == [0.0]
    assert np.isnan(found["P2a"]).all()
    assert found["P22"].tolist() == [0.0]


def test_a_loop_that_is_cut_does_nothing_and_others_still_do() -> None:
    world = measured_england().with_values({"loops.R3": 0.0})
    found = interactions.loops(world, Draws(2, 1))
    assert found.keys() == interactions.LOOPS.keys()
    assert not found["R3 slow"].any()
    assert not found["R3 fast"].any()
    assert found["B1"].any()
    assert found["R4 out"].any()
