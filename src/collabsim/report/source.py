"""Where the numbers of a report come from, and what is said beside all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from collabsim.metrics import METRICS, Metric
from collabsim.results import ENOUGH_FOR_A_RANGE, Results
from collabsim.scenario.dates import end_of

ILLUSTRATIVE = "Illustrative: explores candidate mechanisms, not a forecast."

PRACTICE = "Practice world, not England"
"""What is said wherever the places of a scenario are not England's."""


@dataclass(frozen=True)
class Source:
    """Where the numbers of a figure come from.

    Attributes
    ----------
    setting : the scenario and how long it ran, such as "England by 2035/36".
    seed, replicates : of all random draws; simulated Englands.
    variants : model variants under which every point was run.
    sets : how many of them are parameter sets of the baseline, its own among them.
    practice : whether the places are not England's.
    metrics : what each metric is, by name.
    """

    setting: str
    seed: int
    replicates: int
    variants: int = 1
    sets: int = 1
    practice: bool = False
    metrics: Mapping[str, Metric] = field(default_factory=lambda: METRICS)

    @property
    def over(self) -> str:
        """What means are taken over, in words."""
        return "" if self.sets == 1 else f", mean of {self.sets} parameter sets"

    @property
    def ranges(self) -> str:
        """What the thin line below an interval shows, if there is one."""
        return (
            f"; thin line: the means of {self.variants} alternatives" if self.variants > 1 else ""
        )

    @property
    def bar(self) -> str:
        """What a bar shows; one replicate has none."""
        return (
            "Bar: 95% interval of the mean" if self.replicates > 1 else "One replicate: no interval"
        )

    @property
    def band(self) -> str:
        """What a band over replicates shows."""
        if self.replicates == 1:
            return "one run"
        few = self.replicates < ENOUGH_FOR_A_RANGE
        return f"median and band of {f'all {self.replicates}' if few else '9 in 10'} runs"


def source_of(results: Results) -> Source:
    """Return where the numbers of some results come from."""
    return Source(results.scenarios[0], results.seed, results.replicates, practice=results.practice)


def ending(results: Results) -> str:
    """Return when the run ended: the financial year, else the month."""
    return end_of(int(results.tables["metrics"]["month"].max()) + 1, results.today)
