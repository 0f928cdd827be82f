"""Rows that are no agents, and the order in which those that are take their turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from collabsim.month import state
from collabsim.pipeline import Stage
from collabsim.tables import Row


class Project(Row, state.Project):
    """An innovation in an NHS trust, whatever has come of it so far."""

    def __repr__(self) -> str:
        """Say in a line where it stands."""
        return f"Project({Stage(self.stage).name.lower()})"


class Innovation(Row, state.Innovation):
    """An innovation that a company offers.

    Attributes
    ----------
    code : its name in results.
    """

    def __init__(self, code: str, row: Mapping[str, Any]) -> None:
        super().__init__(row)
        self.code = code

    def __repr__(self) -> str:
        """Say in a line which it is."""
        return f"Innovation({self.code!r})"


class Turns(list[Any]):
    """Rows by index; to walk through them gives each its turn, in the order that a model says."""

    def __init__(self, rows: Iterable[Any], turns: Callable[[list[Any]], Iterable[Any]]) -> None:
        super().__init__(rows)
        self.turns = turns

    def __iter__(self) -> Iterator[Any]:
        return iter(self.turns(self[:]))
