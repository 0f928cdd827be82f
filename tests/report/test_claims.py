"""What a finding says of ranks, choices and precision is no more than luck lets it."""

from __future__ import annotations

import re

import numpy as np
import pytest
from made_questions import asked as made_up
from made_questions import how_sure
from truths import METRIC, Floats, airport, designed, listed, orders, run

from collabsim.analysis import alone, together
from collabsim.experiment import Runs
from collabsim.experiment.designs import Design
from collabsim.report import differences, goals, interactions, lever_figure, levers, robustness
from collabsim.report.answer import as_written
from collabsim.report.formats import capitalise, name_of
from collabsim.report.question import Question
from collabsim.report.source import Source

VARIANTS = [("own", -1), ("other", -1)]


def asked(runs: Runs, *analyses: str) -> Question:
    """Return runs as an answer meets them."""
    luck = int(runs.runs["replicate"].nunique())
    source = Source("Made up", 1, luck, len(runs.variants))
    levels = dict.fromkeys(runs.factors, (0.0, 1.0))
    return Question(runs, levels, kind="list", analyses=analyses, source=source)


def ends(levers_number: int) -> list[Floats]:
    """Return today, each lever alone, everything without it, and everything."""
    one = np.eye(levers_number)
    return [np.zeros(levers_number), *one, *(1.0 - one), np.ones(levers_number)]


def noisy(levers_number: int, scale: float, variants: int = 1) -> Runs:
    """Return levers worth 1 to so many points of adoption, alone and in everything, with luck."""
    rows = ends(levers_number)
    luck = scale * np.random.default_rng(3).normal(size=(len(rows), variants, 8))
    worth = 0.01 * np.arange(1.0, levers_number + 1.0)
    return run(listed(rows), lambda on: on @ worth, luck, VARIANTS[:variants])


def test_how_sure_is_the_interval_that_the_finding_tells() -> None:
    rows = orders(7, 8, seed=2, mirrored=True)
    rng = np.random.default_rng(1)
    luck = rng.normal(size=(1, 1, 3)) + 0.2 * rng.normal(size=(len(rows), 1, 3))
    what = asked(run(listed(rows), lambda on: airport(on) / 10.0, luck), "levers")
    table = what.leading.overall()
    top = table.loc[table["mean"].idxmax()]
    [luck_said, *_] = how_sure(what)
    reach = float(re.findall(r"± ([\d.]+) points", luck_said)[0])
    assert reach == pytest.approx(100.0 * (top["high"] - top["low"]) / 2.0, abs=0.06)
    assert "3 replicates and 8 independent orders" in luck_said


def test_a_lever_changes_its_rank_only_if_luck_does_not_explain_it() -> None:
    def late(on: Floats) -> Floats:  # the first is worth little alone, and most as the last
        return on @ (0.01 * np.arange(1.0, 8.0)) + 0.2 * on[:, 0] * on[:, 1:].mean(axis=1)

    rows = ends(7)
    rng = np.random.default_rng(3)
    sure, unsure = (
        levers.answer(asked(run(listed(rows), late, luck), "levers")).text
        for luck in (scale * rng.normal(size=(len(rows), 1, 8)) for scale in (0.0005, 0.2))
    )
    name = name_of(run(listed(rows), late).factors[0])
    assert f"{name} is number 7 (7 to 7) alone and number 1 (1 to 1) when added last" in sure
    assert f"{capitalise(name)} is ahead of every other" in sure
    assert "number" not in unsure
    assert "too few levers can be distinguished" in unsure.lower()
    assert "ahead" not in unsure


def package(worth: float, luck: Floats) -> Question:
    """Ask what one package of two levers is worth, with this luck (replicates,)."""
    rows = [np.zeros(2), np.ones(2)]
    noise = np.stack([np.zeros_like(luck), luck])[:, None, :]
    return asked(run(listed(rows), lambda on: worth * on[:, 0], noise), "differences")


def test_a_rise_that_luck_hides_is_not_said_to_be_none() -> None:
    hidden = differences.answer(package(0.02, np.array([-0.1, 0.1, 0.05]))).findings[0].sentence
    assert hidden.startswith(
        "No effect on adoption of piloted innovations can be claimed (largest: "
    )
    assert "+3.7 points" in hidden
    assert "too few replicates to say: about 61 replicates would be enough" in hidden
    fallen = differences.answer(package(-0.2, np.array([-0.01, 0.0, 0.01]))).findings[0].sentence
    assert fallen.startswith(
        "Against today, adoption of piloted innovations falls with point 1 −20.0"
    )
    clear = differences.answer(package(0.2, np.array([-0.01, 0.0, 0.01]))).findings[0].sentence
    assert clear.startswith(
        "Against today, adoption of piloted innovations rises with point 1 +20.0"
    )


