"""What never changes about an NHS trust."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrustTraits:
    """A trust at birth; indices are in [0, 1].

    Attributes
    ----------
    kind, region, ahsn, place : indices of its type, region, AHSN, and the part of the AHSN that
        lies in its region.
    income : £m a year.
    innovativeness : keenness on anything new (logit).
    motivation : intrinsic weight on innovation.
    weakness : financial weakness (standardised).
    slack : usual share of capacity that is free.
    absorptive, clarity, nih : capacity to use others' knowledge, clarity of its problems,
        not-invented-here (indices).
    assets : scientific and industrial assets of its place (index).
    ease, stubborn : first ease with industry (index); 1 if led by conviction.
    disposition : trust in industry before any evidence (index).
    attenuation : share of the signal of permission that each level below the region passes on.
    threshold : signal at which its board feels permitted (index).
    stance, tenure : of its first leader, see ``NHSTrust``.
    """

    kind: int
    region: int
    ahsn: int
    place: int
    income: float
    innovativeness: float
    motivation: float
    weakness: float
    slack: float
    absorptive: float
    clarity: float
    nih: float
    assets: float
    ease: float
    stubborn: float
    disposition: float
    attenuation: float
    threshold: float
    stance: float
    tenure: float
