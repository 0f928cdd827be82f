"""Slides hold text, tables and figures that PowerPoint edits, and nothing that people wrote does anything."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from handmade import MakeResults
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame
from test_document import HOSTILE

from collabsim.report.answer import Answer
from collabsim.report.answering import answer
from collabsim.report.picture import pictures
from collabsim.report.provenance import of_run
from collabsim.report.slides import (
    BLUE,
    EDGE,
    LETTER,
    LONG,
    LONGEST,
    ROWS,
    SMALL,
    TABLE,
    WHITE,
    WIDE,
    Deck,
    presentation,
    sizes,
)
from collabsim.report.source import ILLUSTRATIVE
from collabsim.scenario.characters import printable

pptx = pytest.importorskip("pptx", reason="no python-pptx here")
RGB = pptx.dml.color.RGBColor.from_string
NAMED = {f"other {n}": 0.1 * n for n in range(4)} | {HOSTILE[1]: 1.0, HOSTILE[7]: 0.5}


@pytest.fixture(scope="module")
def found(make_results: MakeResults) -> tuple[Answer, Any]:
    results = make_results(3, Today=0.0, **NAMED)
    made = answer(results)
    data = presentation(made, of_run(results, None), pictures(made))
    return made, pptx.Presentation(io.BytesIO(data))


def words(slide: Any) -> str:
    return "\n".join(each.text_frame.text for each in slide.shapes if each.has_text_frame)


def test_the_question_and_the_three_sentences_open(found: tuple[Answer, Any]) -> None:
    made, deck = found
    first = deck.slides[0]
    assert first.shapes.title.text_frame.text == printable(made.question)
    assert all(printable(each) in words(first) for each in made.summary.sentences)
    assert all(ILLUSTRATIVE in words(slide) for slide in deck.slides)
    assert first.notes_slide.notes_text_frame.text


def test_every_figure_is_dots_and_vectors_with_words_for_who_cannot_see(
    found: tuple[Answer, Any],
) -> None:
    made, deck = found
    drawn = {
        s.shapes.title.text_frame.text: p
        for s in deck.slides
        for p in s.shapes
        if p.shape_type == 13
    }
    assert {*drawn} == {printable(chart.title) for chart in made.charts.values()}
    for picture in drawn.values():
        assert picture._element.nvPicPr.cNvPr.get("descr")
        assert picture.image.content_type == "image/png"
        kept = [each.target_part for each in picture.part.rels.values() if not each.is_external]
        (vectors,) = [each.blob for each in kept if each.content_type == "image/svg+xml"]
        assert ElementTree.fromstring(vectors).tag.endswith("svg")


def test_the_table_is_a_table(found: tuple[Answer, Any]) -> None:
    made, deck = found
    (grid,) = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    head = [cell.text_frame.text for cell in grid.rows[0].cells]
    assert head == [*made.ranking.columns]
    assert 2 < len(grid.rows) <= 1 + ROWS
    for cell in grid.rows[0].cells:
        (run,) = cell.text_frame.paragraphs[0].runs
        assert (cell.fill.fore_color.rgb, run.font.color.rgb) == (RGB(BLUE), RGB(WHITE))
    rows = [[cell.text_frame.text for cell in row.cells] for row in grid.rows]
    said = made.ranking.fillna("").map(printable).to_numpy().tolist()
    assert rows[1:] == said[: len(rows) - 1]


@given(st.lists(st.lists(st.text(max_size=LONGEST), min_size=6, max_size=6), min_size=1))
def test_columns_fill_a_slide_and_no_text_is_higher_than_its_row(rows: list[list[str]]) -> None:
    wide, high = sizes(rows)
    assert sum(wide) == pytest.approx(WIDE - 2 * EDGE)
    for line, height in zip(rows, high, strict=True):
        lines = [LETTER * len(word) / width for word, width in zip(line, wide, strict=True)]
        assert max(lines) * SMALL / 72.0 <= height < TABLE


def test_long_names_leave_the_table_on_its_slide_and_the_notes_have_a_long_title(
    found: tuple[Answer, Any],
) -> None:
    rows = DataFrame({"What is done": ["x" * 300] * 20, "Change": ["+1"] * 20})
    deck = Deck(replace(found[0], ranking=rows))
    deck.add_table(rows)
    deck.add("long " * 100, ["word"])
    tabled, titled = deck.made.slides
    (shape,) = [each for each in tabled.shapes if each.has_table]
    assert sum(row.height for row in shape.table.rows) + shape.top < deck.made.slide_height
    assert "of 20 rows" in words(tabled)
    assert len(titled.shapes.title.text_frame.text) <= LONG
    assert titled.notes_slide.notes_text_frame.text == "long " * 100


def test_nothing_leads_out_of_the_file(found: tuple[Answer, Any]) -> None:
    _, deck = found
    parts = [part for part in deck.part.package.iter_parts() if hasattr(part, "rels")]
    assert not [rel for part in parts for rel in part.rels.values() if rel.is_external]
