"""A report: one HTML file that holds everything, opens from disk and prints; and a page to hand out."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.experiment import Finished
from collabsim.report import style
from collabsim.report.answer import Answer, _as_written as as_written, _known as known, answer
from collabsim.report.formats import capitalise, spell_out
from collabsim.report.html import Html, joined, table, tag
from collabsim.report.provenance import Provenance, of_experiment, of_run
from collabsim.report.source import ILLUSTRATIVE, PRACTICE
from collabsim.report.style import Chart
from collabsim.results import Results
from collabsim.results.files import write_whole

if TYPE_CHECKING:
    from collabsim.report.answer import Reported

REPORT = "report.html"
"""What a report is called in the folder that it is made of."""

MOST_SVG = 400_000
"""Bytes of a figure as vectors, beyond which it is put in as a picture of dots."""

LEADS = ("The answer", "How far it depends on assumptions", "What not to conclude")
"""What the three sentences that open an answer say."""

HANDED_OUT = {"rows": 12, "sentences": 2}
"""What of a report stands on the page to hand out, so that it fits there."""


def write_report(
    of: Reported, out: str | Path = "", *, slides: bool = False, handout: bool = False
) -> tuple[Path, ...]:
    """Write the report of some runs as one HTML file, and return the files that were written.

    Parameters
    ----------
    of : what ``Experiment.run`` or ``simulate`` returned, some results, or a folder of any kind.
    out : the file; in the folder it is made of, if not given.
    slides : write slides for PowerPoint beside it; needs ``collabsim[slides]``.
    handout : write one A4 page beside it.

    Raises
    ------
    FolderError, ValueError : if a folder holds no results, or was damaged; if no file is given
        for what is in no folder.
    """
    held = known(of)
    folder = held.folder if isinstance(held, Finished) else None
    folder = Path(of) if isinstance(of, (str, Path)) else folder
    if not (out or folder):
        raise ValueError("expected a file for the report: what it is made of is in no folder.")
    path = Path(out) if out or folder is None else folder / REPORT
    found, source = answer(held), _provenance(held, folder)
    files = {path: document(found, source).encode()}
    if handout:
        files[path.with_name(f"{path.stem}-handout.html")] = handout_page(found, source).encode()
    if slides:
        from collabsim.report.slides import presentation

        files[path.with_suffix(".pptx")] = presentation(found, source)
    path.parent.mkdir(parents=True, exist_ok=True)
    for file, data in files.items():
        write_whole(file, data)
    return tuple(files)


def _provenance(held: Results | Finished, folder: Path | None) -> Provenance:
    return of_run(held, folder) if isinstance(held, Results) else of_experiment(held)


def document(found: Answer, source: Provenance) -> str:
    """Return the report as HTML: the answer first, how sure it is, where it comes from, annexes folded."""
    first, *others = [*found.charts.values()] or [None]
    parts = (
        _head(found),
        _opening(found),
        picture(first, found) if first else "",
        table(found.ranking, found.ranking.attrs.get("caption", "")) if len(found.ranking) else "",
        section("How sure", listed(each.sentence for each in found.certainty)),
        section("What not to conclude", listed(found.cautions)),
        section("What rests on judgement", listed(found.judgement)),
        section("Where it comes from", _facts(source.facts), _commands(source.commands)),
        section("Annexes", *_annexes(found, source, [each for each in others if each])),
    )
    return _page(found, "report", *parts)


def handout_page(found: Answer, source: Provenance) -> str:
    """Return one A4 page as HTML; on paper its figure takes the height that the words leave."""
    rows, few = HANDED_OUT["rows"], HANDED_OUT["sentences"]
    chart = next(iter(found.charts.values()), None)
    caption = found.ranking.attrs.get("caption", "")
    sure = [each.sentence for each in found.certainty]
    parts = (
        _head(found),
        _opening(found),
        picture(chart, found) if chart else "",
        table(found.ranking, caption, rows) if len(found.ranking) else "",
        section("How sure", listed(sure[:few])),
        section("What rests on judgement", listed(found.judgement[:few])),
        section("To repeat it", _commands(dict([*source.commands.items()][:1]))),
        tag("p", "; ".join(f"{name}: {fact}" for name, fact in source.facts.items()), class_="note"),
    )
    return _page(found, "handout", *parts)


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


def picture(chart: Chart, found: Answer) -> Html:
    """Return a figure: its finding as a title, what it shows, and the picture with its description."""
    made = drawn(chart)
    data, kind = svg(made), "image/svg+xml"
    if len(data) > MOST_SVG:
        data, kind = png(made), "image/png"
    source = f"data:{kind};base64,{base64.b64encode(data).decode()}"
    wide = tag("div", tag("img", src=source, alt=described(chart)), class_="scroll", tabindex="0",
               role="region", aria_label=f"Figure: {chart.title}")  # fmt: skip
    note = f"{chart.subtitle} Seed {found.source.seed}, replicates: {found.source.replicates}."
    return tag("figure", tag("h3", chart.title), wide, tag("figcaption", tag("p", note)))


def described(chart: Chart) -> str:
    """Return what a figure shows, for who does not see it."""
    return f"{chart.title}. {chart.subtitle}"


def drawn(chart: Chart) -> Figure:
    """Draw a figure without words around it, as a report and a slide have those as text."""
    with style.house():
        figure = Figure(figsize=(style.WIDE, 0.8 * style.HIGH), facecolor="white")
        top = 0.97 - (style.PANEL if chart.headed else 0.0)
        figure.subplots_adjust(left=chart.left, right=chart.right, top=top, bottom=0.14)
        chart.draw(figure.add_subplot())
    return figure


def svg(figure: Figure) -> bytes:
    """Return a figure as vectors."""
    stream = io.BytesIO()
    with style.house():
        figure.savefig(stream, format="svg", metadata={"Date": None})
    return stream.getvalue()


def png(figure: Figure) -> bytes:
    """Return a figure as dots, enough of them for paper and a projector."""
    stream = io.BytesIO()
    with style.house():
        figure.savefig(stream, format="png", dpi=style.DPI)
    return stream.getvalue()


def _facts(facts: Mapping[str, str]) -> Html:
    return tag("dl", *(joined(tag("dt", name), tag("dd", fact)) for name, fact in facts.items()))


def _commands(commands: Mapping[str, str]) -> Html:
    return joined(
        *(
            joined(tag("p", f"{what}:"), tag("pre", tag("code", words), class_="command"))
            for what, words in commands.items()
        )
    )


def _annexes(found: Answer, source: Provenance, others: list[Chart]) -> Iterator[Html]:
    """Yield what few readers open: further figures and findings, the numbers, what was run."""
    for chart in others:
        yield fold(f"Figure: {chart.title}", picture(chart, found))
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
