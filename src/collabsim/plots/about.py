"""What the figures of an experiment share: where numbers come from, and what things are called."""

from __future__ import annotations

from dataclasses import dataclass

from collabsim.metrics import METRICS, Metric

INITIALS = {"ahsn": "AHSN", "ahsns": "AHSNs", "nih": "not-invented-here", "uk": "UK"}


@dataclass(frozen=True)
class About:
    """Where the numbers of a figure come from.

    Attributes
    ----------
    setting : the base scenario and how long it ran, such as "England after 10 years".
    seed, replicates : of all luck; simulated Englands.
    worlds : how many alternatives every point was run under.
    """

    setting: str
    seed: int
    replicates: int
    worlds: int = 1

    @property
    def over(self) -> str:
        """What means are taken over, in words."""
        return "" if self.worlds == 1 else f"; mean of {self.worlds} worlds"


def said(name: str) -> str:
    """Return what a lever, parameter, structure or pair is called in a figure."""
    group, dot, key = name.partition(".")
    if dot and " " not in name:
        return f"{said(key)} ({said(group)})"
    return " ".join(INITIALS.get(word, word) for word in name.replace("_", " ").split(" "))


def capital(text: str) -> str:
    """Return a text that begins a sentence."""
    return text[:1].upper() + text[1:]


def scale_of(metric: str) -> tuple[float, str, str]:
    """Return what a metric is drawn times, with the units of its level and of a difference."""
    known: Metric = METRICS[metric]
    if known.is_share:
        return 100.0, known.unit.replace("share", "%", 1), "percentage points"
    return 1.0, known.unit, known.unit


def signed(metric: str, value: float) -> str:
    """Return a difference as people read it, with its sign: ``+1.2 points``."""
    if value != value:
        return "not defined"
    return f"{'−' if value < 0.0 else '+'}{METRICS[metric].change(value)}"
