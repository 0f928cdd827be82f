"""What a report calls things and numbers: metrics, factors, structural variants, levels, changes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache

from collabsim.evidence import levers as levers_known
from collabsim.experiment.factors import SCHEDULE, lever_of, named
from collabsim.experiment.variants import OWN
from collabsim.levers import LEVERS
from collabsim.metrics import Metric
from collabsim.parameters import described
from collabsim.scenario.dates import TODAY, date_of, end_of
from collabsim.scenario.groups import GROUPS

SMALL = 0.1
"""Below this, two decimals lose half of what a number says."""

TIME = "world.months"
"""The parameter that says by when."""

FEW = 3
"""Levers that are too many to name beside another."""

INITIALS = {"ahsn": "AHSN", "ahsns": "AHSNs", "nih": "not-invented-here"}
HYPHENS = {"multi year": "multi-year"}
APART = re.compile(r"( \+ | x |, |^everything but |^all but )")
"""What stands between the names in a label that a design made."""


def name_of(name: str) -> str:
    """Return what a lever, parameter or pair is called; else a label, as it was written.

    Of a label that a design made, each name in it is so called: ``scorecard + slack``.
    """
    return "".join(_part(part) for part in APART.split(name))


def short_name(called: str) -> str:
    """Return what a package of levers is called where there is no room to name them all."""
    first, *rest = called.split(" + ")
    return called if len(rest) < FEW else f"{first} with {len(rest)} other levers"


def pair_name(name: str) -> str:
    """Return what an interaction of two is called inside a sentence."""
    return name_of(name).replace(" x ", " with ")


def variant_name(name: str) -> str:
    """Return what a structural variant is called."""
    return "the baseline" if name == OWN else spell_out(name)


def where_of(structure: str) -> str:
    """Return where something holds: ``in the baseline``, ``where barriers simply add up``."""
    return "in the baseline" if structure == OWN else f"where {spell_out(structure)}"


def spell_out(name: str) -> str:
    """Return a key of a config file, such as a class or a structural variant, in words."""
    words = " ".join(INITIALS.get(word, word) for word in name.replace("_", " ").split(" "))
    for apart, joined in HYPHENS.items():
        words = words.replace(apart, joined)
    return words


def value_of(name: str, value: float, today: str = TODAY) -> str:
    """Return the value of a lever or a parameter with its unit: ``5 years``, ``2% of oversight``.

    When a lever starts is a date, of months from ``today``.
    """
    if "." not in name and lever_of(name)[1] == "start":
        return date_of(int(value), today)
    unit = "months" if lever_of(name)[1] == "ramp" else _units().get(name, "")
    if unit.startswith("share"):
        return f"{100.0 * value:.6g}%{unit.removeprefix('share')}"
    bare = unit.split(" ")[0] in (
        "",
        "index",
        "switch",
        "logit",
        "log",
        "exponent",
        "factor",
        "weight",
        "dose",
    )
    return f"{value:g}" if bare else f"{value:g} {unit}"


def change_of(name: str, start: float, end: float, today: str = TODAY) -> str:
    """Return what is done if a factor goes from one value to another, as the subject of a sentence."""
    if name.removeprefix("levers.") in LEVERS:
        return name_of(name) + ("" if (start, end) == (0.0, 1.0) else f" from {start:g} to {end:g}")
    first, last = value_of(name, start, today), value_of(name, end, today)
    if name == TIME:
        return f"time from {end_of(int(start), today)} to {end_of(int(end), today)}"
    verb = "raising" if end > start else "lowering"
    return f"{verb} {_the(name)} from {first.split(' ')[0]} to {last}"


def all_of(number: int) -> str:
    """Return what doing everything at once is called, as the subject of a sentence."""
    return "doing both together" if number == 2 else f"doing all {number} together"


def held_at(name: str, value: float, today: str = TODAY) -> str:
    """Return where a factor stands: ``without slack``, ``with the weight at 30% of oversight``."""
    if name == TIME:
        return f"by {end_of(int(value), today)}"
    if name.removeprefix("levers.") not in LEVERS:
        return f"with {_the(name)} at {value_of(name, value, today)}"
    at = "" if value in (0.0, 1.0) else f" at {value:g}"
    return f"{'with' if value else 'without'} {name_of(name)}{at}"


def _the(name: str) -> str:
    words = name_of(name)
    return words if words.startswith("how ") else f"the {words}"


WHEN = r"(from [0-9]{4}-[0-9]{2}|over [0-9]+ months)$"
"""What stands behind a lever in a label that a design made of when it starts, or how fast."""


def _part(words: str) -> str:
    """Return a name of the model as people call it, with what follows it; anything else as it is."""
    name, blank, rest = words.partition(" ")
    known = _names().get(name)
    said = any(letter.isalpha() for letter in rest.split(" ")[0]) and not re.match(WHEN, rest)
    if known is None or said:
        return words
    return f"{known}{blank}{rest}"


@cache
def _names() -> dict[str, str]:
    """Return what people call everything of the model that can be varied, inside a sentence."""
    levers = {name: lower(levers_known()[name].title) for name in LEVERS}
    keys = {
        f"{group}.{key}": lower(re.sub(r" \([^)]*\)", "", re.split("[;:]", about.says)[0]))
        for group in GROUPS
        for key, about in described(GROUPS[group]).items()
    }
    words = {"start": "start of", "ramp": "time to phase in"}
    schedules = {
        named(name, part): f"{words[part]} {levers[name]}" for name in LEVERS for part in SCHEDULE
    }
    own = {f"levers.{name}": called for name, called in levers.items()}
    return {**keys, **levers, **schedules, **own}


@cache
def _units() -> dict[str, str]:
    """Return the unit of every parameter."""
    return {f"{g}.{key}": about.unit for g in GROUPS for key, about in described(GROUPS[g]).items()}


def lower(words: str) -> str:
    """Return words that begin a sentence as they stand inside one."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def axis_of(name: str) -> str:
    """Return what an axis along a factor is called: of a lever's start or ramp with its unit."""
    unit = {"start": ", months from today", "ramp": ", months"}.get(lever_of(name)[1], "")
    return f"{name_of(name)}{unit}"


