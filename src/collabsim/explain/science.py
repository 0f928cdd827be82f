"""Explains what the model is made of: barriers, parameters, levers, metrics, classes, the account."""

from __future__ import annotations

import inspect
from importlib import import_module
from types import FunctionType

from collabsim import composition, evidence
from collabsim.composition import BARRIERS
from collabsim.evidence import PRICE_YEAR, Price
from collabsim.explain.words import describe, listed, number, page, rule, sources_of, spelled
from collabsim.levers import LEVERS, Move, moved
from collabsim.metrics import BARRIER_LABELS, GOALS, METRICS
from collabsim.metrics import account as metric_account
from collabsim.parameters import TIERS, Param, described
from collabsim.scenario import Scenario
from collabsim.scenario.classes import InnovationClass
from collabsim.scenario.columns import CLASS, INNOVATION
from collabsim.scenario.groups import GROUPS

STRENGTHS = {
    "A": "causal, in health care",
    "B": "associations, or other sectors",
    "C": "theory only",
}


def barrier(name: str) -> str:
    """Explain a barrier: its gate, rules, parameters, exposure, levers and evidence."""
    module = import_module(f"collabsim.barriers.{name}")
    rules = [each for each in _rules(name) if each.__name__ != "gate"]
    kind = "hard" if BARRIERS.index(name) < 6 else "soft"
    claims = [each.id for each in evidence.claims().values() if name in each.answered_by.barriers]
    mechanisms = [each.id for each in evidence.mechanisms().values() if name in each.held_by]
    shown = dict.fromkeys(m for each in claims for m in evidence.claims()[each].answered_by.metrics)
    cited = [each for about in described(GROUPS[name]).values() for each in about.evidence.split()]
    return page(
        f"{name} ({BARRIER_LABELS[name]}): a {kind} barrier",
        describe(module),
        listed("Gate (1: nothing in the way; 0: impossible)", [rule(module.gate)]),
        listed("Other rules", map(rule, rules)),
        _parameters(name),
        listed("How far each class meets it (0: not at all; 1: fully)", [_exposure(name)]),
        listed("Switched off by", [f"--set barriers.{name}=0"]),
        listed("Moved by levers", _levers_of(name)),
        listed("Shown by", _metrics(shown)),
        listed("Evidence", spelled(claims + mechanisms)),
        listed("Sources", sources_of(claims + mechanisms + cited)),
    )


def group(name: str) -> str:
    """Explain a group of parameters that is no barrier's."""
    kind = GROUPS[name]
    rules = listed("Rules", map(rule, _rules(name)))
    return page(f"{name}: a group of parameters", describe(kind), rules, _parameters(name))


def parameter(name: str) -> str:
    """Explain a parameter: meaning, default, ranges, evidence, rules, levers and metrics."""
    about, key = _param(name), name.partition(".")[2]
    ids = about.evidence.split()
    moves = [move for each in LEVERS.values() for move in each.moves if move.parameter == name]
    levers = [each for each in LEVERS.values() if {*each.moves} & {*moves}]
    shown = [metric for each in levers for metric in evidence.levers()[each.name].shown_by]
    claims = [
        evidence.claims()[each].answered_by.metrics for each in ids if each in evidence.claims()
    ]
    rules = [each for each in _rules(name.partition(".")[0]) if _reads(each, key)]
    return page(
        f"{name}: a parameter",
        f"{about.says}.",
        listed("Default", [f"{number(about.default)} {about.unit}{_england(name, about)}"]),
        listed("Valid", [_range(about.bounds, about.unit)]),
        listed("Plausible", [f"{_range(about.plausible, about.unit)}: the range to sweep"]),
        listed("Set by", [f"--set {name}={number(about.default)}"]),
        listed("Used in", map(rule, rules)),
        listed("Moved by levers", [_lever_line(each.name, each.moves, name) for each in levers]),
        listed(
            "Shown by", _metrics(dict.fromkeys([*shown, *(m for each in claims for m in each)]))
        ),
        listed("Evidence", [f"{about.tier}: {TIERS[about.tier]}", *spelled(ids)]),
        listed("Sources", sources_of(ids)),
    )