@pytest.mark.parametrize(("replicates", "unseen"), [(2, "78%"), (12, "22%"), (200, "1.5%")])
def test_replicates_that_are_alike_are_no_certainty(replicates: int, unseen: str) -> None:
    """They say how large a share of others could differ, and no sign, however many there are."""
    of = package(0.2, np.zeros(replicates))
    (told,) = differences.answer(of).sentences
    assert told.startswith("No effect on adoption of piloted innovations can be claimed")
    assert f"+20.0 points in each of {replicates} replicates" in told
    assert f"up to {unseen} of replicates could still differ" in told
    luck_said, *_ = how_sure(of)
    assert f"is the same in all {replicates} replicates: up to {unseen}" in luck_said


def test_how_many_times_the_sum_it_is_has_an_interval_or_is_not_said() -> None:
    sure, unsure = (levers.answer(asked(noisy(7, scale), "levers")) for scale in (0.002, 0.2))
    found = re.search(r"([\d.]+) times \(([\d.]+) to ([\d.]+)\) what", sure.text)
    assert found is not None
    assert float(found[2]) <= 1.0 <= float(found[3])  # the levers do not interact
    assert "times" not in unsure.text


def test_how_many_times_the_sum_has_the_range_over_alternatives() -> None:
    """Of the second variant everything does twice as much; of the third the sum is below 0."""
    rows = ends(4)
    luck = 0.0005 * np.random.default_rng(3).normal(size=(len(rows), 1, 8))
    luck = luck * np.ones((1, 3, 1))
    luck[-1, 1], luck[1:5, 2] = luck[-1, 1] + 0.1, luck[1:5, 2] - 0.03
    worth = 0.01 * np.arange(1.0, 5.0)

    def said(sets: int) -> str:
        variants = [("own", n) for n in range(sets)]
        runs = run(listed(rows), lambda on: on @ worth, luck[:, :sets], variants)
        return levers.times_the_sum(together(runs, METRIC), alone(runs, METRIC))

    known, unknown = said(2), said(3)
    assert known == ", 1.5 times (1.0 to 2.0) what they do one by one"
    assert unknown == ""


def test_replicates_are_not_said_to_narrow_what_parameter_sets_leave_open() -> None:
    """Effects of 0.1 to 0.6 under six sets: no number of replicates tells their mean to a point."""
    luck = 0.05 * np.random.default_rng(1).normal(size=(2, 6, 12))
    gains = np.array([np.zeros(6), np.linspace(0.1, 0.6, 6)])[..., None]
    of = made_up([[0.0], [1.0]], 1, gains + luck, ("differences",), [("own", n) for n in range(6)])
    luck_said, *_ = how_sure(of)
    assert "6 parameter sets)" in luck_said
    assert re.search(
        r"; \d+ replicates would bring the Monte Carlo error of every effect", luck_said
    )


@pytest.mark.parametrize("levers_number", [4, 7])
def test_the_first_three_are_told_of_many_levers_only(levers_number: int) -> None:
    what = asked(noisy(levers_number, 0.0005, variants=2), "levers", "robustness")
    text = robustness.answer(what).text
    assert ("among the first three" in text) == (levers_number > 4)
    luck = asked(noisy(levers_number, 0.2, variants=2), "levers", "robustness")
    assert "100% of alternatives" not in robustness.answer(luck).text


def test_a_best_package_that_luck_may_have_chosen_is_not_called_the_best() -> None:
    rng = np.random.default_rng(4)
    sure, unsure = (
        asked(run(designed(Design("factorial"), 3), lambda on: on @ [0.3, 0.2, 0.1], luck))
        for luck in (scale * rng.normal(size=(8, 1, 12)) for scale in (0.001, 0.3))
    )
    assert "not distinguishable" not in robustness.answer(sure).text
    assert re.search(
        r"\d others? (is|are) not distinguishable from the best",
        robustness.answer(unsure).findings[0].sentence,
    )
    assert "(ahead of every other)" in goals.answer(sure).text
    assert re.search(r"not distinguishable from \d other", goals.answer(unsure).text)
    assert (
        "1 is beaten by no other on all goals, whichever replicates are drawn"
        in goals.answer(sure).findings[0].sentence
    )
    assert re.search(
        r"replicates drawn again, \d would be", goals.answer(unsure).findings[0].sentence
    )


