"""Perverse effects that the literature expects of levers, shown by the model's own metrics.

Gaming (I2), the visibility of failure (I3), deleted checks (I4), raided money (I5) and signals
that wear out (I13) are in test_interactions.py.
"""

from __future__ import annotations

import numpy as np
import pytest
from ensembles import Reading, above, adoption, gaming, joint_working, read

from collabsim import Record, Scenario, evidence
from collabsim.behaviour import companies
from collabsim.population import build

ENGLAND = Scenario.england()
ELSEWHERE = {
    "permission", "deleted_checks", "scorecard", "multi_year_budgets", "celebrate",
    "work_with_willing", "ahsn_capacity", "targets", "gain_share",
}  # fmt: skip
"""Levers whose perverse effect has a test of its own, in this file or among the interactions."""


def since_today(record: Record, item: str) -> float:
    """Return an item summed over all months from today."""
    return float(record.whole()[item][record.today :].sum())


def stopped_by_capacity(record: Record) -> float:
    """Return the share of attempts that capacity stops."""
    stopped = since_today(record, "stopped_piloted_capacity")
    return stopped / since_today(record, "attempts_piloted")


def harmful(record: Record) -> float:
    """Return how far innovations that do net harm have been adopted."""
    harm = record.value < 0.0
    return float(record.ever[-1, harm].sum() / record.eligible[harm].sum())


def succeeding(record: Record) -> float:
    """Return the share of pilots that succeed, of those that ended."""
    ended = [since_today(record, name) for name in ("successes", "failures", "collapses")]
    return ended[0] / sum(ended)


SIDE_EFFECTS: dict[str, tuple[Reading, int]] = {
    "faster_decisions": (stopped_by_capacity, +1),
    "business_case": (lambda record: since_today(record, "pilots"), -1),
    "whole_person": (adoption, -1),
    "research_time": (lambda record: since_today(record, "slack"), -1),
    "reward_copying": (harmful, +1),
    "industry_resource": (succeeding, -1),
}


@pytest.mark.parametrize("lever", SIDE_EFFECTS)
def test_a_lever_pulled_alone_has_its_side_effect(lever: str) -> None:
    reading, sign = SIDE_EFFECTS[lever]
    worlds = {"none": ENGLAND, "pulled": ENGLAND.with_levers({lever: 1.0})}
    got = read(worlds, reading, replicates=12)
    assert above(sign * (got["pulled"] - got["none"]))


def test_gain_share_leaves_patients_worse_off_in_some_simulated_englands() -> None:
    """Saving money draws in some things that do patients little good: not on average, but often."""
    worlds = {"none": ENGLAND, "pulled": ENGLAND.with_levers({"gain_share": 1.0})}
    got = read(worlds, lambda record: since_today(record, "benefit"), replicates=40)
    worse = got["pulled"] < got["none"]
    assert 0.1 < worse.mean() < 0.5


def test_the_register_says_what_is_shown_and_no_more() -> None:
    said = {n for n, lever in evidence.levers().items() if lever.in_model.startswith("Shown: ")}
    assert said == ELSEWHERE | set(SIDE_EFFECTS)


def test_a_crowded_broker_helps_each_project_less() -> None:
    """L12: when everything else moves, projects outgrow the brokers that support them (B4)."""
    every = {name: 1.0 for name in ENGLAND.catalogue() if name != "deleted_checks"}
    busy = ENGLAND.with_levers(every)
    free = busy.with_values({"loops.B4": 0.0})
    got = read({"busy": busy, "free": free}, adoption)
    assert above(got["free"] - got["busy"])


def test_a_target_beside_the_scorecard_dilutes_it() -> None:
    """L17: a second number adds less than alone, and what is reported is less true."""
    levers = {
        "none": {},
        "scorecard": {"scorecard": 1.0},
        "targets": {"targets": 1.0},
        "both": {"scorecard": 1.0, "targets": 1.0},
    }
    worlds = {name: ENGLAND.with_levers(pulled) for name, pulled in levers.items()}
    got = read(worlds, joint_working)
    alone = got["targets"] - got["none"]
    beside = got["both"] - got["scorecard"]
    assert np.mean(beside / got["scorecard"]) < np.mean(alone / got["none"])
    faked = read({name: worlds[name] for name in ("scorecard", "both")}, gaming, replicates=4)
    assert (faked["both"] > faked["scorecard"]).all()


def test_attention_is_taken_from_operations() -> None:
    """L05: what is measured crowds out what is not: attention moves, and slack pays for it."""

    def attention(record: Record) -> float:
        return float(record.whole()["attention"][-12:].mean())

    def slack(record: Record) -> float:
        return float(record.whole()["slack"][record.today :].mean())

    idle = ENGLAND.with_values({"loops.R4": 0.0})
    worlds = {"none": idle, "scorecard": idle.with_levers({"scorecard": 1.0})}
    moved, left = read(worlds, attention, 4), read(worlds, slack, 4)
    assert above(moved["scorecard"] - moved["none"])
    assert above(left["none"] - left["scorecard"])


def test_working_with_the_willing_leaves_others_behind() -> None:
    """L10: outreach moves and none is added, so willing trusts gain on the rest (a Matthew effect)."""

    def lead_of_the_willing(record: Record) -> float:
        using = record.using[-1] / record.offered[-1]
        disposition = build(ENGLAND, record.seed, record.replicate).trust["disposition"]
        willing = disposition >= np.median(disposition)
        return float(using[willing].mean() - using[~willing].mean())

    worlds = {"none": ENGLAND, "tilted": ENGLAND.with_levers({"work_with_willing": 1.0})}
    lead = read(worlds, lead_of_the_willing, replicates=16)
    assert above(lead["tilted"] - lead["none"])
    use = read(worlds, adoption, replicates=16)
    assert not above(use["tilted"] - use["none"])


def test_outreach_tilts_to_the_willing() -> None:
    """L10, the rule: the more willing a trust looks, the more of the outreach it gets."""
    p = ENGLAND.with_levers({"work_with_willing": 1.0}).at(ENGLAND.months_total - 1).companies
    tilts = np.array([companies.tilt(each, 0.0, p) for each in np.linspace(-1.0, 1.0, 41)])
    assert (np.diff(tilts) >= 0.0).all()
    assert tilts[0] < 0.2
    assert tilts[-1] > 2.0


def test_benefit_of_gain_share_can_be_negative() -> None:
    """L08, R3: money pulls in what pays, harmful or not, so benefit may fall as adoption rises."""

    def benefit(record: Record) -> float:
        return float(record.whole()["benefit"][record.today :].sum())

    got = read(
        {"none": ENGLAND, "share": ENGLAND.with_levers({"gain_share": 1.0})}, benefit, replicates=24
    )
    changed = got["share"] - got["none"]
    assert changed.min() < 0.0 < changed.max()
