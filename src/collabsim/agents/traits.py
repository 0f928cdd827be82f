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
    slack : usual share of capacity that is free.
    absorptive : capacity to use others' knowledge (index).
    assets : scientific and industrial assets of its place (index).
    disposition : trust in industry before any evidence (index).
    stance, tenure : of its first leader, see ``NHSTrust``.
    """

    kind: int
    region: int
    ahsn: int
    place: int
    income: float
    innovativeness: float
    motivation: float
    slack: float
    absorptive: float
    assets: float
    disposition: float
    stance: float
    tenure: float
