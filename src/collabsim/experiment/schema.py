"""The JSON Schema of an experiment file, so that editors can complete and check one."""

from __future__ import annotations

from typing import Any

from collabsim.experiment import vocabulary as words
from collabsim.metrics import METRICS, OF_A_CLASS
from collabsim.parameters import Param, described
from collabsim.scenario import GROUPS
from collabsim.scenario.fields import number
from collabsim.scenario.scenario_format import json_schema

Schema = dict[str, Any]


def experiment_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of an experiment file."""
    scenario = json_schema()["properties"]
    levers = scenario["levers"]["properties"]
    level = {"type": "number", "minimum": 0.0, "maximum": 1.0}
    values = {group: scenario[group] for group in GROUPS}
    point = {"levers": _table(dict.fromkeys(levers, level), "Levels of levers."), **values}
    sets = {"parameters": _text('A table of parameter sets in this folder, or "plausible".')}
    sets |= {"sets": number(words.SETS).schema, "structures": _each(_table(values))}
    sets |= {"vary": _table(_ranges(), "Parameters that sets are drawn from: [low, high].")}
    top = {
        "question": _text("What is asked, in words."),
        "base": _table(scenario, "The scenario that is changed: what it extends, and tables."),
        "design": _design(),
        "vary": _vary(levers),
        "points": {"type": "array", "items": _table({"label": _text("Its name."), **point})},
        "variants": _table(sets, "Alternatives under which every point is run."),
        "replicates": number(words.REPLICATES).schema,
        "stop": _stop(),
        "seed": number(words.SEED).schema,
        "metrics": _names(_metric(), "What is kept of each run; all those listed if not said."),
        "analyses": _names({"enum": list(words.ANALYSES)}, "What the answer works out."),
        "figures": _names({"enum": list(words.FIGURES)}, "What the answer shows."),
    }
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    about |= {"title": "A collabsim experiment"}
    return {**about, **_table(top), "required": ["question", "base"]}


def _design() -> Schema:
    about = {"kind": {"enum": list(words.DESIGNS), "description": "How points are chosen."}}
    numbers = {"size": words.SIZE, "levels": words.LEVELS, "resolution": words.RESOLUTION}
    about |= {name: number(meta).schema for name, meta in numbers.items()}
    about |= {"second_order": {"type": "boolean", "description": "Sobol': pairs as well."}}
    return _table(about, "Which points are run.")


def _vary(levers: Schema) -> Schema:
    level = {"type": "number", "minimum": 0.0, "maximum": 1.0}
    each = _table(dict.fromkeys(levers, _levels(level)))
    names = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    varied: Schema = {"levers": {"anyOf": [each | {"additionalProperties": True}, names]}}
    return _table(varied | _ranges(), "What varies between points: values, or [low, high].")


def _ranges() -> Schema:
    return {
        group: _table({name: _ends(meta) for name, meta in described(made).items()})
        for group, made in GROUPS.items()
    }


def _ends(meta: Param) -> Schema:
    value = {key: what for key, what in number(meta).schema.items() if key != "default"}
    about = {"description": value.pop("description")}
    return {"anyOf": [_levels(value), {"const": "plausible"}], **about}


def _levels(value: Schema) -> Schema:
    return {"type": "array", "minItems": 1, "uniqueItems": True, "items": value}


def _stop() -> Schema:
    width = {k: v for k, v in number(words.HALF_WIDTH).schema.items() if k != "default"}
    about = {"metric": _metric(), "half_width": width}
    return _table(about, "How precise is enough.") | {"required": list(about)}


def _metric() -> Schema:
    of_a_class = {"type": "string", "pattern": f"^({'|'.join(OF_A_CLASS)})_."}
    return {"anyOf": [{"enum": list(METRICS)}, of_a_class]}


def _names(items: Schema, says: str) -> Schema:
    return {"type": "array", "items": items, "uniqueItems": True, "description": says}


def _text(says: str) -> Schema:
    return {"type": "string", "description": says}


def _each(item: Schema) -> Schema:
    return {"type": "object", "additionalProperties": item}


def _table(properties: Schema, says: str = "") -> Schema:
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return made | ({"description": says} if says else {})