def label_of(metric: Metric) -> str:
    """Return a metric's label inside a sentence."""
    return lower(metric.label)


def capitalise(text: str) -> str:
    """Return a text that begins a sentence."""
    return text[:1].upper() + text[1:]


def format_list(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence."""
    every = list(words)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


def format_count(count: int, unit: str) -> str:
    """Return a number of things: ``1 run``, ``2,000 runs``."""
    return f"{count:,} {unit}{'' if count == 1 else 's'}"


def scale_of(metric: Metric) -> tuple[float, str, str]:
    """Return what a metric is drawn times, with the units of its level and of a difference."""
    if metric.is_share:
        return 100.0, metric.unit.replace("share", "%", 1), "percentage points"
    return 1.0, metric.unit, metric.unit


def format_change(metric: Metric, value: float, like: float | None = None) -> str:
    """Return the size of a difference: ``1.2 points``, ``0.05``, ``0.006``.

    Small ones get a third decimal; ``like`` is another number to have as many decimals as.
    """
    size = abs(value if like is None else like)
    if metric.is_share or metric.matters >= 1.0 or size >= SMALL:
        return metric.change(value)
    return f"{abs(value):.3f}"


def format_signed(metric: Metric, value: float, like: float | None = None) -> str:
    """Return a difference with its sign: ``+1.2 points``; what is shown as 0 has none."""
    if math.isnan(value):
        return "not defined"
    shown = format_change(metric, value, like)
    return f"{'−' if value < 0.0 else '+'}{shown}" if _some(shown) else shown


def format_range(metric: Metric, low: float, high: float, like: float | None = None) -> str:
    """Return two differences and what lies between: ``+0.3 to +1.2``."""
    finest = min((low, high), key=abs) if like is None else like
    ends = [format_signed(metric, end, finest).removesuffix(" points") for end in (low, high)]
    return " to ".join(ends)


def format_level(metric: Metric, value: float) -> str:
    """Return the level of a metric; what is shown as 0 has no sign."""
    shown = metric.text(value).replace("-", "−")
    return shown if _some(shown) else shown.removeprefix("−")


def format_percent(share: float) -> str:
    """Return a relative change: ``+24%``, ``−3%``, ``0%``."""
    digits = 0 if abs(share) >= 0.095 or not share else 1
    shown = f"{100.0 * share:+,.{digits}f}%".replace("-", "−")
    return shown if _some(shown) else "0%"


def format_threshold(metric: Metric) -> str:
    """Return the smallest difference in a metric that matters, as a sentence has it."""
    return f"the {metric.change(metric.matters)} that matter"


def format_tau(tau: float, low: float, high: float) -> str:
    """Return Kendall's tau with its interval, or nothing if that is half of what it can be."""
    if not high - low <= 1.0:
        return ""
    return f"Kendall's tau {tau:.2f} ({low:.2f} to {high:.2f})".replace("-", "−")


def _some(shown: str) -> bool:
    """Tell whether a number is shown as anything but 0."""
    return bool(set(shown) & set("123456789"))
