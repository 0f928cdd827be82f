"""The month, written once: its state, and the seven phases as functions over rows.

Every function here is of a restricted Python (plain arithmetic, ``math``, rows, loops): Mesa's agents
are such rows, and machine code is made of the same source.
"""

from collabsim.month import (
    decide,
    deliver,
    evidence,
    fund,
    lead,
    learn,
    measure,
    offer,
    start,
    use,
)

__all__ = [
    "decide",
    "deliver",
    "evidence",
    "fund",
    "lead",
    "learn",
    "measure",
    "offer",
    "start",
    "use",
]
