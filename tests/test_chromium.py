"""The browser that pages are tested in tells what it should: else their tests would pass unseen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from chromium import browser, needs_axe, needs_browser, opened

__all__ = ["browser"]
PAGE = "<!doctype html><html lang=en><title>t</title><main><h1>t</h1>{}</main></html>"


def written(folder: Path, inside: str) -> Path:
    page = folder / "page.html"
    page.write_text(PAGE.format(inside), "utf-8")
    return page


@needs_browser
def test_it_tells_what_a_page_logs_and_asks_for(browser: Any, tmp_path: Path) -> None:
    bad = "<img src='http://x.invalid/a.png' alt=a><script>console.log('said'); absent()</script>"
    page = written(tmp_path, bad)
    with opened(browser, page) as held:
        held.page.wait_for_load_state()
        assert "said" in held.logged
        assert any("absent" in each for each in held.logged)
        assert held.asked == [page.as_uri(), "http://x.invalid/a.png"]


@needs_browser
def test_a_quiet_page_is_quiet(browser: Any, tmp_path: Path) -> None:
    page = written(tmp_path, "<p>Nothing.")
    with opened(browser, page) as held:
        assert (held.logged, held.asked) == ([], [page.as_uri()])


@needs_axe
def test_axe_finds_what_is_wrong_and_nothing_else(browser: Any, tmp_path: Path) -> None:
    for inside, wrong in (("<p>Nothing.", []), ("<img src='data:,'>", ["image-alt"])):
        with opened(browser, written(tmp_path, inside)) as held:
            assert [each.partition(":")[0] for each in held.axe()] == wrong
