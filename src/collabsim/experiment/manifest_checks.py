"""What a manifest says of its experiment, believed only as far as it is checked."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from pandas import DataFrame
from pandas.api.types import is_float_dtype, is_integer_dtype

from collabsim.experiment import vocabulary as words
from collabsim.experiment.factors import lever_of, meta_of, own
from collabsim.experiment.own_functions import OwnFunctions
from collabsim.experiment.question import Question
from collabsim.experiment.vocabulary import HALF_WIDTH, MOST_POINTS, REPLICATES, Stop
from collabsim.metrics import METRICS, class_names
from collabsim.results.files import table_of
from collabsim.scenario.faults import ScenarioError
from collabsim.scenario.writing import scenario_from

FORMAT = 3
KIND = "experiment"

AS_THEY_ARE = ("question", "reference", "replicates", "seed")
"""Values of the manifest that an experiment takes as they are."""

Test = Callable[[Any], bool]


def _whole(low: float, high: float) -> Test:
    return lambda value: type(value) is int and low <= value <= high


def _number(value: Any) -> bool:
    return type(value) in (int, float) and not math.isnan(value)


def _numbers(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 0 and all(map(_number, value))


def _names(known: tuple[str, ...] = (), least: int = 0) -> Test:
    def test(value: Any) -> bool:
        named = isinstance(value, list) and all(isinstance(each, str) for each in value)
        return named and len(value) == len({*value}) >= least and {*value} <= {*(known or value)}

    return test


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _table(**tests: Test) -> Test:
    """Return a test of a table with these keys and no others."""
    return lambda value: (
        isinstance(value, dict)
        and {*value} == {*tests}
        and all(test(value[name]) for name, test in tests.items())
    )


_STOP = _table(
    metric=_text,
    half_width=lambda it: _number(it) and HALF_WIDTH.bounds[0] <= it <= HALF_WIDTH.bounds[1],
)
_DESIGN = _table(
    kind=lambda it: it in words.DESIGNS,
    size=_whole(0, 2**31),
    levels=_whole(0, 2**31),
    resolution=_whole(0, 100),
    second_order=lambda it: isinstance(it, bool),
    factors=lambda it: isinstance(it, dict) and all(map(_numbers, it.values())),
    left_out=_names(),
    within=lambda it: (
        isinstance(it, dict) and {*it} <= {"budget", "attention"} and all(map(_number, it.values()))
    ),
)

_METRIC = _table(
    matters=_number, **dict.fromkeys(("label", "unit", "says", "goal", "better"), _text)
)
_OWN = _table(
    sources=_texts, metrics=lambda it: isinstance(it, dict) and all(map(_METRIC, it.values()))
)

EXPECTED: Mapping[str, tuple[Test, str]] = {
    "kind": (lambda it: it == KIND, f'"{KIND}"'),
    "format": (lambda it: it == FORMAT, str(FORMAT)),
    "question": (_text, "a text"),
    "versions": (
        lambda it: isinstance(it, list) and it != [] and all(map(_texts, it)),
        "a list of versions by name",
    ),
    "results_version": (_text, "sixteen hexadecimal digits"),
    "seed": (_whole(0, 2**63 - 1), "a whole number below 2^63"),
    "replicates": (_whole(*REPLICATES.bounds), f"a whole number from 1 to {REPLICATES.bounds[1]:,.0f}"),
    "stop": (lambda it: it is None or _STOP(it), "nothing, or a metric and a half-width"),
    "metrics": (_names(least=1), "a list of different names"),
    "reference": (_whole(0, MOST_POINTS), "the number of a point"),
    "design": (lambda it: it == {} or (isinstance(it, dict) and _DESIGN({"within": {}, **it})), "what an experiment file says of a design"),
    "analyses": (_names(tuple(words.ANALYSES)), f"some of {', '.join(words.ANALYSES)}"),
    "figures": (_names(tuple(words.FIGURES)), f"some of {', '.join(words.FIGURES)}"),
    "own": (_OWN, "the author's own functions by name, and metrics in words"),
}  # fmt: skip
"""Every key of the manifest: a test of its value, and in words what is expected."""


def faults_of(manifest: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each value that is missing, mistyped, absurd or not known."""
    if manifest.get("format") != FORMAT:
        return [f"format: expected {FORMAT}, found {manifest.get('format')!r:.60}."]
    wrong = [f"{key}: this is not known." for key in manifest if key not in EXPECTED]
    for key, (test, expected) in EXPECTED.items():
        if key not in manifest:
            wrong.append(f"{key}: expected {expected}, found nothing.")
        elif not test(manifest[key]):
            wrong.append(f"{key}: expected {expected}, found {manifest[key]!r:.60}.")
    return wrong


