"""What a figure draws, names and leaves out, and that its words do not collide."""

from __future__ import annotations

import pytest
from made_tables import (
    NONE,
    along,
    points,
    ranks,
    source,
    table,
    words,
)
from pandas import DataFrame

from collabsim.experiment.variants import OWN
from collabsim.report import (
    discovery,
    factor_figures,
    goals,
    heatmap,
    interactions,
    robustness,
)
from collabsim.report.question import Unanswered


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


def test_what_is_the_same_everywhere_is_not_chosen_as_an_axis() -> None:
    found = points(
        adoption_piloted=[0.1, 0.1, 0.1], trust_nhs=[0.1, 0.2, 0.3], benefit=[3.0, 2.0, 1.0]
    )
    assert [each.name for each in goals.axes_of(found)] == ["trust_nhs", "benefit"]
    alike = points(adoption_piloted=[0.1, 0.1], trust_nhs=[0.2, 0.2])
    with pytest.raises(Unanswered, match="alike"):
        goals.chart(alike, source())


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
