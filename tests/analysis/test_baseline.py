"""Whatever the design, and wherever the base stands: one point is today, and effects run as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from truths import METRIC, of

from collabsim.analysis import (
    alone,
    differences,
    interactions,
    main_effects,
    removed,
    shapley,
    together,
)
from collabsim.experiment import Experiment, Runs
from collabsim.experiment.designs import TODAY

SLOPES = {"slack": 2.0, "permission": -1.0, "trust.initial": 4.0, "permission.threshold": 0.5}
FACTORS = list(SLOPES)
VALUES = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.7, 1.0])
"""Few, so that the base is often among the levels of a factor, and often not."""

KINDS = ("grid", "one_at_a_time", "orders", "factorial", "fractional")
SAMPLED = ("latin_hypercube", "sobol", "morris")


def _tables(above: str, values: Mapping[str, object]) -> str:
    """Return the lines that give values to levers and parameters."""
    names = {name: name if "." in name else f"levers.{name}" for name in values}
    return "".join(f"{above}.{names[name]} = {value}\n" for name, value in values.items())


@st.composite
def varied(draw: st.DrawFn) -> tuple[str, Mapping[str, float], Mapping[str, list[float]]]:
    """Return a kind of design, where the base stands, and the levels of some factors as written."""
    kind = draw(st.sampled_from((*KINDS, *SAMPLED)))
    least = 2 if kind == "orders" else 1
    names = draw(st.lists(st.sampled_from(FACTORS), min_size=least, max_size=4, unique=True))
    most = 3 if kind == "grid" else 2
    levels = {
        name: draw(st.lists(VALUES, min_size=2, max_size=most, unique=True)) for name in names
    }
    if kind in SAMPLED:
        levels = {name: sorted(each) for name, each in levels.items()}
    return kind, {name: draw(VALUES) for name in names}, levels


def _loaded(folder: Path, base: Mapping[str, float], rest: str) -> Experiment:
    path = folder / "question.toml"
    inside = _tables("base", base)
    path.write_text(
        f'question = "q"\nmetrics = ["{METRIC}"]\nbase.extends = "small.toml"\n{inside}{rest}',
        "utf-8",
    )
    return Experiment.load(path)


def _run(asked: Experiment) -> Runs:
    """Return runs that are the plane of these slopes, with luck that all points share."""
    names = list(asked.design.columns[2:])
    plane = asked.design[names].to_numpy(float) @ [SLOPES[name] for name in names]
    values = plane[:, None, None] + np.array([0.0, 1.0, 5.0])
    return replace(of(asked.design, values, reference=asked.reference), ends=asked.ends)


def _check_baseline(asked: Experiment, base: Mapping[str, float]) -> None:
    """The reference, and nothing else, is the base and is called so; no label stands twice."""
    labels = asked.design["label"].str.strip().str.casefold()
    assert labels.is_unique
    assert np.flatnonzero(labels == TODAY).tolist() == [asked.reference]
    today = asked.design.iloc[asked.reference]
    assert {name: today[name] for name in asked.design.columns[2:]} == dict(base)
    runs = _run(asked)
    found = differences(runs, METRIC)
    others = asked.design.drop(index=asked.reference)
    away = sum(SLOPES[name] * (others[name] - base[name]) for name in base)
    np.testing.assert_allclose(found.overall()["mean"], away, atol=1e-9)


@given(varied())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_one_point_is_today_and_effects_run_from_first_to_last_as_written(
    tmp_path: Path, made: tuple[str, Mapping[str, float], Mapping[str, list[float]]]
) -> None:
    kind, base, levels = made
    size = 16 if kind == "orders" else 4
    rest = f'design = {{kind = "{kind}", size = {size}}}\n{_tables("vary", levels)}'
    asked = _loaded(tmp_path, base, rest)
    _check_baseline(asked, base)
    if kind in SAMPLED:
        return
    runs = _run(asked)
    effects = {name: SLOPES[name] * (each[-1] - each[0]) for name, each in levels.items()}
    for question in (alone, removed) if kind != "fractional" else (main_effects,):
        found = question(runs, METRIC)
        assert found.names == runs.factors
        np.testing.assert_allclose(
            found.overall()["mean"], [effects[name] for name in runs.factors], atol=1e-9
        )
    if kind == "fractional":
        return
    whole = together(runs, METRIC).overall()["mean"]
    np.testing.assert_allclose(whole, [sum(effects.values())], atol=1e-9)
    if kind != "one_at_a_time" or len(levels) < 3:
        shares = shapley(runs, METRIC).overall()["mean"]
        np.testing.assert_allclose(shares, [effects[name] for name in runs.factors], atol=1e-9)
    if kind in ("grid", "factorial") and len(levels) > 1:
        np.testing.assert_allclose(interactions(runs, METRIC).overall()["mean"], 0.0, atol=1e-9)


@given(
    st.fixed_dictionaries(dict.fromkeys(FACTORS, VALUES)),
    st.lists(st.dictionaries(st.sampled_from(FACTORS), VALUES), min_size=1, max_size=5),
    st.sampled_from(["Today", " as now ", "point", "today's"]),
)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_of_listed_points_too_only_the_base_is_today(
    tmp_path: Path, base: Mapping[str, float], given_points: list[dict[str, float]], word: str
) -> None:
    """Whatever the first is called; points that are the same are left out here."""
    every = [{**base, **values} for values in given_points]
    points = [p for n, p in enumerate(given_points) if every[n] not in every[:n]]
    changed = [name for name in base if any(name in p for p in points)]
    same = {name: base[name] for name in changed}
    if all({**base, **p} == base for p in points):
        return
    if word == "Today" and {**base, **points[0]} != base:
        word = "other"
    rows = ""
    for place, values in enumerate(points):
        label = word if place == 0 else f"{word} {place}"
        lines = "".join(
            f"{name if '.' in name else f'levers.{name}'} = {value}\n"
            for name, value in values.items()
        )
        rows += f'[[points]]\nlabel = "{label}"\n{lines}'
    asked = _loaded(tmp_path, base, rows)
    _check_baseline(asked, same)
    assert len(asked.design) == len(points) + (base not in every)


def test_everything_is_what_the_file_says_and_not_the_value_farthest_away(tmp_path: Path) -> None:
    base = {"trust.initial": 0.55}
    rest = 'design.kind = "one_at_a_time"\nvary.trust.initial = [0.3, 0.7]\n'
    runs = _run(_loaded(tmp_path, base, rest))
    assert together(runs, METRIC).overall()["mean"][0] == pytest.approx(4.0 * 0.4)
    down = rest.replace("[0.3, 0.7]", "[0.7, 0.3]")
    runs = _run(_loaded(tmp_path, base, down))
    assert alone(runs, METRIC).overall()["mean"][0] == pytest.approx(-4.0 * 0.4)
