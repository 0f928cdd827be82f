"""Characters that nobody sees: refused in names and codes, made visible where a text is shown."""

from __future__ import annotations

import re
import unicodedata

_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]")
"""Drawn as nothing, although Unicode counts them among letters, marks and symbols."""

_JOINERS = "\u200c\u200d"
"""Part of how some scripts and pictures are written: harmless in a sentence, not in a code."""


_LOOK_ALIKE = re.compile(
    "[\u0400-\u04ff\u0530-\u058f\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf]"
)
"""Letters of other alphabets of which many are drawn as Latin ones are."""


def look_alike(text: str) -> str:
    """Return in words the first letter that stands for a Latin one in a word, or an empty text."""
    for word in re.findall(r"[^\W\d_]+", text):
        found = _LOOK_ALIKE.search(word)
        if found and re.search("[A-Za-z]", word):
            return f"{unicodedata.name(found[0]).lower()} (U+{ord(found[0]):04X})"
    return ""


def hidden(text: str) -> str:
    """Return in words the first character of a name that nobody sees, or an empty text."""
    if text.isprintable() and not _BLANK.search(text):
        return ""
    found = next(c for c in text if not c.isprintable() or _BLANK.match(c))
    if found in "\n\r":
        return "a line break"
    name = unicodedata.name(found, "control character").lower()
    return f"an invisible character (U+{ord(found):04X}, {name})"


def quoted(text: str) -> str:
    """Return a text in quotation marks, with the escape of each character that nobody sees."""
    seen = _BLANK.sub(lambda found: ascii(found[0])[1:-1], repr(text)[1:-1])
    return f'"{seen}"'


def printable(text: str) -> str:
    r"""Return a text as it may be shown: nothing in it steers a terminal or turns the writing round.

    Such characters come out as their escapes, as in ``\x1b``; line breaks and tabs stay.
    """
    if text.isprintable():
        return text
    return "".join(c if _harmless(c) else repr(c)[1:-1] for c in text)


def _harmless(character: str) -> bool:
    kept = character.isprintable() or character in "\n\t" or character in _JOINERS
    return kept or unicodedata.category(character) == "Zs"


def folded(name: str) -> str:
    """Return what names have in common that differ in capitals or in how they are encoded alone."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
