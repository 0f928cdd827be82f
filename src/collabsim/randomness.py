"""Addressed draws: each is a pure function of who, what, when, which replicate and the seed.

A draw is one block of Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy
as 1, 2, 3"). The counter holds the address, the key holds the seed; nothing is consumed in
order, so neither the scenario, nor the order of agents, nor the presence of another company
can change anybody's draws (common random numbers by construction).
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any
from zlib import crc32

MASK = 0xFFFFFFFF
WORLD = 0xFFFFFFFF
"""The replicate of draws that all replicates share: the organisations themselves."""


class Decision(IntEnum):
    """What a draw is for. Numbers are part of every result: append, never renumber."""

    TRUST_INCOME = 1
    TRUST_TRAITS = 2
    TRUST_LEADER = 4
    AHSN_TRAITS = 5
    COMPANY_OWNER = 6
    INNOVATION_TRAITS = 7
    INNOVATION_SPREAD = 8
    PAIR_FIT = 9
    PAIR_REACH = 10
    PAIR_PLAN = 11
    REGION_LEADER = 13
    TRUST_MEASURE = 14
    INNOVATION_SCOPE = 15
    TRUST_PLACE = 16
    PAIR_IMPRESSION = 17
    DEFICIT = 20
    RAID = 21
    CHURN = 22
    STANCE = 23
    REGION_CHURN = 24
    SCANDAL = 25
    TRIAGE = 26
    COURTSHIP = 30
    PRIORITY = 31
    START = 32
    APPROVAL = 33
    SIGN_OFF = 34
    PILOT = 35
    EVALUATION = 36
    USE = 37
    LASTING = 38


def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> tuple[Any, Any, Any, Any]:
    """Return the four 32-bit words of one Philox 4x32-10 block.

    Words are non-negative Python integers, 64-bit integers of compiled code, or arrays of
    ``numpy.uint64``: the masks make all three give the same bits.
    """
    for _ in range(10):
        a = c0 * 0xD2511F53
        b = c2 * 0xCD9E8D57
        c0, c1, c2, c3 = (
            ((b >> 32) & MASK) ^ c1 ^ k0,
            b & MASK,
            ((a >> 32) & MASK) ^ c3 ^ k1,
            a & MASK,
        )
        k0 = (k0 + 0x9E3779B9) & MASK
        k1 = (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


def unit(high: Any, low: Any) -> Any:
    """Make one uniform in the open interval (0, 1) from two 32-bit words (52 bits)."""
    return ((high >> 6) * 67108864.0 + (low >> 6) + 0.5) * 2.220446049250313e-16


def uniforms(
    seed: Any, replicate: Any, month: Any, decision: Any, who: Any, what: Any
) -> tuple[Any, Any]:
    """Return the two uniforms in (0, 1) at an address.

    Parameters
    ----------
    seed : non-negative integer below 2**63.
    replicate, who, what : 32-bit words; ``who`` and ``what`` are ids made by ``address``.
    month, decision : below 2**16 each.
    """
    a, b, c, d = philox(
        who, what, month | (decision << 16), replicate, seed & MASK, (seed >> 32) & MASK
    )
    return unit(a, b), unit(c, d)


def address(name: str) -> int:
    """Return the 32-bit word that stands for an id, the same on every machine and for ever."""
    return crc32(name.encode())
