"""How a scenario differs from the England that ships: as rows, as a sentence, and in kind.

Only values are looked at, never how they came to be: a base that was written out in full says the
same as the short file it came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from collabsim.parameters import described
from collabsim.scenario.dates import date_of, month_name
from collabsim.scenario.groups import GROUPS, World
from collabsim.scenario.scenario import Scenario
from collabsim.scenario.writing import tables_of

Value = float | str | None
"""A number or a text; None where one of the two has nothing of the name."""

FEW = 12
"""Values of one class, or names of one kind, that are listed one by one."""

SIZE = 0.1
"""Share by which the number of NHS trusts may differ from England's: mergers move it as far."""

SIZES = ("companies", "innovations")
"""What makes a world's size, beside its NHS trusts; England's is anything plausible."""

NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]

LABELS = ("name", "label", "id", "code")
"""Keys that decide no number."""

COUNTED = {
    "barriers": "barrier{s} switched off ({names})",
    "loops": "loop{s} cut ({names})",
    "own_levers": "lever{s} of its own ({few})",
    "prices": "price{s} of its own ({few})",
    "innovations": "innovation{s} described by hand ({few})",
    "regions": "count{s} of NHS trusts by region, type and AHSN",
}
"""How tables are described whose differences are counted."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which a scenario differs: its name, England's value, and this one's."""

    name: str
    england: Value
    here: Value

    def __str__(self) -> str:
        for digits in (6, 17):  # the second for values that differ by less than the first shows
            before, after = (_format(value, digits) for value in (self.england, self.here))
            if before != after:
                break
        return f"{self.name} {before} → {after}"


def differences_from_england(scenario: Scenario) -> tuple[Difference, ...]:
    """Return every value in which a scenario differs from the England that ships.

    Parameters and switches, levers and how they are applied, types, regions and AHSNs, classes,
    innovations and organisations: all that decides numbers, and no labels.
    """
    here, there = _flat(scenario), _flat_england()
    names = [*there, *(name for name in here if name not in there)]
    rows = (Difference(name, there.get(name), here.get(name)) for name in names)
    return tuple(row for row in rows if row.england != row.here)


def describe_differences(scenario: Scenario, named: str = "This base") -> str:
    """Return the differences as a sentence about what is ``named``; an empty text if there are none."""
    rows = differences_from_england(scenario)
    if not rows:
        return ""
    tables: dict[str, list[Difference]] = {}
    for row in rows:
        tables.setdefault(row.name.partition(".")[0], []).append(row)
    clauses = list(_size(scenario))
    for table, mine in tables.items():
        clauses += _clauses(table, mine)
    late = "".join(f" {each}" for each in describe_late(scenario))
    return f"{named} differs from the shipped England in: {'; '.join(clauses)}.{late}"


def describe_late(scenario: Scenario) -> list[str]:
    """Return in a sentence each what starts only when the run has ended, and so does nothing."""
    today, end = scenario.today, scenario.months
    starts = {f"The lever {n} starts": v.start for n, v in scenario.levers.items() if v.level}
    starts |= {f"The innovation {each.id} comes": each.launch for each in scenario.innovations}
    return [
        f"{who} in {month_name(start, today)}, after the run ends in "
        f"{month_name(end - 1, today)}: it does nothing."
        for who, start in starts.items()
        if start >= end
    ]


def is_practice(scenario: Scenario) -> bool:
    """Say whether a scenario's world is another than England's, so that no number is of England.

    It is if its regions or AHSNs are others, if the number of NHS trusts is more than a tenth
    from England's, or if it has fewer or more companies or innovations than is plausible. How
    long it runs, and what its parameters say, make no other world.
    """
    england = _england()
    known, here = described(World), scenario.parameters.world
    sizes = [(known[name].plausible, getattr(here, name)) for name in SIZES]
    return (
        _places(scenario) != _places(england)
        or abs(trusts_of(scenario) / trusts_of(england) - 1.0) > SIZE
        or any(not low <= value <= high for (low, high), value in sizes)
    )


def trusts_of(scenario: Scenario) -> int:
    """Return how many NHS trusts a scenario has: those listed, else the synthetic ones."""
    synthetic = sum(sum(region.trusts.values()) for region in scenario.regions)
    return len(scenario.organisations) or synthetic


