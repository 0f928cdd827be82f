"""Reads an experiment file, checks all of it, and reports every fault at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from collabsim.experiment import words
from collabsim.experiment.designs import (
    LEAST_ORDERS,
    Design,
    count,
    listed,
    named_in_full,
    points,
    table,
)
from collabsim.experiment.experiment import Experiment
from collabsim.experiment.factors import Factor, Values, own
from collabsim.experiment.fields import (
    HALF_WIDTH,
    LEVELS,
    MOST_POINTS,
    MOST_STRUCTURES,
    MOST_TRAJECTORIES,
    REPLICATES,
    RESOLUTION,
    SEED,
    SIZE,
)
from collabsim.experiment.labels import BASE, check_labels, plain
from collabsim.experiment.sets import read_sets
from collabsim.experiment.stop import Stop
from collabsim.experiment.variants import idle, variants_table
from collabsim.experiment.varying import read_factors, read_values
from collabsim.metrics import METRICS, class_names
from collabsim.scenario import Scenario
from collabsim.scenario.documents import Document, read_document, with_bases
from collabsim.scenario.faults import Fault, Key, ScenarioError, kind
from collabsim.scenario.layers import Layers
from collabsim.scenario.reading import scenario_of, stated

TOP = (
    "question",
    "base",
    "design",
    "vary",
    "points",
    "variants",
    "replicates",
    "stop",
    "seed",
    "metrics",
    "analyses",
    "figures",
)


SMALL = "small.toml"
"""The shipped world to try a question on."""

SMALL_REPLICATES = 2


def read_experiment(path: Path, *, small: bool = False) -> Experiment:
    """Return the experiment of a file; ``small`` asks the same of the world to learn on.

    Raises
    ------
    ScenarioError : listing every fault of the file and of its base.
    """
    document = read_document(path, str(path))
    draft = Layers(document)
    draft.lay(document.tables, document)
    draft.known((), TOP)
    base, owned = _base(draft, document, small)
    made = _experiment(draft, base, owned, document)
    draft.finish()
    assert made is not None
    return replace(made, replicates=min(made.replicates, SMALL_REPLICATES)) if small else made


def _base(draft: Layers, document: Document, small: bool) -> tuple[Scenario, frozenset[str]]:
    """Return the scenario of ``[base]``, and the parameters that it states beyond what ships.

    What it extends, with its tables laid over; England if it cannot be made, so that the rest of
    the file is checked too.
    """
    nothing = (Scenario.england(), frozenset[str]())
    inside = draft.get(("base",))
    if not isinstance(inside, dict) or "extends" not in inside:
        said = 'expected [base] with extends = "england.toml" or another config in this folder.'
        draft.fault(("base",), said)
        return nothing
    home = document.path.resolve().parent
    part = document.part("base", home)
    if small:
        part = replace(part, tables={**part.tables, "extends": SMALL})
    try:
        documents = with_bases(part)
        whole = Layers(documents[-1])
        for each in documents:
            whole.lay(each.tables, each)
        return scenario_of(whole), stated(whole)
    except ScenarioError as error:
        draft.faults.extend(error.faults)
        return nothing


def _experiment(
    draft: Layers, base: Scenario, owned: frozenset[str], document: Document
) -> Experiment | None:
    question = draft.text(("question",))
    design = _design(draft)
    given = _listed(draft, base, design)
    factors = read_factors(draft, base, design)
    seed = int(draft.number(("seed",), SEED))
    replicates = int(draft.number(("replicates",), REPLICATES))
    known = (*METRICS, *class_names(each.name for each in base.classes))
    metrics = _words(draft, ("metrics",), known) or tuple(METRICS)
    stop = _stop(draft, metrics)
    analyses = _words(draft, ("analyses",), tuple(words.ANALYSES))
    figures = _words(draft, ("figures",), tuple(words.FIGURES))
    for key, named in (("analyses", analyses), ("figures", figures)):
        for name in named:
            if design.kind not in words.NEEDS.get(name, (design.kind,)):
                needed = " or ".join(words.NEEDS[name])
                draft.fault((key, named.index(name)), f"{name} needs a design of kind {needed}.")
    structures = _structures(draft, base)
    names = dict.fromkeys(name for _, values in given for name in values)
    varied = [*(factor.name for factor in factors), *names]
    sets, left_out = read_sets(draft, document, base, owned, seed, varied, structures)
    _check_size(draft, design, factors, given)
    variants = variants_table(base, structures, sets)
    for name in idle(variants):
        if any(fault.key.startswith(f"variants.structures.{name}.") for fault in draft.faults):
            continue  # it might change something, were it not for these
        said = "changes nothing: the base and every parameter set are like this already."
        draft.fault(("variants", "structures", name), said)
    today = {name: own(base, name) for name in varied}
    for name in today:
        if name in variants.columns:
            draft.fault(
                ("variants",), f"{name} varies between points, so no variant can change it."
            )
    check_labels(draft, given, today)
    if draft.faults:
        return None
    if design.kind == "list":
        made = listed(given, today)
    else:
        made = named_in_full(points(design, factors, seed), today)
    rows, reference = table(made, today)
    if rows[varied].nunique().le(1).all():
        where = ("points",) if given else ("vary",)
        draft.fault(where, "a design of today alone: expected a point that differs from the base.")
        return None
    return Experiment(
        question=question,
        base=base,
        design=rows,
        variants=variants,
        reference=reference,
        replicates=replicates,
        seed=seed,
        metrics=metrics,
        stop=stop,
        how={**_how(design, factors), "left_out": list(left_out)},
        analyses=analyses,
        figures=figures,
        text=document.text,
    )


def _design(draft: Layers) -> Design:
    """Return how points are chosen; without a word, they are those listed."""
    key = ("design",)
    draft.known(key, ("kind", "size", "levels", "resolution", "second_order"))
    if not draft.table(key) and draft.get(("points",)) is not None:
        return Design()
    chosen = draft.get((*key, "kind"))
    if chosen not in words.DESIGNS:
        near = draft.nearest(chosen, words.DESIGNS)
        draft.fault((*key, "kind"), f"expected one of {', '.join(words.DESIGNS)}.{near}")
        chosen = ""
    second = draft.get((*key, "second_order"))
    if second not in (None, True, False):
        draft.fault((*key, "second_order"), f"expected true or false, found {kind(second)}.")
    size = int(draft.number((*key, "size"), SIZE))
    if chosen == "sobol" and size & (size - 1):
        draft.fault((*key, "size"), "expected a power of two, such as 64, for Sobol' points.")
    if chosen == "orders" and (size < LEAST_ORDERS or size % 2):
        wanted = f"expected an even number of orders of pulling levers, {LEAST_ORDERS} at least."
        draft.fault((*key, "size"), wanted)
    levels = int(draft.number((*key, "levels"), LEVELS))
    if chosen == "morris" and levels % 2:
        wanted = (
            "expected an even number of levels, such as 4: an odd one never tries the high ends."
        )
        draft.fault((*key, "levels"), wanted)
    if chosen == "morris" and size > MOST_TRAJECTORIES:
        wanted = f"expected at most {MOST_TRAJECTORIES:,} trajectories, found {size:,}."
        draft.fault((*key, "size"), wanted)
    resolution = int(draft.number((*key, "resolution"), RESOLUTION))
    return Design(str(chosen), size, levels, resolution, bool(second))


def _listed(draft: Layers, base: Scenario, design: Design) -> list[tuple[str, Values]]:
    """Return the points of ``[[points]]``."""
    key: Key = ("points",)
    given = draft.get(key)
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        draft.fault(key, "expected [[points]], an array of tables.")
        return []
    if design.kind not in ("list", ""):
        draft.fault(key, f"points are listed for the design list, not for {design.kind}.")
    made: list[tuple[str, Values]] = []
    for place in range(len(given)):
        label = draft.text((*key, place, "label")).strip()
        made.append((label, read_values(draft, base, (*key, place), ("label",))))
    return made


def _structures(draft: Layers, base: Scenario) -> dict[str, dict[str, float]]:
    draft.known(("variants",), ("parameters", "sets", "structures", "vary"))
    key = ("variants", "structures")
    draft.limit(key, MOST_STRUCTURES)
    named: dict[str, str] = {}
    for name in draft.table(key):
        first = named.setdefault(plain(name), name)
        if plain(name) in BASE:
            draft.fault((*key, name), "this is what the base's own structure is called.")
        elif first != name:
            draft.fault((*key, name), f'expected another name: "{first}" reads the same.')
    return {
        name: dict(read_values(draft, base, (*key, name), levers=False))
        for name in draft.table(key)
    }


def _words(draft: Layers, key: Key, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of an array, each of which must be known."""
    value = draft.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not value:
        draft.fault(key, f"expected an array of names, found {kind(value)}.")
        return ()
    for place, name in enumerate(value):
        if name not in known:
            draft.fault((*key, place), f"no such name.{draft.nearest(name, known)}")
        elif name in value[:place]:
            draft.fault((*key, place), "named twice.")
    return tuple(str(name) for name in value)


