"""Reports as a browser shows and prints them: nothing for axe to find, no network, one A4 page to hand out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from chromium import browser, needs_axe, needs_browser, opened
from handmade import MakeResults
from test_document import HOSTILE, pages

__all__ = ["browser"]

A4 = {"width": 718, "high": 1032}
"""What a page to hand out prints on, in CSS pixels."""


@pytest.fixture(scope="module")
def written(make_results: MakeResults, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {
        "run": make_results(25),
        "comparison": make_results(12, Today=0.0, Other=0.3, **{HOSTILE[0]: 1.0}),
        "long": make_results(3, Today=0.0, **{HOSTILE[-1]: 1.0}),
    }
    files = []
    for name, results in made.items():
        for kind, source in zip(("report", "handout"), pages(results), strict=True):
            files.append(folder / f"{name}-{kind}.html")
            files[-1].write_text(source, "utf-8")
    return files


@needs_browser
def test_a_page_logs_nothing_and_asks_for_itself_alone(browser: Any, written: list[Path]) -> None:
    for file in written:
        with opened(browser, file) as held:
            assert held.logged == []
            assert [each for each in held.asked if not each.startswith("data:")] == [file.as_uri()]


@needs_axe
def test_axe_finds_nothing_folded_or_open(browser: Any, written: list[Path]) -> None:
    for file in written:
        with opened(browser, file) as held:
            assert held.axe() == []
            held.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert held.axe() == []


@needs_browser
@pytest.mark.parametrize("width", [1280, 400, 320])
def test_a_page_is_never_wider_than_its_screen(
    width: int, browser: Any, written: list[Path]
) -> None:
    for file in written:
        with opened(browser, file, width) as held:
            assert held.page.evaluate("document.documentElement.scrollWidth") <= width, file.name


@needs_browser
def test_a_handout_prints_to_one_page_with_all_that_it_says(
    browser: Any, written: list[Path]
) -> None:
    for file in written:
        if "handout" in file.name:
            with opened(browser, file, **A4) as held:
                printed = held.page.pdf(prefer_css_page_size=True)
                assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
                assert b"/MediaBox [0 0 594.95" in printed
                held.page.emulate_media(media="print")
                cut = "e => e.scrollHeight > e.clientHeight + 1"
                assert not held.page.evaluate(f"({cut})(document.querySelector('main'))"), file.name
                high = held.page.evaluate("document.querySelector('img').clientHeight")
                assert high > 130, f"{file.name}: the figure is {high} pixels high"
