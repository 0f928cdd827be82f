"""Rows that are no agents, and tables of rows, as plain Python objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collabsim.month import state
from collabsim.pipeline import Stage


class Row:
    """A row of the month's state that is no agent."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        vars(self).update(row)


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


class Grid:
    """A table of two dimensions of plain values, read and written by both indices at once."""

    def __init__(self, cells: list[Any], shape: tuple[int, ...]) -> None:
        self.cells, self.shape = cells, shape

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, at: tuple[int, int]) -> Any:
        """Return what stands there."""
        return self.cells[at[0] * self.shape[1] + at[1]]

    def __setitem__(self, at: tuple[int, int], value: Any) -> None:
        """Put something there."""
        self.cells[at[0] * self.shape[1] + at[1]] = value


def columns(array: NDArray[Any]) -> Iterator[dict[str, Any]]:
    """Yield each record of an array as plain numbers by name."""
    names = array.dtype.names or ()
    return (dict(zip(names, row, strict=True)) for row in array.ravel().tolist())


def plain(array: NDArray[Any], kind: Callable[[Mapping[str, Any]], Any] = Row) -> Any:
    """Return a table as lists of plain values, or of rows of a kind."""
    cells = [kind(row) for row in columns(array)] if array.dtype.names else array.ravel().tolist()
    return cells if array.ndim == 1 else Grid(cells, np.shape(array))
