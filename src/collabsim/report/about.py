"""What the figures of an experiment share: where numbers come from, and what things are called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from collabsim.experiment.variants import OWN
from collabsim.levers import LEVERS
from collabsim.metrics import METRICS, Metric
from collabsim.parameters import described
from collabsim.scenario.groups import GROUPS

INITIALS = {"ahsn": "AHSN", "ahsns": "AHSNs", "nih": "not-invented-here"}
NAMES = r"(?<![^ ])[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?(?![^ ,])"
"""What may be a name of the model in a label: between blanks, or before a comma."""

HYPHENS = {"multi year": "multi-year"}


@dataclass(frozen=True)
class About:
    """Where the numbers of a figure come from.

    Attributes
    ----------
    setting : the base scenario and how long it ran, such as "England after 10 years".
    seed, replicates : of all luck; simulated Englands.
    variants : how many alternatives every point was run under.
    sets : how many of them have the base's structure: parameter sets, the base's own among them.
    practice : whether the places are not England's.
    """

    setting: str
    seed: int
    replicates: int
    variants: int = 1
    sets: int = 1
    practice: bool = False

    @property
    def over(self) -> str:
        """What means are taken over, in words."""
        return "" if self.sets == 1 else f", mean of {self.sets} parameter sets"


def said(name: str) -> str:
    """Return what a lever, parameter or pair is called in a figure; else a label, as it was written.

    Of a label that a design made, each name in it is so called.
    """
    return re.sub(NAMES, lambda found: _known(found[0]), name)


def pair(name: str) -> str:
    """Return what an interaction of two is called inside a sentence."""
    return said(name).replace(" x ", " and ")


def variant(name: str) -> str:
    """Return what a structure is called in a figure."""
    return "the base" if name == OWN else plain(name)


def _known(name: str) -> str:
    """Return a name of the model in words; anything else as it is."""
    group, dot, key = name.partition(".")
    if dot:
        return f"{plain(key)} ({plain(group)})" if name in _names() else name
    return plain(name) if name in _names() else name


def plain(name: str) -> str:
    """Return a key of a config file, such as a class or a structure, in words."""
    words = " ".join(INITIALS.get(word, word) for word in name.replace("_", " ").split(" "))
    for apart, joined in HYPHENS.items():
        words = words.replace(apart, joined)
    return words


@cache
def _names() -> frozenset[str]:
    """Return every name that the model has for what can be varied: levers and parameters."""
    keys = {f"{group}.{key}": key for group in GROUPS for key in described(GROUPS[group])}
    return frozenset({*LEVERS, *(f"levers.{name}" for name in LEVERS), *keys, *keys.values()})


def capital(text: str) -> str:
    """Return a text that begins a sentence."""
    return text[:1].upper() + text[1:]


def scale_of(metric: str) -> tuple[float, str, str]:
    """Return what a metric is drawn times, with the units of its level and of a difference."""
    known: Metric = METRICS[metric]
    if known.is_share:
        return 100.0, known.unit.replace("share", "%", 1), "percentage points"
    return 1.0, known.unit, known.unit


def label(metric: str) -> str:
    """Return a metric's label inside a sentence."""
    words = METRICS[metric].label
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
