"""The reference engine: a Mesa model that runs a scenario agent by agent, one month a step."""

from __future__ import annotations

import copy
import sys
from collections.abc import Collection, Mapping, Sequence
from numbers import Integral
from types import FrameType
from typing import Any, Self, TypeVar

import mesa
import numpy as np

from collabsim.agents import (
    AHSN,
    Company,
    NationalLeadership,
    NHSTrust,
    Project,
    RegionalLeadership,
)
from collabsim.agents.crowd import Crowd
from collabsim.agents.innovation import innovations
from collabsim.agents.ledger import Ledger
from collabsim.agents.month import Luck, Month
from collabsim.agents.traits import TrustTraits
from collabsim.metrics import series
from collabsim.numerics import total
from collabsim.population import SECTORS, Population, build
from collabsim.record import Record
from collabsim.rules import Barrier, Rule, Rules
from collabsim.scenario import Scenario

A = TypeVar("A")


def columns(row: np.void) -> dict[str, Any]:
    """Return a row of an array of records as plain Python numbers by name."""
    return dict(zip(row.dtype.names or (), row.item(), strict=True))


def luck_of(replicate: object, seed: object) -> tuple[int, int]:
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
            "would be run again on the same luck; give it replicates, or iterations, not both"
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


def _repetition() -> int:
    """Return which repetition of Mesa's ``batch_run`` asks for a model; 0 if it is not asked by it.

    Nothing tells a model of it, so it is read where Mesa keeps it.
    """
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_code.co_name == "_model_run_func" and "mesa" in frame.f_globals["__name__"]:
            return int(frame.f_locals["iteration"])
        frame = frame.f_back
    return 0


