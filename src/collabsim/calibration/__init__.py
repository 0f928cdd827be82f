"""The model held to measured uptake: targets, goodness of fit, history matching, prediction."""

from __future__ import annotations

from collabsim.calibration.goodness_of_fit import Assessment, assess, measured_england
from collabsim.calibration.patterns import PATTERNS, Pattern
from collabsim.calibration.plausible_sets import plausible_sets
from collabsim.calibration.replicates import Draws
from collabsim.calibration.targets import Score, Series, measured, score

__all__ = [
    "PATTERNS",
    "Assessment",
    "Draws",
    "Pattern",
    "Score",
    "Series",
    "assess",
    "measured",
    "measured_england",
    "plausible_sets",
    "score",
]
