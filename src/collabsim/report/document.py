"""A report: one HTML file that holds everything, opens from disk and prints; and a page to hand out."""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import resources

from pandas import DataFrame

from collabsim.report.answer import Answer, as_written
from collabsim.report.formats import capitalise, spell_out
from collabsim.report.html import Html, joined, scrolled, table, tag
from collabsim.report.picture import Picture
from collabsim.report.provenance import Provenance
from collabsim.report.source import ILLUSTRATIVE, PRACTICE
from collabsim.report.summary import Summary

MOST_SVG = 400_000
"""Bytes of a figure as vectors, beyond which it is put in as a picture of dots."""

LEADS = ("The answer", "How far it depends on assumptions", "What not to conclude")
"""What the three sentences that open an answer say."""

COLUMNS = 7
"""Of a table on that page: up to the interval."""

FEW = 330
"""Characters on how sure an answer is, and on judgement, that a page to hand out has room for."""

ROOM, USUAL, ACROSS, HEAD = 46.0, 1150, 110, 28
"""Height of the table on that page in millimetres beside so many characters of text; and characters
that stand beside each other there, and in its first column."""

Pictures = Mapping[str, Picture]


def document(found: Answer, source: Provenance, drawn: Pictures) -> str:
    """Return the report as HTML: the answer first, how sure it is, where it comes from, annexes folded."""
    first = next(map(figure, drawn.values()), Html())
    parts = (
        _head(found),
        _opening(found),
        first,
        *(
            table(rows, rows.attrs.get("caption", ""))
            for rows in (found.ranking, found.beside)
            if len(rows)
        ),
        section("How sure", listed(each.sentence for each in found.certainty)),
        section("What not to conclude", listed(_cautions(found))),
        section("What rests on judgement", listed(found.judgement)),
        section("Where it comes from", _facts(source.facts), _commands(source.commands)),
        section("Annexes", *_annexes(found, source, [*drawn.values()][1:]), class_="annexes"),
    )
    return _page(found, "report", *parts)


def handout_page(found: Answer, source: Provenance, drawn: Pictures) -> str:
    """Return one A4 page as HTML; on paper its figure takes the height that the words leave."""
    found = _brief(found)
    caption = found.ranking.attrs.get("caption", "")
    sure, judged = _few(each.sentence for each in found.certainty), _few(found.judgement)
    first = [_shorter(each) for each in drawn.values()][:1]
    words = [*found.summary.sentences, *sure, *judged, *found.missing, found.question]
    said = sum(map(len, [*words, *(each.title + each.note for each in first)]))
    parts = (
        _head(found),
        _opening(found),
        *map(figure, first),
        table(found.ranking, caption, _rows(found.ranking, said)) if len(found.ranking) else "",
        section("How sure", listed(sure)),
        section("What rests on judgement", listed(judged)),
        section("To repeat it", _commands(dict([*source.commands.items()][:1]))),
        tag(
            "p", "; ".join(f"{name}: {fact}" for name, fact in source.facts.items()), class_="note"
        ),
    )
    return _page(found, "handout", *parts)


def _brief(found: Answer) -> Answer:
    """Return an answer of which nothing that people named takes more room than a page has."""
    rows = found.ranking.iloc[:, :COLUMNS].map(
        lambda said: short(said, 120) if isinstance(said, str) else said
    )
    rows.attrs = found.ranking.attrs
    return replace(
        found,
        question=short(found.question, 240),
        source=replace(found.source, setting=short(found.source.setting, 80)),
        summary=Summary(*(short(each, 700) for each in found.summary.sentences)),
        missing=tuple(short(each, 420) for each in found.missing[:2]),
        ranking=rows,
    )


def _shorter(drawn: Picture) -> Picture:
    return replace(drawn, title=short(drawn.title, 240), note=short(drawn.note, 300))


def short(words: str, most: int) -> str:
    """Return a text that has no more than so many characters."""
    return words if len(words) <= most else f"{words[: most - 1]}…"


def _few(sentences: Iterable[str]) -> list[str]:
    """Return the first of some sentences, and as many more as there is room for."""
    taken: list[str] = []
    for each in sentences:
        if taken and len("".join([*taken, each])) > FEW:
            break
        taken.append(short(each, 2 * FEW))
    return taken


