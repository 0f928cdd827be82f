"""What opens an answer: three plain sentences, which claim no more than the intervals allow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_questions import along, asked
from pandas import DataFrame

from collabsim import evidence
from collabsim.experiment.designs import Design
from collabsim.levers import LEVERS
from collabsim.metrics import METRICS
from collabsim.parameters import described
from collabsim.report import differences, interactions, levers
from collabsim.report.claims import Claim
from collabsim.report.formats import change_of, held_at, name_of, value_of
from collabsim.report.question import Question
from collabsim.report.summary import LONGEST, Opening
from collabsim.report.wording import describe_turn
from collabsim.scenario.groups import GROUPS

MATTERS = METRICS["adoption_piloted"].matters
SURE = re.compile(r"\b(adds|takes) [\d.]+ percentage points \(")
"""A sentence that claims a sign."""

PRIVATE = re.compile(r"\bnan\b|_|\binf\b|\bown\b|None|piloted classes")


def opening_of(of: Question, how: str) -> Opening:
    """Return what levers, differences or a grid say first."""
    part = {"levers": levers, "differences": differences, "interactions": interactions}[how].answer(
        of
    )
    assert part.opening is not None
    return part.opening


def check(said: Opening) -> None:
    """Hold an opening to what every reader may expect of it."""
    for sentence in (said.answer, said.assumptions, *said.cautions):
        assert sentence[0].isupper() or sentence[0] == '"'
        assert sentence.endswith(".")
        assert not PRIVATE.search(sentence), sentence
        assert "  " not in sentence
        assert len(sentence.split()) <= LONGEST or "; " not in sentence.split("(")[0]


EFFECTS = st.lists(st.floats(-5.0, 5.0), min_size=3, max_size=3)
NOISE = st.sampled_from([0.0, 0.1, 1.0, 10.0])


def made(
    kind: str, shares: Sequence[float], noise: float, replicates: int, seed: int, how: str
) -> Question:
    """Ask three levers with effects in units of what matters, noise in the same."""
    levels = along(Design(kind), 3)
    gains = MATTERS * (levels @ np.array(shares))
    rng = np.random.default_rng(seed)
    luck = MATTERS * noise * rng.normal(size=(len(levels), 1, replicates))
    return asked(Design(kind), 3, 0.3 + gains[:, None, None] + luck, (how,))


@settings(max_examples=12, deadline=None)
@given(
    EFFECTS,
    NOISE,
    st.integers(1, 30),
    st.integers(0, 2**32 - 1),
    st.sampled_from(["levers", "differences"]),
)
def test_it_claims_a_sign_only_where_a_claim_does(
    shares: list[float], noise: float, replicates: int, seed: int, how: str
) -> None:
    of = made("factorial", shares, noise, replicates, seed, how)
    said = opening_of(of, how)
    check(said)
    every = of.claims(of.overall(of.leading))
    whole = levers.together(of.runs, "adoption_piloted").overall()
    signs = [each for each in (*every, of.claim(whole.iloc[0])) if each.sign]
    assert len(SURE.findall(said.answer)) <= len(signs)
    if replicates < 2:
        assert not SURE.search(said.answer)


@settings(max_examples=8, deadline=None)
@given(EFFECTS, NOISE, st.integers(2, 20), st.integers(0, 2**32 - 1))
def test_it_names_nothing_that_the_table_has_not(
    shares: list[float], noise: float, replicates: int, seed: int
) -> None:
    of = made("factorial", shares, noise, replicates, seed, "levers")
    said = opening_of(of, "levers")
    named = {name for name in LEVERS if name_of(name) in said.answer.lower()}
    rows = " ".join(said.table["Lever"]).lower()
    assert all(name_of(name) in rows for name in named)
    assert not said.table.map(lambda cell: bool(PRIVATE.search(str(cell)))).to_numpy().any()


@settings(max_examples=8, deadline=None)
@given(EFFECTS, NOISE, st.integers(2, 20), st.integers(0, 2**32 - 1))
def test_a_grid_is_told_in_three_plain_sentences(
    shares: list[float], noise: float, replicates: int, seed: int
) -> None:
    check(opening_of(made("grid", shares, noise, replicates, seed, "interactions"), "interactions"))


def test_too_few_runs_are_the_answer_with_how_many_would_do() -> None:
    of = made("factorial", [2.0, 0.0, 0.0], 3.0, 4, 1, "differences")
    answer = opening_of(of, "differences").answer
    found = re.search(r"([\d,]+) simulated Englands are too few; about ([\d,]+) would do", answer)
    assert found is not None
    assert int(found[2].replace(",", "")) > int(found[1])


EFFECT = st.tuples(st.floats(-9.0, 9.0), st.floats(0.1, 5.0))
"""An effect in units of what matters, and half of its interval."""


@given(st.lists(EFFECT, min_size=2, max_size=5))
def test_an_effect_turns_only_where_both_signs_may_be_claimed(
    each: list[tuple[float, float]],
) -> None:
    rows = [
        Claim(
            "it", METRICS["adoption_piloted"], mean, *ends, *ends, 20, 0.1, 1, same=False, start=0.1
        )
        for mean, ends in ((n, (n - half, n + half)) for n, half in each)
    ]
    said = describe_turn([(f"year {n}", row) for n, row in enumerate(rows)], "it", "adoption")
    signs = [row.sign for row in rows if row.sign]
    turns = sum(one != other for one, other in pairwise(signs))
    assert bool(said) == (turns == 1)
    if said:
        last = max(n for n, row in enumerate(rows) if row.sign == signs[0])
        verbs = ("helps", "harms")[:: signs[0]]
        assert said == f"it {verbs[0]} adoption until year {last}, then {verbs[1]} it"


def test_a_lever_that_is_far_ahead_is_said_to_add_what_it_does() -> None:
    said = opening_of(made("factorial", [5.0, 0.5, 0.0], 0.01, 20, 1, "levers"), "levers")
    assert "adds 5.0 percentage points" in said.answer
    assert name_of("permission") in said.answer
    assert next(iter(said.table["Lever"])).lower() == name_of("permission")


def test_everything_that_can_be_varied_has_a_plain_name_of_its_own() -> None:
    keys = [f"{group}.{key}" for group in GROUPS for key in described(GROUPS[group])]
    names = [name_of(name) for name in (*LEVERS, *keys)]
    assert len({name.lower() for name in names}) == len(names)
    for name in names:
        assert not re.search(r"[_;:()]", name), name
        assert name[:1].islower() or name[1:2].isupper(), name
    labels = [metric.label for metric in METRICS.values()]
    assert len(set(labels)) == len(labels)
    assert all(metric.unit for metric in METRICS.values())
    assert all(about.title for about in evidence.levers().values())


def test_values_have_their_unit_and_what_is_done_is_a_subject() -> None:
    assert value_of("incentives.weight", 0.3) == "30% of oversight"
    assert value_of("budget.horizon", 5.0) == "5 years"
    assert value_of("scorecard_start", 24.0) == "2028-04"
    weight = "the weight of innovation on the scorecard"
    assert (
        change_of("incentives.weight", 0.02, 0.3) == f"raising {weight} from 2% to 30% of oversight"
    )
    assert held_at("slack", 0.0) == "without slack"
    assert held_at("incentives.weight", 0.02) == f"with {weight} at 2% of oversight"


@pytest.mark.parametrize("label", ["soft + hard", "slack days", "$5 to $6", "a_b", "my slack"])
def test_a_label_that_somebody_wrote_stays_as_it_was_written(label: str) -> None:
    assert name_of(label) == label


def test_columns_of_the_table_have_their_units() -> None:
    table: DataFrame = opening_of(
        made("factorial", [5.0, 1.0, 0.0], 0.1, 12, 1, "levers"), "levers"
    ).table
    assert {"Lever", "From", "To", "Change (percentage points)", "95% interval of the mean"} <= {
        *table
    }
    assert table.attrs["caption"].startswith(METRICS["adoption_piloted"].label)
