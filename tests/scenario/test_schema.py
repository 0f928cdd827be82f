"""The JSON Schema describes what reading accepts: nothing more, nothing less, nothing unsaid."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from refresh_configs import schema as current_schema

from collabsim.levers import LEVERS
from collabsim.parameters import described
from collabsim.scenario import GROUPS, config_path, shipped_configs
from collabsim.scenario.scenario_format import BESIDE, GROUP_TABLES, ROWS, json_schema
from collabsim.scenario.shipped import config_folder

SCHEMA = json_schema()
INF = float("inf")
KINDS = {"object": dict, "array": list, "string": str, "number": (int, float), "integer": int}


def faults(value: Any, schema: dict[str, Any]) -> Iterator[str]:
    """Yield what a schema finds wrong with a value; knows the words our schema uses."""
    if "anyOf" in schema:
        branches = [list(faults(value, branch)) for branch in schema["anyOf"]]
        if all(branches):
            yield from branches[0]
    if "enum" in schema and value not in schema["enum"]:
        yield f"{value} is none of {schema['enum']}"
    kind = KINDS.get(schema.get("type", ""))
    if kind and (not isinstance(value, kind) or isinstance(value, bool)):
        yield f"{value!r} is no {schema['type']}"
    elif isinstance(value, str):
        return
    elif isinstance(value, dict):
        yield from (f"{key} is missing" for key in schema.get("required", []) if key not in value)
        yield from object_faults(value, schema)
    elif isinstance(value, list):
        for item in value:
            yield from faults(item, schema.get("items", {}))
    elif kind and not schema.get("minimum", -INF) <= value <= schema.get("maximum", INF):
        yield f"{value} is out of range"


def object_faults(value: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    for key, item in value.items():
        inner = schema.get("properties", {}).get(key, schema.get("additionalProperties", {}))
        if inner is False:
            yield f"{key} is unknown"
        else:
            yield from (f"{key}: {fault}" for fault in faults(item, inner))


@pytest.mark.parametrize("name", shipped_configs())
def test_shipped_configs_obey_the_schema(name: str) -> None:
    tables = tomllib.loads(config_path(name).read_text("utf-8"))
    assert list(faults(tables, SCHEMA)) == []


@pytest.mark.parametrize(
    "text",
    [
        "colour = 3",
        "trust.inital = 0.5",
        "trust.initial = 1.5",
        "trust.initial = 'high'",
        "world.months = 3.5",
        "barriers.trust = 0.5",
        "levers.slack = 2",
        "levers.slack = {strat = 1}",
        "classes.device.family = 'medical'",
        "classes.device.exposure.trst = 1",
        "regions.N = {trusts = {acute = 1}}",
        "innovations = [{id = 'a'}]",
    ],
)
def test_the_schema_refuses_what_reading_refuses(text: str) -> None:
    tables = tomllib.loads(f'extends = "england.toml"\n{text}')
    assert list(faults(tables, SCHEMA))


def test_the_schema_knows_every_key_that_reading_knows() -> None:
    properties = SCHEMA["properties"]
    assert set(properties) == {*GROUP_TABLES, *ROWS, "name", "description", "extends"}
    assert set(properties["levers"]["properties"]) == set(LEVERS)
    for group, kind in GROUPS.items():
        beside = set(BESIDE.get(group, {}))
        assert set(properties[group]["properties"]) == set(described(kind)) | beside


def test_every_parameter_has_its_range_default_evidence_and_tier() -> None:
    for group, kind in GROUPS.items():
        for name, meta in described(kind).items():
            entry = SCHEMA["properties"][group]["properties"][name]
            said = (meta.says, meta.unit, meta.evidence, meta.tier)
            assert all(words in entry["description"] for words in said)
            assert entry["default"] == meta.default
            assert "enum" in entry or entry["minimum"] == meta.bounds[0]


def test_the_shipped_schema_is_current() -> None:
    shipped = (config_folder() / "collabsim.schema.json").read_text("utf-8")
    assert json.loads(shipped) == SCHEMA
    assert shipped == current_schema(), "run tests/scenario/refresh_configs.py"
