"""Small worlds for both engines, drawn at random or by hand."""

from __future__ import annotations

import dataclasses
import math

from hypothesis import strategies as st

from collabsim.composition import BARRIERS
from collabsim.levers import LEVERS, LeverSetting
from collabsim.parameters import Param, described
from collabsim.scenario import GROUPS, Region, Scenario, config_path

SIGMAS = (0.0, 0.1, 0.5, 1.0, 2.0, math.inf)
BORN = ("world", "traits")
"""Groups that shape the population, which both engines share."""


def tiny(months: int = 26) -> Scenario:
    """Return nine trusts in two regions and three AHSNs, with eight innovations they are keen on.

    Everything happens often, so that two years hold every kind of event.
    """
    regions = (
        Region("N", "North", {"acute": 3, "mental_health": 2}, {"Moors": 3, "Coast": 2}),
        Region("S", "South", {"acute_community": 3, "ambulance": 1}, {"Downs": 4}),
    )
    values = {
        "world.months_before": 0, "world.months": months, "world.companies": 3,
        "world.innovations": 8, "world.launch_span": 6, "hazard.pull": 6.0, "hazard.nu": 1.0,
        "trust.scandal": 2.0, "trust.small_failure": 0.1, "trust.use_failure": 0.05,
        "companies.outreach": 0.5, "resource.collapse": 0.05, "outcomes.abandon": 0.1,
        "outcomes.rest": 3.0, "leadership.churn": 0.6, "leadership.approval_time": 0.3,
        "capacity.slack_mean": 0.15, "capacity.starts": 1.0, "permission.forbid": 0.4,
    }  # fmt: skip
    base = Scenario.load(config_path("small.toml"))
    quick = [
        dataclasses.replace(
            kind, pilot=min(kind.pilot, 4.0), evaluation=min(kind.evaluation, 1.0),
            targeted=0.5, widened=1.0,
        )
        for kind in base.classes
    ]  # fmt: skip
    world = dataclasses.replace(base, regions=regions, classes=tuple(quick))
    return world.with_values(values)


def pulled(months: int = 26) -> Scenario:
    """Return the tiny world with every lever pulled hard, one after the other."""
    starts = {name: LeverSetting(0.9, n // 3, 4) for n, name in enumerate(LEVERS)}
    return tiny(months).with_levers(starts)


def values() -> st.SearchStrategy[dict[str, float]]:
    """Draw some parameters within their bounds, any sigma, barriers off and loops cut."""
    named = [
        (f"{group}.{name}", meta)
        for group, kind in GROUPS.items()
        for name, meta in described(kind).items()
        if group not in BORN and meta.unit != "switch" and name != "sigma"
    ]
    one = st.sampled_from(named).flatmap(lambda each: st.tuples(st.just(each[0]), within(each[1])))
    sigma = st.sampled_from(SIGMAS).map(lambda value: {"hazard.sigma": value})
    loops = list(described(GROUPS["loops"]))
    parts = (st.lists(one, max_size=12).map(dict), sigma, off("barriers", list(BARRIERS)))
    return st.tuples(*parts, off("loops", loops)).map(
        lambda drawn: {name: value for part in drawn for name, value in part.items()}
    )


def within(meta: Param) -> st.SearchStrategy[float]:
    """Draw a value of a parameter: plausible, at a bound, or merely valid."""
    return st.floats(*meta.plausible) | st.sampled_from(meta.bounds) | st.floats(*meta.bounds)


def off(group: str, names: list[str]) -> st.SearchStrategy[dict[str, float]]:
    """Switch off a few of these."""
    few = st.sets(st.sampled_from(names), max_size=3)
    return few.map(lambda chosen: {f"{group}.{name}": 0.0 for name in sorted(chosen)})


def levers() -> st.SearchStrategy[dict[str, LeverSetting]]:
    """Pull a few levers, to any level, from any month, over any ramp."""
    setting = st.builds(LeverSetting, st.floats(0.0, 1.0), st.integers(0, 20), st.integers(0, 12))
    return st.dictionaries(st.sampled_from(sorted(LEVERS)), setting, max_size=5)


def scenarios(months: int = 26) -> st.SearchStrategy[Scenario]:
    """Draw a tiny world with values and levers of its own."""
    return st.builds(
        lambda own, set_to: tiny(months).with_values(own).with_levers(set_to), values(), levers()
    )
