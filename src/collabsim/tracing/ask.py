"""Why did that happen? One run watched, and repeated with one thing changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collabsim.plain import Held
from collabsim.rules import Barrier, Rule
from collabsim.scenario.faults import Fault, ScenarioError, refused
from collabsim.scenario.scenario import Scenario
from collabsim.tracing.compare import Difference, difference
from collabsim.tracing.describe_difference import described
from collabsim.tracing.meant import (
    Of,
    Origin,
    Which,
    changed_by,
    innovation_meant,
    origin,
    trust_meant,
)
from collabsim.tracing.story import describe_run, summary
from collabsim.tracing.trace import Trace, watch
from collabsim.tracing.witness import Witness

if TYPE_CHECKING:  # Mesa is slow to import
    from collabsim.model import CollaborationModel


@dataclass(frozen=True, eq=False, repr=False)
class Why(Held):
    """Why an innovation came to what it came to in an NHS trust.

    Attributes
    ----------
    trace : the run, watched.
    difference : what one change does to it, on the same draws; None if none was asked for.
    """

    trace: Trace
    difference: Difference | None = None

    def __repr__(self) -> str:
        """Say in a line what was asked."""
        return (
            f"Why({self.trace!r})"
            if self.difference is None
            else f"Why({self.trace!r}, {self.difference.says})"
        )

    @property
    def text(self) -> str:
        """The story, in plain text."""
        trace = self.trace
        parts = [describe_run(trace), summary(trace)]
        return "\n\n".join(
            parts + ([] if self.difference is None else [described(trace, self.difference)])
        )


def why(
    of: Of = "england.toml",
    *,
    nhs_trust: str,
    innovation: str | int,
    which: Which | None = None,
    without: str = "",
    adding: str = "",
    rules: Mapping[str, Rule] | None = None,
    barrier: Barrier | None = None,
    model: type[CollaborationModel] | None = None,
) -> Why:
    """Tell why an innovation came to what it came to in an NHS trust.

    The run is made again agent by agent, on the draws that it had, and watched: its numbers are the
    same to the bit. Seconds a run for England.

    Parameters
    ----------
    of : a scenario, a config, an experiment, what ``simulate`` or ``Experiment.run`` returned, or a
        folder of results.
    nhs_trust : its code, such as ``"NW-07"``.
    innovation : its code, such as ``"I12"``, or its number.
    which : the scenario or point, variant, replicate and seed; the first of each if not said.
    without : a lever that is taken away in a second run on the same draws.
    adding : a lever that is applied in it: ``"permission"`` in full, or ``"permission=0.5"``.
    rules, barrier, model : of your own, as ``simulate`` takes them.

    Raises
    ------
    ScenarioError : naming everything that is wrong with what was given, with the nearest right names.
    """
    from collabsim.model import CollaborationModel

    run = origin(of, which or Which())
    kind, faults = model or CollaborationModel, list[Fault]()
    if not (rules or barrier or model):
        rules, barrier = _of_its_author(run)
    plain = kind(run.scenario, run.replicate, run.seed, rules=rules, barrier=barrier)
    trust, item = trust_meant(nhs_trust, plain, faults), innovation_meant(innovation, plain, faults)
    changed = changed_by(run.scenario, without, adding, faults)
    if faults:
        raise ScenarioError(faults)

    def traced(scenario: Scenario) -> Trace:
        witness = Witness(trust, item)
        made = witness.watched(kind)(
            scenario, run.replicate, run.seed, rules=rules, barrier=barrier
        )
        return watch(made, witness)

    base = traced(run.scenario)
    if changed is None:
        return Why(base)
    says = f"without {without}" if without else f"with {adding}"
    moves = run.scenario.catalogue()[without or adding.partition("=")[0]].moves
    return Why(base, difference(base, traced(changed), says, moves))


def _of_its_author(run: Origin) -> tuple[Mapping[str, Rule], Barrier | None]:
    """Return the rules and the barrier that a run had, where nobody gives any.

    Raises
    ------
    ScenarioError : if it had some that are not here.
    """
    changing = [name for name in run.own if not name.startswith("metric ")]
    if changing and not run.rules.replaced:
        raise refused(
            f"this was run with {', '.join(changing)} of its author's own, which a folder does not hold:"
            " give them as rules, barrier or model to cs.why."
        )
    return run.rules.own, run.rules.barrier
