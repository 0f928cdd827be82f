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
    """Return a heading with an item a line, a single item beside it; nothing if there is none."""
    found = list(items)
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


def _says(each: str) -> str:
    if each in evidence.claims():
        return f"{each} (claim) {evidence.claims()[each].text}"
    if each in evidence.mechanisms():
        mechanism = evidence.mechanisms()[each]
        return f"{each} (mechanism) {mechanism.name}. {mechanism.text}"
    if each in evidence.patterns():
        return f"{each} (pattern) {evidence.patterns()[each].statement}"
    if each in evidence.interactions():
        return f"{each} (interaction) {evidence.interactions()[each].statement}"
    if each in evidence.loops():
        return f"{each} (loop) {evidence.loops()[each].name}: {evidence.loops()[each].chain}"
    if each in evidence.sources():
        source = evidence.sources()[each]
        return f"{each} {source.citation}{'' if source.seen else ' [cited from memory]'}"
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
