"""Plausible sets, tried in every structural variant: which of them agree with the data there as well.

No evidence decides between the variants, and they are never averaged. A set that is plausible in
the model's own form need not be so in another. So the variant is laid over the set, as experiments
do; the attribute of every series is fitted anew in it, and the set is assessed on the held-out
replicates that it has in the model's own form.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from collabsim.calibration.goodness_of_fit import Assessment, assess, measured_england
from collabsim.calibration.replicates import Purpose, draws_of
from collabsim.calibration.series_runs import series_scenario, simulate
from collabsim.calibration.targets import measured
from collabsim.scenario import Scenario
from studies.england.folder import Effort, Row
from studies.england.rows import row_of
from studies.england.search import REPORT, Found, Plan, Search, evenly

if TYPE_CHECKING:
    from pandas import DataFrame

SETS = 30
"""Plausible sets that are tried in every variant, evenly spaced among all."""

AS_IT_IS = "as it is"
"""The model's own form, to compare with."""

INFINITE = float("inf")

VARIANTS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "weakest link": {"hazard.sigma": 0.0},
        "half-way": {"hazard.sigma": 0.5},
        "average": {"hazard.sigma": INFINITE},
        "additive": {"hazard.sigma": INFINITE, "hazard.nu": 1.0, "hazard.pull": -2.0},
        "symmetric trust": {"trust.kappa": 1.0},
        "trust by company alone": {"trust.category": 0.0},
    }
)
"""Variants by name, as experiments lay them over a set.

The pull of the additive form is lower, and takes the place of the set's own: where barriers only
add up, all of them let more through, and joint working would be far above what is measured.
"""


def run(search: Search, effort: Effort) -> None:
    """Assess the sets in every variant in which they have not been."""
    for name, over in VARIANTS.items():
        jobs = {n: (n, {**settings, **over}) for n, settings, _ in _tried(search)}
        search.assess(_stage(name), jobs, partial(_assess, search.plan), effort)


def _tried(search: Search) -> list[Found]:
    return evenly(search.confirmed(), SETS)


def _assess(plan: Plan, job: tuple[int, Mapping[str, float]]) -> Row:
    number, settings = job
    england = measured_england(plan.config).with_values(settings)
    return row_of(fit_and_assess(england, plan, number))


def fit_and_assess(england: Scenario, plan: Plan, number: int, **patterns: Any) -> Assessment:
    """Fit the series of a set on its search replicates and assess it on its held-out ones."""
    series, size = measured(), (plan.replicates, plan.seed)
    fitted = simulate(
        series_scenario(england, series), series, draws_of(number, Purpose.SEARCH, *size)
    )
    report = draws_of(number, Purpose.REPORT, *size)
    return assess(england, report, attributes=fitted.attributes, **patterns)


def table(search: Search) -> DataFrame:
    """Return a row a variant and set: what the variant states, whether the set is plausible, why not."""
    from pandas import DataFrame

    stages = {AS_IT_IS: REPORT, **{name: _stage(name) for name in VARIANTS}}
    keys = dict.fromkeys(key for over in VARIANTS.values() for key in over)
    rows, tried = [], _tried(search)
    for name, stage in stages.items():
        for number in (n for n, _, _ in tried if n in search.done(stage)):
            found, over = search.of(stage, number), VARIANTS.get(name, {})
            row: dict[str, object] = {"structure": name, "set": number}
            row |= {key: over.get(key) for key in keys}
            row |= {"accepted": found.plausible, "ruled_out_by": " ".join(found.ruled_out_by)}
            rows.append(row)
    return DataFrame(rows)


def _stage(name: str) -> str:
    return f"variant-{name.replace(' ', '-')}"
