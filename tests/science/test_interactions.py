"""Interactions the literature expects: their signs, and that they vanish with their mechanism."""

from __future__ import annotations

import math

import numpy as np
import pytest
from ensembles import above, adoption, gaming, joint_working, only, read, trust

from collabsim import Record, Scenario

ENGLAND = Scenario.england()


@pytest.mark.parametrize(
    ("sigma", "nu", "complementary"),
    [(0.0, 1.0, True), (1.0, 10.0, True), (math.inf, 5.0, False)],
)
def test_i1_permission_needs_capacity(sigma: float, nu: float, complementary: bool) -> None:
    """I1: in a world of these two barriers, together they do more than the sum; not if gates add."""
    world = ENGLAND.with_values(
        {
            **only("capacity", "permission"),
            "hazard.sigma": sigma,
            "hazard.nu": nu,
            "capacity.slack_mean": 0.03,
            "permission.threshold": 0.25,
        }
    )
    pulled = {
        "none": {},
        "permission": {"permission": 1.0},
        "slack": {"slack": 1.0},
        "both": {"permission": 1.0, "slack": 1.0},
    }
    got = read({name: world.with_levers(levers) for name, levers in pulled.items()}, joint_working)
    together = got["both"] - got["permission"] - got["slack"] + got["none"]
    if complementary:
        assert above(together, 4.0)
    else:
        assert abs(together.mean()) < 0.1 * (got["both"] - got["none"]).mean()


def test_i2_a_metric_without_slack_is_gamed() -> None:
    """I2: the scorecard yields gaming where slack is short; none if faking is impossible."""
    measured = ENGLAND.with_levers({"scorecard": 1.0})
    got = read(
        {str(s): measured.with_values({"capacity.slack_mean": s}) for s in (0.04, 0.08, 0.14)},
        gaming,
        replicates=4,
    )
    assert got["0.04"].min() > got["0.08"].max() > got["0.14"].max()
    honest = {"null": measured.with_values({"incentives.gaming_ease": 0.0})}
    assert not read(honest, gaming, replicates=2)["null"].any()


def celebrated(**values: float) -> np.ndarray:
    """Return what celebrating does to trust, a replicate at a time."""
    world = ENGLAND.with_values({key.replace("__", "."): v for key, v in values.items()})
    got = read({"quiet": world, "loud": world.with_levers({"celebrate": 1.0})}, trust)
    return got["loud"] - got["quiet"]


def test_i3_celebration_turns_when_failures_are_common() -> None:
    """I3: visibility carries success and failure alike, so its sign turns with the failure rate."""
    never = {"trust__small_failure": 0.0, "trust__use_failure": 0.0, "trust__setback": 0.0}
    assert above(celebrated(**never), 4.0)
    assert above(-celebrated(trust__small_failure=0.04, trust__use_failure=0.005), 4.0)


def test_i3_vanishes_when_nobody_learns_from_others() -> None:
    """Cut what is observed elsewhere, and celebration no longer moves trust to speak of."""
    assert abs(celebrated(trust__observed=0.0).mean()) < 0.002


def test_i4_deleted_checks_cost_trust_later() -> None:
    """I4: the risky way to be fast adopts no less at first, and loses ever more trust."""
    world = ENGLAND.with_values({"trust.small_failure": 0.02})
    null = world.with_values({"leadership.deleted_harm": 0.0})
    lost, lost_null = [], []
    for year in (3, 10):

        def at(record: Record, end: int = 12 * year - 1) -> float:
            return float(record.whole()["trust_nhs"][record.today + end]) / len(record.trusts)

        for case, losses in ((world, lost), (null, lost_null)):
            got = read(
                {
                    "safe": case.with_levers({"faster_decisions": 1.0}),
                    "risky": case.with_levers({"deleted_checks": 1.0}),
                },
                at,
                replicates=6,
            )
            losses.append(got["safe"] - got["risky"])
    assert above(lost[0], 3.0)
    assert above(lost[1] - lost[0], 3.0)
    assert abs(lost_null[1].mean()) < 0.3 * lost[1].mean()


def test_i4_deleted_checks_adopt_sooner() -> None:
    """I4, the other half: in the first years more is in use than under the safe form."""

    def soon(record: Record) -> float:
        items = record.whole()
        until = slice(record.today + 12, record.today + 48)
        return float((items["adopted_piloted"] + items["adopted_medicine"])[until].sum())

    got = read(
        {
            "safe": ENGLAND.with_levers({"faster_decisions": 1.0}),
            "risky": ENGLAND.with_levers({"deleted_checks": 1.0}),
        },
        soon,
    )
    assert above(got["risky"] - got["safe"])


