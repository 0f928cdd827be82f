"""What is wrong with an input: one sentence a fault, and one error that carries them all."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from collabsim.scenario.characters import printable, quoted

Key = tuple[str | int, ...]
"""A key's address in a file: names of tables and places in arrays, outermost first."""

SHOWN = 100
"""Faults listed in full; of a file of nonsense, more help nobody."""

COMPARED = 1_000
"""Names that a wrong one is compared with at most, which takes as long as there are names."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an input, and where."""

    sentence: str
    file: str = ""
    line: int | None = None
    key: str = ""
    value: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        about = f"{self.key} = {self.value}" if self.key and self.value else self.key
        gap = ("  " if self.line else " ") if place and about else ""
        where = f"{place}{gap}{about}".strip()
        text = f"{where}: {self.sentence}" if where else self.sentence
        return printable(text).replace("\n", r"\n").replace("\t", r"\t")


class ScenarioError(Exception):
    """An input that cannot be used; ``faults`` lists everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        lines = [str(fault) for fault in self.faults[:SHOWN]]
        if len(self.faults) > SHOWN:
            lines.append(f"... and {len(self.faults) - SHOWN:,} more faults.")
        return "\n".join(lines)


def refused(
    sentence: str, file: str = "", line: int | None = None, key: str = "", value: str = ""
) -> ScenarioError:
    """Return an error of one fault."""
    return ScenarioError([Fault(sentence, file, line, key, value)])


def shown(value: object) -> str:
    """Return a value as a file would have it, short and free of control characters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{...}" if value else "{}"
    if isinstance(value, list):
        return "[...]" if value else "[]"
    if isinstance(value, int) and abs(value) >= 10**40:  # str() of a huge integer is refused
        return "a number of more than 40 digits"
    text = quoted(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}...{text[-1] if text[0] == chr(34) else ''}"


def kind(value: object) -> str:
    """Return the words for a value's type."""
    if value == []:
        return "an empty array"
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text"}
    names |= {dict: "a table", list: "an array", type(None): "nothing"}
    names |= {date: "a date", datetime: "a date and time", time: "a time of day"}
    return names.get(type(value), f"a {type(value).__name__}")


def nearest(name: str, names: Iterable[str], above: str = "") -> str:
    """Return ' Did you mean "..."?' for the nearest known name, else the few known, else ''.

    ``above`` is the address of the table the names are in.
    """
    known = list(islice(names, COMPARED))
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5) if len(name) <= 80 else []
    if close:
        return f' Did you mean "{above}.{close[0]}"?' if above else f' Did you mean "{close[0]}"?'
    if known and len(known) <= 30:
        return f" Known here: {', '.join(known)}."
    return ""


def written(key: Key) -> str:
    """Return a key's address as a file would write it."""
    text = ""
    for part in key:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            bare = re.fullmatch(r"[\w-]{1,60}", part)
            text += "." * bool(text) + (part if bare else shown(part))
    return text