def lever(name: str) -> str:
    """Explain a lever: what 1 means, what it moves, how good the evidence is, what may go wrong."""
    known, made = evidence.levers()[name], LEVERS[name]
    note = f" {known.strength_note}" if known.strength_note else ""
    ids = [*known.claims, *known.mechanisms]
    return page(
        f"{name} ({known.id}): a lever. {known.title}",
        listed("At 0", ["England as it is today."]),
        listed("At 1", [known.means_at_one]),
        listed("Moves, from 0 to 1", [_moved(move) for move in made.moves]),
        listed("Set by", [f"--set levers.{name}=1"]),
        listed("Expected", [known.expected]),
        listed("Perverse effect", [known.perverse]),
        listed("In the model", [known.in_model.replace("`", "")]),
        listed("Price of 1, a year", [*_price(known.price), known.price.basis]),
        listed("Metrics to watch", _metrics(dict.fromkeys(known.shown_by))),
        listed(
            "Strength of evidence", [f"{known.strength}: {STRENGTHS[known.strength[0]]}.{note}"]
        ),
        listed("Evidence", spelled(ids)),
        listed("Sources", spelled(dict.fromkeys([*known.sources, *known.price.sources]))),
    )


def _price(price: Price) -> tuple[str, str]:
    """Return a price in words, money and attention, each with its range."""
    (low, money, high), (least, staff, most) = price.money, price.attention
    return (
        f"£{number(money)}m of {PRICE_YEAR} (£{number(low)}m to £{number(high)}m) [{price.tier}]",
        f"{number(staff)} WTE of staff time over all NHS trusts ({number(least)} to {number(most)}) [T4]",
    )


def metric(name: str) -> str:
    """Explain a metric: definition, unit, goal, and what it answers."""
    about = METRICS[name]
    claims = [each.id for each in evidence.claims().values() if name in each.answered_by.metrics]
    levers = [each for each in evidence.levers().values() if name in each.shown_by]
    where = "England, its regions and AHSNs" if about.local else "England as a whole"
    better = {"higher": "higher is better", "lower": "lower is better", "neither": "no better end"}
    return page(
        f"{name}: a metric. {about.label}",
        about.says,
        listed("Unit", [f"{about.unit}; {better[about.better]}"]),
        listed("Speaks to", [GOALS[about.goal]]),
        listed("Known for", [where]),
        listed("Smallest difference worth speaking of", [f"{number(about.matters)} (judgement)"]),
        listed("Shows what these levers may do wrong", [f"{e.name} ({e.id})" for e in levers]),
        listed("Answers claims", spelled(claims)),
    )


def kind(about: InnovationClass) -> str:
    """Explain a class of innovation as England has it."""
    columns = [
        f"{key} = {number(getattr(about, key))} {each.unit}: {each.says} [{each.tier}]"
        for key, each in described(InnovationClass).items()
    ]
    met = [f"{name} {number(value)}" for name, value in about.exposure.items()]
    return page(
        f"{about.name}: a class of innovation. {about.label}",
        listed("Family", [about.family]),
        listed("NHS trusts that could use it", [", ".join(about.types)]),
        listed("Values", columns),
        listed("How far it meets each barrier (0: not at all; 1: fully)", [", ".join(met)]),
        listed("Set by", [f"--set classes.{about.name}.pull={number(about.pull)}"]),
    )


def class_column(name: str) -> str:
    """Explain a column of a class of innovation, with the value that each of England's classes has."""
    table, _, key = name.partition(".")
    about = (CLASS if table == "classes" else INNOVATION)[key]
    classes = Scenario.england().classes if table == "classes" else ()
    values = [f"{each.name} {number(getattr(each, key))}" for each in classes]
    return page(
        f"{name}: a column of {'a class' if classes else 'an innovation described by hand'}",
        f"{about.says}.",
        listed("In England", [", ".join(values)]),
        listed("Valid", [_range(about.bounds, about.unit)]),
        listed("Plausible", [_range(about.plausible, about.unit)]),
        listed(
            "Set by", [f"--set classes.device.{key}={number(about.default)}"] if classes else []
        ),
        listed(
            "Evidence", [f"{about.tier}: {TIERS[about.tier]}", *spelled(about.evidence.split())]
        ),
    )


