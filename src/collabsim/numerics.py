"""Small numerical functions that every rule may use, safe at their edges in both engines."""

from __future__ import annotations

import math
from collections.abc import Iterable


def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x)) without overflow for any finite x."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    grown = math.exp(x)
    return grown / (1.0 + grown)


def clip(x: float, low: float, high: float) -> float:
    """Return x held inside [low, high]."""
    return min(max(x, low), high)


def share(part: float, whole: float) -> float:
    """Return part / whole, and 0 where there is no whole."""
    return part / whole if whole > 0.0 else 0.0


def normal(u: float, v: float) -> float:
    """Return a standard normal made from two uniforms in (0, 1) (Box and Muller 1958)."""
    return math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)


def total(values: Iterable[float]) -> float:
    """Add floats left to right: the one summation rule of both engines.

    The builtin ``sum`` compensates since Python 3.12 and ``numpy.sum`` adds in pairs, so
    neither gives the bits of a plain loop.
    """
    out = 0.0
    for value in values:
        out = out + value
    return out


def least(shares: Iterable[float]) -> float:
    """Return the least of numbers from 0 to 1; 1 if there are none."""
    found = 1.0
    for each in shares:
        found = min(found, each)
    return found
