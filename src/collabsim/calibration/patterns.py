"""Patterns of the real world as tests: a number, its tolerance, and what it may be used for.

``role`` is ``"check"`` where neither defaults nor sets were chosen with the pattern in view. A default
was set with the others in view, so that agreement is no validation: ``"set"`` where the pattern helps
to choose parameter sets as well, ``"given"`` where it does not. Why the others of the register are not
tested stands there.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import stdev
from types import MappingProxyType
from typing import Literal

from collabsim.calibration import ahsn_support, readings
from collabsim.calibration.model_outputs import ModelOutputs

Role = Literal["check", "set", "given"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that can be tested.

    Attributes
    ----------
    name : P1 to P23 of the evidence register with a letter where there are several numbers;
        F1 to F3 are read from the data on first use.
    says, unit : the number in words.
    target : what was measured.
    low, high : the tolerance, both ends included.
    role, why : what it is used for, and why.
    read : the function that reads the number.
    error : sd by which the reading may miss beyond random draws; judgement (T4).
    measured : what was measured, as numbers, where the tolerance is wider.
    """

    name: str
    says: str
    unit: str
    target: str
    low: float
    high: float
    role: Role
    why: str
    read: Callable[[ModelOutputs], float]
    error: float
    measured: tuple[float, float] | None = None

    def holds(self, value: float) -> bool:
        """Return whether a reading is inside the tolerance; not a number is not."""
        return self.low <= value <= self.high

    def implausibility(self, value: float, monte_carlo: float = 0.0) -> float:
        """Return how many errors a reading lies outside the tolerance.

        Its stated error and the Monte Carlo error of the mean over replicates count together.
        """
        if math.isnan(value):
            return math.inf
        return max(self.low - value, value - self.high, 0.0) / math.hypot(self.error, monte_carlo)

    def value(self, outputs: ModelOutputs) -> float:
        """Return the reading; not a number where there is nothing to read, as where nobody adopts."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)  # means of nothing
                return float(self.read(outputs))
        except (IndexError, ValueError, ZeroDivisionError):
            return math.nan

    def monte_carlo(self, outputs: ModelOutputs) -> float:
        """Return the standard error of the reading over replicates; 0 if fewer than three can be read."""
        each = [self.value(one) for one in outputs.singles]
        known = [value for value in each if not math.isnan(value)]
        return stdev(known) / math.sqrt(len(known)) if len(known) > 2 else 0.0


# fmt: off
_ALL = (
    Pattern("P1", "curves of national use that a Bass curve fits with R² of 0.95 or more", "share", "0.75 of 103 medicines", 0.6, 1.0, "given", "no curve is drawn, but the spread of fit was set with it in view", readings.s_shaped, 0.05, (0.75, 0.75)),
    Pattern("P2a", "median years to half of the ceiling, no programme", "years", "8.2", 5.5, 11.0, "set", "the pull of innovations and the speed of growth are chosen with it", readings.median_years, 0.5, (8.2, 8.2)),
    Pattern("P2b", "upper over lower quartile of these years", "ratio", "12.1 / 4.9 = 2.5", 1.6, 4.0, "set", "so is the spread of pull", readings.spread_of_years, 0.2, (2.5, 2.5)),
    Pattern("P2c", "median years to nine tenths of the ceiling, with a programme", "years", "3 to 5", 1.5, 6.0, "check", "held out", readings.programme_years, 0.3, (3.0, 5.0)),
    Pattern("P3", "medicines in whose national use imitation outweighs outside pull (q > p)", "share", "0.7 to 0.9", 0.65, 0.95, "check", "read from use, as it was measured from prescriptions", readings.contagion, 0.05, (0.7, 0.9)),
    Pattern("P6a", "local innovations that half of eligible trusts adopt in ten years", "share", "at most 0.1", 0.0, 0.1, "set", "the pull of piloted classes is chosen with it", readings.reach_half, 0.02),
    Pattern("P6b", "adoptions held by the top tenth of local innovations", "share", "at least 0.5", 0.5, 1.0, "set", "the spread of pull is chosen with it", readings.top_tenth, 0.02),
    Pattern("P8a", "spend in March over the mean month", "ratio", "1.7 to 2.3", 1.7, 2.3, "set", "the reserve and what is burnt were set with it in view", readings.march, 0.05),
    Pattern("P8b", "spend from January to March", "share of the year", "0.36 to 0.41", 0.36, 0.41, "set", "the same", readings.last_quarter, 0.01),
    Pattern("P9", "odds of failure of year-end purchases over those of others", "ratio", "2.2 to 5.6", 2.2, 5.6, "set", "the loss of quality is a parameter", readings.rushed, 0.5),
    Pattern("P10", "months to gain 0.2 of trust less months to lose it", "months", "above 0", 0.5, 240.0, "check", "contested: with equal weights it is 0", readings.lost_before_gained, 1.0),
    Pattern("P11", "months in which a culprit recovers nine tenths of the trust it lost", "months", "about 36; itself, then its sector", 18.0, 60.0, "check", "from finance, not health", readings.recovery, 6.0),
    Pattern("P12", "change a year in mean trust in industry", "index", "slow, not significant", -0.02, 0.02, "check", "weak: surveys commissioned by industry", readings.trust_drift, 0.005),
    Pattern("P13", "use of anticoagulants, 90th over 10th percentile of places", "ratio", "4.2, 2.0, 1.5 after 3, 5, 7 years: geometric mean 2.3", 1.3, 4.6, "set", "how far late adopters catch up was added for it", readings.between_places, 0.4, (2.3, 2.3)),
    Pattern("P14", "correlation of adoption within AHSNs", "intra-class", "0.05 to 0.2", 0.05, 0.2, "set", "what trusts of an AHSN share was set with it in view; the range is judgement", readings.clustering, 0.01),
    Pattern("P15", "rank correlation of income and adoption", "correlation", "above 0", 0.0, 1.0, "given", "sign only, and a positive effect of size was put in", readings.size_gradient, 0.02),
    Pattern("P16", "reported effort that is not real, innovation on the scorecard", "share", "0 to 0.5", 0.0, 0.5, "check", "studies of the same target disagree", readings.goodhart, 0.05),
    Pattern("P17a", "use of a practice that AHSN support has added after two years", "points", "6.3 (2.6 to 10.0)", 2.6, 10.0, "set", "the effect of support and the time it takes were set with it in view", ahsn_support.gained_by_support, 0.5),
    Pattern("P17b", "the same over what it has added after four", "ratio", "6.3 / 5.8 = 1.1", 0.8, 1.5, "set", "the time it takes was set with it in view", ahsn_support.gained_soon, 0.1, (1.1, 1.1)),
    Pattern("P17c", "the same of three doses over one", "ratio", "nothing from more", 0.9, 1.3, "set", "the half-dose was set with it in view", ahsn_support.gained_by_more, 0.05),
    Pattern("P18", "adoption that money alone adds", "share", "at most 0.07", -0.02, 0.07, "check", "an American subsidy for records: the nearest is a ring-fenced fund", readings.money_alone, 0.01),
    Pattern("P22", "joint projects a trust-year", "projects", "0.24 to 0.30", 0.2, 0.5, "set", "the ceiling of the hazard was set with it in view", readings.joint_working, 0.03, (0.24, 0.3)),
    Pattern("P23", "companies' UK effort where approval takes half as long again", "of today's", "below 1", 0.3, 0.9999, "check", "sign only: trials are not counted", readings.effort_lost, 0.01),
    Pattern("F1", "rank correlation of trusts' first use between clinical products", "correlation", "0.14 to 0.22", 0.1, 0.35, "set", "the trust's share of heterogeneity is chosen with it", readings.clinical_ranks, 0.03, (0.14, 0.22)),
    Pattern("F2", "the same with the biosimilar switch", "correlation", "-0.12 to 0.11", -0.15, 0.15, "set", "the switch's class was given no loading on the trust's trait", readings.switch_ranks, 0.03, (-0.12, 0.11)),
    Pattern("F3", "correlation of physicians' months with those of named colleagues", "correlation", "0.02", -0.2, 0.24, "check", "on the real network; one draw has an sd of 0.11", readings.named_colleagues, 0.05, (0.02, 0.02)),
)
# fmt: on

PATTERNS: Mapping[str, Pattern] = MappingProxyType({each.name: each for each in _ALL})
"""Every pattern that can be tested, by name."""

FITTED = tuple(each.name for each in _ALL if each.role == "set")
"""Patterns that every wave reads; others are read once sets are chosen."""
