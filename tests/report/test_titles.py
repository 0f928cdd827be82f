"""The title of a figure says of its bars what they allow, and no more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from handmade import effect
from pandas import DataFrame

from collabsim.experiment.variants import OWN
from collabsim.metrics import METRICS
from collabsim.report import (
    differences,
    discovery,
    factor_figures,
    goals,
    heatmap,
    interactions,
    robustness,
    screening,
)
from collabsim.report import lever_figure as rankings
from collabsim.report.formats import capitalise, label_of, name_of
from collabsim.report.question import Unanswered
from collabsim.report.source import Source
from collabsim.report.style import Chart

ADOPTION = "adoption_piloted"  # a difference of 0.01 or more matters
NONE = float("nan")
WHAT, GAP = (label_of(METRICS[name]) for name in (ADOPTION, "goodhart_gap"))


def source(replicates: int = 12, variants: int = 1) -> Source:
    return Source("England by 2035/36", 1, replicates, variants)


def table(*bars: tuple[str, float, float], metric: str = ADOPTION, **more: object) -> DataFrame:
    """Return bars as an analysis gives them, with columns that are the same in every row.

    Each from 10 % of something, over twelve replicates, under no alternatives.
    """
    rows = [effect(name, metric, low, high) for name, low, high in bars]
    return DataFrame(rows).assign(**more)


def words(chart: Chart) -> str:
    """Return all that stands around a figure."""
    return f"{chart.title} {chart.subtitle}"


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


def levers(**questions: Sequence[tuple[str, float, float]]) -> DataFrame:
    """Return bars by question, ranked: behind all that are higher from end to end."""
    frames = [
        table(*bars, question=name).assign(
            rank=[1 + sum(b + c > low + high for _, b, c in bars) for _, low, high in bars],
            rank_low=[1 + sum(low > end for _, low, _ in bars) for _, _, end in bars],
        )
        for name, bars in questions.items()
    ]
    return DataFrame([row for frame in frames for row in frame.to_dict("records")])


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


def test_one_replicate_ranks_nothing_and_has_no_interval() -> None:
    bars = levers(alone=SLACK, removed=SLACK)
    bars = bars.assign(low=NONE, high=NONE, least=NONE, most=NONE, replicates=1, same=True)
    chart = rankings.chart(bars, source(replicates=1))
    assert chart.title == f"1 replicate is too few to tell whether any of these 2 changes {WHAT}"
    assert "One replicate: no interval" in words(chart)
    assert "95%" not in words(chart)


THREE = f"the three that raise {WHAT} most"


def ranks(**tops: tuple[float, float]) -> DataFrame:
    """Return a table of ranks: of each lever the share of variants at the top, and its least by luck."""
    place = np.arange(1.0, len(tops) + 1.0)
    shares = np.array(list(tops.values()))
    return DataFrame(
        {
            "metric": ADOPTION,
            "name": list(tops),
            "median_rank": place,
            "rank_low": place,
            "rank_high": place,
            "top": shares[:, 0],
            "top_low": shares[:, 1],
            "variants": 20,
        }
    )


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
    others = dict.fromkeys("cdef", (0.0, tops["a"][1] * 0.0))
    assert robustness.title(ranks(**tops, **others)) == title


@pytest.mark.parametrize("tops", [{"a": 1.0, "b": 1.0, "c": 1.0}, {"a": 0.7, "b": NONE}])
def test_a_top_three_that_says_nothing_is_not_drawn(tops: dict[str, float]) -> None:
    """Of three there is no other; of one replicate no rank is known."""
    few = ranks(**{name: (top, NONE) for name, top in tops.items()})
    with pytest.raises(Unanswered, match="too few"):
        robustness.chart(few.assign(question="alone"), source())


def test_ranks_say_what_was_ranked_and_that_some_are_not_drawn() -> None:
    many = ranks(**{f"lever_{n}": (0.0, 0.0) for n in range(24)}).assign(question="removed")
    text = words(robustness.chart(many, source(variants=20)))
    assert "14 of 24 effects shown" in text
    assert "when added last" in text


def along(*bars: tuple[float, float], metric: str = ADOPTION, **more: object) -> DataFrame:
    """Return effects along the values 0, 1, 2 ... of slack, each beside a level from 10 %."""
    found = table(*(("", low, high) for low, high in bars), metric=metric)
    fixed = {"factor": "slack", "applied": "permission", "line": "", "level": 0.0, "held": ""}
    variant = {"variant": 0, "structure": OWN, "applied_from": 0.0, "applied_to": 1.0}
    found = found.assign(value=np.arange(float(len(found))), **{**fixed, **variant, **more})
    return found.assign(level_mean=found["to"])


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


def test_panels_left_out_are_said() -> None:
    names = [OWN, *(f"s{n}" for n in range(7))]
    some = [along((0.0, 0.1), (0.1, 0.2), structure=name) for name in names]
    every = DataFrame([row for each in some for row in each.to_dict("records")])
    assert "4 of 8 structural variants" in words(
        factor_figures.turning_chart(every, source(variants=8))
    )
    assert "6 of 8 structural variants" in words(heatmap.chart(every, source(variants=8)))


def test_words_below_narrow_panels_do_not_collide() -> None:
    """Five close values of a factor with a long name, in four structural variants."""
    bars, values = [(0.0, 0.1)] * 5, [0.05, 0.25, 0.5, 0.75, 0.95]
    some = [
        along(*bars, structure=name, factor="trust.small_failure").assign(value=values)
        for name in (OWN, "s1", "s2", "s3")
    ]
    every = DataFrame([row for each in some for row in each.to_dict("records")])
    turning = factor_figures.turning_chart(every, source(variants=4))
    response = factor_figures.response_chart(every, source())
    for figure in (turning.page(source()), response.page(source())):
        figure.draw_without_rendering()
        shown = [
            text for axes in figure.axes for text in [axes.xaxis.label, *axes.get_xticklabels()]
        ]
        boxes = [text.get_window_extent() for text in shown if text.get_text()]
        assert not any(a.overlaps(b) for n, a in enumerate(boxes) for b in boxes[:n])


TOO_FEW = f"2 replicates are too few to tell whether any of these 2 changes {WHAT}"


def test_a_title_does_not_say_of_all_that_replicates_agree_where_some_differ() -> None:
    rows = table(("slack", 0.0, 0.0), ("permission", -0.05, 0.05)).assign(replicates=2)
    assert differences.title(rows.assign(same=[True, False])) == TOO_FEW


def test_cells_of_a_heatmap_share_decimals_and_scale() -> None:
    some = [
        along((low, low + 0.01), (low + 0.1, low + 0.2), structure=name)
        for name, low in ((OWN, 0.0), ("additive", 0.3))
    ]
    figure = heatmap.chart(
        DataFrame([r for e in some for r in e.to_dict("records")]), source()
    ).page(source())
    panels = [axes for axes in figure.axes if axes.images]
    assert len({axes.images[0].get_clim() for axes in panels}) == 1
    cells = [text.get_text() for axes in panels for text in axes.texts]
    assert len({len(cell.partition(".")[2]) for cell in cells}) == 1


def test_interactions_structure_by_structure_tell_pair_and_structure_apart() -> None:
    rows = [
        table((f"{one} x slack", 0.01 * n, 0.02 + 0.01 * n), structure=structure)
        for one in ("boards", "permission")
        for n, structure in enumerate((OWN, "weakest_link"))
    ]
    every = DataFrame([row for each in rows for row in each.to_dict("records")])
    figure = interactions.chart(every, source(variants=2)).page(source())
    names = [" ".join(label.get_text().split()) for label in figure.axes[0].get_yticklabels()]
    assert len(set(names)) == len(names) == 4
    assert "national permission with slack, weakest link" in names


def points(**columns: Sequence[float]) -> DataFrame:
    count = len(next(iter(columns.values())))
    labels = [f"p{n}" for n in range(count)]
    return DataFrame({"label": labels, **columns, "pareto": True, "share": 1.0})


def test_what_is_the_same_everywhere_is_not_chosen_as_an_axis() -> None:
    found = points(
        adoption_piloted=[0.1, 0.1, 0.1], trust_nhs=[0.1, 0.2, 0.3], benefit=[3.0, 2.0, 1.0]
    )
    assert [each.name for each in goals.axes_of(found)] == ["trust_nhs", "benefit"]
    alike = points(adoption_piloted=[0.1, 0.1], trust_nhs=[0.2, 0.2])
    with pytest.raises(Unanswered, match="alike"):
        goals.chart(alike, source())


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


def test_names_of_close_points_do_not_overlap_and_stay_inside() -> None:
    near = [0.1 + 0.0001 * n for n in range(9)]
    found = points(adoption_piloted=near, trust_nhs=near[::-1])
    found["label"] = [f"encouragement + governance + {n}" for n in range(9)]
    figure = goals.chart(found, source()).page(source())
    figure.draw_without_rendering()
    names = [text for text in figure.axes[0].texts if text.get_text()]
    boxes = [text.get_window_extent() for text in names]
    assert len(boxes) == goals.LABELS
    assert not any(a.overlaps(b) for n, a in enumerate(boxes) for b in boxes[:n])
    width, height = figure.bbox.width, figure.bbox.height
    assert all(b.x0 >= 0 and b.x1 <= width and b.y0 >= 0 and b.y1 <= height for b in boxes)


def test_failures_that_no_box_gathers_are_not_drawn() -> None:
    cases = DataFrame({"hazard.ceiling": [0.2, 0.3, 0.4], "failed": [True, False, True]})
    cases.insert(0, "structure", OWN)
    cases["fails"] = "slack adds less than 1.0 points to adoption"
    with pytest.raises(Unanswered, match="no box"):
        discovery.chart(cases.assign(inside=True), source())
    bounded = cases.assign(
        inside=cases["failed"], **{"hazard.ceiling:low": 0.1, "hazard.ceiling:high": 0.5}
    )
    chart = discovery.chart(bounded, source())
    assert chart.title.startswith("Slack adds less than 1.0 points to adoption mostly where")
    (label,) = {axes.get_xlabel() for axes in chart.page(source()).axes}
    assert label == "Highest monthly hazard, per month"  # what the parameter says, and its unit


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
