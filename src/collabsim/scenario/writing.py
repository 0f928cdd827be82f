"""Writes a scenario as a commented config file that reads back as the same scenario."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping

from collabsim.parameters import TIERS, Param, described
from collabsim.scenario.classes import InnovationClass, Organisation, Region
from collabsim.scenario.columns import CLASS, INCOME, INNOVATION, LAUNCH
from collabsim.scenario.groups import GROUPS
from collabsim.scenario.organisations import COLUMNS as ORGANISATION
from collabsim.scenario.scenario import Scenario

HEAD = """\
# A parameter's comment says: unit; plausible range to sweep; evidence; tier; what it is.
# Evidence: A01 to C11 claims, M mechanisms, P patterns, I interactions, L levers, R1 to B5 loops,
# S sources, J judgement: `collabsim explain` shows them."""

TYPES = "Kinds of NHS trust (S34). Organisations are synthetic: see traits for how they differ."
REGIONS = "NHS trusts of each region by type and by AHSN (S34, S35): the two counts must agree."
CLASSES = """\
Classes of innovation. [classes.*.exposure] says how far a class meets each barrier: 0 not at
# all, 1 in full (T4 throughout: no source fixes it)."""


def scenario_toml(scenario: Scenario, schema: str = "") -> str:
    """Return the text of a config file; ``schema`` is where editors find its JSON Schema."""
    blocks = [
        _head(scenario, schema),
        *(_group(scenario, name) for name in GROUPS),
        *_levers(scenario),
        *_types(scenario),
        *_regions(scenario.regions),
        *_classes(scenario.classes),
        *_innovations(scenario),
        *_organisations(scenario.organisations),
    ]
    return "\n\n".join(blocks) + "\n"


def _head(scenario: Scenario, schema: str) -> str:
    opening = [f"#:schema {schema}"] if schema else []
    tiers = "; ".join(f"{tier} {meaning}" for tier, meaning in TIERS.items())
    return "\n".join(
        [
            *opening,
            HEAD,
            f"# Tiers: {tiers}.",
            "",
            f"name = {_text(scenario.name)}",
            f"description = {_text(scenario.description)}",
        ]
    )


def _group(scenario: Scenario, name: str) -> str:
    values = getattr(scenario.parameters, name)
    lines = [_line(k, getattr(values, k), meta) for k, meta in described(GROUPS[name]).items()]
    says = (GROUPS[name].__doc__ or "").splitlines()[0]
    return "\n".join([f"# {says}", f"[{name}]", *lines])


def _line(name: str, value: float, meta: Param) -> str:
    low, high = meta.plausible
    comment = f"{meta.unit}; plausible {low:g}–{high:g}; {meta.evidence}; {meta.tier}; {meta.says}"
    return f"{name} = {_value(value, meta)}  # {comment}"


def _levers(scenario: Scenario) -> Iterator[str]:
    for lever in scenario.own_levers:
        moves = ", ".join(
            f"{{parameter = {_text(m.parameter)}, {m.how} = {_number(m.amount)}}}"
            for m in lever.moves
        )
        yield f"[own_levers.{_key(lever.name)}]\nid = {_text(lever.id)}\nmoves = [{moves}]"
    if scenario.levers:
        lines = [
            f"{_key(name)} = {{level = {_number(s.level)}, start = {s.start}, ramp = {s.ramp}}}"
            for name, s in scenario.levers.items()
        ]
        yield "\n".join(["# How far each lever is pulled: 0 is today.", "[levers]", *lines])


def _types(scenario: Scenario) -> Iterator[str]:
    for place, row in enumerate(scenario.types):
        opening = [f"# {TYPES}"] if place == 0 else []
        yield "\n".join(
            [
                *opening,
                f"[types.{_key(row.name)}]",
                f"label = {_text(row.label)}",
                _line("income", row.income, INCOME),
            ]
        )


def _regions(regions: Iterable[Region]) -> Iterator[str]:
    for place, region in enumerate(regions):
        opening = [f"# {REGIONS}"] if place == 0 else []
        yield "\n".join(
            [
                *opening,
                f"[regions.{_key(region.code)}]",
                f"name = {_text(region.name)}",
                f"trusts = {_inline(region.trusts)}",
                f"ahsns = {_inline(region.ahsns)}",
            ]
        )


def _classes(classes: Iterable[InnovationClass]) -> Iterator[str]:
    for place, row in enumerate(classes):
        opening = [f"# {CLASSES}"] if place == 0 else []
        exposures = [f"{b} = {_number(x)}" for b, x in row.exposure.items()]
        yield "\n".join(
            [
                *opening,
                f"[classes.{_key(row.name)}]",
                f"label = {_text(row.label)}",
                f"family = {_text(row.family)}",
                f"types = [{', '.join(_text(name) for name in row.types)}]",
                *(_line(name, getattr(row, name), meta) for name, meta in CLASS.items()),
                "",
                f"[classes.{_key(row.name)}.exposure]",
                *exposures,
            ]
        )


def _innovations(scenario: Scenario) -> Iterator[str]:
    for row in scenario.innovations:
        yield "\n".join(
            [
                "[[innovations]]",
                f"id = {_text(row.id)}",
                f"class = {_text(row.kind)}",
                _line("launch", row.launch, LAUNCH),
                *(_line(name, value, INNOVATION[name]) for name, value in row.values.items()),
            ]
        )


def _organisations(organisations: Iterable[Organisation]) -> Iterator[str]:
    for row in organisations:
        cells = [f"{name} = {_text(getattr(row, name))}" for name in ORGANISATION[:-1]]
        income = [] if row.income is None else [f"income = {_number(row.income)}"]
        yield "\n".join(["[[organisations]]", *cells, *income])


def _inline(counts: Mapping[str, int]) -> str:
    return f"{{{', '.join(f'{_key(name)} = {count}' for name, count in counts.items())}}}"


def _value(value: float, meta: Param) -> str:
    if meta.unit == "switch":
        return "true" if value else "false"
    return str(int(value)) if meta.whole else _number(value)


def _number(value: float) -> str:
    return "inf" if math.isinf(value) else repr(float(value))


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _text(name)
