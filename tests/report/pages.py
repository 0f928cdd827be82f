"""Reads a page of ours as a browser would: its elements in order, what they hold, and their attributes."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = {"img", "meta", "br"}


@dataclass
class Element:
    """An element: what it is called, its attributes, and all the text inside it."""

    name: str
    given: dict[str, str]
    text: str = ""
    within: tuple[str, ...] = ()


@dataclass
class Page(HTMLParser):
    """A page, read; ``faults`` names what was closed that was not open, or left open."""

    source: str
    elements: list[Element] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.open: list[Element] = []
        self.feed(self.source)
        self.close()
        self.faults += [f"{each.name} is left open" for each in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(dict(attrs)) < len(attrs):
            self.faults.append(f"{tag} has an attribute twice")
        within = tuple(each.name for each in self.open)
        self.elements.append(Element(tag, {k: v or "" for k, v in attrs}, "", within))
        if tag not in EMPTY:
            self.open.append(self.elements[-1])

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].name != tag:
            self.faults.append(f"{tag} is closed and was not open")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        for each in self.open:
            each.text += data

    def all(self, *names: str) -> list[Element]:
        """Return the elements of such names, in their order."""
        return [each for each in self.elements if each.name in names]

    @property
    def shape(self) -> list[str]:
        """What the page is made of, whatever its words are."""
        return [each.name for each in self.elements]
