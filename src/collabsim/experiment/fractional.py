"""Two-level designs: every combination, or a fraction of them that keeps low orders apart.

A fraction is a linear code. Each factor is a non-zero vector of bits, a run is a vector too, and
the factor is high in it where the two have an odd number of bits in common. If no ``r - 1``
vectors sum to zero, the resolution is ``r`` (Box, Hunter and Hunter 2005, chapter 6): at 4 no
main effect is mixed with a two-way interaction, at 5 no two two-way interactions are mixed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.bool_]
RESOLUTIONS = (3, 4, 5)


def full(factors: int) -> Bits:
    """Return every combination of low and high, (2**factors, factors); the first is all low."""
    return two_level([1 << place for place in range(factors)], factors)


def fraction(factors: int, resolution: int) -> Bits:
    """Return a small fraction of this resolution, (runs, factors); the first run is all low."""
    bits = fraction_bits(factors, resolution)
    return two_level(_vectors(bits, resolution, enough=factors), bits)


def fraction_bits(factors: int, resolution: int) -> int:
    """Return how many times two must be doubled to give the runs of a fraction."""
    bits = 1
    while len(_vectors(bits, resolution, enough=factors)) < factors:
        bits += 1
    return bits


def two_level(vectors: list[int], bits: int) -> Bits:
    """Return which factor is high in which run, one factor a vector."""
    common = np.arange(1 << bits)[:, None] & np.array(vectors)
    for shift in (16, 8, 4, 2, 1):  # the parity of the bits, folded into the last
        common ^= common >> shift
    odd: Bits = (common & 1).astype(bool)
    return odd


def _vectors(bits: int, resolution: int, enough: int = 1 << 20) -> list[int]:
    """Return vectors of which no ``resolution - 1`` or fewer sum to zero: units, then the rest."""
    chosen: list[int] = []
    sums: list[set[int]] = [{0}, *(set() for _ in range(resolution - 2))]  # of so many vectors
    units = [1 << place for place in range(bits)]
    for vector in [*units, *range(1, 1 << bits)]:
        if len(chosen) >= max(enough, bits):
            break
        if not any(vector in some for some in sums[1:]):
            for more, fewer in zip(sums[:0:-1], sums[-2::-1], strict=True):
                more |= {vector ^ each for each in fewer}
            chosen.append(vector)
    return chosen