class CollaborationModel(mesa.Model):
    """NHS trusts, companies, AHSNs and leadership, month by month.

    A step is one month of seven phases: lead, fund, offer, decide, deliver, learn, measure.
    Within a phase agents read only what no agent writes in it, and write only to themselves;
    what they do to others stands in their diaries until the model passes it on. Their order
    therefore cannot matter, and the numbers equal the compiled engine's bit for bit.

    To change what an agent does, subclass it and name it in a subclass of the model::

        class Bold(NHSTrust):
            def consider(self, project, luck):
                return True


        class BoldModel(CollaborationModel):
            trust_class = Bold

    Attributes
    ----------
    trust_class, company_class, ahsn_class, national_class, regional_class, project_class : what
        agents and projects are made of.
    rules, barrier : at birth, rules of your own by name (``{"trust.gate": mine}``), and one barrier of
        your own.
    setting : the scenario it runs.
    seed, replicate : whose luck it meets.
    month : the month it is, or was last.
    trusts, companies, ahsns, regions : agents of each kind, in the order of their indices.
    national : the national leadership.
    innovations : every innovation, on offer or not.
    rules : the rules in force, yours in place of ours.
    scandals : this month's scandals of each sector.
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

    def __init__(
        self,
        scenario: Scenario,
        replicate: int | None = None,
        seed: int | None = 1,
        *,
        rules: Mapping[str, Rule] | None = None,
        barrier: Barrier | None = None,
    ) -> None:
        if not isinstance(scenario, Scenario):
            raise TypeError(f"expected a Scenario to run, found {scenario!r}")
        replicate, seed = luck_of(replicate, seed)
        super().__init__(rng=seed)
        self.setting, self.replicate, self.seed = scenario, replicate, seed
        self.schedule = scenario.schedule()
        self.rules = Rules(rules, barrier)
        self.born = self.rules.lifted(build)(scenario, seed, replicate)
        self.ledger = Ledger(scenario, self.born, self.rules.barriers)
        self.month = self.month_of(0, Crowd.nobody(self.born, len(scenario.types)))
        self.scandals = [0.0] * SECTORS
        self.national = self.national_class(self)
        self.regions = self.make_regions(self.born)
        self.companies = self.make_companies(self.born)
        self.innovations = list(innovations(scenario, self.born, self.companies, self.rules))
        self.ahsns = self.make_ahsns(self.born)
        self.trusts = self.make_trusts(self.born)
        self.crowd = self.month.crowd
        self.elapsed = 0

    def __repr__(self) -> str:
        """Say in a line what is run, and how far it is."""
        whose = f"{self.setting.name!r}, replicate {self.replicate}, seed {self.seed}"
        months = f"month {self.elapsed} of {self.setting.months_total}"
        return f"{type(self).__name__}({whose}: {months})"

    def __copy__(self) -> Self:
        """Return a model of its own: a copy that shared its agents would run the other's."""
        return copy.deepcopy(self)

    # Birth

    def make_regions(self, born: Population) -> list[RegionalLeadership]:
        """Return the regional leaders."""
        return [
            self.regional_class(self, r, code, int(address), self.national, **columns(row))
            for r, (code, address, row) in enumerate(
                zip(born.regions, born.region_id, born.region, strict=True)
            )
        ]

    def make_companies(self, born: Population) -> list[Company]:
        """Return the companies, with nothing to offer yet."""
        return [
            self.company_class(
                self, j, f"C{j + 1:03d}", int(address), float(row["size"]), int(row["sector"])
            )
            for j, (address, row) in enumerate(zip(born.company_id, born.company, strict=True))
        ]

    def make_ahsns(self, born: Population) -> list[AHSN]:
        """Return the AHSNs, without members."""
        return [
            self.ahsn_class(self, a, name, int(address), len(born.innovation), len(born.company))
            for a, (name, address) in enumerate(zip(born.ahsns, born.ahsn_id, strict=True))
        ]

    def make_trusts(self, born: Population) -> list[NHSTrust]:
        """Return the NHS trusts, each a member of its AHSN and with its projects."""
        out = []
        for i, organisation in enumerate(born.organisations):
            traits = TrustTraits(**columns(born.trust[i]))
            trust = self.trust_class(
                self, i, organisation, int(born.trust_id[i]), traits,
                self.ahsns[traits.ahsn], self.regions[traits.region],
            )  # fmt: skip
            trust.ahsn.members.append(trust)
            trust.projects = self.make_projects(trust, born)
            out.append(trust)
        return out

    def make_projects(self, trust: NHSTrust, born: Population) -> list[Project]:
        """Return every innovation that a trust could use."""
        out = []
        for made in self.innovations:
            fit = columns(born.pair[trust.index, made.index])
            if fit.pop("eligible"):
                out.append(self.project_class(trust, made, **fit))
        return out

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
        self.month = self.month_of(self.elapsed, self.crowd)
        self.lead()
        self.fund()
        self.offer()
        self.decide()
        self.deliver()
        self.learn()
        self.measure()
        self.elapsed += 1
        self.running = self.elapsed < self.setting.months_total

    @property
    def record(self) -> Record:
        """What the run leaves behind, the same as the compiled engine's; not yet run: zeros."""
        return self.ledger.record()

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

    def month_of(self, number: int, crowd: Crowd) -> Month:
        """Return a month of this run as agents will see it."""
        born = self.born
        luck = Luck(self.seed, self.replicate, number, born.trust_id, born.innovation_id)
        return Month(number, self.schedule[number], luck, crowd)

    def turns(self, agents: Sequence[A]) -> Sequence[A]:
        """Return the order in which agents take their turn; any order gives the same numbers."""
        return agents

    # The seven phases

    def lead(self) -> None:
        """Signals, stances, leaders and scandals, from the top down."""
        self.national.lead()
        for leader in self.turns(self.regions):
            leader.lead()
        for trust in self.turns(self.trusts):
            trust.lead()
        for company in self.turns(self.companies):
            company.lead()
        self.report_scandals()

    def report_scandals(self) -> None:
        """Let this month's scandals stick to companies and to their sectors."""
        self.scandals = [0.0] * SECTORS
        for company in self.companies:
            self.scandals[company.sector] += company.breach
        self.national.scandals = total(company.breach for company in self.companies)
        for company in self.turns(self.companies):
            company.suffer(self.scandals[company.sector])

    def fund(self) -> None:
        """The financial year, attention, gaming, slack and clarity of every trust."""
        for trust in self.turns(self.trusts):
            trust.fund()
        self.ledger.post(self.trusts)

    def offer(self) -> None:
        """Launches and outreach of companies, portfolios and support of AHSNs."""
        for company in self.turns(self.companies):
            company.offer()
        for ahsn in self.turns(self.ahsns):
            ahsn.offer()
        self.tilt_outreach()

    def tilt_outreach(self) -> None:
        """Tilt companies' outreach towards willing trusts without adding to it."""
        rules = self.rules
        p, n = self.month.parameters.companies, len(self.trusts)
        willing = [
            rules.companies.willingness(trust.born.disposition, trust.permission, trust.stance)
            for trust in self.trusts
        ]
        mean = total(willing) / n
        tilts = [rules.companies.tilt(each, mean, p) for each in willing]
        scale = total(tilts) / n
        for trust, tilt in zip(self.trusts, tilts, strict=True):
            trust.tilt = tilt / scale

    def decide(self) -> None:
        """Every trust considers what waits for a decision, and starts what it can."""
        for trust in self.turns(self.trusts):
            trust.decide()
        self.ledger.post(self.trusts)

    def deliver(self) -> None:
        """Every project and every innovation in use moves on; then others hear of it."""
        for trust in self.turns(self.trusts):
            trust.deliver()
        self.ledger.post(self.trusts)
        for trust in self.trusts:
            for company in trust.diary.news:
                self.companies[company].news += 1.0
            for sight in trust.diary.sights:
                trust.ahsn.see(*sight)
            for verdict in trust.diary.verdicts:
                trust.ahsn.hear_verdict(*verdict)

    def learn(self) -> None:
        """Evidence, views, know-how, effort and credibility follow what was seen."""
        if self.month.parameters.barriers.trust > 0.0:
            self.share_sights()
        for ahsn in self.turns(self.ahsns):
            ahsn.learn()
        for trust in self.turns(self.trusts):
            trust.learn()
        for company in self.turns(self.companies):
            company.learn()
        self.crowd = self.month.crowd.after(self.trusts, self.rules)

    def share_sights(self) -> None:
        """Let each AHSN see what happened in it and, from afar, everywhere."""
        good = [total(seen) for seen in zip(*(a.new_good for a in self.ahsns), strict=True)]
        bad = [total(seen) for seen in zip(*(a.new_bad for a in self.ahsns), strict=True)]
        for ahsn in self.turns(self.ahsns):
            ahsn.learn_seen(good, bad)

    def measure(self) -> None:
        """Count everything that metrics are made of."""
        nation = self.national
        nation.gaming = total(trust.gaming for trust in self.trusts) / len(self.trusts)
        efforts = [company.effort for company in self.companies if company.innovations]
        nation.blame = total(c.scandal for c in self.companies) / len(self.companies)
        brokers = total(ahsn.credibility for ahsn in self.ahsns)
        row: dict[str, Any] = {
            "signal": nation.signal,
            "credibility": nation.credibility,
            "backing": nation.backing,
            "weight": nation.weight,
            "company_effort": total(efforts) / len(efforts) if efforts else 0.0,
            "broker_credibility": brokers / len(self.ahsns),
            "scandals": nation.scandals,
        }
        self.ledger.close(self.month.number, self.trusts, self.month.parameters, row)
