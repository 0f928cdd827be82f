"""Explains what stands in files: keys of configs and experiments, columns of tables, files of a folder, and their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from collabsim.experiment.schema import experiment_schema
from collabsim.explain.words import listed, page
from collabsim.results.columns import COLUMNS
from collabsim.results.contents import contents
from collabsim.scenario import Scenario
from collabsim.scenario.columns import CLASS, INNOVATION
from collabsim.scenario.documents import read_document
from collabsim.scenario.scenario_format import PARAMETERS, json_schema
from collabsim.scenario.shipped import shipped_files
from collabsim.tracing.events import KINDS

DESIGN_WORDS = {
    "list": "A design: the points that the file lists, each with a label.",
    "grid": "A design: every combination of the values of each factor.",
    "one_at_a_time": "A design: each factor moved alone, and left out of all.",
    "orders": "A design: levers applied one after the other in random orders: alone, taken out, Shapley shares.",
    "factorial": "A design: every combination of the two ends of each factor.",
    "fractional": "A design: a share of the factorial that still tells main effects, and perhaps pairs, apart.",
    "latin_hypercube": "A design: points spread evenly over all ranges at random.",
    "sobol": "A design and an analysis: how much of the variance each factor explains, alone and in all (Sobol').",
    "morris": "A design and an analysis: which factors matter at all, by elementary effects (Morris).",
}
ANSWER_WORDS = {
    "differences": "An analysis: the paired difference of each point from today.",
    "levers": "An analysis: each lever alone, when taken out of everything, and as a Shapley share.",
    "interactions": "An analysis and a figure: how much two levers do together beyond what each does.",
    "channels": "An analysis: how much of an effect goes through each channel that can be shut.",
    "classes": "An analysis: effects on each class of innovation, and between classes.",
    "robustness": "An analysis and a figure: how ranks hold up over parameter sets and structures.",
    "pareto": "An analysis and a figure: points that no other beats on every goal.",
    "priced": "An analysis and a figure: effects against what they cost, and the best within a budget.",
    "discovery": "An analysis and a figure: in which ranges of the uncertain factors a policy fails.",
    "effects": "A figure: each point's difference from today with its interval.",
    "ranking": "A figure: levers in the order of their effect.",
    "response": "A figure: a metric along a factor, with and without another.",
    "turning": "A figure: the effect of one factor along another, and where it changes sign.",
    "heatmap": "A figure: a metric over two factors.",
    "goodhart": "A figure: reported and true performance along the weight of a measure.",
}
SERIES_WORDS = {
    "title": "A key of a series of one's own: what to call it.",
    "measure": "A key of a series: ever, the share of NHS trusts that ever used it, or use, the mean share of use.",
    "ever": "What a series may measure: the share of NHS trusts that ever used it.",
    "of": "A key of a series: organisations behind the share.",
    "fitted": "A key of a series: the one attribute that is fitted, pull or growth.",
    "lead": "A key of a series: months from the first decisions to the first possible use.",
    "attributes": "A table of a series: what else is known of the innovation; the rest comes from its class.",
    "source": "A key of a series: where the measurements come from.",
    "caveat": "A key of a series: what to beware of.",
}
MORE_WORDS = {
    "unaware": "A stage: the NHS trust has not heard of the innovation.",
    "aware": "A stage: it knows of it and has not begun.",
    "approval": "A stage: governance looks at it.",
    "pilot": "A stage: it is tried out here.",
    "evaluation": "A stage: what the pilot did is worked out.",
    "evaluated": "A stage: the pilot succeeded, and it is not yet in use.",
    "adopted": "A stage: it is in use; use grows.",
    "declined": "A stage: it was set aside for a while.",
    "abandoned": "A stage: it was given up, and is set aside for a while.",
    "medicine": "A family of classes: needs a decision.",
    "piloted": "A family of classes: needs approval, a pilot and an evaluation.",
    "plausible": "Parameter sets that ship: those that agree with the data about as well as any. As a range: the plausible one of the parameter.",
    "today": "A point or scenario: nothing is changed. Effects are differences from it.",
    "everything": "A point: every lever that the design varies, in full.",
    "own": "The base's own structure, or a barrier of a user's own.",
    "compiled": "An engine: machine code of the month.",
    "mesa": "An engine: agent by agent, in Python; the same numbers.",
    "begun": "An outcome of a month: the trust began it.",
    "stopped": "An outcome of a month: the draw was below the chance before barriers and above what they leave.",
    "not_wanted": "An outcome of a month: the draw was above the chance before barriers.",
    "not_heard": "An outcome of a month: the trust did not hear of it.",
    "not_offered": "An outcome of a month: it was not yet launched.",
    "not_eligible": "An outcome of a month: the trust could never use it.",
    "no_room": "An outcome of a month: no room for another start.",
    "no_money": "An outcome of a month: the trust could not pay.",
}
"""Words that stand as values in files, tables and traces."""


@cache
def vocabulary() -> Mapping[str, str]:
    """Return what the words that files, tables and traces hold mean: designs, figures, stages, places."""
    world = Scenario.england()
    places = {each.code: f"A region: {each.name}." for each in world.regions}
    ahsns = {
        name: f"An AHSN in region {each.code}." for each in world.regions for name in each.ahsns
    }
    types = {each.name: f"A type of NHS trust: {each.label}." for each in world.types}
    nobody = {key: f"({key})" for key in ("trust", "innovation", "company", "place")}
    events = {
        kind: f"A kind of event: {says.format(**nobody)}." for kind, (_, says) in KINDS.items()
    }
    return MappingProxyType(
        {
            **events,
            **DESIGN_WORDS,
            **ANSWER_WORDS,
            **SERIES_WORDS,
            **MORE_WORDS,
            **places,
            **ahsns,
            **types,
        }
    )


def word_page(name: str) -> str:
    """Explain a word."""
    return page(f"{name}: a word of files and tables", vocabulary()[name])


@cache
def keys() -> Mapping[str, tuple[str, ...]]:
    """Return what each key of configs and experiments says, but for parameters, which have names of their own."""
    found: dict[str, dict[str, None]] = {}
    schemas = {"a config": json_schema(), "an experiment": experiment_schema()}
    for file, schema in schemas.items():
        for path, says in _described(schema):
            if ".".join(path[-2:]) not in PARAMETERS and not _is_column(path):
                found.setdefault(path[-1], {})[f"in {file}{_inside(path)}: {says}"] = None
    return MappingProxyType({name: tuple(says) for name, says in found.items()})


def _is_column(path: tuple[str, ...]) -> bool:
    """Tell whether a key is a column of a class or an innovation, which has a page of its own."""
    return path[-2:-1] in (("classes",), ("innovations",)) and path[-1] in {*CLASS, *INNOVATION}


def _inside(path: tuple[str, ...]) -> str:
    return f", table {path[-2]}" if len(path) > 1 else ""


def _described(
    schema: Mapping[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each key that a schema describes, under the keys above it."""
    for name, inside in schema.get("properties", {}).items():
        if "description" in inside:
            yield (*path, name), inside["description"]
        yield from _described(inside, (*path, name))
    for key in ("additionalProperties", "items"):
        if isinstance(schema.get(key), Mapping):
            yield from _described(schema[key], path)
    for key in ("anyOf", "patternProperties"):
        inner = schema.get(key, ())
        for each in inner.values() if isinstance(inner, Mapping) else inner:
            yield from _described(each, path)


