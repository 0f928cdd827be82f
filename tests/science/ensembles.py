"""Runs that science tests share, and the few readings they take from records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from collabsim import Record, Scenario, simulate
from collabsim.composition import BARRIERS
from collabsim.scenario.writing import scenario_toml

Reading = Callable[[Record], float]


def only(*kept: str) -> dict[str, float]:
    """Return settings that switch off every barrier but these."""
    return {f"barriers.{name}": 0.0 for name in BARRIERS if name not in kept}


@dataclass(frozen=True, eq=False)
class Shared:
    """A scenario that can be looked up: two that say the same are the same."""

    scenario: Scenario

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shared) and self.scenario == other.scenario

    def __hash__(self) -> int:
        return hash(scenario_toml(self.scenario))


@lru_cache(maxsize=8)  # a national record takes a few megabytes
def runs(shared: Shared, replicates: int, seed: int) -> tuple[Record, ...]:
    """Run a scenario, unless a test before this one has just done so."""
    (records,) = simulate(shared.scenario, replicates, seed).records.values()
    return records


def read(
    scenarios: Mapping[str, Scenario], reading: Reading, replicates: int = 6, seed: int = 11
) -> dict[str, NDArray[np.float64]]:
    """Run scenarios on the same luck and return one reading a replicate of each."""
    return {
        name: np.array([reading(record) for record in runs(Shared(scenario), replicates, seed)])
        for name, scenario in scenarios.items()
    }


def above(difference: NDArray[np.float64], errors: float = 2.0) -> bool:
    """Return whether a mean paired difference is above zero by so many standard errors."""
    error = difference.std(ddof=1) / len(difference) ** 0.5
    return bool(difference.mean() > errors * error)


def joint_working(record: Record) -> float:
    """Return projects begun per trust-year, from today."""
    years = (record.months - record.today) / 12.0
    return float(record.whole()["starts"][record.today :].sum()) / len(record.trusts) / years


def adoption(record: Record) -> float:
    """Return the share of eligible trusts using piloted innovations at the end."""
    items = record.whole()
    return float(items["adopted_piloted"][-1] / items["eligible_piloted"][-1])


def trust(record: Record) -> float:
    """Return mean trust in industry at the end."""
    return float(record.whole()["trust_nhs"][-1]) / len(record.trusts)


def gaming(record: Record) -> float:
    """Return the mean share of reported result that is not real, in the last year."""
    return float(record.whole()["gaming"][-12:].mean()) / len(record.trusts)
