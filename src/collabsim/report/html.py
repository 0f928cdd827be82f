"""HTML that is safe by construction: what is not HTML already becomes text, whatever stands in it."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
from pandas import DataFrame, isna
from pandas.api.types import is_numeric_dtype

from collabsim.scenario.characters import printable

EMPTY = ("img", "meta")
"""Elements that hold nothing."""

FORMULAS = ("=", "@")
"""What a spreadsheet would run, were a table copied there. (A sign before a number is none.)"""


LONG = 20
"""Characters of a word from which it may be broken, so that a table stays as wide as a page."""


class Html(str):
    """A text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *inside: str, **attributes: str | bool) -> Html:
    """Return an element; texts in it and in its attributes are escaped.

    An attribute that Python has a word for ends in an underscore: ``class_``. One that is True
    stands without a value; one that is empty or False is left out.
    """
    given = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value}
    made = "".join(f" {k}" if v is True else f' {k}="{text(str(v))}"' for k, v in given.items())
    opened = f"<{name}{made}>"
    return Html(opened if name in EMPTY else f"{opened}{joined(*inside)}</{name}>\n")


def joined(*parts: str) -> Html:
    """Return texts and HTML after each other."""
    return Html("".join(part if isinstance(part, Html) else text(part) for part in parts))


def text(words: str) -> Html:
    """Return a text as HTML shows it: nothing in it is markup, or turns the writing round."""
    return Html(escape(printable(words)))


def table(shown: DataFrame, caption: str, most: int = 100) -> Html:
    """Return a table: its first column heads the rows, and no more than so many rows are shown."""
    rows = shown.head(most)
    numeric = [is_numeric_dtype(kind) for kind in shown.dtypes]
    named = [str(name) for name in shown.columns]
    head = tag("tr", *(tag("th", n, scope="col") if n else tag("td") for n in named))
    body = (
        tag("tr", *map(_cell, range(len(row)), row, numeric))
        for row in rows.itertuples(index=False)
    )
    of = f" (the first {most} of {len(shown):,} rows)" if len(shown) > most else ""
    made = tag("table", tag("caption", f"{caption}{of}"), tag("thead", head), tag("tbody", *body))
    return scrolled(made, caption or "Table")


def scrolled(wide: str, label: str) -> Html:
    """Return what may be wider than a screen in a region of its own, which a keyboard reaches."""
    return tag("div", wide, class_="scroll", role="region", aria_label=label, tabindex="0")


def _cell(place: int, value: Any, number: bool) -> Html:
    """Return a cell of a table; the first heads its row."""
    words = cell(value)
    kind = "number" if number else "long" if max(map(len, words.split()), default=0) > LONG else ""
    return tag("td", words, class_=kind) if place else tag("th", words, scope="row", class_=kind)


def cell(value: Any) -> str:
    """Return what a cell shows: four figures of a number, and no text that a spreadsheet would run."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULAS) else value
    if isna(value):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if float(value).is_integer():
        return f"{int(value):,}".replace("-", "−")
    short = np.format_float_positional(value, 4, unique=False, fractional=False, trim="-")
    return short.replace("-", "−")