def key_page(name: str) -> str:
    """Explain a key of a file."""
    return page(f"{name}: a key of files", listed("It is", keys()[name]))


def column_page(name: str) -> str:
    """Explain a column of a table of results."""
    about = COLUMNS[name]
    return page(
        f"{name}: a column of tables. {about.label}", about.definition, listed("Unit", [about.unit])
    )


def file_page(name: str) -> str:
    """Explain a file of a results folder."""
    return page(f"{name}: a file of a results folder", contents(name))


@cache
def made() -> Mapping[str, tuple[str, ...]]:
    """Return the structures, levers, classes, AHSNs and points that single shipped files make, and of what."""
    found: dict[str, list[str]] = {}
    for file, path in shipped_files().items():
        tables = read_document(path, file).tables
        for name, says in _made_in(tables):
            if name not in vocabulary():
                found.setdefault(name, []).append(f"{says} (in {file})")
    return MappingProxyType({name: tuple(says) for name, says in found.items()})


def _made_in(tables: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a file makes, each with what it is."""
    for name, values in tables.get("variants", {}).get("structures", {}).items():
        yield name, f"a structural variant: {_values(values)}"
    for point in tables.get("points", ()):
        yield (
            point["label"],
            f"a point: {_values({k: v for k, v in point.items() if k != 'label'})}",
        )
    world = {**tables, **tables.get("base", {})}
    for name, lever in world.get("own_levers", {}).items():
        moves = (
            f"{each['parameter']} {_values({k: v for k, v in each.items() if k != 'parameter'})}"
            for each in lever["moves"]
        )
        yield name, f"a lever beside the catalogue's: {'; '.join(moves)}"
    for name, about in world.get("classes", {}).items():
        if "label" in about:
            yield name, f"a class of innovation: {about['label']}"
    for code, region in world.get("regions", {}).items():
        yield code, f"a region: {region.get('name', code)}"
        yield from ((name, f"an AHSN in region {code}") for name in region.get("ahsns", {}))
    for each in world.get("innovations", ()):
        yield each["id"], f"an innovation described by hand, of class {each['class']}"


def _values(table: Mapping[str, Any], above: str = "") -> str:
    """Return the values of a table and those in it, each by its whole name."""
    parts = (
        _values(value, f"{above}{key}.") if isinstance(value, Mapping) else f"{above}{key} {value}"
        for key, value in table.items()
    )
    return ", ".join(parts) or "nothing is changed"


def made_page(name: str) -> str:
    """Explain what a single file makes."""
    return page(f"{name}: made in a file that ships", listed("It is", made()[name]))
