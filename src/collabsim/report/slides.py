"""The slides of a report: text and tables that PowerPoint edits, figures as vectors, notes to speak from."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pandas import DataFrame

from collabsim.report.answer import Answer
from collabsim.report.document import LEADS
from collabsim.report.html import cell
from collabsim.report.picture import Picture
from collabsim.report.provenance import Provenance
from collabsim.report.source import ILLUSTRATIVE, PRACTICE
from collabsim.scenario.characters import printable

LACKING = 'slides need python-pptx: pip install "collabsim[slides]"'

WIDE, HIGH, EDGE = 13.333, 7.5, 0.6
"""A 16:9 slide and its margin, in inches."""

TITLE, BODY, SMALL = 28, 20, 12
"""Sizes of text in points, to be read from the back of a room."""

ROWS = 12
"""Rows of a table on a slide: more cannot be read from the back of a room."""

TITLE_ONLY = 5
"""The layout of PowerPoint's own template that has a title and nothing else."""

BLUE, INK, RED = "12436D", "0B0C0C", "7A1F12"

VECTORS = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
"""By which PowerPoint knows that a picture is there as vectors too."""


def presentation(found: Answer, source: Provenance, drawn: Mapping[str, Picture]) -> bytes:
    """Return a PowerPoint file: the answer, its figures, the table, how sure, and where it comes from.

    Raises
    ------
    ImportError : if python-pptx is not installed, saying how it is.
    """
    deck = Deck(found)
    said = [f"{lead}: {words}" for lead, words in zip(LEADS, found.summary.sentences, strict=True)]
    missing = [f"What is missing: {each}" for each in found.missing]
    sure = [each.sentence for each in found.certainty]
    facts = [f"{name}: {fact}" for name, fact in source.facts.items()]
    commands = [f"{what}: {words}" for what, words in source.commands.items()]
    deck.add(found.question, [*missing, *said], [each.sentence for each in found.findings])
    for picture in drawn.values():
        deck.add_figure(picture)
    if len(found.ranking):
        deck.add_table(found.ranking)
    deck.add("How sure", sure, [found.conditions])
    deck.add("What not to conclude", found.cautions)
    deck.add("What rests on judgement", found.judgement)
    deck.add("Where it comes from, and how to repeat it", [*facts, *commands])
    return deck.bytes()


class Deck:
    """A presentation that grows slide by slide."""

    def __init__(self, found: Answer) -> None:
        try:
            from pptx import Presentation
            from pptx.util import Inches
        except ImportError:
            raise ImportError(LACKING) from None
        self.inches = Inches
        self.found = found
        self.made: Any = Presentation()
        self.made.slide_width, self.made.slide_height = Inches(WIDE), Inches(HIGH)

    def bytes(self) -> bytes:
        """Return the file."""
        stream = io.BytesIO()
        self.made.save(stream)
        return stream.getvalue()

    def add(self, title: str, sentences: Iterable[str], notes: Iterable[str] = ()) -> None:
        """Add a slide of sentences; none if there are none."""
        every = [*sentences]
        if every:
            slide = self._slide(title, notes)
            size = BODY if sum(map(len, every)) < 900 else 14
            self._text(slide, every, (EDGE, 1.75, WIDE - 2 * EDGE, 4.9), size)

    def add_figure(self, drawn: Picture) -> None:
        """Add a slide of a figure: vectors and, for who cannot show those, dots."""
        slide = self._slide(drawn.title, [drawn.description, self.found.summary.caution])
        self._text(slide, [drawn.note], (EDGE, 1.3, WIDE - 2 * EDGE, 0.6), 14)
        place = (self.inches(EDGE), self.inches(1.95))
        made = slide.shapes.add_picture(io.BytesIO(drawn.png()), *place, height=self.inches(4.75))
        made.left = (self.made.slide_width - made.width) // 2
        made._element.nvPicPr.cNvPr.set("descr", printable(drawn.description))
        _add_vectors(slide, made, drawn.svg())

    def add_table(self, ranking: DataFrame) -> None:
        """Add a slide of a table, each cell to be edited."""
        rows = ranking.head(ROWS)
        slide = self._slide(str(ranking.attrs.get("caption", "The ranking")), [])
        place = (self.inches(each) for each in (EDGE, 1.6, WIDE - 2 * EDGE, 0.36 * (len(rows) + 1)))
        grid = slide.shapes.add_table(len(rows) + 1, len(rows.columns), *place).table
        words = [map(str, rows.columns), *(map(cell, row) for row in rows.itertuples(index=False))]
        for y, line in enumerate(words):
            for x, word in enumerate(line):
                self._fill(grid.cell(y, x).text_frame, [word], SMALL)
        if len(ranking) > len(rows):
            note = f"{len(rows)} of {len(ranking):,} rows"
            self._text(slide, [note], (EDGE, 6.55, 5.0, 0.35), SMALL)

    def _slide(self, title: str, notes: Iterable[str]) -> Any:
        """Return a new slide with its title, what stands on every slide, and notes."""
        slide = self.made.slides.add_slide(self.made.slide_layouts[TITLE_ONLY])
        heading = slide.shapes.title
        heading.left, heading.top = self.inches(EDGE), self.inches(0.35)
        heading.width, heading.height = self.inches(WIDE - 2 * EDGE), self.inches(1.0)
        self._fill(
            heading.text_frame, [title], TITLE if len(title) < 110 else BODY, BLUE, bold=True
        )
        practice = self.found.source.practice
        stamp = f"{PRACTICE} · " if practice else ""
        foot = (EDGE, HIGH - 0.5, WIDE - 2 * EDGE, 0.35)
        self._text(slide, [f"{stamp}{ILLUSTRATIVE}"], foot, SMALL, RED if practice else INK)
        slide.notes_slide.notes_text_frame.text = "\n\n".join(map(printable, notes))
        return slide

    def _text(
        self,
        slide: Any,
        words: Sequence[str],
        place: tuple[float, ...],
        size: int,
        colour: str = INK,
    ) -> None:
        box = slide.shapes.add_textbox(*map(self.inches, place))
        self._fill(box.text_frame, words, size, colour)

    def _fill(
        self, frame: Any, words: Sequence[str], size: int, colour: str = INK, *, bold: bool = False
    ) -> None:
        """Put paragraphs into a frame of text, to the left, each to be edited."""
        from pptx.dml.color import RGBColor
        from pptx.enum.text import PP_ALIGN
        from pptx.util import Pt

        frame.word_wrap = True
        for n, each in enumerate(words):
            paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            paragraph.space_after = Pt(size / 3)
            run = paragraph.add_run()
            run.text = printable(each)
            run.font.size, run.font.bold = Pt(size), bold
            run.font.color.rgb = RGBColor.from_string(colour)


def _add_vectors(slide: Any, picture: Any, vectors: bytes) -> None:
    """Let a picture be drawn from vectors by a PowerPoint that can (2016 and later)."""
    from lxml import etree
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI

    package = slide.part.package
    name = PackURI(f"/ppt/media/vectors{picture.shape_id}-{slide.slide_id}.svg")
    part = Part(name, "image/svg+xml", package, vectors)
    number = slide.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    blip = picture._element.blipFill.blip
    spaces = blip.nsmap
    every = etree.SubElement(blip, f"{{{spaces['a']}}}extLst")
    one = etree.SubElement(every, f"{{{spaces['a']}}}ext", uri=EXTENSION)
    link = etree.SubElement(one, f"{{{VECTORS}}}svgBlip", nsmap={"asvg": VECTORS})
    link.set(f"{{{spaces['r']}}}embed", number)
