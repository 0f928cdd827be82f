"""How explanations are laid out: paragraphs, headed lists, numbers, and evidence spelled out."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterable
from typing import Any

from collabsim import evidence
from collabsim.levers import LEVERS

WIDTH = 100


def paragraph(text: str, indent: str = "  ", hang: str = "") -> str:
    """Return a text wrapped under an indent; ``hang`` indents further lines more."""
    plain = " ".join(text.split())
    return textwrap.fill(
        plain,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + hang,
        break_on_hyphens=False,
        break_long_words=False,
    )


def listed(title: str, items: Iterable[str]) -> list[str]:
    """Return a heading with an item a line, a single item beside it; nothing if all are empty."""
    found = list(filter(None, items))
    if len(found) == 1:
        return [paragraph(f"{title}: {found[0]}", "  ", "  ")]
    return [f"  {title}:", *(paragraph(item, "    ", "  ") for item in found)] if found else []


def page(title: str, *parts: str | list[str]) -> str:
    """Return an explanation: title, paragraphs and lists, empty ones left out."""
    lines = [title]
    for part in parts:
        lines += part if isinstance(part, list) else [paragraph(part)] if part else []
    return "\n".join(lines)


def describe(thing: Any) -> str:
    """Return what a docstring says of a rule or module, without its markup."""
    return (inspect.getdoc(thing) or "").removeprefix("Return ").replace("``", "")


def rule(function: Any) -> str:
    """Return a rule's name with what it returns."""
    return f"{function.__name__}: {describe(function)}"


def number(value: float) -> str:
    """Return a number as short as it can be."""
    return f"{value:g}"


def spelled(ids: Iterable[str]) -> list[str]:
    """Return what each id of the register says; ids that stand for judgement say so."""
    return [_says(each) for each in ids]


SAID = {
    "claims": "(claim) {0.text}",
    "mechanisms": "(mechanism) {0.name}. {0.text}",
    "patterns": "(pattern) {0.statement}",
    "interactions": "(interaction) {0.statement}",
    "loops": "(loop) {0.name}: {0.chain}",
    "sources": "{0.citation}",
}
"""What is shown of a row of the register, by its kind."""


def _says(each: str) -> str:
    for kind, said in SAID.items():
        row = getattr(evidence, kind)().get(each)
        if row is not None:
            note = " [cited from memory]" if kind == "sources" and not row.seen else ""
            return f"{each} {said.format(row)}{note}"
    named = [lever.name for lever in LEVERS.values() if lever.id == each]
    return f"{each} (lever) {named[0]}" if named else f"{each}: judgement"


def sources_of(ids: Iterable[str]) -> list[str]:
    """Return the citations behind some ids of the register, or of sources themselves, each once."""
    claims, mechanisms, patterns = evidence.claims(), evidence.mechanisms(), evidence.patterns()
    cited: dict[str, None] = {}
    for each in ids:
        row = claims.get(each) or mechanisms.get(each) or patterns.get(each)
        own = (each,) if each in evidence.sources() else ()
        cited |= dict.fromkeys(row.sources if row else own)
    return spelled(cited)
