"""England held to what NHS trusts really did: targets, yardsticks, fit, and what stays in doubt."""

from __future__ import annotations

from collabsim.calibration.judge import Judgement, judge
from collabsim.calibration.patterns import PATTERNS, Pattern
from collabsim.calibration.tables import accepted, shipped
from collabsim.calibration.targets import Score, Series, measured, score
from collabsim.calibration.waves import Plan, calibrate

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
