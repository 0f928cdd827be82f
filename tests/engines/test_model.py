"""The Mesa model: Mesa's tools drive it, agents can be replaced, and nature's limits hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import mesa
import numpy as np
import pytest
from hypothesis import Phase, given, settings
from worlds import scenarios, tiny

from collabsim.agents import AHSN, Company, Innovation, NHSTrust, Project
from collabsim.agents.actors import Leadership
from collabsim.model import CollaborationModel
from collabsim.pipeline import ARROWS, Stage
from collabsim.record import PLACE_ITEMS
from collabsim.scenario import Scenario

quick = settings(max_examples=12, phases=[Phase.generate])


def test_a_step_is_a_month_and_the_run_ends() -> None:
    model = CollaborationModel(tiny(3))
    for month in range(3):
        assert model.running
        model.step()
        assert model.now.month == month
    assert not model.running
    with pytest.raises(RuntimeError, match="has 3 months"):
        model.step()


def test_a_step_by_hand_equals_a_run() -> None:
    by_hand, at_once = CollaborationModel(tiny(14)), CollaborationModel(tiny(14))
    by_hand.step()
    by_hand.run()
    at_once.run()
    assert np.array_equal(by_hand.record.place, at_once.record.place)


def test_seed_and_replicate_choose_the_luck() -> None:
    def benefit(**draws: int) -> Any:
        model = CollaborationModel(tiny(14), **draws)
        model.run()
        return model.record.whole()["benefit"].tolist()

    assert benefit() == benefit(replicate=0, seed=1)
    assert benefit() != benefit(seed=2)
    assert benefit() != benefit(replicate=1)


def test_mesa_selects_and_groups_agents() -> None:
    model = CollaborationModel(tiny())
    assert len(model.agents.select(agent_type=NHSTrust)) == 9
    assert len(model.agents_by_type[Company]) == 3
    assert sorted(a.code for a in model.agents_by_type[AHSN]) == ["Coast", "Downs", "Moors"]
    leaders = model.agents.select(lambda agent: isinstance(agent, Leadership))
    assert sorted(leader.code for leader in leaders) == ["England", "N", "S"]
    north = model.agents_by_type[NHSTrust].select(lambda t: t.organisation.region == "N")
    assert north.agg("permission", max) < model.national.signal


def test_a_data_collector_can_be_added() -> None:
    model = CollaborationModel(tiny(5))
    collector = mesa.DataCollector(
        model_reporters={"signal": lambda m: m.national.signal},
        agenttype_reporters={NHSTrust: {"money": "money"}},
    )
    for _ in range(5):
        model.step()
        collector.collect(model)
    money = collector.get_agenttype_vars_dataframe(NHSTrust)["money"]
    table = model.record.whole()
    assert money.groupby(level="Step").sum().tolist() == pytest.approx(table["money"].tolist())
    assert list(collector.model_vars["signal"]) == table["signal"].tolist()


class Refusing(NHSTrust):
    """Starts nothing."""

    def consider(self, project: Project, innovation: Innovation, drawn: float) -> bool:
        return False


class RefusingModel(CollaborationModel):
    trust_class = Refusing


class Steady(Company):
    """Keeps its effort whatever happens."""

    def learn(self) -> None:
        return


class SteadyModel(CollaborationModel):
    company_class = Steady


def test_a_subclass_changes_what_trusts_do() -> None:
    model = RefusingModel(tiny())
    model.run()
    table = model.record.whole()
    assert table["starts"].sum() == table["adopted_medicine"].sum() == 0.0
    assert table["granted"].sum() > 0.0


def test_a_subclass_changes_what_companies_do() -> None:
    model = SteadyModel(tiny())
    model.run()
    effort = model.record.whole()["company_effort"]
    assert set(effort) == {tiny().parameters.companies.effort}


class Watched(Project):
    """Lets no stage change that has no arrow."""

    used: ClassVar[set[tuple[Stage, Stage]]] = set()

    def __setattr__(self, name: str, value: Any) -> None:
        before = getattr(self, "stage", value)
        if name == "stage" and value != before:
            assert value in ARROWS[before]
            self.used.add((before, value))
        super().__setattr__(name, value)


class WatchedModel(CollaborationModel):
    project_class = Watched


def test_stages_change_along_the_arrows_and_every_arrow_is_used() -> None:
    Watched.used.clear()
    for replicate in range(6):
        WatchedModel(tiny(36), replicate).run()
    assert Watched.used == {(stage, after) for stage in ARROWS for after in ARROWS[stage]}


def months(model: CollaborationModel) -> Iterator[CollaborationModel]:
    while model.running:
        model.step()
        yield model


@quick
@given(scenarios())
def test_stages_change_along_the_arrows_in_any_scenario(scenario: Scenario) -> None:
    WatchedModel(scenario).run()


@quick
@given(scenarios())
def test_money_is_conserved_in_every_trust_every_month(scenario: Scenario) -> None:
    model = CollaborationModel(scenario)
    opening = [0.0] * len(model.trusts)
    budgets = scenario.parameters.barriers.budget > 0.0
    for now in months(model):
        for trust in now.trusts:
            told = dict.fromkeys(("granted", "kept", "innovation", "raided", "lapsed"), 0.0)
            for name, *what in trust.deferred:
                if name == "count" and PLACE_ITEMS[what[0]] in told:
                    told[PLACE_ITEMS[what[0]]] += what[1]
            came = told.pop("granted") + told.pop("kept")
            went = [trust.routine, *told.values()]
            assert min(went) >= 0.0
            if budgets or now.now.month > 0:
                left = opening[trust.index] + came - sum(went)
                assert trust.money == pytest.approx(left, abs=1e-9)
            opening[trust.index] = trust.money


SHARES = (
    "deficit", "attention", "free", "real", "gaming", "permission", "visibility", "clarity",
    "absorptive", "belief", "ease",
)  # fmt: skip


@quick
@given(scenarios())
def test_every_state_stays_in_bounds(scenario: Scenario) -> None:
    for model in months(CollaborationModel(scenario)):
        for trust in model.trusts:
            assert all(0.0 <= getattr(trust, name) <= 1.0 for name in SHARES)
            assert 0.0 <= trust.slack <= 0.4
            assert 0.0 <= trust.capability <= 2.0
            assert 0.0 <= trust.memory <= 1.0
            assert min(trust.money, trust.opening, trust.savings) >= -1e-9
            assert trust.stance in (-1.0, 0.0, 1.0)
            for company in model.companies:
                assert 0.0 <= trust.regard(company) <= 1.0
                assert 0.0 <= trust.standing(company) <= 1.0
            for innovation in model.innovations:
                project = model.now.projects[trust.index, innovation.index]
                assert 0.0 <= project.use <= max(project.ceiling, innovation.first_use)
                assert 0.0 <= project.quality <= 1.0
        assert all(0.0 <= company.effort <= 1.0 for company in model.companies)
        assert all(0.0 <= ahsn.credibility <= 1.0 for ahsn in model.ahsns)
        assert all(ahsn.dose >= 0.0 for ahsn in model.ahsns)
        nation = model.national
        for name in ("signal", "credibility", "backing", "worth", "weight", "gaming"):
            assert 0.0 <= getattr(nation, name) <= 1.0


def test_rivals_of_a_disgraced_company_gain_no_more_than_full_trust() -> None:
    values = {"world.companies": 16, "trust.spill": -0.5, "trust.scandal": 12.0}
    for model in months(CollaborationModel(tiny().with_values(values))):
        regard = [trust.regard(company) for trust in model.trusts for company in model.companies]
        assert 0.0 <= min(regard) <= max(regard) <= 1.0
