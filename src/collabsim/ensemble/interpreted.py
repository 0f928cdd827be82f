"""The compiled engine's months run by Python: slow, the same bits, and open to a debugger."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collabsim.ensemble.books import Books, Schedule, Sizes
from collabsim.ensemble.month import run_months
from collabsim.rules import Rules


class Rows:
    """An array of records as plain Python objects, read and written as machine code does."""

    def __init__(self, array: NDArray[Any]) -> None:
        self.names, self.shape = array.dtype.names, array.shape
        self.rows = [
            SimpleNamespace(**dict(zip(self.names or (), row, strict=True)))
            for row in array.ravel().tolist()
        ]

    def __getitem__(self, at: int | tuple[int, int]) -> SimpleNamespace:
        """Return one record, by its row, or row and column."""
        return self.rows[at[0] * self.shape[1] + at[1] if isinstance(at, tuple) else at]

    def __len__(self) -> int:
        return self.shape[0]

    def column(self, name: str) -> NDArray[Any]:
        """Return one field of all records."""
        return np.array([getattr(row, name) for row in self.rows]).reshape(self.shape)


def plain(array: NDArray[Any]) -> Any:
    """Return an array as Python reads it at the same speed as a list, tallies as they are."""
    if array.dtype.names:
        return Rows(array)
    return array.tolist() if array.ndim == 1 and array.dtype == np.int64 else array


def plain_books(books: Books, schedule: Schedule) -> tuple[Books, Schedule]:
    """Return books and schedule as Python reads them; tallies are those of the books given."""
    return Books(*map(plain, books)), Schedule(*map(plain, schedule))


def write_back(read: Books, books: Books) -> None:
    """Write what Python read and changed of the trusts into the arrays that it read."""
    for name in books.trust_now.dtype.names:
        books.trust_now[name] = read.trust_now.column(name)


def interpreted(rules: Rules) -> Callable[[Books, Sizes, Schedule, int, int], None]:
    """Return the run under these rules, not compiled."""
    months = rules.lifted(run_months)

    def run(books: Books, sizes: Sizes, schedule: Schedule, seed: int, replicate: int) -> None:
        read, planned = plain_books(books, schedule)
        months(read, sizes, planned, seed, replicate)
        write_back(read, books)

    return run
