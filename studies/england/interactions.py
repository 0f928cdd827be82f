"""What else is read of a model when a term is taken out of it: expected interactions and loops.

Interactions are those expected before any run (I1 to I14), each where its effect is to be looked
for; a feedback loop (R1 to R6, B1 to B5) is read by what it does to a reading that it should
move, as England is today or with every lever applied. Arrays are as in ``knockout_readings``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from collabsim.calibration.model_outputs import ten_years
from collabsim.calibration.replicates import Draws
from collabsim.calibration.series_runs import run_series
from collabsim.composition import BARRIERS
from collabsim.metrics import final_metrics
from collabsim.population import build
from collabsim.record import Floats, Record
from collabsim.scenario import Scenario
from studies.england.knockout_readings import Readings
from studies.england.lever_ranking import ALONE

_BOTH_SCARCE = {
    **{f"barriers.{name}": 0.0 for name in BARRIERS if name not in ("capacity", "permission")},
    "hazard.nu": 10.0,
    "capacity.slack_mean": 0.03,
    "permission.threshold": 0.25,
}
_SAFE = {"trust.small_failure": 0.0, "trust.use_failure": 0.0, "trust.setback": 0.0}
_UNSAFE = {"trust.small_failure": 0.04, "trust.use_failure": 0.005}
_STRICT = {"budget.raid_chance": 0.0, "budget.strictness": 0.95, "budget.deficit_strictness": 0.95}

Case = tuple[Mapping[str, float], tuple[str, ...]]
"""Values laid over England, and levers applied."""

# fmt: off
CASES: Mapping[str, Case] = {
    "I1 none": (_BOTH_SCARCE, ()),
    "I1 permission": (_BOTH_SCARCE, ("permission",)),
    "I1 slack": (_BOTH_SCARCE, ("slack",)),
    "I1 both": (_BOTH_SCARCE, ("permission", "slack")),
    "I2 short": ({"capacity.slack_mean": 0.04}, ("scorecard",)),
    "I2 long": ({"capacity.slack_mean": 0.14}, ("scorecard",)),
    "I3 safe": (_SAFE, ()),
    "I3 safe, loud": (_SAFE, ("celebrate",)),
    "I3 unsafe": (_UNSAFE, ()),
    "I3 unsafe, loud": (_UNSAFE, ("celebrate",)),
    "I4 safe": ({"trust.small_failure": 0.02}, ("faster_decisions",)),
    "I4 risky": ({"trust.small_failure": 0.02}, ("deleted_checks",)),
    "I5 kept": ({"budget.raid_chance": 0.0}, ()),
    "I5 kept, years": ({"budget.raid_chance": 0.0}, ("multi_year_budgets",)),
    "I5 raided": ({"budget.raid_chance": 1.0}, ()),
    "I5 raided, years": ({"budget.raid_chance": 1.0}, ("multi_year_budgets",)),
    "I6 short": ({**_STRICT, "budget.horizon": 1.0}, ()),
    "I6 long": ({**_STRICT, "budget.horizon": 5.0}, ()),
    "I7": ({}, ("work_with_willing",)),
    "I8 fine": ({"ahsns.triage_noise": 0.1}, ()),
    "I8 noisy": ({"ahsns.triage_noise": 2.0}, ()),
    "I9 stable": ({"leadership.churn": 0.1}, ()),
    "I9 churning": ({"leadership.churn": 0.6}, ()),
    "I11 cures": ({"clarity.symptom": 0.0}, ()),
    "I11 symptoms": ({"clarity.symptom": 0.6}, ()),
    "I12 today": ({}, ()),
    "I12 slow": ({"leadership.approval_time": 1.5}, ()),
    "I13 alone": ({}, ("permission",)),
    "I13 backed": ({}, ("permission", "scorecard")),
    "I14 count": ({"incentives.weight": 0.3, "incentives.metric_benefit": 0.0}, ()),
    "I14 benefit": ({"incentives.weight": 0.3, "incentives.metric_benefit": 1.0}, ()),
}
# fmt: on

Reading = Callable[[Record], float]


def _mean(item: str, year: int = 10) -> Reading:
    def read(record: Record) -> float:
        return float(record.whole()[item][record.today + 12 * year - 1]) / len(record.trusts)

    return read


def _since(item: str) -> Reading:
    return lambda record: float(record.whole()[item][record.today :].mean())


def _final(item: str) -> Reading:
    return lambda record: float(record.whole()[item][-1])


def _adopted(record: Record) -> float:
    items = record.whole()
    return float(items["adopted_piloted"][-1] / items["eligible_piloted"][-1])


def _soon(record: Record) -> float:
    items, until = record.whole(), slice(record.today + 12, record.today + 48)
    return float((items["adopted_piloted"] + items["adopted_medicine"])[until].sum())


def _started(record: Record) -> float:
    return float(record.whole()["starts"][record.today :].sum())


def _prevention(record: Record) -> float:
    return float(record.kind[record.today :, record.classes.index("prevention"), 3].sum())


def _per_adopter(record: Record) -> float:
    items = {name: values[record.today :].sum() for name, values in record.whole().items()}
    adopted = items["adopted_piloted"] + items["adopted_medicine"]
    return float(items["benefit"] / adopted) if adopted > 0.0 else math.nan


def _inequality(record: Record) -> float:
    return float(final_metrics(record)["equity_gini"])


def _lead(scenario: Scenario) -> Reading:
    """Return what reads how much more of what they are offered willing trusts use (L10)."""

    def read(record: Record) -> float:
        trusting = build(scenario, record.seed, record.replicate).trust["disposition"]
        willing, using = trusting > np.median(trusting), record.using[-1] / record.offered[-1]
        return float(using[willing].mean() - using[~willing].mean()) if willing.any() else 0.0

    return read


LEAD = "I7 lead"
INTERACTIONS: Mapping[str, tuple[tuple[str, ...], Reading]] = {
    "I1": (("I1 both", "I1 permission", "I1 slack", "I1 none"), _started),
    "I2": (("I2 short", "I2 long"), _mean("gaming")),
    "I3 safe": (("I3 safe, loud", "I3 safe"), _mean("trust_nhs")),
    "I3 unsafe": (("I3 unsafe, loud", "I3 unsafe"), _mean("trust_nhs")),
    "I4 trust": (("I4 safe", "I4 risky"), _mean("trust_nhs")),
    "I4 speed": (("I4 risky", "I4 safe"), _soon),
    "I5": (("I5 kept, years", "I5 kept", "I5 raided, years", "I5 raided"), _adopted),
    "I6 prevention": (("I6 long", "I6 short"), _prevention),
    "I6 all": (("I6 long", "I6 short"), _started),
    "I7": (("I7", "I12 today"), _inequality),
    LEAD: (("I7", "I12 today"), _inequality),  # read by ``_lead``, which knows the scenario
    "I8": (("I8 fine", "I8 noisy"), _final("broker_credibility")),
    "I9": (("I9 stable", "I9 churning"), _adopted),
    "I11 relief": (("I11 symptoms", "I11 cures"), _mean("slack", 1)),
    "I11 rebound": (("I11 symptoms", "I11 cures"), _mean("slack")),
    "I12": (("I12 slow", "I12 today"), _final("company_effort")),
    "I13": (("I13 backed", "I13 alone"), _final("credibility")),
    "I14": (("I14 benefit", "I14 count"), _per_adopter),
}
"""Cases and reading of each: that of the first less the second, and of four less that of the others."""

TODAY, ALL = (), ALONE
"""Levers that are applied."""

# fmt: off
LOOPS: Mapping[str, tuple[str, tuple[str, ...], Reading]] = {
    "R1": ("R1", TODAY, _since("trust_nhs")),
    "R2": ("R2", ALL, _adopted),
    "R3 slow": ("R3", TODAY, _since("company_effort")),
    "R3 fast": ("R3", ALL, _since("company_effort")),
    "R4 trap": ("R4", TODAY, _since("slack")),
    "R4 out": ("R4", ALL, _since("slack")),
    "R5": ("R5", TODAY, _since("slack")),
    "R6": ("R6", ALL, _adopted),
    "B1": ("B1", TODAY, _since("trust_nhs")),
    "B2": ("B2", ALL, _since("weight")),
    "B3": ("B3", TODAY, _since("money")),
    "B4": ("B4", ALL, _adopted),
    "B5": ("B5", TODAY, _since("credibility")),
}
"""Loop, levers and reading of every sign that the literature gives."""
# fmt: on


def interactions(england: Scenario, draws: Draws) -> Readings:
    """Return the size of every interaction that the model is expected to show."""
    read, out, lead = _reader(england, draws), {}, _lead(ten_years(england))
    for name, (cases, reading) in INTERACTIONS.items():
        of = lead if name == LEAD else reading
        gaps = [read(CASES[one], of) - read(CASES[two], of) for one, two in _pairs(cases)]
        out[name] = gaps[0] - gaps[1] if len(gaps) > 1 else gaps[0]
    return out


def loops(england: Scenario, draws: Draws) -> Readings:
    """Return what every loop does: its reading with the loop less that with the loop cut."""
    read = _reader(england, draws)
    return {
        name: read(({}, levers), reading) - read(({f"loops.{loop}": 0.0}, levers), reading)
        for name, (loop, levers, reading) in LOOPS.items()
    }


def _pairs(cases: tuple[str, ...]) -> list[tuple[str, str]]:
    return list(zip(cases[::2], cases[1::2], strict=True))


def _reader(england: Scenario, draws: Draws) -> Callable[[Case, Reading], Floats]:
    """Return what reads a case, each of which is run once."""
    scenario = ten_years(england)

    @cache
    def runs(values: tuple[tuple[str, float], ...], levers: tuple[str, ...]) -> list[Record]:
        case = scenario.with_values(dict(values)).with_levers(dict.fromkeys(levers, 1.0))
        return run_series(case, draws)

    def read(case: Case, reading: Reading) -> Floats:
        records = runs(tuple(case[0].items()), case[1])
        return np.array([reading(record) for record in records], float)

    return read