def _rows(shown: DataFrame, said: int) -> int:
    """Return how many rows of a table a page to hand out has room for beside so many characters."""
    longest = [shown[name].astype(str).str.len().max() for name in shown]
    wide = [max(len(str(n)) / 2, most) + 2 for n, most in zip(shown, longest, strict=True)]
    lines = max(math.ceil(sum(wide) / ACROSS), math.ceil(longest[0] / HEAD))
    room = ROOM - max(0, said - USUAL) / 18.0
    return max(2, min(12, int(room / (3.3 * lines + 1.4))))


def _page(found: Answer, kind: str, *parts: str) -> Html:
    """Return a page: one file that asks for nothing, and in which nothing but its own style is obeyed."""
    css = resources.files("collabsim.report").joinpath("document.css").read_text("utf-8")
    sha = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{sha}'; base-uri 'none'; form-action 'none'"
    classes = f"{kind} practice" if found.source.practice else kind
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", found.question),
        Html(f"<style>{css}</style>"),
    )
    body = tag("body", tag("main", *parts), tag("footer", ILLUSTRATIVE), class_=classes)
    return Html(f"<!DOCTYPE html>\n{tag('html', head, body, lang='en-GB')}")


def _head(found: Answer) -> Html:
    """Return the question, and before it what must not be overlooked."""
    stamp = f"{PRACTICE}: no number here is one of England."
    return joined(
        tag("p", stamp, class_="stamp") if found.source.practice else "",
        tag("p", f"collabsim · {found.source.setting}", class_="kind"),
        tag("h1", found.question),
        section("What is missing", listed(found.missing), class_="missing"),
    )


def _opening(found: Answer) -> Html:
    """Return the three sentences that a reader takes away."""
    said = zip(LEADS, found.summary.sentences, strict=True)
    parts = [
        joined(tag("h2", lead), tag("p", words, class_="" if n else "first"))
        for n, (lead, words) in enumerate(said)
    ]
    return tag("section", *parts, class_="answer")


def _cautions(found: Answer) -> list[str]:
    """Return what should not be concluded beside what opens the answer."""
    return [each for each in found.cautions if each not in found.summary.sentences]


def section(title: str, *parts: str, class_: str = "") -> Html:
    """Return a part of a page under its title; nothing if there is nothing to say."""
    inside = joined(*parts)
    return tag("section", tag("h2", title), inside, class_=class_) if inside else Html()


def listed(sentences: Iterable[str]) -> Html:
    """Return sentences as a list; one as a paragraph."""
    every = [*sentences]
    if len(every) < 2:
        return joined(*(tag("p", each) for each in every))
    return tag("ul", *(tag("li", each) for each in every))


def figure(drawn: Picture) -> Html:
    """Return a figure: its finding as a title, the picture with its description, and what it shows."""
    data, kind = drawn.svg(), "image/svg+xml"
    if len(data) > MOST_SVG:
        data, kind = drawn.png(), "image/png"
    source = f"data:{kind};base64,{base64.b64encode(data).decode()}"
    img = tag("img", src=source, alt=drawn.description)
    wide = scrolled(img, f"Figure: {drawn.title}")
    note = tag("figcaption", tag("p", drawn.note)) if drawn.note else ""
    return tag("figure", tag("h3", drawn.title), wide, note)


def _facts(facts: Mapping[str, str]) -> Html:
    return tag("dl", *(joined(tag("dt", name), tag("dd", fact)) for name, fact in facts.items()))


def _commands(commands: Mapping[str, str]) -> Html:
    return joined(
        *(
            joined(tag("p", f"{what}:"), tag("pre", tag("code", words), class_="command"))
            for what, words in commands.items()
        )
    )


def _annexes(found: Answer, source: Provenance, others: Sequence[Picture]) -> Iterator[Html]:
    """Yield what few readers open: further figures and findings, the numbers, what was run."""
    for each in others:
        yield fold(f"Figure: {each.title}", figure(each))
    yield fold("Every finding", listed(each.sentence for each in found.findings))
    yield fold("Of what all this holds", listed(filter(None, [found.conditions])))
    for name, chart in found.charts.items():
        yield _numbers(f"Numbers of figure {spell_out(name)}", chart.numbers)
    for name, rows in found.tables.items():
        yield _numbers(f"Table {spell_out(name)}", rows)
    for name, words in source.files.items():
        yield fold(name, tag("pre", words))


def _numbers(title: str, rows: DataFrame) -> Html:
    return fold(title, table(as_written(rows), capitalise(title)) if len(rows) else "")


def fold(title: str, inside: str) -> Html:
    """Return something that opens when its title is chosen; nothing if there is nothing inside."""
    return tag("details", tag("summary", title), inside) if inside else Html()
