"""Structures are alternatives: told side by side, the sign that turns first, never averaged."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from made_questions import METRIC, along, asked, how_sure

from collabsim import analysis
from collabsim.experiment.designs import Design
from collabsim.report import (
    channels,
    differences,
    goals,
    interactions,
    levers,
    screening,
    structural_variants,
)
from collabsim.report.question import Part, Question

CROSSED = (("own", -1), ("own", 3), ("closed", -1), ("closed", 3))
NAMES = ("permission", "encouragement")
LUCK = np.array([-0.01, 0.0, 0.01, -0.005, 0.005])


def two_levers(analyses: tuple[str, ...], design: str = "one_at_a_time") -> Question:
    """Pull levers worth 0.3 and 0.1 in the base; where one is closed, the first does harm.

    The second parameter set adds 0.2 to what the first lever does in the base.
    """
    on = along(Design(design), 2)
    first = np.array([0.3, 0.5, -0.4, -0.4])
    values = on[:, :1] * first + on[:, 1:] * 0.1
    noise = LUCK * (1.0 + on.sum(axis=1))[:, None, None] * np.array([1.0, 1.0, 0.5, 0.5])[:, None]
    return asked(Design(design), 2, values[..., None] + noise, analyses, CROSSED)


def test_the_headline_is_of_the_base_over_its_parameter_sets() -> None:
    runs = two_levers(("levers",)).runs
    for effect in (analysis.alone, analysis.differences):
        found = effect(runs, METRIC).overall().set_index("name")["mean"]
        assert found["permission"] == pytest.approx(0.4)
        assert found["encouragement"] == pytest.approx(0.1)
    reached = analysis.pareto(runs, (METRIC,))
    assert reached[METRIC].max() == pytest.approx(0.5)


def test_every_structure_has_its_own_numbers() -> None:
    found = analysis.alone(two_levers(("levers",)).runs, METRIC).by_structure()
    assert list(found["structure"]) == ["own", "own", "closed", "closed"]
    assert found["mean"].to_numpy() == pytest.approx([0.4, 0.1, -0.4, 0.1])
    assert (found["replicates"] == len(LUCK)).all()


def test_a_sign_that_turns_with_structure_is_said_first() -> None:
    both = two_levers(("levers",))
    changes, between = structural_variants.sign_changes(both), structural_variants.ranges(both)
    assert changes is not None
    turned = changes.sentence
    assert turned.startswith(
        "The sign depends on the structural variant: national permission is in closed −40.0 points"
    )
    assert "in the baseline +40.0 points" in turned
    assert "encouragement" not in turned
    assert structural_variants.whose(both).strip() == (
        "Numbers are of the baseline, means of 2 parameter sets, if no other variant is named."
    )
    assert "national permission, −40.0 points in closed to +40.0 points in the baseline" in between


def test_one_structure_leaves_nothing_to_say() -> None:
    values = along(Design("one_at_a_time"), 2).sum(axis=1)[:, None, None] + LUCK
    alone_in_it = asked(Design("one_at_a_time"), 2, values, ("levers",))
    assert structural_variants.sign_changes(alone_in_it) is None
    assert structural_variants.ranges(alone_in_it) == ""
    assert structural_variants.whose(alone_in_it) == ""


def test_what_luck_hides_between_structures_is_no_number() -> None:
    values = along(Design("one_at_a_time"), 2) @ [0.3, 0.1]
    luck = np.sign(values)[:, None, None] * LUCK
    alike = asked(Design("one_at_a_time"), 2, values[:, None, None] + luck, ("levers",), CROSSED)
    words = " ".join(how_sure(alike))
    assert (
        "replicates do not show that the effect of national permission differs between 2" in words
    )
    assert "0.0 points" not in words.split("Parameters:")[1]


def test_means_that_are_the_same_in_all_structures_are_no_range() -> None:
    alike = asked(Design("one_at_a_time"), 2, np.zeros((1, 1, 4)), ("levers",), CROSSED)
    told = structural_variants.ranges(alike)
    assert "permission, 0.0 points in each" in told
    assert "the baseline to" not in told


def test_levers_beside_channels_are_not_averaged_over_closed_ones() -> None:
    both = two_levers(("channels", "levers"))
    found = levers.answer(both)
    words = found.text
    assert "permission +40.0 points" in words
    assert "positive in 2 and negative in 2 of 4 alternatives: no one sign" in words
    assert (
        "Alone, adoption of piloted innovations is raised by encouragement with bans lifted +10.0 points"
        in words
    )
    variants = found.tables["levers_by_variant"]
    mine = variants[(variants["name"] == "permission") & (variants["question"] == "alone")]
    assert mine["mean"].to_numpy() == pytest.approx([0.3, 0.5, -0.4, -0.4])
    assert list(zip(mine["structure"], mine["parameters"], strict=True)) == list(CROSSED)
    assert "closing closed takes away +80.0 points" in channels.answer(both).findings[0].sentence


def test_differences_and_interactions_are_told_by_structure() -> None:
    factorial = two_levers(("differences", "interactions"), "factorial")
    tables = {**differences.answer(factorial).tables, **interactions.answer(factorial).tables}
    shown = tables["differences"].set_index("name")["mean"]
    assert shown["permission"] == pytest.approx(0.4)
    assert list(tables["interactions"]["structure"]) == ["own", "closed"]
    assert len(tables["interactions_by_variant"]) == len(CROSSED)


def test_a_point_beaten_under_another_structure_is_counted() -> None:
    found = goals.answer(two_levers(("pareto",), "factorial"))
    assert "in each of 2 structural variants, 0 are" in found.findings[0].sentence


def by_variant(
    kind: str, size: int, analyses: tuple[str, ...], second_order: bool = False
) -> Question:
    """Ask what drives 3 x first + 2 x second; in another structure the third does, 9-fold."""
    design = Design(kind, size=size, second_order=second_order)
    on = along(design, 3)
    values = np.stack([on @ [3.0, 2.0, 0.0], on @ [3.0, 2.0, 9.0]], axis=1)
    luck = 0.001 * np.random.default_rng(3).normal(size=(len(on), 1, 12))
    return asked(design, 3, values[..., None] + luck, analyses, (("own", -1), ("other", -1)))


@pytest.mark.parametrize(
    ("kind", "size", "part"),
    [("morris", 8, screening.morris_answer), ("sobol", 64, screening.sobol_answer)],
)
def test_screening_tells_every_variant_and_where_the_order_turns(
    kind: str, size: int, part: Callable[[Question], Part]
) -> None:
    found = part(by_variant(kind, size, (kind,)))
    table = found.tables[kind]
    assert list(table["structure"].unique()) == ["own", "other"]
    words = found.text
    assert "over 2 alternatives" in words
    assert (
        "The order differs between alternatives: first comes governance that enables in other."
        in words
    )


def test_what_two_do_only_together_is_told_where_the_design_allows_it() -> None:
    design = Design("sobol", size=256, second_order=True)
    on = along(design, 3)
    values = (on[:, 0] - 0.5) * (on[:, 1] - 0.5)
    found = screening.sobol_answer(asked(design, 3, values[:, None, None], ("sobol",)))
    assert len(found.tables["sobol_pairs"]) == 3
    assert "Due to two factors only together: national permission with encouragement" in found.text
    plain = by_variant("sobol", 64, ("sobol",))
    assert "sobol_pairs" not in screening.sobol_answer(plain).tables


def test_a_fraction_is_answered_by_mean_effects() -> None:
    """Of resolution 4: no main effect hides a pair, so a plane with a pair gives its slopes."""
    design = Design("fractional", resolution=4)
    on = along(design, 5)
    slopes = np.array([0.3, -0.2, 0.0, 0.1, 0.05])
    signs = 2.0 * on - 1.0
    values = on @ slopes + 0.2 * signs[:, 0] * signs[:, 1]
    found = levers.answer(asked(design, 5, values[:, None, None] + LUCK, ("levers",)))
    table = found.tables["levers"]
    assert set(table["question"]) == {"average"}
    assert table["mean"].to_numpy() == pytest.approx(slopes, abs=1e-9)
    assert "On average over the other levers" in found.text
