"""What a command is: a function with its arguments and examples, which gives an ``Answer``."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from typing import Any

TROUBLE, BAD_INPUT, INTERRUPTED = 1, 2, 130
"""Exit codes, apart from 0 for all well."""

Argument = tuple[tuple[str, ...], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came out of a command: for people, for machines (``--json``), and its exit code.

    ``folder`` is where results were written, if they were.
    """

    text: str
    data: Mapping[str, Any]
    code: int = 0
    folder: Path | None = None

    def show(self, *, as_json: bool) -> None:
        """Print it; whoever stops that is told where the results are, which are written by now."""
        about = {} if self.folder is None else {"folder": self.folder}
        try:
            print(json.dumps(_plain({**self.data, **about})) if as_json else self.text)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(f"Results: {self.folder}" if self.folder else "") from None


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: what is not a finite number is null."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inside) for key, inside in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inside) for inside in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if hasattr(value, "item"):  # a number of NumPy's
        return _plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, (bool, int, float, str, type(None))) else str(value)


class TroubleError(Exception):
    """What stops a command on its way: a sentence for standard error, and the exit code."""

    def __init__(self, sentence: str, code: int = TROUBLE) -> None:
        self.code = code
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Command:
    """A command: what it does (its first line of help), its arguments, and ways to call it."""

    execute: Callable[[argparse.Namespace], Answer]
    arguments: tuple[Argument, ...]
    examples: tuple[str, ...]

    @property
    def name(self) -> str:
        """The word it is called by."""
        return self.execute.__name__.rstrip("_")

    @property
    def about(self) -> str:
        """What it does."""
        return (self.execute.__doc__ or "").strip()

    @property
    def options(self) -> list[str]:
        """Its options, and the one for help."""
        given = (name for names, _ in (*self.arguments, *FOR_MACHINES) for name in names)
        return ["--help", *(name for name in given if name.startswith("--"))]

    def add_to(self, commands: Any) -> None:
        """Add it to the commands of a parser."""
        made = commands.add_parser(
            self.name,
            help=self.about,
            description=self.about,
            epilog="\n".join(["examples:", *(f"  collabsim {each}" for each in self.examples)]),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        for names, about in (*self.arguments, *FOR_MACHINES):
            made.add_argument(*names, **about)


def argument(*names: str, **about: Any) -> Argument:
    """Return an argument, described as for ``ArgumentParser.add_argument``."""
    return names, about


FOR_MACHINES = (
    argument("--json", action="store_true", help="print one JSON object in place of sentences"),
    argument("--quiet", action="store_true", help="print nothing but faults and the answer"),
)


def command(
    *arguments: Argument, examples: tuple[str, ...]
) -> Callable[[Callable[[argparse.Namespace], Answer]], Command]:
    """Make a command of a function."""
    return lambda execute: Command(execute, arguments, examples)
