"""Finds the line of every key of a TOML text, and refuses texts too deep or long to parse."""

from __future__ import annotations

import re
import tomllib
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
    """A string, bare word or mark of a TOML text, and the line it starts in."""

    text: str
    line: int
    mark: str

    @property
    def name(self) -> str:
        """What it says as a part of a key."""
        quoted = self.text[0] in "\"'"
        return str(tomllib.loads(f"x={self.text}")["x"]) if quoted else self.text


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of any text, valid TOML or not, without white space and comments."""
    line = 1
    for found in _TOKEN.finditer(text):
        said = found.group()
        if found.lastgroup != "skip":
            yield Token(said, line, said if found.lastgroup == "mark" else "")
        line += said.count("\n")


def excess(text: str) -> tuple[int, str] | None:
    """Return the line and sentence of what makes a text unsafe to parse, or None."""
    depth = dots = values = 0
    for token in tokens(text):
        if not token.mark:
            continue
        depth += (token.mark in "[{") - (token.mark in "]}")
        dots = dots + 1 if token.mark == "." else 0
        values += token.mark in ",="
        if depth > DEEPEST or dots > DEEPEST:
            return token.line, f"nested more than {DEEPEST} levels deep."
        if values > MOST:
            return token.line, f"more than {MOST:,} values."
    return None


def locations(text: str) -> dict[Key, int]:
    """Return the line, from 1, of every key and array element of a valid text."""
    walk = _Walk([*tokens(text), Token("\n", 0, "\n")][::-1])
    above: Key = ()
    while walk.ahead:
        if not walk.passed("\n"):
            above = walk.header() if walk.mark == "[" else walk.pair(above)
    return walk.lines


@dataclass
class _Walk:
    """One pass over the tokens of a text that is known to parse, the next token last."""

    ahead: list[Token]
    lines: dict[Key, int] = field(default_factory=dict)
    counts: dict[Key, int] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        return self.ahead[-1].mark

    def passed(self, marks: str) -> bool:
        """Go past the next token if it is one of these marks."""
        found = self.mark != "" and self.mark in marks
        if found:
            self.ahead.pop()
        return found

    def note(self, key: Key, line: int) -> Key:
        self.lines.setdefault(key, line)
        return key

    def header(self) -> Key:
        """Read ``[a.b]`` or ``[[a.b]]`` and return the address of the table it opens."""
        opened = 0
        while self.passed("["):
            opened += 1
        *outer, (last, line) = self.names()
        above: Key = ()
        for name, start in outer:
            above = self.inside(self.note((*above, name), start))
        table = self.note((*above, last), line)
        if opened == 2:
            self.counts[table] = self.counts.get(table, -1) + 1
        while self.passed("]"):
            pass
        return self.note(self.inside(table), line)

    def inside(self, table: Key) -> Key:
        """Return the address of the last element if the table is an array of tables."""
        return (*table, self.counts[table]) if table in self.counts else table

    def names(self) -> Iterator[tuple[str, int]]:
        """Yield the parts of a dotted name."""
        while True:
            token = self.ahead.pop()
            yield token.name, token.line
            if not self.passed("."):
                return

    def pair(self, above: Key) -> Key:
        """Read a key and its value, and return the address of the table they are in."""
        key = above
        for name, line in self.names():
            key = self.note((*key, name), line)
        self.passed("=")
        self.value(key)
        return above

    def value(self, key: Key) -> None:
        """Read a value and, if it is an array or inline table, all there is in it."""
        element = 0
        if self.passed("["):
            while not self.passed("]"):
                if not self.passed("\n,"):
                    self.value(self.note((*key, element), self.ahead[-1].line))
                    element += 1
        elif self.passed("{"):
            while not self.passed("}"):
                if not self.passed("\n,"):
                    self.pair(key)
        else:
            while self.mark not in ("\n", ",", "]", "}"):
                self.ahead.pop()
