"""Which replicates a parameter set is run on: its own, for every purpose others.

A replicate's number is in the address of every draw, so sets that shared numbers would all meet the
same few simulated Englands, and what is said over sixty sets would hang on those. A set's numbers
follow from its number and the purpose alone: neither how many other sets or replicates are run nor
the order of work changes them. Comparisons within a set (levers with and without, structures)
share its numbers and so stay paired.
"""

from __future__ import annotations

from enum import IntEnum

from collabsim.randomness import WORLD

BLOCK = 10_000
"""Replicates that a set may have for one purpose."""


class Purpose(IntEnum):
    """What replicates are for; draws that chose something never say how good the choice is."""

    SEARCH = 0
    """To fit attributes, and to choose what stays plausible in a wave."""
    ACCEPT = 1
    """To accept what stayed plausible."""
    TELL = 2
    """To say how good a fit is, or what to expect: these have chosen nothing."""


MOST_SETS = WORLD // (BLOCK * len(Purpose))
"""Sets that can be told apart: a replicate's number is a 32-bit word."""


def first_replicate(number: int, purpose: Purpose) -> int:
    """Return the number of the first of a set's replicates for a purpose.

    Parameters
    ----------
    number : the set's, counted from 0 through all waves; 0 is the default of every parameter.

    Raises
    ------
    ValueError : for a set that has no numbers of its own.
    """
    if not 0 <= number < MOST_SETS:
        raise ValueError(f"expected a set from 0 to {MOST_SETS - 1:,}, found {number:,}")
    return BLOCK * (len(Purpose) * number + purpose)
