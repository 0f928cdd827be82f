"""Hand many arrays to machine code as one pointer.

A named tuple of forty arrays would be passed to every function as some three hundred values,
which makes compilation twice and runs four times as slow. A handle has the same attributes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self, cast
from zlib import crc32

from numba import types
from numba.experimental import structref

from collabsim.ensemble.books import Books, Schedule
from collabsim.ensemble.month import run_months


class _Handle(types.StructRef):  # type: ignore[misc]
    """A numba type with a short name: the full one, of all its fields, would be in every symbol."""

    def __init__(self, fields: Iterable[tuple[str, Any]]) -> None:
        super().__init__(fields)
        self.name = f"{type(self).__name__}{crc32(repr(fields).encode()):x}"

    def preprocess_fields(self, fields: Any) -> Any:
        """Forget literal values, so that all runs share one type."""
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


@structref.register
class BooksType(_Handle):
    """The type of a handle on ``Books``."""


@structref.register
class ScheduleType(_Handle):
    """The type of a handle on ``Schedule``."""


class BooksHandle(structref.StructRefProxy):  # type: ignore[misc]
    """One pointer to all of ``Books``."""

    def __new__(cls, *arrays: Any) -> Self:
        """Take the arrays in the order of the tuple's fields."""
        return cast("Self", structref.StructRefProxy.__new__(cls, *arrays))


class ScheduleHandle(structref.StructRefProxy):  # type: ignore[misc]
    """One pointer to all of ``Schedule``."""

    def __new__(cls, *arrays: Any) -> Self:
        """Take the arrays in the order of the tuple's fields."""
        return cast("Self", structref.StructRefProxy.__new__(cls, *arrays))


structref.define_proxy(BooksHandle, BooksType, list(Books._fields))
structref.define_proxy(ScheduleHandle, ScheduleType, list(Schedule._fields))


def run(books: Any, sizes: Any, schedule: Any, seed: int, replicate: int) -> None:
    """Run every month of one replicate: what is compiled and called from Python."""
    run_months(BooksHandle(*books), sizes, ScheduleHandle(*schedule), seed, replicate)
