"""Finds the line of every key of a TOML text, and refuses texts too deep or long to parse."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from collabsim.scenario.faults import Key

DEEPEST = 16
"""Levels of nesting allowed; a config file needs four."""

MOST = 50_000
"""Values allowed in a file; England has about six hundred."""

# Unterminated strings run to the end of the line or text, so that one pass is always enough.
_TOKEN = re.compile(
    r'''
    (?P<string> """(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5}|\Z) | \'\'\'(?:[^']|'(?!\'\'))*+(?:'{3,5}|\Z)
              | "(?:[^"\\\n]|\\[^\n])*+"? | '[^'\n]*+'? )
    | (?P<skip> [^\S\n]+ | \#[^\n]* )
    | (?P<mark> [\[\]{},=.\n] )
    | (?P<bare> [^\s"'\#\[\]{},=.]+ )
    ''',
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A string, bare word or mark of a TOML text, and where it starts."""

    kind: str
    text: str
    offset: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of any text, valid TOML or not, without white space and comments."""
    for found in _TOKEN.finditer(text):
        if found.lastgroup != "skip":
            yield Token(found.lastgroup or "", found.group(), found.start())


def excess(text: str) -> tuple[int, str] | None:
    """Return the line and sentence of what makes a text unsafe to parse, or None."""
    depth = dots = values = 0
    for token in tokens(text):
        if token.kind != "mark":
            continue
        depth += (token.text in "[{") - (token.text in "]}")
        dots = dots + 1 if token.text == "." else 0
        values += token.text in ",="
        if depth > DEEPEST or dots > DEEPEST:
            return _line(text, token), f"nested more than {DEEPEST} levels deep."
        if values > MOST:
            return _line(text, token), f"more than {MOST:,} values."
    return None


def _line(text: str, token: Token) -> int:
    return text.count("\n", 0, token.offset) + 1


def locations(text: str) -> dict[Key, tuple[int, int]]:
    """Return the line and column, from 1, of every key and array element of a valid text."""
    offsets = _Walk(list(tokens(text))).offsets
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    found = {}
    for key, offset in offsets.items():
        line = bisect_right(starts, offset)
        found[key] = (line, offset - starts[line - 1] + 1)
    return found


@dataclass
class _Walk:
    """One pass over the tokens of a text that is known to parse."""

    stream: list[Token]
    at: int = 0
    offsets: dict[Key, int] = field(default_factory=dict)
    counts: dict[Key, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        above: Key = ()
        while self.at < len(self.stream):
            mark = self.peek()
            if mark == "\n":
                self.at += 1
            elif mark == "[":
                above = self.header()
            else:
                self.pair(above)

    def peek(self) -> str:
        if self.at == len(self.stream):
            return "\n"
        token = self.stream[self.at]
        return token.text if token.kind == "mark" else ""

    def note(self, key: Key, offset: int) -> Key:
        self.offsets.setdefault(key, offset)
        return key

    def header(self) -> Key:
        """Read ``[a.b]`` or ``[[a.b]]`` and return the address of the table it opens."""
        start = self.at
        while self.peek() == "[":
            self.at += 1
        element = self.at - start == 2
        *outer, last = self.names()
        above: Key = ()
        for name, offset in outer:
            above = self.inside(self.note((*above, name), offset))
        table = self.note((*above, last[0]), last[1])
        if element:
            self.counts[table] = self.counts.get(table, -1) + 1
        while self.peek() == "]":
            self.at += 1
        return self.note(self.inside(table), last[1])

    def inside(self, table: Key) -> Key:
        """Return the address of the last element if the table is an array of tables."""
        return (*table, self.counts[table]) if table in self.counts else table

    def names(self) -> list[tuple[str, int]]:
        found = []
        while True:
            token = self.stream[self.at]
            quoted = token.kind == "string"
            name = str(tomllib.loads(f"x={token.text}")["x"]) if quoted else token.text
            found.append((name, token.offset))
            self.at += 1
            if self.peek() != ".":
                return found
            self.at += 1

    def pair(self, above: Key) -> None:
        for name, offset in self.names():
            above = self.note((*above, name), offset)
        self.at += 1  # the equals sign
        self.value(above)

    def value(self, key: Key) -> None:
        mark = self.peek()
        if mark == "[":
            self.array(key)
        elif mark == "{":
            self.inline(key)
        else:
            while self.peek() not in {"\n", ",", "]", "}"}:
                self.at += 1

    def array(self, key: Key) -> None:
        self.at += 1
        element = 0
        while self.peek() != "]":
            if self.peek() in {"\n", ","}:
                self.at += 1
                continue
            self.note((*key, element), self.stream[self.at].offset)
            self.value((*key, element))
            element += 1
        self.at += 1

    def inline(self, key: Key) -> None:
        self.at += 1
        while self.peek() != "}":
            if self.peek() in {"\n", ","}:
                self.at += 1
            else:
                self.pair(key)
        self.at += 1