@pytest.mark.parametrize(
    ("worth", "said", "unsaid"),
    [
        ([0.0, 0.0], "all 4 settings come out alike in every alternative: none is best", "today"),
        (
            [0.3, 0.0],
            "package 1 and package 3 come out alike and are best in every alternative, but 2 others",
            "none is best",
        ),
        ([0.3, 0.2], "package 3 is best in every alternative", "alike"),
    ],
)
def test_what_comes_out_alike_is_not_best_alone(worth: list[float], said: str, unsaid: str) -> None:
    rows = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
    values = (np.array(rows) @ worth)[:, None, None] + np.zeros((1, 2, 8))
    what = made_up(rows, 2, values, ("robustness",), VARIANTS)
    [told] = [line for line in robustness.answer(what).sentences if line.startswith("By mean")]
    assert said in told
    assert unsaid not in told


def test_the_title_of_a_ranking_names_a_first_only_if_there_is_one() -> None:
    clear, luck = (levers.table(asked(noisy(7, scale), "levers")) for scale in (0.0005, 0.2))
    assert "most in every ranking" in lever_figure.title(clear[clear["metric"] == METRIC])
    assert "are too few to tell whether any of these 7" in lever_figure.title(luck)


@pytest.mark.parametrize(
    ("size", "replicates", "words"),
    [
        (0.004, 6, "can be claimed"),  # too few to say that it is too small
        (0.004, 12, "less than the 1.0 points that matter"),
        (0.04, 6, "Against today"),
    ],
)
def test_a_sure_effect_too_small_to_matter_is_no_finding(
    size: float, replicates: int, words: str
) -> None:
    """From 1 point of adoption on, a difference is worth having."""
    luck = 0.0001 * np.random.default_rng(2).normal(size=(2, 1, replicates))
    of = made_up([[0.0], [1.0]], 1, np.array([0.0, size])[:, None, None] + luck, ("differences",))
    first = differences.answer(of).findings[0].sentence
    assert words in first
    assert ("rises with" in first) == (size > 0.01)


def test_every_table_of_effects_has_the_levels_and_the_relative_change() -> None:
    """In points and in per cent; of a level of 0 there is no per cent."""
    luck = 0.01 * np.random.default_rng(2).normal(size=(4, 1, 12))
    values = np.array([0.1, 0.15, 0.2, 0.25])[:, None, None] + luck
    of = made_up(Design("factorial"), 2, values, ("differences", "interactions"))
    for table in (differences.table(of), levers.table(of), interactions.table(of)):
        columns = as_written(table)
        assert {"from", "to", "change", "relative"} <= {*columns}
        assert columns["to"].to_numpy() == pytest.approx(columns["from"] + columns["change"])
        assert columns["relative"].to_numpy() == pytest.approx(columns["change"] / columns["from"])
    row = interactions.table(of).iloc[0]  # what the two would reach if they added up, and do
    assert (row["from"], row["to"]) == pytest.approx((0.25, 0.25), abs=0.02)
    nothing = made_up([[0.0], [1.0]], 1, np.array([0.0, 0.2])[:, None, None], ("differences",))
    assert np.isnan(differences.table(nothing)["relative"].iloc[0])


def test_rankings_agree_no_more_than_the_variant_that_is_known_least() -> None:
    """The second variant has the order of the base for sure; of the third only its means do."""
    luck = 0.0005 * np.random.default_rng(3).normal(size=(16, 3, 8))
    luck[:, 2] *= 40.0
    luck[:, 2] -= luck[:, 2].mean(axis=-1, keepdims=True)

    def said(variants: int) -> str:
        alone_ = listed([np.zeros(7), *np.eye(7)])
        worth = 0.01 * np.arange(1.0, 8.0)
        names = [("own", -1), ("other", -1), ("third", -1)][:variants]
        runs = run(alone_, lambda on: on @ worth, luck[:8, :variants], names)
        return robustness.answer(asked(runs, "robustness")).text

    assert (
        "rankings agree with the baseline's at Kendall's tau 1.00 (1.00 to 1.00) or more" in said(2)
    )
    assert "1.00 to 1.00" not in said(3)
