"""How a scenario differs from the England that ships: as rows, as a sentence, and in kind.

Only values are looked at, never how they came to be: a base that was written out in full says the
same as the short file it came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from collabsim.levers import Lever, LeverSetting
from collabsim.parameters import described
from collabsim.scenario.classes import InnovationClass, NamedInnovation
from collabsim.scenario.columns import CLASS
from collabsim.scenario.groups import GROUPS, World
from collabsim.scenario.scenario import Scenario

Value = float | str | None
"""A number or words; None where one of the two has nothing of the name."""

Places = tuple[set[str], set[str]]
"""Regions and AHSNs."""

FEW = 12
"""Values of one class, or names of one kind, that are told one by one."""

SIZE = 0.1
"""Share by which the number of NHS trusts may differ from England's: mergers move it as far."""

SIZES = ("companies", "innovations")
"""What makes a world's size, beside its NHS trusts; England's is anything plausible."""

NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which a scenario differs: its name, England's value, and this one's."""

    name: str
    england: Value
    here: Value


def differences_from_england(scenario: Scenario) -> tuple[Difference, ...]:
    """Return every value in which a scenario differs from the England that ships.

    Parameters and switches, levers and how they are pulled, types, regions and AHSNs, classes,
    innovations and organisations: all that decides numbers, and no labels.
    """
    here, there = _flat(scenario), _shipped()
    names = [*there, *(name for name in here if name not in there)]
    rows = (Difference(name, there.get(name), here.get(name)) for name in names)
    return tuple(row for row in rows if row.england != row.here)


def differences_told(scenario: Scenario, named: str = "This base") -> str:
    """Return the differences as a sentence about what is ``named``; an empty text if there are none."""
    rows = differences_from_england(scenario)
    if not rows:
        return ""
    tables: dict[str, list[Difference]] = {}
    for row in rows:
        tables.setdefault(row.name.partition(".")[0], []).append(row)
    clauses = list(_world(scenario))
    for table, mine in tables.items():
        clauses += _clauses(table, mine)
    return f"{named} differs from the shipped England in: {'; '.join(clauses)}."


def is_practice(scenario: Scenario) -> bool:
    """Say whether a scenario's world is another than England's, so that no number is of England.

    It is if its regions or AHSNs are others, if the number of NHS trusts is more than a tenth
    from England's, or if it has fewer or more companies or innovations than is plausible. How
    long it runs, and what its parameters say, make no other world.
    """
    england = _england()
    known, here = described(World), scenario.parameters.world
    low, high = ((1.0 + sign * SIZE) * trusts_of(england) for sign in (-1.0, 1.0))
    sizes = [(known[name].plausible, getattr(here, name)) for name in SIZES]
    return (
        _places(scenario) != _places(england)
        or not low <= trusts_of(scenario) <= high
        or any(not ends[0] <= value <= ends[1] for ends, value in sizes)
    )


def trusts_of(scenario: Scenario) -> int:
    """Return how many NHS trusts a scenario has: those listed, else the synthetic ones."""
    synthetic = sum(sum(region.trusts.values()) for region in scenario.regions)
    return len(scenario.organisations) or synthetic


@cache
def _england() -> Scenario:
    return Scenario.england()


@cache
def _shipped() -> Mapping[str, Value]:
    return _flat(_england())


def _flat(scenario: Scenario) -> dict[str, Value]:
    """Return all that decides numbers, by name."""
    flat: dict[str, Value] = {}
    for group in GROUPS:
        values = getattr(scenario.parameters, group)
        flat |= {f"{group}.{name}": getattr(values, name) for name in described(GROUPS[group])}
    flat |= {f"levers.{name}": _pulled(each) for name, each in scenario.levers.items()}
    flat |= {f"own_levers.{each.name}": _moves(each) for each in scenario.own_levers}
    flat |= {f"types.{each.name}.income": each.income for each in scenario.types}
    for region in scenario.regions:
        above = f"regions.{region.code}"
        flat |= {f"{above}.trusts.{name}": float(n) for name, n in region.trusts.items()}
        flat |= {f"{above}.ahsns.{name}": float(n) for name, n in region.ahsns.items()}
    for kind in scenario.classes:
        flat |= {f"classes.{kind.name}.{name}": value for name, value in _class(kind)}
    flat |= {f"innovations.{each.id}": _innovation(each) for each in scenario.innovations}
    for one in scenario.organisations:
        income = "" if one.income is None else f", {one.income:g} million pounds"
        flat[f"organisations.{one.code}"] = f"{one.type}, {one.region}, {one.ahsn}{income}"
    orders: dict[str, list[str]] = {  # draws may follow them
        "types": [each.name for each in scenario.types],
        "regions": [each.code for each in scenario.regions],
        "classes": [each.name for each in scenario.classes],
    }
    return flat | {table: ", ".join(names) for table, names in orders.items()}


def _class(kind: InnovationClass) -> Iterator[tuple[str, Value]]:
    yield "family", kind.family
    yield "types", ", ".join(kind.types)
    yield from ((name, getattr(kind, name)) for name in CLASS)
    yield from ((f"exposure.{name}", value) for name, value in kind.exposure.items())


def _innovation(each: NamedInnovation) -> str:
    said = "".join(f", {name} {value!r}" for name, value in each.values.items())
    return f"{each.kind}, launched in month {each.launch}{said}"


def _pulled(each: LeverSetting) -> str:
    return f"level {each.level:g} from month {each.start} over {each.ramp} months"


def _moves(each: Lever) -> str:
    return ", ".join(f"{move.parameter} {move.how} {move.amount!r}" for move in each.moves)


def _places(scenario: Scenario) -> Places:
    """Return the regions and the AHSNs that have NHS trusts."""
    if scenario.organisations:
        listed = [(each.region, each.ahsn) for each in scenario.organisations]
    else:
        listed = [(r.code, name) for r in scenario.regions for name, n in r.ahsns.items() if n]
    return {region for region, _ in listed}, {ahsn for _, ahsn in listed}


def _world(scenario: Scenario) -> Iterator[str]:
    """Tell of other NHS trusts, AHSNs and regions."""
    england = _england()
    trusts = trusts_of(scenario)
    if trusts != trusts_of(england):
        yield f"{trusts:,} NHS trusts instead of {trusts_of(england)}"
    if scenario.organisations:
        yield "organisations of a table in place of synthetic NHS trusts"
    mine, theirs = _places(scenario), _places(england)
    if mine != theirs:
        before, after = (
            f"{_count(len(ahsns), 'AHSN')} in {_count(len(regions), 'region')}"
            for regions, ahsns in (theirs, mine)
        )
        yield f"other places: {after} ({before} in England)"


def _clauses(table: str, rows: list[Difference]) -> list[str]:
    """Tell the differences of one table of a config file."""
    names = [row.name.partition(".")[2] for row in rows]
    match table:
        case "barriers" | "loops":
            done = "switched off" if table == "barriers" else "cut"
            return [f"{_count(len(names), table[:-1])} {done} ({', '.join(names)})"]
        case "levers":
            return list(_pulls(rows))
        case "own_levers":
            return [f"{_count(len(names), 'lever')} of its own ({_few(names)})"]
        case "innovations":
            return [f"{_count(len(names), 'innovation')} described by hand ({_few(names)})"]
        case "regions":
            return [f"{_count(len(names), 'count')} of NHS trusts by region, type and AHSN"]
        case "organisations":
            return []
        case "classes" | "types":
            return list(_kinds(rows))
    return [_told(row) for row in rows]


def _pulls(rows: Iterable[Difference]) -> Iterator[str]:
    """Tell of levers, those that are pulled alike together."""
    alike: dict[str, list[str]] = {}
    for row in rows:
        alike.setdefault(str(row.here), []).append(row.name.partition(".")[2])
    for how, names in alike.items():
        yield f"{_count(len(names), 'lever')} at {how} ({', '.join(names)})"


def _kinds(rows: Iterable[Difference]) -> Iterator[str]:
    """Tell of classes and types: those added or left out, few values one by one, many by number."""
    whose: dict[str, list[Difference]] = {}
    for row in rows:
        whose.setdefault(".".join(row.name.split(".")[:2]), []).append(row)
    for name, mine in whose.items():
        if "." not in name:  # the order, which says nothing where the rows are others
            before, after = (str(value).split(", ") for value in (mine[0].england, mine[0].here))
            if sorted(before) == sorted(after):
                yield f"the order of {name}"
        elif all(row.england is None for row in mine):
            yield f"{name} added"
        elif all(row.here is None for row in mine):
            yield f"{name} left out"
        elif len(mine) > FEW:
            yield f"{len(mine)} values of {name}"
        else:
            yield from (_told(row) for row in mine)


def _told(row: Difference) -> str:
    for digits in (6, 17):  # the second for values that differ by less than the first shows
        before, after = (_words(value, digits) for value in (row.england, row.here))
        if before != after:
            break
    return f"{row.name} {before} → {after}"


def _words(value: Value, digits: int) -> str:
    if value is None:
        return "none"
    return value if isinstance(value, str) else f"{value:.{digits}g}"


def _count(number: int, noun: str) -> str:
    words = NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"
    return f"{words} {noun}{'s' * (number != 1)}"


def _few(names: list[str]) -> str:
    more = [f"and {len(names) - FEW:,} more"] if len(names) > FEW else []
    return ", ".join([*names[:FEW], *more])
