"""The slides of a report: text and tables that PowerPoint edits, figures as vectors, notes to speak from."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from pandas import DataFrame

from collabsim.report.answer import Answer
from collabsim.report.document import LEADS, short
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

TABLE, LETTER, LONGEST = 4.9, 0.1, 120
"""Height of a table and width of a letter in it, in inches, and letters of a cell that there is room for."""

LONG = 220
"""Letters of a title that there is room for; of a longer one the notes have all."""

TITLE_ONLY = 5
"""The layout of PowerPoint's own template that has a title and nothing else."""

BLUE, INK, RED, WHITE = "12436D", "0B0C0C", "7A1F12", "FFFFFF"

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
        size = 14 if len(drawn.note) < 200 else SMALL
        self._text(slide, [drawn.note], (EDGE, 1.3, WIDE - 2 * EDGE, 0.6), size)
        place = (self.inches(EDGE), self.inches(1.95))
        made = slide.shapes.add_picture(io.BytesIO(drawn.png()), *place, height=self.inches(4.75))
        made.left = (self.made.slide_width - made.width) // 2
        made._element.nvPicPr.cNvPr.set("descr", printable(drawn.description))
        _add_vectors(slide, made, drawn.svg())

    def add_table(self, ranking: DataFrame) -> None:
        """Add a slide of a table, each cell to be edited."""
        slide = self._slide(str(ranking.attrs.get("caption", "The ranking")), [])
        cells = [map(cell, row) for row in ranking.head(ROWS).itertuples(index=False)]
        every = [[short(str(word), LONGEST) for word in line] for line in (ranking.columns, *cells)]
        wide, high = sizes(every)
        words = every[: sum(top <= TABLE for top in accumulate(high))]
        place = (self.inches(each) for each in (EDGE, 1.6, sum(wide), sum(high[: len(words)])))
        grid = slide.shapes.add_table(len(words), len(wide), *place).table
        for column, width in zip(grid.columns, wide, strict=True):
            column.width = self.inches(width)
        for row, height in zip(grid.rows, high, strict=False):
            row.height = self.inches(height)
        for y, line in enumerate(words):
            for x, word in enumerate(line):
                self._cell(grid.cell(y, x), word, head=y == 0)
        if len(ranking) > len(words) - 1:
            note = f"{len(words) - 1} of {len(ranking):,} rows"
            self._text(slide, [note], (EDGE, 6.55, 5.0, 0.35), SMALL)

    def _slide(self, title: str, notes: Iterable[str]) -> Any:
        """Return a new slide with its title, what stands on every slide, and notes."""
        slide = self.made.slides.add_slide(self.made.slide_layouts[TITLE_ONLY])
        heading = slide.shapes.title
        heading.left, heading.top = self.inches(EDGE), self.inches(0.35)
        heading.width, heading.height = self.inches(WIDE - 2 * EDGE), self.inches(1.0)
        self._fill(
            heading.text_frame,
            [short(title, LONG)],
            TITLE if len(title) < 85 else BODY,
            BLUE,
            bold=True,
        )
        practice = self.found.source.practice
        stamp = f"{PRACTICE} · " if practice else ""
        foot = (EDGE, HIGH - 0.5, WIDE - 2 * EDGE, 0.35)
        self._text(slide, [f"{stamp}{ILLUSTRATIVE}"], foot, SMALL, RED if practice else INK)
        slide.notes_slide.notes_text_frame.text = "\n\n".join(
            map(printable, [title, *notes][len(title) <= LONG :])
        )
        return slide

    def _cell(self, at: Any, word: str, *, head: bool) -> None:
        """Fill a cell; those of the head are white on blue."""
        from pptx.dml.color import RGBColor

        if head:
            at.fill.solid()
            at.fill.fore_color.rgb = RGBColor.from_string(BLUE)
        self._fill(at.text_frame, [word], SMALL, WHITE if head else INK, bold=head)

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


def sizes(words: Sequence[Sequence[str]]) -> tuple[list[float], list[float]]:
    """Return how wide columns are, and how high rows of text in them, in inches, on the whole of a slide."""
    columns = [*zip(*words, strict=True)]
    least = np.array([0.3 + LETTER * longest(" ".join(each).split(), 14) for each in columns])
    more = np.array([LETTER * longest(each, 40) for each in columns])
    whole = WIDE - 2 * EDGE
    spare = max(0.0, whole - least.sum()) * more / max(more.sum(), LETTER)
    wide = list(whole * (least + spare) / (least + spare).sum())
    lines = (
        max(math.ceil(LETTER * len(word) / (w - 0.2)) for word, w in zip(line, wide, strict=True))
        for line in words
    )
    return wide, [0.15 + 0.2 * max(1, count) for count in lines]


def longest(words: Iterable[str], most: int) -> int:
    """Return how many letters the longest of some words has, if no more than so many."""
    return min(most, max(map(len, words), default=0))


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
