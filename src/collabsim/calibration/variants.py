"""The runs of England that patterns are read from: a long one as it is, and variants for ten years."""

from __future__ import annotations

from dataclasses import replace

from collabsim.scenario import Scenario

LAUNCHED, WATCHED = 96, 216
"""Months over which innovations are launched, and for which each is then watched."""


def long_run(england: Scenario) -> Scenario:
    """Return England without named innovations, run until all have been watched for 18 years."""
    before = england.months_before
    months = {"world.launch_span": float(LAUNCHED), "world.months": LAUNCHED + WATCHED - before}
    return replace(england, innovations=()).with_values(months)


VARIANTS: dict[str, dict[str, float]] = {
    "today": {},
    "scorecard": {"levers.scorecard": 1.0},
    "ring_fence": {"levers.ring_fence": 1.0},
    "slow_approval": {"leadership.approval_time": 1.5},
}
"""Runs of England for ten years that P16, P18 and P23 are read from: levers and factors."""


def variant(england: Scenario, name: str) -> Scenario:
    """Return a variant of England: levers pulled, or a parameter times a factor."""
    out = england
    for key, amount in VARIANTS[name].items():
        group, _, rest = key.partition(".")
        if group == "levers":
            out = out.with_levers({rest: amount})
        else:
            today = getattr(getattr(england.parameters, group), rest)
            out = out.with_values({key: today * amount})
    return out