def account(_: str) -> str:
    """Explain the barrier account in its exact form."""
    lost = [
        "hazard = ceiling x Lambda(appeal) x F, with F = CES(gates; sigma)^nu",
        "lost hazard = ceiling x Lambda(appeal) x (1 - F)",
        "lost to barrier b = lost hazard x phi(g_b) / sum over barriers of phi(g_c)",
        "phi(g) = (1 - g^r) / r with r = (sigma - 1) / sigma; -ln g at sigma = 1; 1 - g at infinity",
        "sigma = 0: all to the smallest gate, ties split evenly",
    ]
    return page(
        "account: what held adoption back",
        describe(metric_account),
        listed("Exact form", lost),
        listed("How attempts are counted", [describe(composition).split("\n\n")[-1]]),
        listed("How gates combine", [rule(composition.met), rule(composition.combine)]),
        listed("Why these shares", [_WHY]),
    )


_WHY = (
    "F depends on the gates only through the sum of phi. Let every gate fall from 1 to its value so "
    "that all phi grow in proportion, and add up the marginal losses on the way: the shares are what "
    "each gate contributed (Aumann and Shapley). They are never negative, sum to the loss for every "
    "sigma and nu, and are 0 for a gate that is open."
)


def _rules(group_name: str) -> list[FunctionType]:
    """Return the rules that stand in the file of a group of parameters."""
    module = import_module(GROUPS[group_name].__module__)
    found = inspect.getmembers(module, inspect.isfunction)
    own = [each for _, each in found if each.__module__ == module.__name__]
    return sorted(own, key=lambda each: each.__code__.co_firstlineno)


def _reads(rule_read: FunctionType, key: str) -> bool:
    """Tell whether a rule takes a parameter by name, or looks it up in its group."""
    code = rule_read.__code__
    return key in code.co_names or key in code.co_varnames[: code.co_argcount]


def _param(name: str) -> Param:
    group_name, _, key = name.partition(".")
    return described(GROUPS[group_name])[key]


def _parameters(group_name: str) -> list[str]:
    lines = []
    for key, about in described(GROUPS[group_name]).items():
        values = f"{number(about.default)} {about.unit}, plausible {_range(about.plausible, '')}"
        lines.append(f"{group_name}.{key} = {values} [{about.tier}]. {about.says}")
    return listed("Parameters", lines)


def _range(ends: tuple[float, float], unit: str) -> str:
    return f"{number(ends[0])} to {number(ends[1])} {unit}".strip()


def _england(name: str, about: Param) -> str:
    group_name, _, key = name.partition(".")
    value = getattr(getattr(Scenario.england().parameters, group_name), key)
    return "" if value == about.default else f" (in England's config: {number(value)})"


def _exposure(name: str) -> str:
    classes = Scenario.england().classes
    return ", ".join(f"{each.name} {number(each.exposure[name])}" for each in classes)


def _metrics(names: dict[str, None]) -> list[str]:
    return [f"{name}: {METRICS[name].label} ({METRICS[name].unit})" for name in names]


def _levers_of(group_name: str) -> list[str]:
    found = [
        (each.name, [move for move in each.moves if move.parameter.startswith(f"{group_name}.")])
        for each in LEVERS.values()
    ]
    return [_lever_line(name, moves) for name, moves in found if moves]


def _lever_line(name: str, moves: list[Move] | tuple[Move, ...], only: str = "") -> str:
    moved_by = [_moved(move) for move in moves if only in ("", move.parameter)]
    return f"{name} ({LEVERS[name].id}): {'; '.join(moved_by)}"


def _moved(move: Move) -> str:
    about = _param(move.parameter)
    reached = moved(about.default, about.bounds, [(move, 1.0)])
    return f"{move.parameter} from {number(about.default)} to {number(reached)} {about.unit}"
