"""Reads a question from a file, or from tables in Python, checks all of it, and reports every fault at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from pandas import DataFrame

from collabsim.experiment import vocabulary as words
from collabsim.experiment.costs import column_of
from collabsim.experiment.designs import Design, count, listed, named_in_full, points, table
from collabsim.experiment.factors import Factor, Values, lever_of, named, own
from collabsim.experiment.own_functions import NOTHING_OWN, OwnFunctions
from collabsim.experiment.parameter_sets import read_sets
from collabsim.experiment.point_reading import (
    BASE,
    check_labels,
    plain,
    read_factors,
    read_points,
    read_values,
)
from collabsim.experiment.question import Question
from collabsim.experiment.schema import ANALYSES, ANSWER, FIGURES, QUESTION, REPLICATES, SEED
from collabsim.experiment.variants import Base, variants_table, without_effect
from collabsim.metrics import METRICS, class_names
from collabsim.parameters import described
from collabsim.scenario import GROUPS, Scenario
from collabsim.scenario.dates import describe_unfit, month_name
from collabsim.scenario.documents import Document, read_document, with_bases
from collabsim.scenario.faults import Fault, Key, ScenarioError, kind
from collabsim.scenario.fields import array
from collabsim.scenario.layers import Layers
from collabsim.scenario.reading import stated
from collabsim.scenario.writing import toml_value

TOP = (
    "question", "base", "design", "vary", "points", "variants", "replicates", "stop", "seed",
    "metrics", "analyses", "figures", "answer",
)  # fmt: skip

SMALL = "small.toml"
"""The shipped world to try a question on."""

SMALL_REPLICATES = 2


def read_question(path: Path, *, small: bool = False) -> Question:
    """Return the question of a file; ``small`` asks the same of the world to learn on.

    Raises
    ------
    ScenarioError : listing every fault of the file and of its base.
    """
    document = read_document(path, str(path))
    layers = Layers.of([document])
    layers.known((), TOP)
    made = _Reader(layers, document, _base(layers, document, small), NOTHING_OWN).question()
    return replace(made, replicates=min(made.replicates, SMALL_REPLICATES)) if small else made


def question_of(tables: Mapping[str, Any], base: Scenario, own_functions: OwnFunctions) -> Question:
    """Return the question of tables as a file has them, but for the base, which is given.

    The base states what in it differs from England.

    Raises
    ------
    ScenarioError : listing every fault of the tables.
    TypeError : if something in them is no plain value, or the base is no scenario.
    """
    if not isinstance(base, Scenario):
        raise TypeError(f"base: expected a Scenario, found {type(base).__name__}")
    try:  # arrays of any kind become lists, numbers of any kind plain ones
        plain_tables = json.loads(json.dumps(tables, default=lambda value: value.tolist()))
    except (AttributeError, TypeError) as error:
        raise TypeError(f"expected tables of texts, numbers and arrays: {error}") from None
    document = Document(Path("question"), "question", "", plain_tables)
    layers, england = Layers.of([document]), Scenario.england()
    layers.known((), [name for name in TOP if name != "base"])
    names = (f"{group}.{name}" for group in GROUPS for name in described(GROUPS[group]))
    changed = frozenset(name for name in names if own(base, name) != own(england, name))
    made = _Reader(layers, document, Base(base, changed), own_functions).question()
    return replace(made, text="".join(f"{n} = {toml_value(v)}\n" for n, v in plain_tables.items()))


def _base(layers: Layers, document: Document, small: bool) -> Base:
    """Return the scenario of ``[base]``, and the parameters that it states beyond what ships.

    What it extends, with its tables laid over; England if it cannot be made, so that the rest of
    the file is checked too.
    """
    nothing = Base(Scenario.england(), frozenset())
    inside = layers.get(("base",))
    if not isinstance(inside, dict) or "extends" not in inside:
        said = 'expected [base] with extends = "england.toml" or another config in this folder.'
        layers.fault(("base",), said)
        return nothing
    part = document.part("base", document.path.resolve().parent)
    if small:
        part = replace(part, tables={**part.tables, "extends": SMALL})
    try:
        whole = Layers.of(with_bases(part))
        return Base(Scenario.of(whole), stated(whole))
    except ScenarioError as error:
        layers.faults.extend(error.faults)
        return nothing


class _Reader:
    """Reads one question, part by part; faults are noted in ``layers``."""

    def __init__(
        self, layers: Layers, document: Document, base: Base, functions: OwnFunctions
    ) -> None:
        self.layers, self.document, self.base, self.functions = layers, document, base, functions

    def question(self) -> Question:
        """Return the question.

        Raises
        ------
        ScenarioError : listing every fault found.
        """
        layers, base = self.layers, self.base.scenario
        layers.now = base.today
        asked = QUESTION.read(layers, ("question",))
        design = self.design()
        given = read_points(layers, base, design.kind)
        factors = read_factors(layers, base, design.kind)
        seed = int(SEED.read(layers, ("seed",)))
        replicates = int(REPLICATES.read(layers, ("replicates",)))
        metrics = self.metrics()
        stop = self.stop(metrics)
        analyses, figures = (self.answers(key, design) for key in ("analyses", "figures"))
        within = {name: v for name, v in ANSWER.read(layers, ("answer",)).items() if v is not None}
        names = [factor.name for factor in factors]
        varied = list(dict.fromkeys([*names, *(name for _, values in given for name in values)]))
        variants, left_out = self.variants(varied, seed)
        self.size(design, factors, given)
        today = {name: own(base, name) for name in varied}
        check_labels(layers, given, today)
        layers.finish()
        if design.kind == "list":
            made = listed(given, today)
        else:
            made = named_in_full(points(design, factors, seed, base.today), today, base.today)
        rows, reference = table(made, today)
        if rows[varied].nunique().le(1).all():
            said = "a design of today alone: expected a point that differs from the base."
            layers.fault(("points",) if given else ("vary",), said)
        if "world.months" not in variants:
            self.begun(rows)
        for unfit in dict.fromkeys([*self.unfit(rows), *self.unfit(variants)]):
            layers.fault(("base", "world", "months_before"), unfit)
        layers.finish()
        return Question(
            question=asked,
            base=base,
            design=rows,
            variants=variants,
            reference=reference,
            replicates=replicates,
            seed=seed,
            metrics=metrics,
            stop=stop,
            how={
                "kind": design.kind,
                "size": design.size,
                "levels": design.levels,
                "resolution": design.resolution,
                "second_order": design.second_order,
                "factors": {factor.name: list(factor.levels) for factor in factors},
                "left_out": list(left_out),
                **({"within": within} if within else {}),
            },
            analyses=analyses,
            figures=figures,
            text=self.document.text,
            own=self.functions,
        )

    def begun(self, rows: DataFrame) -> None:
        """Fault points in which a lever that varies would do nothing: it is off, or begins too late."""
        base = self.base.scenario
        levers = [lever_of(str(name)) for name in rows.columns[2:] if "." not in str(name)]
        for lever in dict.fromkeys(lever for lever, _ in levers):
            level, start, months = (
                column_of(base, rows, name)
                for name in (lever, named(lever, "start"), "world.months")
            )
            parts = [part for each, part in levers if each == lever]
            if "level" not in parts and not level.any():
                said = f"is not applied, so that nothing depends on its {' and '.join(parts)}"
                self.vain(lever, f"{said}: give it a level in [base.levers], or vary that too.")
            for late in np.flatnonzero((level > 0.0) & (start >= months))[:1]:
                begins, ends = (
                    month_name(int(each), base.today) for each in (start[late], months[late] - 1)
                )
                label = str(rows["label"].iloc[late])
                said = f'in point "{label}" it starts in {begins}, and the run ends in {ends}.'
                self.vain(lever, said, label)

    def vain(self, lever: str, sentence: str, label: str = "") -> None:
        """Note what is wrong with a lever that varies, where the point or else the file speaks of it."""
        rows = self.layers.get(("points",)) or ()
        order = sorted(range(len(rows)), key=lambda n: str(rows[n].get("label")).strip() != label)
        places = [("points", n, "levers", lever) for n in order]
        every: list[Key] = [*places, ("vary", "levers", lever), ("base", "levers", lever)]
        found = [key for key in every if self.layers.get(key) is not None]
        self.layers.fault(found[0] if found else ("vary", "levers"), sentence)

    def unfit(self, table: Any) -> Iterator[str]:
        """Yield why some rows of a design, or of variants, would start in no April."""
        name, today = "world.months_before", self.base.scenario.today
        months = table[name].unique() if name in table else ()
        yield from filter(None, (describe_unfit(today, int(each)) for each in months))

    def design(self) -> Design:
        """Return how points are chosen; without a word, they are those listed."""
        layers, key = self.layers, ("design",)
        layers.known(key, ("kind", "size", "levels", "resolution", "second_order"))
        if not layers.table(key) and layers.get(("points",)) is not None:
            return Design()
        chosen = layers.get((*key, "kind"))
        if chosen not in words.DESIGNS:
            near = layers.nearest(chosen, words.DESIGNS)
            layers.fault((*key, "kind"), f"expected one of {', '.join(words.DESIGNS)}.{near}")
            chosen = ""
        second = layers.get((*key, "second_order"))
        if second not in (None, True, False):
            layers.fault((*key, "second_order"), f"expected true or false, found {kind(second)}.")
        size = int(layers.number((*key, "size"), words.SIZE))
        levels = int(layers.number((*key, "levels"), words.LEVELS))
        resolution = int(layers.number((*key, "resolution"), words.RESOLUTION))
        made = Design(str(chosen), size, levels, resolution, bool(second))
        for name, said in made.faults():
            layers.fault((*key, name), said)
        return made

    def metrics(self) -> tuple[str, ...]:
        """Return the metrics that are kept: those named, else all listed; and all one's own."""
        classes = class_names(each.name for each in self.base.scenario.classes)
        mine = (*self.functions.metrics,)
        known = (*METRICS, *classes, *mine)
        named = array("", known, "names").read(self.layers, ("metrics",)) or (*METRICS,)
        return (*named, *(name for name in mine if name not in named))

    def answers(self, key: str, design: Design) -> tuple[str, ...]:
        """Return the analyses or figures that are asked for, each fit for the design."""
        field = ANALYSES if key == "analyses" else FIGURES
        named: tuple[str, ...] = field.read(self.layers, (key,))
        for place, name in enumerate(named):
            needed = words.NEEDS.get(name, (design.kind,))
            if design.kind not in needed:
                said = f"{name} needs a design of kind {' or '.join(needed)}."
                self.layers.fault((key, place), said)
        return named

    def stop(self, metrics: Sequence[str]) -> words.Stop | None:
        """Return how precise is enough, if that is said."""
        layers, key = self.layers, ("stop",)
        if layers.get(key) is None:
            return None
        layers.known(key, ("metric", "half_width"))
        name = layers.text((*key, "metric"))
        if name and name not in metrics:
            near = layers.nearest(name, metrics)
            layers.fault((*key, "metric"), f"no metric of this file.{near}")
        width = layers.number((*key, "half_width"), words.HALF_WIDTH, required=True)
        return words.Stop(name, width)

    def variants(self, varied: Sequence[str], seed: int) -> tuple[Any, tuple[str, ...]]:
        """Return the table of variants, and the columns of parameter sets that have no say."""
        layers, base = self.layers, self.base
        structures = self.structures()
        sets, left_out = read_sets(layers, self.document, base, structures, (seed, varied))
        made = variants_table(base.scenario, structures, sets)
        for name in without_effect(made):
            if any(each.key.startswith(f"variants.structures.{name}.") for each in layers.faults):
                continue  # it might change something, were it not for these
            said = "changes nothing: the base and every parameter set are like this already."
            layers.fault(("variants", "structures", name), said)
        for name in varied:
            if name in made.columns:
                said = f"{name} varies between points, so no variant can change it."
                layers.fault(("variants",), said)
        return made, left_out

    def structures(self) -> dict[str, Values]:
        """Return the structural variants by name."""
        layers, key = self.layers, ("variants", "structures")
        layers.known(("variants",), ("parameters", "sets", "structures", "vary"))
        layers.limit(key, words.MOST_STRUCTURES)
        named: dict[str, str] = {}
        for name in layers.table(key):
            first = named.setdefault(plain(name), name)
            if plain(name) in BASE:
                layers.fault((*key, name), "this is what the base's own structure is called.")
            elif first != name:
                layers.fault((*key, name), f'expected another name: "{first}" reads the same.')
        base = self.base.scenario
        return {
            name: read_values(layers, base, (*key, name), levers=False)
            for name in layers.table(key)
        }

    def size(
        self, design: Design, factors: Sequence[Factor], given: Sequence[tuple[str, Values]]
    ) -> None:
        """Fault a design of nothing, and one too large to write down."""
        layers = self.layers
        if layers.faults:
            return
        if design.kind == "list" and not given:
            layers.fault(("points",), "a design of nothing: expected at least one of [[points]].")
        elif design.kind != "list" and not factors:
            said = "a design of nothing: expected at least one lever or parameter."
            layers.fault(("vary",), said)
        elif design.kind == "orders" and len(factors) < 2:
            layers.fault(("vary",), "expected two levers or more: one alone has no order.")
        elif (number := count(design, factors, len(given))) > words.MOST_POINTS:
            said = f"a design of {number:,} points; expected at most {words.MOST_POINTS:,}."
            layers.faults.append(Fault(said, *layers.where(("design",)), key="design"))