def describe_unequal_months(scenarios: Mapping[str, Scenario]) -> str:
    """Return that scenarios end in different months, so that their ends cannot be compared, else ''."""
    times = {name: (each.today, each.months) for name, each in scenarios.items()}
    if len(set(times.values())) < 2:
        return ""
    said = ", ".join(
        f"{name} after {ends} months from {day}" for name, (day, ends) in times.items()
    )
    return (
        f"expected scenarios that end in the same month, found {said}; world.today and world.months "
        "say when."
    )


@cache
def _england() -> Scenario:
    return Scenario.england()


@cache
def _flat_england() -> Mapping[str, Value]:
    return _flat(_england())


def _flat(scenario: Scenario) -> dict[str, Value]:
    """Return all that decides numbers, by name."""
    tables = tables_of(scenario)
    flat: dict[str, Value] = {}
    for name in (*GROUPS, "types", "regions", "classes"):
        flat |= _leaves(name, tables[name])
    lever = "level {level:g} from {start} over {ramp} months"
    flat |= {
        f"levers.{name}": lever.format(**{**each, "start": date_of(each["start"], scenario.today)})
        for name, each in tables["levers"].items()
    }
    flat |= {f"prices.{name}": _row(each) for name, each in tables["prices"].items()}
    flat |= {f"own_levers.{n}": str(each["moves"]) for n, each in tables["own_levers"].items()}
    flat |= {f"innovations.{each['id']}": _row(each) for each in tables["innovations"]}
    flat |= {f"organisations.{each['code']}": _row(each) for each in tables["organisations"]}
    orders = {name: ", ".join(tables[name]) for name in ("types", "regions", "classes")}
    return flat | orders  # draws may follow the order


def _leaves(name: str, value: Any) -> dict[str, Value]:
    """Return the values in a table by their dotted names."""
    if not isinstance(value, Mapping):
        return {name: ", ".join(value) if isinstance(value, tuple) else value}
    flat: dict[str, Value] = {}
    for key, inside in value.items():
        if key not in LABELS:
            flat |= _leaves(f"{name}.{key}", inside)
    return flat


def _row(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value!r}" for name, value in row.items() if name not in LABELS)


def _places(scenario: Scenario) -> tuple[set[str], set[str]]:
    """Return the regions and the AHSNs that have NHS trusts."""
    listed = [(each.region, each.ahsn) for each in scenario.organisations] or [
        (region.code, name) for region in scenario.regions for name, n in region.ahsns.items() if n
    ]
    return {region for region, _ in listed}, {ahsn for _, ahsn in listed}


def _size(scenario: Scenario) -> Iterator[str]:
    """Describe other NHS trusts, AHSNs and regions."""
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


def _clauses(table: str, rows: list[Difference]) -> Iterable[str]:
    """Describe the differences of one table of a config file."""
    names = [row.name.partition(".")[2] for row in rows]
    if table in COUNTED:
        said = COUNTED[table].format(
            s="s" * (len(names) != 1), names=", ".join(names), few=_few(names)
        )
        return [f"{_number(len(names))} {said}"]
    if table == "levers":
        return _levers(rows)
    if table in ("classes", "types"):
        return _kinds(rows)
    return [] if table == "organisations" else map(str, rows)


def _levers(rows: Iterable[Difference]) -> Iterator[str]:
    """Describe levers, those that are applied alike together."""
    alike: dict[str, list[str]] = {}
    for row in rows:
        alike.setdefault(str(row.here), []).append(row.name.partition(".")[2])
    for how, names in alike.items():
        yield f"{_count(len(names), 'lever')} at {how} ({', '.join(names)})"


def _kinds(rows: Iterable[Difference]) -> Iterator[str]:
    """Describe classes and types: added or left out, few values one by one, many by number."""
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
            yield from map(str, mine)


def _format(value: Value, digits: int) -> str:
    if value is None:
        return "none"
    return value if isinstance(value, str) else f"{value:.{digits}g}"


def _number(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"


def _count(number: int, noun: str) -> str:
    return f"{_number(number)} {noun}{'s' * (number != 1)}"


def _few(names: list[str]) -> str:
    more = [f"and {len(names) - FEW:,} more"] if len(names) > FEW else []
    return ", ".join([*names[:FEW], *more])
