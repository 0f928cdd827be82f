"""An NHS trust: it leads, funds, decides, delivers and learns (see ``consider`` first)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collabsim import month
from collabsim.agents.actor import Actor, act
from collabsim.agents.innovations import Project
from collabsim.month import state
from collabsim.scenario.classes import Organisation


class NHSTrust(Actor, state.Trust):
    """An NHS trust (the organisation; its trust in companies is its ``regard``).

    Attributes
    ----------
    organisation : its code, name, type, region and AHSN.
    deferred : what it did this month to others and to the record, as names of functions of
        ``month.tallies`` with what they are given.
    """

    def __init__(self, model: Any, organisation: Organisation, row: Mapping[str, Any]) -> None:
        super().__init__(model, organisation.code, row)
        self.organisation = organisation
        self.deferred: list[tuple[Any, ...]] = []

    def about(self) -> tuple[str, ...]:
        """Return its type."""
        return (self.organisation.type,)

    @property
    def projects(self) -> Iterator[Project]:
        """Every innovation it could use, in the order of innovations."""
        mine = (self.model.now.projects[self.index, made.index] for made in self.model.innovations)
        return (project for project in mine if project.eligible)

    lead = act(month.lead.lead_trust)
    change_leader = act(month.lead.change_leader)
    hear_signal = act(month.lead.hear_signal)
    fade = act(month.lead.fade)
    forget = act(month.lead.forget)

    fund = act(month.fund.fund_trust)
    balance_books = act(month.fund.balance_books)
    open_year = act(month.fund.open_year)
    raid = act(month.fund.raid)
    find_slack = act(month.fund.find_slack)

    decide = act(month.decide.decide_trust)
    chance_to_hear = act(month.decide.chance_to_hear)
    hear = act(month.decide.hear)
    consider = act(month.decide.consider)
    look_at = act(month.decide.look_at)
    appeal = act(month.decide.appeal)
    plan = act(month.decide.plan)
    gates = act(month.decide.gates)
    meet = act(month.decide.meet)
    scene = act(month.decide.scene)
    start = act(month.start.start)
    must_pay = act(month.start.must_pay)
    pay = act(month.start.pay)
    begin_project = act(month.start.begin_project)

    deliver = act(month.deliver.deliver_trust)
    close_year = act(month.deliver.close_year)
    approve = act(month.deliver.approve)
    refused = act(month.deliver.refused)
    run_pilot = act(month.deliver.run_pilot)
    collapse_hazard = act(month.deliver.collapse_hazard)
    evaluate = act(month.deliver.evaluate)
    succeeds = act(month.deliver.succeeds)
    finish = act(month.deliver.finish)
    decline = act(month.deliver.decline)
    rest = act(month.deliver.rest)
    adopt = act(month.use.adopt)
    use = act(month.use.use)
    save = act(month.use.save)
    help_or_harm = act(month.use.help_or_harm)
    abandon_hazard = act(month.use.abandon_hazard)

    learn = act(month.learn.learn_trust)
    regard = act(month.evidence.regard)
    standing = act(month.evidence.standing)
    note = act(month.evidence.note)
