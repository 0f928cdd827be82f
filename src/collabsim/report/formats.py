"""What a report calls things and numbers: metrics, factors, structural variants, levels, changes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache

from collabsim.experiment.factors import SCHEDULE, named
from collabsim.experiment.variants import OWN
from collabsim.levers import LEVERS
from collabsim.metrics import Metric
from collabsim.parameters import described
from collabsim.scenario.groups import GROUPS

SMALL = 0.1
"""Below this, two decimals lose half of what a number says."""

INITIALS = {"ahsn": "AHSN", "ahsns": "AHSNs", "nih": "not-invented-here"}
HYPHENS = {"multi year": "multi-year"}
NAMES = r"(?<![^ ])[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?(?![^ ,])"
"""What may be a name of the model in a label: between blanks, or before a comma."""


def name_of(name: str) -> str:
    """Return what a lever, parameter or pair is called; else a label, as it was written.

    Of a label that a design made, each name in it is so called.
    """
    return re.sub(NAMES, lambda found: _known(found[0]), name)


def pair_name(name: str) -> str:
    """Return what an interaction of two is called inside a sentence."""
    return name_of(name).replace(" x ", " and ")


def variant_name(name: str) -> str:
    """Return what a structural variant is called."""
    return "the baseline" if name == OWN else spell_out(name)


def spell_out(name: str) -> str:
    """Return a key of a config file, such as a class or a structural variant, in words."""
    words = " ".join(INITIALS.get(word, word) for word in name.replace("_", " ").split(" "))
    for apart, joined in HYPHENS.items():
        words = words.replace(apart, joined)
    return words


def _known(name: str) -> str:
    """Return a name of the model in words; anything else as it is."""
    group, dot, key = name.partition(".")
    if name not in _names():
        return name
    return f"{spell_out(key)} ({spell_out(group)})" if dot else spell_out(name)


@cache
def _names() -> frozenset[str]:
    """Return every name that the model has for what can be varied: levers and parameters."""
    keys = {f"{group}.{key}": key for group in GROUPS for key in described(GROUPS[group])}
    schedules = {named(name, part) for name in LEVERS for part in SCHEDULE}
    every = {*LEVERS, *schedules, *(f"levers.{name}" for name in LEVERS), *keys, *keys.values()}
    return frozenset(every)


def label_of(metric: Metric) -> str:
    """Return a metric's label inside a sentence."""
    words = metric.label
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


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
