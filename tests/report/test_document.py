"""A report is one page that holds all it needs, whatever people wrote in their files."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from handmade import MakeResults
from hypothesis import given
from hypothesis import strategies as st
from pages import Page

import collabsim as cs
from collabsim.report.answering import answer
from collabsim.report.document import document, handout_page
from collabsim.report.html import Html, cell, table, tag
from collabsim.report.picture import pictures
from collabsim.report.provenance import of_run
from collabsim.report.source import PRACTICE
from collabsim.results import Results
from collabsim.scenario.characters import printable

HOSTILE = (
    "<script>alert(1)</script>",
    "</title></style><img src=x onerror=alert(1)>",
    "\"' onmouseover='alert(1)",
    '=HYPERLINK("http://x.invalid";"a")',
    "../../etc/passwd",
    "javascript:alert(1) &lt;b&gt; &amp;",
    "]]> <!-- --> {{ 7*7 }} ${7*7} %s {0}",
    "a\u202eb\u2066c\u200bd",
    "אבג דהו 日本語",
    "x" * 300,
)


def pages(results: Results) -> list[str]:
    found = answer(results)
    drawn, source = pictures(found), of_run(results, None)
    return [document(found, source, drawn), handout_page(found, source, drawn)]


@pytest.fixture(scope="module", params=["one", "several"])
def made(request: pytest.FixtureRequest, make_results: MakeResults) -> list[str]:
    several = request.param == "several"
    return pages(make_results(3, England=0.0, Other=1.0) if several else make_results(3))


def test_a_page_is_well_formed_and_asks_for_nothing(made: list[str]) -> None:
    for source in made:
        page = Page(source)
        assert page.faults == []
        assert not page.all("script", "link", "iframe", "object", "form", "a")
        assert all(each.given["src"].startswith("data:image/") for each in page.all("img"))
        assert "http" not in re.sub(r"data:[^\"]+", "", source.replace("http-equiv", ""))
        given = [key for each in page.elements for key in each.given]
        assert not [key for key in given if key.startswith("on") or key == "style"]
        assert len(source) < 5_000_000


def test_a_page_says_its_language_its_one_heading_and_its_parts(made: list[str]) -> None:
    for source in made:
        page = Page(source)
        assert [each.given["lang"] for each in page.all("html")] == ["en-GB"]
        assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1
        levels = [int(each.name[1]) for each in page.all("h1", "h2", "h3")]
        assert all(below - above <= 1 for above, below in pairwise(levels))
        names = [each.given["id"] for each in page.elements if "id" in each.given]
        assert len(names) == len(set(names))
        assert all(each.given["alt"] for each in page.all("img"))


def test_tables_have_headings_and_a_keyboard_reaches_what_is_wide(made: list[str]) -> None:
    for source in made:
        page = Page(source)
        assert page.all("table")
        assert all(each.given["scope"] in ("row", "col") for each in page.all("th"))
        wide = [each for each in page.all("div") if each.given["class"] == "scroll"]
        assert len(wide) == len(page.all("table", "img"))
        assert all(each.given["tabindex"] == "0" and each.given["aria-label"] for each in wide)


def test_only_our_own_style_is_obeyed(made: list[str]) -> None:
    for source in made:
        (style,) = re.findall("<style>(.*?)</style>", source, re.DOTALL)
        sha = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        (policy,) = (
            e.given["content"]
            for e in Page(source).all("meta")
            if "content" in e.given and "http-equiv" in e.given
        )
        assert policy.startswith("default-src 'none'; img-src data:;")
        assert f"style-src 'sha256-{sha}'" in policy
        assert "unsafe" not in policy


@pytest.fixture(scope="module")
def plain(make_results: MakeResults) -> list[str]:
    return pages(make_results(3, Today=0.0, Other=1.0))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text(name: str, plain: list[str], make_results: MakeResults) -> None:
    shown, handout = map(Page, pages(make_results(3, Today=0.0, **{name: 1.0})))
    assert shown.shape == Page(plain[0]).shape
    assert {*handout.shape} == {*Page(plain[1]).shape}
    for page in (shown, handout):
        assert page.faults == []
        assert printable(name)[:100] in page.all("h1")[0].text
        assert not {"\u202e", "\u2066"} & {*page.source}


@given(st.text(), st.text())
def test_whatever_is_written_comes_back_as_it_was(words: str, more: str) -> None:
    page = Page(tag("p", words, Html("<b>"), more, Html("</b>"), title=words))
    assert page.faults == []
    assert page.shape == ["p", "b"]
    assert [each.text.replace("\r", "\n") for each in page.elements] == [
        (printable(words) + printable(more)).replace("\r", "\n"),
        printable(more),
    ]


@given(st.lists(st.lists(st.one_of(st.text(), st.floats(), st.integers()), min_size=3, max_size=3)))
def test_any_table_is_a_table(rows: list[list[object]]) -> None:
    page = Page(table(pd.DataFrame(rows, columns=["a", "<b>", "=c"]), "what <it> is", 5))
    assert page.faults == []
    shown = min(len(rows), 5)
    assert page.shape.count("tr") == 1 + shown
    assert page.shape.count("th") == 3 + shown
    assert ("of" in page.all("caption")[0].text) == (len(rows) > 5)
    assert not [each for each in page.all("td", "th") if each.text.startswith(("=", "@"))][1:]


def test_what_has_no_name_is_no_heading() -> None:
    page = Page(table(pd.DataFrame([["low", 1.0]], columns=["", "Month 12"]), "a band"))
    assert [each.text for each in page.all("th")] == ["Month 12", "low"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0123456, "0.01235"),
        (-2.5, "−2.5"),
        (12345.678, "12350"),
        (1234567, "1,234,567"),
        (-0.0, "0"),
        (float("nan"), ""),
        (float("inf"), "inf"),
        (True, "yes"),
        (None, ""),
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("+1.2", "+1.2"),
    ],
)
def test_a_cell_is_short_and_no_formula(value: object, shown: str) -> None:
    assert cell(value) == shown


def test_colours_of_text_are_read_by_everyone() -> None:
    css = resources.files("collabsim.report").joinpath("document.css").read_text("utf-8")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css))
    for text in ("ink", "soft", "blue", "warn"):
        for ground in ("paper", "tint", "warn-tint"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    assert contrast(colours["line"], colours["paper"]) >= 3.0


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG has it."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    shares = [int(colour[n : n + 2], 16) / 255.0 for n in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return sum(w * x for w, x in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_failures_stand_before_the_answer(make_results: MakeResults) -> None:
    results = make_results(3)
    found = replace(answer(results), missing=("3 runs failed, mostly: <b>odd</b>.",))
    for make in (document, handout_page):
        words = Page(make(found, of_run(results, None), {})).all("main")[0].text
        assert words.index("3 runs failed, mostly: <b>odd</b>.") < words.index("The answer")


def test_a_practice_world_is_stamped_on_page_and_paper(make_results: MakeResults) -> None:
    results = make_results(3)
    found = answer(results)
    for practice in (True, False):
        stamped = replace(found, source=replace(found.source, practice=practice))
        for make in (document, handout_page):
            page = Page(make(stamped, of_run(results, None), {}))
            assert ("practice" in page.all("body")[0].given["class"]) == practice
            assert (f"{PRACTICE}: no number" in page.all("main")[0].text) == practice


def test_a_simulation_is_reported_where_it_is_said(tmp_path: Path) -> None:
    quick = cs.Scenario.load("small.toml").with_values(
        {"world.months": 12, "world.months_before": 0}
    )
    runs = cs.simulate({"Small": quick}, replicates=2, seed=3)
    files = cs.write_report(runs, tmp_path / "sub" / "mine.html", handout=True)
    assert [each.name for each in files] == ["mine.html", "mine-handout.html"]
    assert "cs.simulate(SCENARIOS, replicates=2, seed=3" in files[0].read_text("utf-8")
    with pytest.raises(ValueError, match="expected a file"):
        cs.write_report(runs)