def experiment_of(manifest: Mapping[str, Any], parts: Mapping[str, bytes]) -> Question:
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
    given: dict[str, Any] = {key: manifest[key] for key in AS_THEY_ARE}
    given |= {key: tuple(manifest[key]) for key in ("metrics", "analyses", "figures")}
    held = Question(
        base=base,
        text=text,
        design=_rows(parts, "design.parquet", ["point", "label"]),
        variants=_rows(parts, "variants.parquet", ["variant", "structure", "parameters"]),
        stop=Stop(**manifest["stop"]) if manifest["stop"] else None,
        how=manifest["design"],
        own=OwnFunctions.held(**manifest["own"]),
        **given,
    )
    _agree(held)
    return held


def _rows(parts: Mapping[str, bytes], name: str, head: list[str]) -> DataFrame:
    """Return a table of points or variants: numbered rows of named levels and values."""
    try:
        table = table_of(parts[name])
    except Exception as error:  # noqa: BLE001 - whatever a foreign file makes the reader raise
        raise ValueError(f"{name} cannot be read: {str(error).splitlines()[0][:200]}") from None
    values = table[[*table.columns][len(head) :]]
    sound = (
        [*table.columns][: len(head)] == head
        and 0 < len(table) <= MOST_POINTS
        and all(is_integer_dtype(table[each]) for each in head if each in ("point", "variant", "parameters"))
        and np.array_equal(table[head[0]].to_numpy(), np.arange(len(table)))
        and all(isinstance(word, str) for word in table[head[1]])
        and all(is_float_dtype(values[column]) for column in values)
        and not values.isna().to_numpy().any()
    )  # fmt: skip
    if not sound:
        said = "numbered rows with a number for every lever and parameter that is changed"
        raise ValueError(f"{name}: expected {', '.join(head)} and {said}.")
    return table


def _known(name: str, held: Question) -> bool:
    """Say whether a point or a variant may change what a column is called."""
    try:
        return ("." in name and bool(meta_of(name))) or lever_of(name)[0] in held.base.catalogue()
    except KeyError:
        return False


def _agree(held: Question) -> None:
    """Make sure that the parts of an experiment fit together."""
    factors = [str(name) for name in held.design.columns[2:]]
    odd = [each for each in [*factors, *map(str, held.variants.columns[3:])] if not _known(each, held)]  # fmt: skip
    if odd:
        raise ValueError(f"there is no lever or parameter {', '.join(odd)}.")
    wrong = []
    known = {*METRICS, *class_names(each.name for each in held.base.classes), *held.own.metrics}
    odd = [name for name in held.metrics if name not in known]
    if odd:
        wrong.append(f"metrics: there is no {', '.join(odd)}.")
    if held.stop and held.stop.metric not in held.metrics:
        wrong.append(f"stop: {held.stop.metric} is none of the metrics.")
    rows = held.design.iloc[held.reference : held.reference + 1]
    if not any(all(row[name] == own(held.base, name) for name in factors) for _, row in rows.iterrows()):  # fmt: skip
        wrong.append(f"reference: point {held.reference} is not the base scenario.")
    odd = sorted({*held.how.get("factors", ())} - {*factors})
    if odd:
        wrong.append(f"design: {', '.join(odd)} is no column of design.parquet.")
    if wrong:
        raise ValueError(f"the files it opens with do not fit together. {' '.join(wrong)}")
