"""The JSON Schema of an experiment file, so that editors can complete and check one."""

from __future__ import annotations

from typing import Any

from collabsim.experiment import vocabulary as words
from collabsim.experiment.factors import SETTING as SETTINGS
from collabsim.metrics import METRICS, OF_A_CLASS
from collabsim.parameters import Param, described
from collabsim.scenario import GROUPS
from collabsim.scenario.fields import array, number, parameters, table, text
from collabsim.scenario.scenario_format import SETTING, json_schema

Schema = dict[str, Any]


LEVEL: Schema = {"type": "number", "minimum": 0.0, "maximum": 1.0}

QUESTION = text("What is asked, in words.")
ANALYSES = array("What the answer works out.", (*words.ANALYSES,), "names")
FIGURES = array("What the answer shows.", (*words.FIGURES,), "names")
ANSWER = table(
    {
        "budget": number(words.BUDGET, optional=True),
        "attention": number(words.ATTENTION, optional=True),
    },
    "Within what the best package is looked for.",
)
REPLICATES, SEED = number(words.REPLICATES), number(words.SEED)


def experiment_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of an experiment file."""
    scenario = json_schema()["properties"]
    levers = scenario["levers"]["properties"]
    values = {group: parameters(made).schema for group, made in GROUPS.items()}
    point = {"label": text("Its name.").schema, "levers": _levers(levers, SETTING.schema), **values}
    source = text('A table of parameter sets in this folder, or "plausible".')
    sets = {
        "parameters": source.schema,
        "sets": number(words.SETS).schema,
        "structures": {"type": "object", "additionalProperties": _table(values)},
        "vary": _table(_ranges(), "Parameters that sets are drawn from: [low, high]."),
    }
    kept = "What is kept of each run; all those listed if not said."
    top = {
        "question": QUESTION.schema,
        "base": _table(scenario, "The scenario that is changed: what it extends, and tables."),
        "design": _design(),
        "vary": _vary(levers),
        "points": {"type": "array", "items": _table(point)},
        "variants": _table(sets, "Alternatives under which every point is run."),
        "replicates": REPLICATES.schema,
        "stop": _stop(),
        "seed": SEED.schema,
        "metrics": array(kept, (), "names").schema | {"items": _metric()},
        "analyses": ANALYSES.schema,
        "figures": FIGURES.schema,
        "answer": ANSWER.schema,
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


def _levers(names: Schema, each: Schema) -> Schema:
    return _table(dict.fromkeys(names, each), "Levels of levers.")


def _vary(levers: Schema) -> Schema:
    parts = _table({part: _levels(number(meta).schema) for part, meta in SETTINGS.items()})
    lever = {"anyOf": [_levels(LEVEL), parts]}
    each = _table(dict.fromkeys(levers, lever)) | {"additionalProperties": True}
    names = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    varied: Schema = {"levers": {"anyOf": [each, names]}}
    return _table(varied | _ranges(), "What varies between points: values, or [low, high].")


def _ranges() -> Schema:
    return {
        group: _table({name: _ends(meta) for name, meta in described(made).items()})
        for group, made in GROUPS.items()
    }


def _ends(meta: Param) -> Schema:
    value = dict(number(meta, required=True).schema)
    about = {"description": value.pop("description")}
    return {"anyOf": [_levels(value), {"const": "plausible"}], **about}


def _levels(value: Schema) -> Schema:
    return {"type": "array", "minItems": 1, "uniqueItems": True, "items": value}


def _stop() -> Schema:
    about = {"metric": _metric(), "half_width": number(words.HALF_WIDTH, required=True).schema}
    return _table(about, "How precise is enough.") | {"required": list(about)}


def _metric() -> Schema:
    of_a_class = {"type": "string", "pattern": f"^({'|'.join(OF_A_CLASS)})_."}
    return {"anyOf": [{"enum": list(METRICS)}, of_a_class]}


def _table(properties: Schema, says: str = "") -> Schema:
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return made | ({"description": says} if says else {})
