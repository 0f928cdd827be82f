"""The title of a figure says of its bars what they allow, and no more."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from made_tables import (
    ADOPTION,
    GAP,
    NONE,
    WHAT,
    along,
    levers,
    points,
    ranks,
    source,
    table,
    words,
)
from pandas import DataFrame, Series

from collabsim.metrics import METRICS
from collabsim.report import (
    differences,
    england_map,
    factor_figures,
    goals,
    robustness,
    screening,
)
from collabsim.report import lever_figure as rankings
from collabsim.report.formats import capitalise, name_of


@pytest.mark.parametrize(
    ("bars", "title"),
    [
        ([("slack", 0.02, 0.04), ("boards", -0.1, 0.3)], f"Slack raises {WHAT} by 3.0 points"),
        ([("slack", -0.04, -0.02)], f"Slack lowers {WHAT} by 3.0 points"),
        (
            [("slack", 0.003, 0.011)],
            f"Slack raises {WHAT} by 0.7 points, perhaps too little to matter",
        ),
        (
            [("slack", -0.004, 0.03)],
            f"Whether slack raises or lowers {WHAT} cannot be told from 12 replicates",
        ),
        (
            [("slack", -0.004, 0.03), ("boards", -0.1, 0.3)],
            f"Whether any of these 2 raises or lowers {WHAT} cannot be told from 12 replicates",
        ),
        ([("slack", 0.001, 0.003)], f"Slack changes {WHAT} by less than 1.0 points"),
        (
            [("slack", 0.001, 0.003), ("boards", 0.0, 0.002)],
            f"None of these 2 changes {WHAT} by 1.0 points",
        ),
    ],
)
def test_effects_say_the_sign_where_it_is_known(
    bars: Sequence[tuple[str, float, float]], title: str
) -> None:
    assert differences.title(table(*bars)) == title


def test_less_inequality_is_no_cost() -> None:
    bars = table(("slack", -0.06, -0.04), metric="equity_gini")
    assert differences.title(bars) == (
        "Slack lowers inequality between NHS trusts by 0.050 (Gini coefficient)"
    )


NOISE = [("slack", -0.01, 0.05), ("boards", -0.02, 0.03)]
SLACK = [("slack", 0.04, 0.05), ("boards", 0.01, 0.02)]
BOARDS = [("slack", 0.01, 0.02), ("boards", 0.04, 0.05)]
TIED = [("slack", 0.02, 0.045), ("boards", 0.03, 0.04)]


@pytest.mark.parametrize(
    ("alone", "removed", "title"),
    [
        (
            NOISE,
            NOISE,
            f"Whether any of these 2 raises or lowers {WHAT} cannot be told from 12 replicates",
        ),
        (SLACK, SLACK, f"Slack raises {WHAT} most in every ranking, by 4.5 points added last"),
        (SLACK, BOARDS, f"Alone slack raises {WHAT} most; added last board ties most"),
        (TIED, TIED, f"Board ties or slack raises {WHAT} most added last"),
        (NOISE, SLACK, f"Slack raises {WHAT} most added last"),
    ],
)
def test_a_ranking_names_no_winner_among_noise_or_ties(
    alone: list[tuple[str, float, float]], removed: list[tuple[str, float, float]], title: str
) -> None:
    assert rankings.title(levers(alone=alone, removed=removed)) == title


def test_of_one_ranking_no_other_is_spoken_of() -> None:
    assert rankings.title(levers(alone=SLACK)) == f"Slack raises {WHAT} most, by 4.5 points alone"


def test_one_replicate_ranks_nothing_and_has_no_interval() -> None:
    bars = levers(alone=SLACK, removed=SLACK)
    bars = bars.assign(low=NONE, high=NONE, least=NONE, most=NONE, replicates=1, same=True)
    chart = rankings.chart(bars, source(replicates=1))
    assert chart.title == f"1 replicate is too few to tell whether any of these 2 changes {WHAT}"
    assert "One replicate: no interval" in words(chart)
    assert "95%" not in words(chart)


THREE = f"the three that raise {WHAT} most"


@pytest.mark.parametrize(
    ("tops", "title"),
    [
        ({"a": (0.71, 0.2), "b": (0.6, 0.1)}, f"None is certain to be among {THREE}"),
        ({"a": (1.0, 0.9), "b": (0.95, 0.6)}, f"A and b are among {THREE} in 95% or more of 20 alternatives"),
        ({"a": (1.0, 1.0), "b": (0.6, 0.4)}, f"A is among {THREE} in all 20 alternatives"),
    ],
)  # fmt: skip
def test_a_robust_ranking_is_one_that_luck_cannot_undo(
    tops: dict[str, tuple[float, float]], title: str
) -> None:
    others = dict.fromkeys("cdef", (0.0, 0.0))
    assert robustness.title(ranks(**tops, **others)) == title


@pytest.mark.parametrize(
    ("bars", "title"),
    [
        ([(0.004, 0.008), (0.004, 0.009)], f"National permission, at any slack tried, changes {WHAT} by less than 1.0 points"),
        ([(0.02, 0.04), (0.03, 0.05)], f"National permission raises {WHAT} by 4.0 points at slack 1"),
        ([(-0.01, 0.02), (-0.01, 0.03)], f"Whether national permission, at any slack tried, raises or lowers {WHAT} cannot be told from 12 replicates"),
        ([(0.01, 0.02), (0.03, 0.04)], f"National permission raises {WHAT} by 1.5 points at slack 0, perhaps too little to matter and by 3.5 points at 1"),
        ([(0.011, 0.02), (-0.04, -0.03)], f"National permission raises {WHAT} by 1.6 points at slack 0 and lowers it by 3.5 points at 1"),
    ],
)  # fmt: skip
def test_an_effect_changes_only_if_that_is_clear(
    bars: list[tuple[float, float]], title: str
) -> None:
    assert factor_figures.turning_title(along(*bars)) == title


@pytest.mark.parametrize(
    ("end", "title"),
    [
        ((0.02, 0.03), f"Raising slack from 0 to 1 raises {WHAT} by 2.5 points"),
        (
            (0.004, 0.03),
            f"Raising slack from 0 to 1 raises {WHAT} by 1.7 points, perhaps too little to matter",
        ),
        (
            (-0.04, 0.06),
            f"Whether raising slack from 0 to 1 raises or lowers {WHAT} cannot be told from 12 replicates",
        ),
        ((0.001, 0.004), f"Raising slack from 0 to 1 changes {WHAT} by less than 1.0 points"),
    ],
)
def test_a_response_says_by_what(end: tuple[float, float], title: str) -> None:
    assert factor_figures.response_title(along((0.0, 0.0), end)) == title


@pytest.mark.parametrize(
    ("gap", "title"),
    [
        (
            (0.05, 0.07),
            f"{capitalise(GAP)} rises from 10.0% to 16.0% with slack from 0 to 1; net benefit cannot be told to change",
        ),
        (
            (-0.02, 0.06),
            f"Whether raising slack from 0 to 1 raises or lowers {GAP} cannot be told from 12 replicates",
        ),
    ],
)
def test_a_gap_is_said_to_widen_only_if_it_does(gap: tuple[float, float], title: str) -> None:
    both = (
        along((0.0, 0.0), gap, metric="goodhart_gap"),
        along((0.0, 0.0), (-1.0, 1.0), metric="benefit"),
    )
    rows = [row for each in both for row in each.to_dict("records")]
    assert factor_figures.goodhart_title(DataFrame(rows)) == title


def test_what_all_replicates_agree_on_is_no_finding() -> None:
    """No gap in any of twelve replicates: a game that one in five would show was not seen."""
    still = along((0.0, 0.0), (0.0, 0.0), metric="goodhart_gap").assign(same=True)
    other = along((0.0, 0.0), (0.0, 0.0), metric="benefit").assign(same=True)
    rows = [row for each in (still, other) for row in each.to_dict("records")]
    agree = "as it is in each of 12 replicates"
    assert agree in factor_figures.goodhart_title(DataFrame(rows))
    assert agree in factor_figures.turning_title(still)
    assert differences.title(table(("slack", 0.0, 0.0)).assign(same=True)) == (
        f"Slack leaves {WHAT} {agree}"
    )


TOO_FEW = f"2 replicates are too few to tell whether any of these 2 changes {WHAT}"


def test_a_title_does_not_say_of_all_that_replicates_agree_where_some_differ() -> None:
    rows = table(("slack", 0.0, 0.0), ("permission", -0.05, 0.05)).assign(replicates=2)
    assert differences.title(rows.assign(same=[True, False])) == TOO_FEW


def test_being_unbeaten_is_no_more_sure_than_luck_leaves_it() -> None:
    found = points(adoption_piloted=[0.1, 0.2, 0.3], trust_nhs=[0.3, 0.2, 0.1])
    best = "are beaten by no other on all of the 2 measures named below"
    assert goals.title(found.assign(share=1.0), 12) == f"Of 3 packages 3 {best}"
    some = found.assign(share=[1.0, 0.5, 0.95])
    assert goals.title(some, 12) == f"Of 3 packages 3 {best}, 2 of them for certain"
    assert (
        goals.title(found.assign(share=0.2), 12)
        == f"Of 3 packages 3 {best}, none of them for certain"
    )
    assert (
        goals.title(found.assign(share=1.0), 3)
        == f"Of 3 packages 3 {best}, none of them for certain"
    )
    one = found.assign(pareto=[False, False, True], share=[0.0, 0.0, 0.6])
    good = "P2 has the best mean of 3 packages on each of the 2 measures named below"
    assert goals.title(one, 12) == f"{good} in these 12 replicates"
    assert goals.title(one.assign(share=1.0), 12) == good


def test_multi_year_has_its_hyphen() -> None:
    assert name_of("multi_year_budgets") == "multi-year budgeting"


def test_metrics_used_here_matter_as_the_tests_say() -> None:
    assert METRICS[ADOPTION].matters == 0.01


@pytest.mark.parametrize(
    ("sizes", "title"),
    [
        ({"a": (0.05, 0.01), "b": (0.02, 0.01)}, f"A moves {WHAT} most, by 5.0 points"),
        ({"a": (0.05, 0.02), "b": (0.04, 0.02)}, f"A or b moves {WHAT} most: too close to tell"),
        (
            {"a": (0.004, 0.02), "b": (0.0, 0.0)},
            f"Too few runs to tell which assumption moves {WHAT} by 1.0 points or more",
        ),
    ],
)
def test_an_assumption_moves_more_than_luck_before_it_is_named(
    sizes: dict[str, tuple[float, float]], title: str
) -> None:
    rows = [
        {
            "metric": ADOPTION, "name": name, "size": size, "size_half_width": half,
            "size_least": size - half,
        }
        for name, (size, half) in sizes.items()
    ]  # fmt: skip
    assert screening.morris_title(DataFrame(rows)) == title


@pytest.mark.parametrize(
    ("half", "title"),
    [
        (0.02, f"Slack drives 30% of the variance of {WHAT}"),
        (0.08, f"Slack or board ties moves {WHAT} most: too close to tell"),
    ],
)
def test_a_share_of_variance_is_named_if_it_is_surely_the_largest(half: float, title: str) -> None:
    rows = [
        {"metric": ADOPTION, "name": name, "total": total, "total_half_width": half}
        for name, total in (("slack", 0.3), ("boards", 0.2))
    ]
    assert screening.sobol_title(DataFrame(rows)) == title


@pytest.mark.parametrize(
    ("ahead", "noise", "title"),
    [
        (0.1, 0.001, f"South \\(30.0%\\) is ahead of North \\(20.0%\\) in {WHAT}$"),
        (0.01, 0.002, f"South .* is ahead of North .* in {WHAT}, perhaps by too little to matter"),
        (0.01, 0.1, f"12 replicates are too few to distinguish the 2 areas in {WHAT}"),
    ],
)
def test_an_area_is_ahead_of_another_only_if_that_is_certain(
    ahead: float, noise: float, title: str
) -> None:
    swing = noise * Series([1.0, -1.0] * 6)
    runs = DataFrame({"North": 0.2 - swing, "South": 0.2 + ahead + swing})
    assert re.match(title, england_map.title(runs))
