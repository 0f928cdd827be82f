"""A config file as read, and the files it extends: tables, and where in the text each key is."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from collabsim.scenario.characters import folded, hidden, printable
from collabsim.scenario.faults import (
    Fault,
    Key,
    ScenarioError,
    kind,
    refused,
    shown,
    written,
)
from collabsim.scenario.files import read_text
from collabsim.scenario.shipped import config_path, near_shipped, shipped_configs
from collabsim.scenario.toml_locations import excess, locations


@dataclass(frozen=True)
class Document:
    """The tables of one file, with the text they came from.

    ``above`` is the address of the table that is meant, where that is a part of the file, and
    ``home`` the folder that whatever it extends must be in, where that is not left to habit.
    """

    path: Path
    label: str
    text: str = field(repr=False)
    tables: dict[str, Any] = field(repr=False)
    above: Key = ()
    home: Path | None = None

    @cached_property
    def lines(self) -> dict[Key, int]:
        """Line of every key; worked out only when a fault asks for it."""
        return locations(self.text)

    def where(self, key: Key) -> tuple[str, int | None]:
        """Return file and line of a key or, where it is missing, of its table."""
        full = (*self.above, *key)
        known = (full[:length] for length in range(len(full), 0, -1) if full[:length] in self.lines)
        return self.label, self.lines.get(next(known, ()))

    def part(self, table: str, home: Path) -> Document:
        """Return a table of this file as a document of its own."""
        inside = self.tables[table]
        return Document(self.path, self.label, self.text, inside, (*self.above, table), home)


def read_document(path: Path, label: str) -> Document:
    """Read one TOML file.

    Raises
    ------
    ScenarioError : if there is no such file, or it is no TOML, or too large, deep or long, or
        holds characters that nobody sees.
    """
    text = read_text(path, label)
    beyond = excess(text)
    if beyond:
        line, sentence = beyond
        raise refused(sentence, file=label, line=line)
    try:
        document = Document(path, label, text, tomllib.loads(text))
    except ValueError as error:
        raise ScenarioError([_syntax(label, str(error), text)]) from None
    faults = [
        Fault(said, *document.where(key), written(key)) for key, said in _unclear(document.tables)
    ]
    if faults:
        raise ScenarioError(faults)
    return document


def _unclear(value: Any, key: Key = ()) -> Iterator[tuple[Key, str]]:
    """Yield the address of every name and text that people cannot read, or take for another, and why."""
    if isinstance(value, dict):
        alike: dict[str, str] = {}
        for name, inside in value.items():
            other = alike.setdefault(folded(name), name)
            if hidden(name):
                yield (*key, name), f"expected a name that can be seen, found {hidden(name)}."
            elif other != name:
                yield (*key, name), f"looks like {shown(other)}, another name in this table."
            yield from _unclear(inside, (*key, name))
    elif isinstance(value, list):
        for place, inside in enumerate(value):
            yield from _unclear(inside, (*key, place))
    elif isinstance(value, str) and printable(value) != value:
        found = next(character for character in value if printable(character) != character)
        yield key, f"expected a text that can be seen, found {hidden(found)}."


def _syntax(label: str, message: str, text: str) -> Fault:
    """Turn the parser's message, which ends in a position, into a fault."""
    found = re.fullmatch(r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)", message)
    if not found:
        return Fault(f"not valid TOML: {message}.", label)
    line = int(found[2]) if found[2] else text.count("\n") + 1
    return Fault(f"not valid TOML: {found[1]}.", label, line)


def with_bases(document: Document) -> list[Document]:
    """Return a document and those it extends, the one that extends nothing first.

    Raises
    ------
    ScenarioError : if one of the files cannot be read, or they extend one another in a circle.
    """
    chain = [document]
    seen = {document.path.resolve()}
    while "extends" in chain[0].tables:
        base, label = _base(chain[0])
        if base.resolve() in seen:
            raise _bad_base(chain[0], "the files extend one another in a circle.")
        seen.add(base.resolve())
        chain.insert(0, read_document(base, label))
    return chain


def _base(document: Document) -> tuple[Path, str]:
    """Return the path and label of what a document extends: a file near it, or a shipped config."""
    name = document.tables["extends"]
    if not isinstance(name, str) or not name.strip():
        raise _bad_base(document, f"expected the path of a config file, found {kind(name)}.")
    if Path(name).is_absolute():
        raise _bad_base(document, "expected a path relative to this file.")
    folder = document.path.resolve().parent
    top = document.home or next((f for f in (folder, *folder.parents) if f.name == "configs"), None)
    top = top.resolve() if top else folder.parent
    path = (folder / name).resolve()
    if not path.is_relative_to(top):
        raise _bad_base(document, f'expected a path inside the folder "{top.name}".')
    try:
        there = path.is_file()
    except OSError as error:  # too long for a name
        raise _bad_base(document, f"cannot be looked for ({error.strerror}).") from None
    if there:
        return path, os.path.normpath(Path(document.label).parent / name)
    for shipped in (name, f"{name}.toml"):
        if shipped in shipped_configs():
            return config_path(shipped), str(config_path(shipped))
    near = sorted(other.name for other in path.parent.glob("*.toml"))
    raise _bad_base(document, f"no such file.{near_shipped(path.name, near, shipped_configs())}")


def _bad_base(document: Document, sentence: str) -> ScenarioError:
    value = shown(document.tables["extends"])
    return refused(sentence, *document.where(("extends",)), "extends", value)
