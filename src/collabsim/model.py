"""The reference engine: a Mesa model that runs a scenario agent by agent, one month a step."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, wraps
from numbers import Integral
from types import FrameType
from typing import Any, Self

import mesa

from collabsim import month
from collabsim.agents import (
    AHSN,
    Company,
    Innovation,
    NationalLeadership,
    NHSTrust,
    Project,
    RegionalLeadership,
)
from collabsim.agents.actor import overridden
from collabsim.agents.deferred import WRITTEN_BY_TRUSTS
from collabsim.agents.innovations import Turns
from collabsim.metrics import series
from collabsim.month import tallies
from collabsim.month.begin import begin
from collabsim.month.state import Now
from collabsim.population import build, ids
from collabsim.randomness import uniforms
from collabsim.record import Record
from collabsim.rule_substitution import Substituter
from collabsim.rules import Barrier, Rule, Rules
from collabsim.scenario import Scenario
from collabsim.tables import columns, open_tables, plain, plain_state, record_of


def draws_of(replicate: object, seed: object) -> tuple[int, int]:
    """Return replicate and seed, checked; a replicate not said is the first.

    Mesa's ``batch_run`` repeats a run without telling the model: then each repetition is the next
    replicate, the same that ``simulate`` makes. From Mesa 3.4 on it puts ``rng``, or None, in the
    place of a seed.

    Raises
    ------
    ValueError : if either is no such number, or ``batch_run`` would run a replicate twice or
        drop a seed that it was given.
    """
    repetition, parameters = _batch()
    if repetition and replicate is not None:
        raise ValueError(
            "batch_run was given replicates, and iterations or several rng as well: each replicate "
            "would be run again with the same draws; give it replicates, or iterations, not both"
        )
    if seed is None and (parameters is None or "seed" in parameters):
        raise ValueError(
            "batch_run drops a seed among its parameters, and in several processes it cannot be "
            "told whether there was one; say rng=[1] in its place"
        )
    return (
        _whole("replicate", repetition if replicate is None else replicate),
        _whole("seed", 1 if seed is None else seed),
    )


def _batch() -> tuple[int, Collection[str] | None]:
    """Return which repetition of Mesa's ``batch_run`` asks for a model, and its parameters.

    Nothing tells a model of them, so they are read where Mesa keeps them. Where it does not ask,
    there are none; in processes of its own they are not known.
    """
    repetition = None
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_globals.get("__name__") == "mesa.batchrunner":
            if frame.f_code.co_name == "_model_run_func":
                repetition = int(frame.f_locals["iteration"])
            elif frame.f_code.co_name == "batch_run":
                return repetition or 0, frame.f_locals["parameters"]
        frame = frame.f_back
    return (0, ()) if repetition is None else (repetition, None)


def _whole(name: str, value: object) -> int:
    if not isinstance(value, Integral) or not 0 <= int(value) < 2**63:
        raise ValueError(f"{name} {value!r}: expected a whole number from 0 below 2**63")
    return int(value)


def phase(function: Callable[[Now], None]) -> Callable[[Any], None]:
    """Return a phase of the month as a method of the model."""

    @wraps(function)
    def method(self: Any) -> None:
        self.in_force(function)(self.now)

    return method


class CollaborationModel(mesa.Model):
    """NHS trusts, companies, AHSNs and leadership, month by month.

    A step is one month of seven phases: lead, fund, offer, decide, deliver, learn, measure.
    They are the functions of ``collabsim.month``, of which machine code is made too: agents are the
    rows that these read and write, so the numbers equal machine code's bit for bit. Within a phase
    agents read only what no agent writes in it, and write only to themselves; what they do to others
    is put off until all have had their turn. Their order therefore cannot matter.

    To change what an agent does, override one of its methods, which is then what the month calls in
    the place of its own function, and name the class in a subclass of the model::

        class Bold(NHSTrust):
            def consider(self, project, innovation, drawn):
                return True


        class BoldModel(CollaborationModel):
            trust_class = Bold

    Attributes
    ----------
    trust_class, company_class, ahsn_class, national_class, regional_class, project_class,
        innovation_class : what agents, projects and innovations are made of.
    rules : the rules in force. At birth: rules of your own by name (``{"trust.gate": mine}``).
    setting : the scenario it runs.
    seed, replicate : from which all draws are made.
    now : everything the month reads and writes: ``now.month`` is the month it is, or was last.
    trusts, companies, ahsns, regions : agents of each kind, in the order of their indices.
    national : the national leadership.
    innovations : every innovation, on offer or not.
    elapsed : months that have been run.
    running : False once every month of the scenario has been run.
    """

    running: bool
    collector: Any = None
    trust_class: type[NHSTrust] = NHSTrust
    company_class: type[Company] = Company
    ahsn_class: type[AHSN] = AHSN
    national_class: type[NationalLeadership] = NationalLeadership
    regional_class: type[RegionalLeadership] = RegionalLeadership
    project_class: type[Project] = Project
    innovation_class: type[Innovation] = Innovation

    def __init__(
        self,
        scenario: Scenario,
        replicate: int | None = None,
        seed: int | None = 1,
        *,
        rules: Mapping[str, Rule] | None = None,
        barrier: Barrier | None = None,
    ) -> None:
        """Make the England of a replicate, ready for its first month.

        Parameters
        ----------
        scenario : what is run.
        replicate, seed : from which all draws are made, as ``simulate`` numbers them.
        rules : rules of your own by the name of those they replace: ``{"trust.gate": mine}``.
        barrier : a barrier of your own, besides ours.

        Raises
        ------
        TypeError, ValueError : if the scenario is none, or a number, rule or barrier does not fit.
        """
        if not isinstance(scenario, Scenario):
            raise TypeError(f"expected a Scenario to run, found {scenario!r}")
        replicate, seed = draws_of(replicate, seed)
        super().__init__(rng=seed)
        self.setting, self.replicate, self.seed = scenario, replicate, seed
        self.schedule = scenario.schedule()
        self.rules = Rules(rules, barrier)
        self.substitution = Substitution(self.rules, self.classes())
        self.born = self.rules.in_force(build)(scenario, seed, replicate)
        self.now = self.made_of(open_tables(scenario, self.born, self.rules))
        self.national: NationalLeadership = self.now.nation
        self.regions: list[RegionalLeadership] = self.now.regions[:]
        self.companies: list[Company] = self.now.companies[:]
        self.ahsns: list[AHSN] = self.now.ahsns[:]
        self.trusts: list[NHSTrust] = self.now.trusts[:]
        self.innovations: list[Innovation] = self.now.innovations[:]
        self.draws: dict[int, Any] = {}
        self.elapsed = 0
        self.turn_to(0)
        self.in_force(begin)(self.now)

    def __repr__(self) -> str:
        """Say in a line what is run, and how far it is."""
        whose = f"{self.setting.name!r}, replicate {self.replicate}, seed {self.seed}"
        months = f"month {self.elapsed} of {self.setting.months_total}"
        return f"{type(self).__name__}({whose}: {months})"

    def __copy__(self) -> Self:
        """Return a model of its own: a copy that shared its agents would run the other's."""
        return copy.deepcopy(self)

    @classmethod
    def classes(cls) -> tuple[type, ...]:
        """Return the classes of its agents."""
        leaders = cls.national_class, cls.regional_class
        return (cls.trust_class, cls.company_class, cls.ahsn_class, *leaders)

    def made_of(self, opened: Now) -> Now:
        """Return the state with agents in the place of records."""
        born, given = self.born, columns

        def agents(kind: type, names: Sequence[Any], rows: Any) -> Turns:
            made = (kind(self, *each) for each in zip(names, given(rows), strict=True))
            return Turns(made, self.turns)

        codes = [f"C{j + 1:03d}" for j in range(len(opened.companies))]
        offers = zip(born.innovations, given(opened.innovations), strict=True)
        return plain_state(
            opened,
            nation=self.national_class(self, "England", next(given(opened.nation))),
            regions=agents(self.regional_class, born.regions, opened.regions),
            companies=agents(self.company_class, codes, opened.companies),
            ahsns=agents(self.ahsn_class, born.ahsns, opened.ahsns),
            trusts=agents(self.trust_class, born.organisations, opened.trusts),
            innovations=[self.innovation_class(*each) for each in offers],
            projects=plain(opened.projects, self.project_class),
        )

    # Running

    def run(self) -> None:
        """Run every month that is left."""
        while self.running:
            self.step()

    def step(self) -> None:
        """Run one month.

        Raises
        ------
        RuntimeError : if every month of the scenario has been run.
        """
        if not self.running:
            raise RuntimeError(f"the run is over: {self.setting.name} has {self.elapsed} months")
        self.turn_to(self.elapsed)
        self.lead()
        self.fund()
        self.offer()
        self.decide()
        self.deliver()
        self.learn()
        self.measure()
        self.elapsed += 1
        self.running = self.elapsed < self.setting.months_total

    def turn_to(self, number: int) -> None:
        """Turn to a month, in which nothing has happened yet."""
        self.now = self.now._replace(p=self.schedule[number], month=number, season=number % 12)
        self.draws = {}
        for trust in self.trusts:
            trust.deferred = []

    def in_force(self, function: Any) -> Any:
        """Return a function of the month as it is in this run: see ``Substitution``."""
        return self.substitution.of(function)

    def drawn(self, decision: int) -> Any:
        """Return this month's draws for a decision: a table of first and one of second uniforms.

        All trusts and innovations are drawn together, which is quick and changes no draw.
        """
        if decision not in self.draws:
            who, what = ids(self.born.trust)[:, None], ids(self.born.innovation)[None, :]
            when = self.seed, self.replicate, self.now.month
            self.draws[decision] = [half.tolist() for half in uniforms(*when, decision, who, what)]
        return self.draws[decision]

    @property
    def record(self) -> Record:
        """What the run leaves behind, the same as the compiled engine's; not yet run: zeros."""
        return record_of(self.setting, self.born, self.now, self.rules)

    @property
    def datacollector(self) -> Any:
        """Every metric of England, month by month, as Mesa's ``batch_run`` reads it; or your own."""
        if self.collector is not None:
            return self.collector
        months = self.elapsed
        found: dict[str, Any] = {
            "replicate": [self.replicate] * months,
            "seed": [self.seed] * months,
        }
        for name, each in series(self.record).items():
            found[name] = each[:months].tolist()
        made = mesa.DataCollector(dict.fromkeys(found, "record"))
        made.model_vars = found
        made._collection_steps = list(range(months))  # where Mesa 3.5 looks it up
        return made

    @datacollector.setter
    def datacollector(self, collector: Any) -> None:
        self.collector = collector

    def turns(self, agents: list[Any]) -> Sequence[Any]:
        """Return the order in which agents take their turn; any order gives the same numbers."""
        return agents

    lead = phase(month.lead.lead)
    fund = phase(month.fund.fund)
    offer = phase(month.offer.offer)
    decide = phase(month.decide.decide)
    deliver = phase(month.deliver.deliver)
    measure = phase(month.measure.measure)

    def learn(self) -> None:
        """Let others hear of what trusts put off, in the order of trusts; then all learn from it."""
        for trust in self.trusts:
            for name, *what in trust.deferred:
                getattr(tallies, name)(trust, *what, self.now)
        self.in_force(month.learn.learn)(self.now)


class Substitution:
    """The functions of the month as they are in a run: with its rules, and its agents' own methods.

    Parameters
    ----------
    rules : in force.
    classes : of the agents.
    """

    def __init__(self, rules: Rules, classes: tuple[type, ...]) -> None:
        self.given = rules, classes
        replaced = {**rules.replaced, **WRITTEN_BY_TRUSTS}
        for kind in classes:
            replaced.update(overridden(kind))
        self.of = cache(Substituter(lambda function: function, replaced).copy)

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...]]:
        """Say how it is made again, in a copy or another process."""
        return type(self), self.given
