"""What an NHS trust makes of an innovation before it decides."""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """One trust's view of one innovation in one month.

    Attributes
    ----------
    own : 1 if its own pilot succeeded, else 0.
    known : credible evidence (index), 1 with a successful pilot of its own.
    nih : not-invented-here (index).
    distance : how foreign the nearest user is, 0 if it is the trust itself.
    used : share of peers that use it.
    lag : 1 if the trusts of its AHSN lag England, else 0.
    given : dose of support from its AHSN.
    mandate : strength of the mandate in force.
    rushed : 1 if money that would lapse is looking for a purchase, else 0.
    """

    own: float
    known: float
    nih: float
    distance: float
    used: float
    lag: float
    given: float
    mandate: float
    rushed: float
