"""What tests say of the small hand-made records and results that conftest.py makes."""

from __future__ import annotations

from collections.abc import Callable

from collabsim.record import Record
from collabsim.results import Results

MONTHS, TODAY = 36, 12
MakeRecord = Callable[..., Record]
MakeResults = Callable[..., Results]
