"""Perverse effects that the literature expects of levers, shown by the model's own metrics.

Gaming (I2), raided money (I5) and the visibility of failure (I3) are in test_interactions.py.
"""

from __future__ import annotations

import numpy as np
from ensembles import above, adoption, gaming, joint_working, read

from collabsim import Record, Scenario
from collabsim.behaviour import companies
from collabsim.population import build

ENGLAND = Scenario.england()


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
