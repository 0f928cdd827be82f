"""Writes a scenario as a commented config file, and reads it back as the same scenario."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from collabsim.parameters import TIERS, Param, described
from collabsim.scenario.columns import CLASS, INCOME, INNOVATION, LAUNCH
from collabsim.scenario.groups import GROUPS
from collabsim.scenario.layers import Layers
from collabsim.scenario.scenario import Scenario

Table = Mapping[str, Any]

HEAD = f"""\
# A parameter's comment says: unit; plausible range to sweep; evidence; tier; what it is.
# Evidence: A01 to C11 claims, M mechanisms, P patterns, I interactions, L levers, R1 to B5 loops,
# S sources, J judgement: `collabsim explain` shows them.
# Tiers: {"; ".join(f"{tier} {meaning}" for tier, meaning in TIERS.items())}."""

ABOUT: Mapping[str, str] = MappingProxyType(
    {
        **{name: (made.__doc__ or "").splitlines()[0] for name, made in GROUPS.items()},
        "levers": "How far each lever is applied: 0 is today.",
        "types": "Kinds of NHS trust (S34). Organisations are synthetic: see traits for how they"
        " differ.",
        "regions": "NHS trusts of each region by type and by AHSN (S34, S35): the two counts must"
        " agree.",
        "classes": "Classes of innovation. [classes.*.exposure] says how far a class meets each"
        " barrier: 0 not at\n# all, 1 in full (T4 throughout: no source fixes it).",
    }
)
"""What stands above the first table of a name."""

NUMBERS: Mapping[str, Mapping[str, Param]] = MappingProxyType(
    {
        **{name: described(made) for name, made in GROUPS.items()},
        "types": {"income": INCOME},
        "classes": CLASS,
        "innovations": {**INNOVATION, "launch": LAUNCH},
    }
)
"""The numbers of each table that are written with unit, range and evidence."""


COMMENTS = {"today": "month 0, from which levers, launches and the length of a run are counted"}
"""What stands beside values that are no numbers."""


def tables_of(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as the tables of a config file."""
    groups = {name: getattr(scenario.parameters, name) for name in GROUPS}
    return {
        "name": scenario.name,
        "description": scenario.description,
        **{
            n: ({"today": scenario.today} if n == "world" else {})
            | {key: getattr(group, key) for key in NUMBERS[n]}
            for n, group in groups.items()
        },
        "own_levers": {
            lever.name: {
                "id": lever.id,
                "moves": [{"parameter": m.parameter, m.how: m.amount} for m in lever.moves],
            }
            for lever in scenario.own_levers
        },
        "levers": {name: asdict(setting) for name, setting in scenario.levers.items()},
        "prices": {
            name: {"money": each.money, "attention": each.attention, "basis": each.basis}
            for name, each in scenario.prices.items()
        },
        "types": {t.name: {"label": t.label, "income": t.income} for t in scenario.types},
        "regions": {
            r.code: {"name": r.name, "trusts": r.trusts, "ahsns": r.ahsns} for r in scenario.regions
        },
        "classes": {
            c.name: {"label": c.label, "family": c.family, "types": c.types}
            | {column: getattr(c, column) for column in CLASS}
            | {"exposure": c.exposure}
            for c in scenario.classes
        },
        "innovations": [
            {"id": i.id, "class": i.kind, "launch": i.launch, **i.values}
            for i in scenario.innovations
        ],
        "organisations": [
            {name: cell for name, cell in asdict(one).items() if cell is not None}
            for one in scenario.organisations
        ],
    }


def scenario_toml(scenario: Scenario, schema: str = "") -> str:
    """Return the text of a config file; ``schema`` is where editors find its JSON Schema."""
    tables = tables_of(scenario)
    opening = f"#:schema {schema}\n" if schema else ""
    texts = [f"{name} = {toml_value(tables.pop(name))}" for name in ("name", "description")]
    blocks = ["\n".join([f"{opening}{HEAD}\n", *texts])]
    for name, table in tables.items():
        above = f"# {ABOUT[name]}\n" if name in ABOUT else ""
        for header, values in _split(name, table):
            if values:
                lines = [_line(key, value, NUMBERS.get(name, {})) for key, value in values.items()]
                blocks.append("\n".join([f"{above}{header}", *lines]))
                above = ""
    return "\n\n".join(blocks) + "\n"


def scenario_from(text: str) -> Scenario:
    """Return the scenario of a config text that extends nothing."""
    draft = Layers("base.toml")
    draft.lay(tomllib.loads(text), draft.main)
    return Scenario.of(draft)


def _split(name: str, table: Any) -> Iterator[tuple[str, Table]]:
    """Yield the tables that a name's values are written as, each with its header."""
    if name in GROUPS or name == "levers":
        yield f"[{name}]", table
    elif isinstance(table, list):
        yield from ((f"[[{name}]]", row) for row in table)
    else:
        for key, row in table.items():
            header = f"{name}.{_key(key)}"
            yield f"[{header}]", {each: row[each] for each in row if each != "exposure"}
            yield f"[{header}.exposure]", row.get("exposure", {})


def _line(name: str, value: Any, numbers: Mapping[str, Param]) -> str:
    meta = numbers.get(name)
    if meta is None:
        about = f"  # {COMMENTS[name]}" if name in COMMENTS else ""
        return f"{_key(name)} = {toml_value(value)}{about}"
    if meta.unit == "switch" or meta.whole:
        value = bool(value) if meta.unit == "switch" else int(value)
    return f"{name} = {toml_value(value)}  # {meta.comment}; {meta.says}"


def toml_value(value: Any) -> str:
    """Return a value as TOML has it."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, Mapping):
        return (
            f"{{{', '.join(f'{_key(name)} = {toml_value(each)}' for name, each in value.items())}}}"
        )
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, float):
        return "inf" if math.isinf(value) else repr(float(value))
    return str(value).lower()


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_value(name)
