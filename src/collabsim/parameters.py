"""What a parameter is: a value with its unit, bounds, plausible range, evidence and tier."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal, get_args

Tier = Literal["T1", "T2", "T3", "T4"]
"""T1 NHS data, T2 health care elsewhere, T3 other sectors, T4 judgement."""

TIERS: dict[str, str] = {
    "T1": "NHS data",
    "T2": "health care elsewhere",
    "T3": "other sectors",
    "T4": "judgement: no source fixes it; sweep it",
}


@dataclass(frozen=True, slots=True)
class Param:
    """The evidence that stands beside a parameter's value.

    ``bounds`` say which values are valid at all; ``plausible`` is the range a
    sensitivity analysis should sweep. ``evidence`` names mechanisms (M4), patterns
    (P8), claims (A05) or sources (S30); ``tier`` says how good that evidence is. ``whole`` values are counts;
    a parameter whose unit is "switch" is 0 or 1.
    """

    says: str
    unit: str
    default: float
    bounds: tuple[float, float]
    plausible: tuple[float, float]
    evidence: str
    tier: Tier
    whole: bool = False

    @property
    def comment(self) -> str:
        """What stands beside its value in a file: unit, plausible range, evidence and tier."""
        low, high = self.plausible
        return f"{self.unit}; plausible {low:g}–{high:g}; {self.evidence}; {self.tier}"


def param(
    default: float,
    unit: str,
    bounds: tuple[float, float],
    plausible: tuple[float, float],
    evidence: str,
    tier: Tier,
    says: str,
    *,
    whole: bool = False,
) -> Any:
    """Declare one parameter as a field of a frozen dataclass of floats."""
    if tier not in get_args(Tier):
        raise ValueError(f"tier {tier!r} is not one of {get_args(Tier)}")
    low, high = bounds
    inside = low <= plausible[0] <= plausible[1] <= high and low <= default <= high
    if not inside:
        raise ValueError(f"default {default} or range {plausible} is outside {bounds}: {says}")
    meta = Param(says, unit, float(default), bounds, plausible, evidence, tier, whole)
    return dataclasses.field(default=float(default), metadata={"param": meta})


def described(group: type) -> dict[str, Param]:
    """Return the metadata of every parameter of a group, in the order declared."""
    return {f.name: f.metadata["param"] for f in dataclasses.fields(group) if "param" in f.metadata}
