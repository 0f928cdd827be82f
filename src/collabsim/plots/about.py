"""What the figures of an experiment share: where numbers come from, and what things are called."""

from __future__ import annotations

import math
from dataclasses import dataclass

from collabsim.experiment.worlds import OWN
from collabsim.metrics import METRICS, Metric

INITIALS = {"ahsn": "AHSN", "ahsns": "AHSNs", "nih": "not-invented-here"}
HYPHENS = {"multi year": "multi-year"}

SMALL = 0.1
"""Below this, two decimals lose half of what a number says."""


@dataclass(frozen=True)
class About:
    """Where the numbers of a figure come from.

    Attributes
    ----------
    setting : the base scenario and how long it ran, such as "England after 10 years".
    seed, replicates : of all luck; simulated Englands.
    worlds : how many alternatives every point was run under.
    sets : how many of them have the base's structure: parameter sets, the base's own among them.
    """

    setting: str
    seed: int
    replicates: int
    worlds: int = 1
    sets: int = 1

    @property
    def over(self) -> str:
        """What means are taken over, in words."""
        return "" if self.sets == 1 else f", mean of {self.sets} parameter sets"


def said(name: str) -> str:
    """Return what a lever, parameter, structure or pair is called in a figure."""
    if name == OWN:
        return "the base"
    group, dot, key = name.partition(".")
    if dot and " " not in name:
        return f"{said(key)} ({said(group)})"
    words = " ".join(INITIALS.get(word, word) for word in name.replace("_", " ").split(" "))
    for apart, joined in HYPHENS.items():
        words = words.replace(apart, joined)
    return words


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


def change(metric: str, value: float, like: float | None = None) -> str:
    """Return the size of a difference as people read it: ``1.2 points``, ``0.05``, ``0.006``.

    Small ones get a third decimal; ``like`` is another number to have as many decimals as.
    """
    known: Metric = METRICS[metric]
    size = abs(value if like is None else like)
    if known.is_share or known.matters >= 1.0 or size >= SMALL:
        return known.change(value)
    return f"{abs(value):.3f}"


def signed(metric: str, value: float, like: float | None = None) -> str:
    """Return a difference with its sign: ``+1.2 points``; what is shown as 0 has none."""
    if math.isnan(value):
        return "not defined"
    size = change(metric, value, like)
    if not set(size) & set("123456789"):
        return size
    return f"{'−' if value < 0.0 else '+'}{size}"
