"""England held to what NHS trusts really did: targets, yardsticks, fit, and what stays in doubt."""

from __future__ import annotations

from collabsim.calibration.goodness_of_fit import Judgement, judge
from collabsim.calibration.patterns import PATTERNS, Pattern
from studies.england.fit_tables import accepted, shipped
from collabsim.calibration.targets import Score, Series, measured, score
from studies.england.search import Plan, calibrate

__all__ = [
    "PATTERNS",
    "Judgement",
    "Pattern",
    "Plan",
    "Score",
    "Series",
    "accepted",
    "calibrate",
    "judge",
    "measured",
    "score",
    "shipped",
]
