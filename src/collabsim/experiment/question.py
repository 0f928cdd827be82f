"""A question as it was read and checked: its base, points, variants and replicates."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pandas import DataFrame

from collabsim.experiment.batch import Batch, Pairs, Run, carry_out
from collabsim.experiment.factors import changed
from collabsim.experiment.own_functions import NOTHING_OWN, OwnFunctions
from collabsim.experiment.shards import Outcome, Rows
from collabsim.experiment.variants import in_force, seed_of
from collabsim.experiment.vocabulary import Stop
from collabsim.metrics import METRICS, Metric
from collabsim.plain import Held, card, freeze, plural
from collabsim.results.dictionary import described
from collabsim.scenario import Scenario
from collabsim.scenario.writing import scenario_toml

KEYS = ("point", "variant", "replicate")
"""What tells one run from every other."""


@dataclass(frozen=True, eq=False, repr=False)
class Question(Held):
    """Base x points x variants x replicates: all that decides an experiment's numbers, and its words.

    Attributes
    ----------
    question : in words.
    base : the scenario that points and variants change.
    design, variants : tables as in ``Runs``.
    reference : the point that is *today*.
    replicates : how many; with ``stop``, the most there may be.
    seed : of all random draws.
    metrics : names of those kept, at the end of each run.
    stop : how precise is enough, if the number of replicates is left to that.
    how : how the design was made, in words and numbers for analyses.
    analyses, figures : what the answer should hold.
    text : the file as it was written.
    own : rules, a barrier and metrics of its author's own.
    """

    question: str
    base: Scenario
    design: DataFrame
    variants: DataFrame
    reference: int
    replicates: int
    seed: int
    metrics: tuple[str, ...]
    stop: Stop | None = None
    how: Mapping[str, Any] = field(default_factory=dict)
    analyses: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    text: str = ""
    own: OwnFunctions = NOTHING_OWN

    def __post_init__(self) -> None:
        """Freeze what it was given."""
        freeze(self, "how")

    def __repr__(self) -> str:
        """Say in a line what is asked of what."""
        return f"{type(self).__name__}({self.question!r}: {', '.join(self._facts().values())})"

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        return card(self.question, self._facts())

    def _facts(self) -> dict[str, str]:
        """Return what it is in a few words each."""
        most = "up to " if self.stop else ""
        return {
            "Base": self.base.name,
            "Points": plural(len(self.design), "point"),
            "Variants": plural(len(self.variants), "variant"),
            "Replicates": f"{most}{plural(self.replicates, 'replicate')}",
            "Seed": f"seed {self.seed}",
        }

    @property
    def left_out(self) -> tuple[str, ...]:
        """Columns of the parameter sets without a say, since the user's base states them itself."""
        return tuple(self.how.get("left_out", ()))

    @property
    def ends(self) -> dict[str, tuple[float, float]]:
        """First and last value of every factor as the file writes them; none of listed points."""
        factors = self.how.get("factors", {})
        return {name: (float(levels[0]), float(levels[-1])) for name, levels in factors.items()}

    @property
    def per_replicate(self) -> int:
        """Runs of one replicate: every point in every variant."""
        return len(self.design) * len(self.variants)

    @cached_property
    def base_text(self) -> str:
        """The base scenario in full, as a config file."""
        return scenario_toml(self.base)

    def address(self, number: Any) -> tuple[Any, Any, Any]:
        """Return point, variant and replicate of a run, or of an array of them.

        Points vary fastest, replicates slowest: so all points of a replicate share births, and
        replicates can be added at the end.
        """
        rest, point = divmod(number, len(self.design))
        replicate, variant = divmod(rest, len(self.variants))
        return point, variant, replicate

    def rows(self, identity: str = "", head: tuple[str, ...] = ()) -> Rows:
        """Return the rows that its runs come to, as a store keeps them."""
        number = self.replicates * self.per_replicate
        words = described(self.own.metrics)
        return Rows(identity, number, self.metrics, KEYS, self.address, head, words)

    def metric(self, name: str) -> Metric:
        """Return a metric by its name, one of its author's own among them."""
        return self.own.metrics.get(name) or METRICS[name]

    def outcomes(self, numbers: Iterable[int], workers: int | None = None) -> Iterator[Outcome]:
        """Run these and yield what comes of each, in order; nothing is kept."""
        batches = [self.batch([number]) for number in numbers]
        with ThreadPoolExecutor(workers or os.cpu_count() or 1) as threads:
            for found in threads.map(carry_out, batches):
                yield from found

    def batch(self, numbers: Sequence[int]) -> Batch:
        """Return these runs as a worker can be handed them."""
        runs = []
        for number in numbers:
            point, variant, replicate = self.address(number)
            seed = self._seeds[variant]
            runs.append(Run(number, seed, replicate, self._variants[variant], self._points[point]))
        return Batch(self.base_text, self.metrics, tuple(runs), self.own)

    def scenario_of(self, point: int, variant: int = 0) -> tuple[Scenario, int]:
        """Return the scenario of a point in a variant, called as the point is, and its seed."""
        values = in_force((), dict(self._variants[variant]), point=dict(self._points[point]))
        made = changed(self.base, values)
        return replace(made, name=str(self.design["label"][point])), self._seeds[variant]

    @cached_property
    def _seeds(self) -> list[int]:
        """The seed of every variant: that of its parameter set."""
        return [seed_of(self.seed, int(number)) for number in self.variants["parameters"]]

    @cached_property
    def _points(self) -> _Rows:
        return _Rows(self.design.drop(columns=["point", "label"]))

    @cached_property
    def _variants(self) -> _Rows:
        return _Rows(self.variants.drop(columns=["variant", "structure", "parameters"]))


class _Rows:
    """Rows of a table as pairs of name and value, made when they are asked for: there may be many."""

    def __init__(self, table: DataFrame) -> None:
        self.names = [str(name) for name in table.columns]
        self.values = table.to_numpy(float)

    def __getitem__(self, row: int) -> Pairs:
        return tuple(zip(self.names, self.values[row].tolist(), strict=True))
