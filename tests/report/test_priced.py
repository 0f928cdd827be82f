"""Effects held against their price: rates, the efficient settings and the best within a budget."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_questions import along, asked

from collabsim.experiment.designs import Design
from collabsim.report import priced
from collabsim.report.formats import name_of
from collabsim.report.question import Question, Unanswered

FACTORIAL = Design("factorial")


def question(gains: list[float], noise: float = 0.002, replicates: int = 12) -> Question:
    """Ask of every package of levers, each of which adds a gain; replicates differ a little."""
    levels = along(FACTORIAL, len(gains))
    draws = noise * np.random.default_rng(1).normal(size=(len(levels), 1, replicates))
    values = 0.1 + (levels @ np.array(gains))[:, None, None] + draws
    return asked(FACTORIAL, len(gains), values, ["priced"])


@settings(deadline=None, max_examples=20)
@given(st.lists(st.floats(0.0, 0.1), min_size=2, max_size=4))
def test_no_efficient_setting_is_beaten_on_effect_and_money(gains: list[float]) -> None:
    found = priced.table(question(gains))
    for _, one in found[found["efficient"]].iterrows():
        cheaper = found[found["money_central"] < one["money_central"]]
        assert not (cheaper["mean"] >= one["mean"]).any()
    dear = found[~found["efficient"]]
    best = found[found["efficient"]]
    for _, one in dear[dear["mean"] > 0.0].iterrows():
        as_cheap = best[best["money_central"] <= one["money_central"]]
        assert (as_cheap["mean"] >= one["mean"]).any()


def test_a_rate_lies_in_its_interval_and_the_range_of_the_price_widens_it() -> None:
    found = priced.table(question([0.02, 0.05]))
    for unit in priced.UNITS:
        rate, low, high = (found[f"per_{unit}{end}"] for end in ("", "_low", "_high"))
        assert ((low < rate) & (rate < high)).all()
    by_effect = 100.0 * found["high"] / found["money_central"]
    assert (found["per_money_high"] > by_effect).all()


def test_the_best_within_a_budget_is_the_largest_gain_of_those_that_were_run_and_fit() -> None:
    asked_of = question([0.02, 0.05, 0.03])
    found = priced.table(asked_of)
    for budget in (20.0, 80.0, 200.0, 1e6):
        told = priced.answer(replace(asked_of, within={"budget": budget})).text
        fits = found[found["money_central"] <= budget]
        if fits.empty:
            assert "No setting of which a gain can be claimed costs at most" in told
        else:
            best = asked_of.called(str(fits.loc[fits["mean"].idxmax(), "name"]))
            assert f"over the run, {best} does most" in told
            assert "Others than those that were run may do better." in told


def test_the_best_within_a_budget_opens_and_what_does_most_only_if_it_is_ahead() -> None:
    asked_of = question([0.02, 0.05, 0.03])
    told = priced.answer(replace(asked_of, within={"budget": 1e6})).opening
    assert told is not None
    assert told.answer.startswith("For at most £1,000,000m, everything adds 10.0 percentage points")
    assert "over the run it costs £" in told.assumptions
    level = priced.answer(asked_of).opening
    assert level is not None
    assert not level.clauses
    assert "cannot be distinguished from it" in level.cautions[0]


def test_no_setting_is_worth_its_price_whose_gain_cannot_be_claimed() -> None:
    told = priced.answer(question([0.0, 0.0], noise=0.05)).text
    assert (
        told == "No gain can be claimed of any setting, so that none can be called worth its price."
    )


def test_parameters_have_no_price_and_without_the_analysis_levers_are_said_to_cost_the_same() -> (
    None
):
    asked_of = question([0.02, 0.05])
    design = asked_of.runs.design
    levers = list(design.columns[2:])
    others = design.rename(columns=dict(zip(levers, ["trust.initial", "trust.kappa"], strict=True)))
    bare = replace(asked_of, runs=replace(asked_of.runs, design=others))
    with pytest.raises(Unanswered, match="levers, which alone have a price"):
        priced.table(bare)
    assert priced.cautions(bare) == ()
    assert priced.cautions(asked_of) == (priced.RATES,)
    assert priced.cautions(replace(asked_of, analyses=("levers",))) == (
        f"{priced.EQUAL}; {priced.PRICES}.",
    )


@pytest.mark.parametrize(
    ("gains", "noise"), [([0.02, 0.05], 0.002), ([0.05, 0.05, 0.0], 0.002), ([0.0, 0.0], 0.05)]
)
def test_the_title_names_all_that_cannot_be_told_from_the_best_and_nothing_else(
    gains: list[float], noise: float
) -> None:
    asked_of = question(gains, noise)
    found = priced.table(asked_of)
    title = priced.chart(found, asked_of.source).title
    sure = {each.name for each in asked_of.claims(found) if each.sign > 0}
    rows = found[found["name"].isin(sure)].set_index("name")
    worst = rows["per_money_least"].get(rows["per_money"].idxmax()) if sure else None
    named = [name for name in rows.index if rows["per_money_most"][name] >= worst]
    assert ("No gain in" in title) == (not named)
    assert ("too close to tell" in title) == (len(named) > 1)
    assert (
        all(name_of(name).lower() in title.lower() for name in named) or f"of {len(named)}" in title
    )


def test_few_settings_are_all_named_whether_efficient_or_not() -> None:
    asked_of = question([0.05, 0.0])
    found = priced.table(asked_of)
    assert not found["efficient"].all()
    figure = priced.chart(found, asked_of.source).page(asked_of.source)
    words = " ".join(" ".join(text.get_text() for text in figure.axes[0].texts).split())
    assert all(name_of(str(name)).lower() in words.lower() for name in found["name"])
