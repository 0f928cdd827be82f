"""Whatever runs come out, no sentence and no title claims what they do not bear.

Runs are made up, and go through every analysis and figure that they allow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_questions import METRIC, Floats, along, asked, how_sure

from collabsim.experiment.designs import Design
from collabsim.metrics import METRICS
from collabsim.report import (
    differences,
    factor_figures,
    goals,
    heatmap,
    interactions,
    lever_figure,
    levers,
    robustness,
    structural_variants,
)
from collabsim.report.question import Question, Unanswered
from collabsim.report.wording import FEWEST

MATTERS = METRICS[METRIC].matters
ASKED: dict[str, Any] = {
    "differences": differences,
    "levers": levers,
    "interactions": interactions,
    "robustness": robustness,
    "pareto": goals,
}
FIGURES: dict[str, Any] = {
    "figure effects": differences,
    "figure ranking": lever_figure,
    "figure interactions": interactions,
    "figure robustness": robustness,
    "figure pareto": goals,
    "figure response": factor_figures,
    "figure turning": factor_figures,
    "figure heatmap": heatmap,
}
GRIDS = frozenset(f"figure {name}" for name in ("response", "turning", "heatmap"))
EVERY = (*ASKED, "sure", *FIGURES)
SEVERAL = tuple(("own", number) for number in range(6))

SIGNS = re.compile(
    r"rises|falls|is raised by|lower it|\badds\b|\bcosts\b|also moves|[1-9]\d* of \d+ pairs"
    r"|ahead of every|comes first|lead\b|leads\b|ahead of every other|takes away|grows|shrinks|turns"
    r"|sign depends on|changing sign between|together bring|times \(|among the three|ranges from"
    r"|(?<!or )\b(raises|lowers)\b(?! or)"
)
"""Words by which an effect, its sign or a first of several is claimed."""

ABSENCE = re.compile(
    r"that matter\b|by less than|[Nn]one of these|too small to matter|whichever replicates|enough to bring"
)
"""Words by which an effect is said to be none, or too small."""


def sentences(of: Question, name: str) -> Iterator[str]:
    """Yield every sentence of an analysis, or the title of a figure."""
    if name == "sure":
        changes = structural_variants.sign_changes(of)
        yield from [changes.sentence] if changes else []
        yield from how_sure(of)
    elif name in ASKED:
        yield from ASKED[name].ANALYSES[name](of).sentences
    else:
        module, kind = FIGURES[name], name.removeprefix("figure ")
        table, chart = module.FIGURES[kind]
        with suppress(Unanswered):  # without a finding there is no figure
            yield chart(table(of), of.source).title


def factorial(
    effects: Floats, luck: Floats, variants: tuple[tuple[str, int], ...], name: str = ""
) -> Question:
    """Ask two levers with (levers, variants) effects that add up; ``luck`` is added to every run."""
    design = Design("grid" if name in GRIDS else "factorial")
    values = 0.3 + (along(design, 2) @ effects)[..., None] + luck
    return asked(design, 2, values, ASKED, variants)


def claimed(of: Question, name: str, what: re.Pattern[str]) -> list[str]:
    return [each for each in sentences(of, name) if what.search(each)]


sizes = st.floats(-0.2, 0.2).map(lambda size: round(size, 4))


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=8)
@given(st.tuples(sizes, sizes), st.integers(2, 40), st.integers(0, 9))
def test_of_replicates_that_all_agree_nothing_is_claimed(
    name: str, effects: tuple[float, float], replicates: int, seed: int
) -> None:
    """However large a difference: a share of other replicates could differ, and how large is said."""
    shared = 0.05 * np.random.default_rng(seed).normal(size=(1, 1, replicates))
    of = factorial(np.array(effects)[:, None], shared, (("own", -1),), name)
    assert claimed(of, name, SIGNS) == []
    assert claimed(of, name, ABSENCE) == []
    if name in ("differences", "sure"):
        unseen = 100.0 * (1.0 - 0.05 ** (1.0 / replicates))
        said = " ".join(sentences(of, name))
        assert f"up to {unseen:.2g}% of replicates could still differ" in said


opposed = st.lists(st.floats(0.002, 0.2), min_size=6, max_size=6)


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=8)
@given(opposed, opposed, st.integers(1, 5), st.integers(2, 30), st.integers(0, 9))
def test_where_parameter_sets_disagree_no_sign_is_claimed(
    name: str, one: list[float], other: list[float], down: int, replicates: int, seed: int
) -> None:
    """Even if Monte Carlo error is next to nothing: the mean over sets hangs on which they are."""
    signs = np.where(np.arange(6) < down, -1.0, 1.0)
    effects = np.array([one, other]) * signs
    luck = 1e-5 * np.random.default_rng(seed).normal(size=(4, 6, replicates))
    luck[..., 0] -= luck.sum(axis=-1)  # so that means are those put in
    assert claimed(factorial(effects, luck, SEVERAL, name), name, SIGNS) == []


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=8)
@given(
    st.tuples(*[st.floats(-0.8, 0.8)] * 2), st.integers(2, 30), st.sampled_from([1, 6]),
    st.integers(0, 9),
)  # fmt: skip
def test_what_is_smaller_than_matters_is_no_finding(
    name: str, shares: tuple[float, float], replicates: int, sets: int, seed: int
) -> None:
    """Its sign may be as clear as can be; few replicates do not call it small either."""
    effects = np.tile(0.5 * MATTERS * np.array(shares)[:, None], sets)
    luck = 1e-4 * MATTERS * np.random.default_rng(seed).normal(size=(4, sets, replicates))
    of = factorial(effects, luck, SEVERAL[:sets], name)
    assert claimed(of, name, SIGNS) == []
    if replicates < FEWEST:
        assert claimed(of, name, ABSENCE) == []


@pytest.mark.parametrize("sets", [1, 6])
def test_what_is_large_and_clear_everywhere_is_claimed(sets: int) -> None:
    luck = 0.002 * np.random.default_rng(1).normal(size=(4, sets, 12))
    of = factorial(np.array([[0.2], [-0.1]]) * np.ones((1, sets)), luck, SEVERAL[:sets])
    said = " ".join(each for name in EVERY if name not in GRIDS for each in sentences(of, name))
    assert "adoption of piloted innovations rises with national permission" in said
    assert "falls with encouragement with bans lifted −10" in said
    assert "National permission is ahead of every other" in said
    assert re.search(r"permission \+(20.0|19.9|20.1) points", said)
