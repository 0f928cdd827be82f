"""Which class of innovation gains most, relative to what it had."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from made_questions import Floats, asked

from collabsim.report import classes
from collabsim.report.question import Question, Unanswered

LUCK = np.array([-0.1, 0.0, 0.1, -0.05, 0.05])


def test_the_class_that_gains_most_is_the_one_that_grows_most_from_what_it_had() -> None:
    """Prevention goes from 1 to 2, digital from 10 to 12: more projects, but a smaller share."""
    values = np.array([10.0, 12.0])[:, None, None] + LUCK * np.array([[[1.0]], [[2.0]]])
    of = asked([[0.0], [1.0]], 1, values, ("classes",), metric="starts_digital")
    of.runs.runs["starts_prevention"] = of.runs.runs["starts_digital"].map(
        lambda value: value - 9.0 if value < 11.0 else value - 10.0
    )
    found = classes.answer(of)
    (said,) = found.sentences
    assert said.startswith("Package 1 changes projects begun, as a share of what each class had")
    assert "by prevention +100%" in said
    assert "and digital +20%" in said
    assert said.endswith("prevention gains most.")
    shares = found.tables["classes"].set_index("name")["mean_share"]
    assert shares["prevention"] == pytest.approx(1.0)
    assert shares["digital"] == pytest.approx(0.2)


def test_one_class_is_not_compared() -> None:
    of = asked([[0.0], [1.0]], 1, np.zeros((2, 1, 2)), ("classes",), metric="starts_digital")
    with pytest.raises(Unanswered, match="two classes or more"):
        classes.answer(of)


def test_a_share_has_the_luck_of_what_was_had_too() -> None:
    """Both double in every replicate: however far they differ, the share is known exactly."""
    had = np.array([8.0, 12.0, 10.0, 6.0])
    values = np.array([had, 2.0 * had])[:, None, :]
    of = asked([[0.0], [1.0]], 1, values, ("classes",), metric="starts_digital")
    of.runs.runs["starts_prevention"] = of.runs.runs["starts_digital"]
    (said,) = classes.answer(of).sentences
    assert "digital +100% (+100 to +100)" in said
    assert "digital cannot be distinguished from prevention" in said


def two_classes(prevention: Floats, variants: Sequence[tuple[str, int]]) -> Question:
    """Ask of digital, which goes from 10 to 12, and of prevention, from 10 to what each variant has."""
    luck = 0.01 * np.random.default_rng(1).normal(size=(2, len(variants), 8))
    digital = np.array([10.0, 12.0])[:, None, None] + luck
    of = asked([[0.0], [1.0]], 1, digital, ("classes",), variants, metric="starts_digital")
    other = np.array([np.full(len(variants), 10.0), prevention])[..., None] - luck
    of.runs.runs["starts_prevention"] = other.ravel()
    return of


@pytest.mark.parametrize("less", range(7))
def test_none_gains_most_if_parameter_sets_disagree_on_who_does(less: int) -> None:
    """Prevention gains 50 %, but next to nothing under some sets."""
    prevention = np.where(np.arange(6) < less, 10.1, 15.0)
    (said,) = classes.answer(two_classes(prevention, [("own", n) for n in range(6)])).sentences
    assert ("gains most" in said) == (less in (0, 6))


def test_who_gains_most_is_said_to_hold_in_every_structure_or_not_to() -> None:
    variants = [("own", -1), ("weakest_link", -1)]
    same, other = (
        classes.answer(two_classes(np.array([15.0, end]), variants)).findings[0].sentence
        for end in (13.0, 11.0)
    )
    assert "prevention gains most;" in same
    assert "prevention gains most, but not in every structural variant;" in other