def horizon_gain(**values: float) -> float:
    """Return what multi-year budgets add to adoption."""
    world = ENGLAND.with_values({f"budget.{key}": value for key, value in values.items()})
    got = read({"none": world, "years": world.with_levers({"multi_year_budgets": 1.0})}, adoption)
    return float((got["years"] - got["none"]).mean())


def test_i5_raids_cancel_multi_year_budgets() -> None:
    """I5: the more often money is raided, the less a promised horizon is worth."""
    gains = [horizon_gain(raid_chance=chance) for chance in (0.0, 0.4, 1.0)]
    assert gains[0] > gains[1] > gains[2]
    assert gains[2] < 0.3 * gains[0]


def test_i5_vanishes_when_money_is_shielded() -> None:
    """Shield set-aside money in full, and the chance of raids cannot matter at all."""
    assert horizon_gain(raid_chance=0.0, shield=1.0) == horizon_gain(raid_chance=1.0, shield=1.0)


def test_i6_an_in_year_rule_kills_prevention_first() -> None:
    """I6: lengthen the horizon to five years and prevention gains more than other classes.

    Under a strict hurdle and promises that are kept; with no hurdle the horizon is idle.
    """

    def starts(record: Record) -> float:
        return float(record.kind[record.today :, record.classes.index("prevention"), 3].sum())

    def all_starts(record: Record) -> float:
        return float(record.kind[record.today :, :, 3].sum())

    def world(years: float, strict: float) -> Scenario:
        return ENGLAND.with_values(
            {
                "budget.horizon": years,
                "budget.raid_chance": 0.0,
                "budget.strictness": strict,
                "budget.deficit_strictness": strict,
            }
        )

    worlds = {"short": world(1.0, 0.95), "long": world(5.0, 0.95)}
    of = {f: read(worlds, f, replicates=16) for f in (starts, all_starts)}
    gain = {f: got["long"].sum() / got["short"].sum() for f, got in of.items()}
    assert gain[starts] > gain[all_starts] > 1.0
    idle = read({"short": world(1.0, 0.0), "long": world(5.0, 0.0)}, all_starts, replicates=2)
    assert np.array_equal(idle["short"], idle["long"])


MEMORYLESS = {
    "trust.forget": 0.0,
    "leadership.settling": 0.0,
    "leadership.handover": 0.0,
    "scaling.entrenchment": 0.0,
    "permission.forbid": 0.0,
    "permission.encourage": 0.0,
}
"""Nothing leaves with a leader and nobody needs to settle: the null form of I9."""


def test_i9_churn_costs_adoption() -> None:
    """I9: leaders who leave take evidence, stance and pace with them."""
    worlds = {str(c): ENGLAND.with_values({"leadership.churn": c}) for c in (0.1, 0.6)}
    got = read(worlds, adoption, replicates=12)
    assert above(got["0.1"] - got["0.6"])


def test_i9_vanishes_without_memory_to_lose() -> None:
    """Take those channels away and churn is exactly idle."""
    worlds = {
        str(c): ENGLAND.with_values({**MEMORYLESS, "leadership.churn": c}) for c in (0.1, 0.6)
    }
    got = read(worlds, adoption, replicates=2)
    assert np.array_equal(got["0.1"], got["0.6"])


@pytest.mark.parametrize("loop", [1.0, 0.0])
def test_i13_unbacked_announcements_wear_out(loop: float) -> None:
    """I13: a yearly signal alone loses credibility, backed by a metric it does not; unless B5 is cut."""

    def credibility(record: Record) -> float:
        return float(record.whole()["credibility"][-1])

    world = ENGLAND.with_values({"loops.B5": loop})
    got = read(
        {
            "alone": world.with_levers({"permission": 1.0}),
            "backed": world.with_levers({"permission": 1.0, "scorecard": 1.0}),
        },
        credibility,
        replicates=3,
    )
    if loop:
        assert got["alone"].max() < 0.8
        assert got["backed"].min() > 0.95
    else:
        assert got["alone"].tolist() == got["backed"].tolist() == [1.0] * 3


def test_i14_a_count_is_not_a_benefit() -> None:
    """I14: at the same weight a benefit metric gives more benefit per adoption, more so the heavier."""

    def per_adopter(record: Record) -> float:
        items = {name: values[record.today :].sum() for name, values in record.whole().items()}
        return float(items["benefit"] / (items["adopted_piloted"] + items["adopted_medicine"]))

    gaps = []
    for weight in (0.0, 0.1, 0.3):
        worlds = {
            str(share): ENGLAND.with_values(
                {"incentives.weight": weight, "incentives.metric_benefit": share}
            )
            for share in (0.0, 1.0)
        }
        got = read(worlds, per_adopter, replicates=12)
        gaps.append(got["1.0"] - got["0.0"])
    assert not gaps[0].any()
    assert above(gaps[1])
    assert above(gaps[2] - gaps[1])
