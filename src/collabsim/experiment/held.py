"""What a folder says of its experiment, believed only as far as it is checked."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from pandas import DataFrame
from pandas.api.types import is_float_dtype, is_integer_dtype

from collabsim.experiment import words
from collabsim.experiment.batch import scenario_from
from collabsim.experiment.experiment import Experiment
from collabsim.experiment.factors import meta_of, own
from collabsim.experiment.fields import HALF_WIDTH, MOST_POINTS, REPLICATES
from collabsim.experiment.stop import Stop
from collabsim.metrics import METRICS, class_names
from collabsim.results.files import table_of
from collabsim.scenario import Scenario
from collabsim.scenario.faults import ScenarioError

LARGEST_SEED = 2**63 - 1

Test = Callable[[Any], bool]


def _whole(low: float, high: float) -> Test:
    return lambda value: type(value) is int and low <= value <= high


def _number(value: Any) -> bool:
    return type(value) in (int, float) and not math.isnan(value)


def _names(known: tuple[str, ...] = (), least: int = 0) -> Test:
    def test(value: Any) -> bool:
        names = isinstance(value, list) and all(isinstance(each, str) for each in value)
        return (
            names and len(value) == len({*value}) >= least and ({*value} <= {*known} or not known)
        )

    return test


def _texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _stop(value: Any) -> bool:
    return value is None or (
        isinstance(value, dict)
        and {*value} == {"metric", "half_width"}
        and isinstance(value["metric"], str)
        and _number(value["half_width"])
        and HALF_WIDTH.bounds[0] <= value["half_width"] <= HALF_WIDTH.bounds[1]
    )


def _how(value: Any) -> bool:
    """Say whether this is how a design was made; one made by hand says nothing."""
    if value == {}:
        return True
    tests: Mapping[str, Test] = {
        "kind": lambda it: it in words.DESIGNS,
        "size": _whole(0, 2**31),
        "levels": _whole(0, 2**31),
        "resolution": _whole(0, 100),
        "second_order": lambda it: isinstance(it, bool),
        "factors": lambda it: isinstance(it, dict) and all(map(_levels, it.values())),
        "left_out": _names(),
    }
    named = isinstance(value, dict) and {*value} == {*tests}
    return named and all(test(value[name]) for name, test in tests.items())


def _levels(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 0 and all(map(_number, value))


EXPECTED: Mapping[str, tuple[Test, str]] = {
    "kind": (lambda value: isinstance(value, str), "a word"),
    "format": (lambda value: type(value) is int, "a whole number"),
    "question": (lambda value: isinstance(value, str), "a text"),
    "versions": (
        lambda value: isinstance(value, list) and value != [] and all(map(_texts, value)),
        "a list of versions by name",
    ),
    "results_version": (
        lambda value: isinstance(value, str) and bool(re.fullmatch("[0-9a-f]{16}", value)),
        "sixteen hexadecimal digits",
    ),
    "seed": (_whole(0, LARGEST_SEED), "a whole number below 2^63"),
    "replicates": (_whole(*REPLICATES.bounds), f"a whole number from 1 to {REPLICATES.bounds[1]:,.0f}"),
    "stop": (_stop, "nothing, or a metric and a half-width"),
    "metrics": (_names(least=1), "a list of different names"),
    "reference": (_whole(0, MOST_POINTS), "the number of a point"),
    "design": (_how, "what an experiment file says of a design"),
    "analyses": (_names(tuple(words.ANALYSES)), f"some of {', '.join(words.ANALYSES)}"),
    "figures": (_names(tuple(words.FIGURES)), f"some of {', '.join(words.FIGURES)}"),
}  # fmt: skip
"""Every key of the manifest: a test of its value, and in words what is expected."""


def checked(manifest: Mapping[str, Any], form: int) -> list[str]:
    """Return a sentence for each value that is missing, mistyped, absurd or not known."""
    if manifest.get("format") != form:
        return [f"format: expected {form}, found {manifest.get('format')!r:.60}."]
    wrong = [f"{key}: this is not known." for key in manifest if key not in EXPECTED]
    for key, (test, expected) in EXPECTED.items():
        if key not in manifest:
            wrong.append(f"{key}: expected {expected}, found nothing.")
        elif not test(manifest[key]):
            wrong.append(f"{key}: expected {expected}, found {manifest[key]!r:.60}.")
    return wrong


def experiment_of(manifest: Mapping[str, Any], parts: Mapping[str, bytes]) -> Experiment:
    """Return the experiment of a manifest that was checked, and of the files it opens with.

    Raises
    ------
    ValueError : if they do not fit together, in a sentence.
    """
    try:
        base = scenario_from(parts["base.toml"].decode())
        text = parts["experiment.toml"].decode()
    except (ScenarioError, ValueError) as error:
        raise ValueError(f"base.toml or experiment.toml cannot be read: {error}") from None
    design = _table(parts, "design.parquet", "point", {"label": str})
    variants = _table(parts, "variants.parquet", "variant", {"structure": str, "parameters": int})
    held = Experiment(
        question=manifest["question"],
        base=base,
        design=design,
        variants=variants,
        reference=manifest["reference"],
        replicates=manifest["replicates"],
        seed=manifest["seed"],
        metrics=tuple(manifest["metrics"]),
        stop=Stop(**manifest["stop"]) if manifest["stop"] else None,
        how=manifest["design"],
        analyses=tuple(manifest["analyses"]),
        figures=tuple(manifest["figures"]),
        text=text,
    )
    _agree(held)
    return held


def _table(
    parts: Mapping[str, bytes], name: str, number: str, others: Mapping[str, type]
) -> DataFrame:
    """Return a table of points or variants: numbered rows of named levels and values."""
    try:
        table = table_of(parts[name])
    except Exception as error:  # noqa: BLE001 - whatever a foreign file makes the reader raise
        raise ValueError(f"{name} cannot be read: {str(error).splitlines()[0][:200]}") from None
    names = [str(column) for column in table.columns]
    expected = [number, *others]
    values = table[names[len(expected) :]]
    sound = (
        names[: len(expected)] == expected
        and is_integer_dtype(table[number])
        and 0 < len(table) <= MOST_POINTS
        and np.array_equal(table[number].to_numpy(), np.arange(len(table)))
        and all(_typed(table[column], kind) for column, kind in others.items())
        and all(is_float_dtype(values[column]) for column in values)
        and not np.isnan(values.to_numpy(float)).any()
    )
    if not sound:
        said = "numbered rows with a number for every lever and parameter that is changed"
        raise ValueError(f"{name}: expected {', '.join(expected)} and {said}.")
    return table


def _typed(column: Any, kind: type) -> bool:
    if kind is int:
        return bool(is_integer_dtype(column))
    return all(isinstance(value, str) for value in column)


def _known(name: str, base: Scenario) -> bool:
    """Say whether a point or a variant may change what a column is called."""
    try:
        return name in base.catalogue() if "." not in name else bool(meta_of(name))
    except KeyError:
        return False


def _agree(held: Experiment) -> None:
    """Make sure that the parts of an experiment fit together."""
    wrong = []
    columns = [*held.design.columns[2:], *held.variants.columns[3:]]
    odd = [str(name) for name in columns if not _known(str(name), held.base)]
    if odd:
        raise ValueError(f"there is no lever or parameter {', '.join(odd)}.")
    known = {*METRICS, *class_names(each.name for each in held.base.classes)}
    odd = [name for name in held.metrics if name not in known]
    if odd:
        wrong.append(f"metrics: there is no {', '.join(odd)}.")
    if held.stop and held.stop.metric not in held.metrics:
        wrong.append(f"stop: {held.stop.metric} is none of the metrics.")
    if not _is_base(held):
        wrong.append(f"reference: point {held.reference} is not the base scenario.")
    factors = {*held.design.columns[2:]}
    odd = sorted({*held.how.get("factors", ())} - factors)
    if odd:
        wrong.append(f"design: {', '.join(odd)} is no column of design.parquet.")
    if wrong:
        raise ValueError(f"the files it opens with do not fit together. {' '.join(wrong)}")


def _is_base(held: Experiment) -> bool:
    """Say whether the point that others are compared with changes nothing."""
    if held.reference >= len(held.design):
        return False
    row = held.design.iloc[held.reference]
    return all(row[name] == own(held.base, name) for name in held.design.columns[2:])