def _stop(draft: Layers, metrics: Iterable[str]) -> Stop | None:
    key = ("stop",)
    if draft.get(key) is None:
        return None
    draft.known(key, ("metric", "half_width"))
    metric = draft.text((*key, "metric"))
    if metric and metric not in metrics:
        draft.fault((*key, "metric"), f"no metric of this file.{draft.nearest(metric, metrics)}")
    return Stop(metric, draft.number((*key, "half_width"), HALF_WIDTH, required=True))


def _check_size(
    draft: Layers, design: Design, factors: list[Factor], given: list[tuple[str, Values]]
) -> None:
    """Fault a design of nothing, and one too large to write down."""
    if draft.faults:
        return
    if design.kind == "list" and not given:
        draft.fault(("points",), "a design of nothing: expected at least one of [[points]].")
    elif design.kind != "list" and not factors:
        draft.fault(("vary",), "a design of nothing: expected at least one lever or parameter.")
    elif design.kind == "orders" and len(factors) < 2:
        draft.fault(("vary",), "expected two levers or more: one alone has no order.")
    else:
        number = count(design, factors, len(given))
        if number > MOST_POINTS:
            said = f"a design of {number:,} points; expected at most {MOST_POINTS:,}."
            draft.faults.append(Fault(said, *draft.where(("design",)), key="design"))


def _how(design: Design, factors: Iterable[Factor]) -> Mapping[str, Any]:
    """Return what analyses must know of how points were made."""
    about = {"kind": design.kind, "size": design.size, "levels": design.levels}
    about |= {"resolution": design.resolution, "second_order": design.second_order}
    return {**about, "factors": {factor.name: list(factor.levels) for factor in factors}}
