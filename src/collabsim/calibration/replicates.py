"""Which replicates a parameter set is run on: its own, and others for every purpose.

A replicate's number is in the address of every draw, so sets that shared numbers would all meet the
same few simulated Englands, and what is found over sixty sets would rest on those. The numbers
follow from the set and the purpose alone: neither how many other sets or replicates are run nor
the order of work changes them. Comparisons within a set (with and without a lever, structural
variants) share its numbers and so stay paired.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from collabsim.randomness import WORLD

BLOCK = 10_000
"""Replicates that a set may have for one purpose."""


class Purpose(IntEnum):
    """What replicates are for; draws that chose something never measure how good the choice is."""

    SEARCH = 0
    """To fit attributes, and to choose what stays plausible in a wave."""
    CONFIRM = 1
    """To confirm on independent draws what stayed plausible."""
    REPORT = 2
    """To report how good a fit is, or what to expect: these are held out from every choice."""


MOST_SETS = WORLD // (BLOCK * len(Purpose))
"""Sets that have numbers of their own: a replicate's number is a 32-bit word."""


class Draws(NamedTuple):
    """The random draws of some runs: how many replicates, the seed, and the first one's number."""

    replicates: int
    seed: int
    first: int = 0

    @property
    def numbers(self) -> range:
        """Numbers of the replicates."""
        return range(self.first, self.first + self.replicates)


def draws_of(number: int, purpose: Purpose, replicates: int, seed: int) -> Draws:
    """Return the draws of a parameter set for a purpose.

    Parameters
    ----------
    number : the set's, counted from 0 through all waves; 0 is the default of every parameter.

    Raises
    ------
    ValueError : for a set that has no numbers of its own.
    """
    if not 0 <= number < MOST_SETS:
        raise ValueError(f"expected a set from 0 to {MOST_SETS - 1:,}, found {number:,}")
    return Draws(replicates, seed, BLOCK * (len(Purpose) * number + purpose))
