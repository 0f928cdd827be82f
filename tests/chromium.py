"""Opens a page of ours in headless Chromium: what it logs, what it asks for, what axe finds in it.

Needs Chromium, Chrome or Edge. axe comes by ``npm install --no-save axe-core`` in the root of the
repository; ``.ci/run`` sees to both where it can. Tests say which of the two is not there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
AXE = Path(__file__).resolve().parents[1] / "node_modules/axe-core/axe.min.js"

BROWSER = next((found for name in (*NAMES, *PLACES) if (found := shutil.which(name))), None)

needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium, Chrome or Edge here")
needs_axe = pytest.mark.skipif(
    BROWSER is None or not AXE.is_file(),
    reason="no browser here" if BROWSER is None else "no axe here: npm install --no-save axe-core",
)


@dataclass
class Opened:
    """A page in the browser (of Playwright), with what it logged, and the addresses it asked for."""

    page: Any
    logged: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def axe(self) -> list[str]:
        """Return a line for everything that axe finds against it: WCAG 2.2 AA and good practice."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(_axe())
        found = self.page.evaluate("axe.run(document)")
        return [
            f"{each['id']}: {each['help']}: {node['html'][:200]}"
            for each in found["violations"]
            for node in each["nodes"]
        ]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start the browser for the tests of a file, which import this by name."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-dev-shm-usage"]
        started = playwright.chromium.launch(executable_path=BROWSER, args=flags)
        yield started
        started.close()


@contextmanager
def opened(
    browser: Any, file: Path, width: int = 1280, high: int = 720, **more: Any
) -> Iterator[Opened]:
    """Open a file from disk, without a network, on a screen of a size in CSS pixels."""
    size = {"width": width, "height": high}
    context = browser.new_context(viewport=size, offline=True, **more)
    try:
        held = Opened(context.new_page())
        held.page.on("console", lambda message: held.logged.append(message.text))
        held.page.on("pageerror", lambda error: held.logged.append(str(error)))
        held.page.on("request", lambda request: held.asked.append(request.url))
        held.page.goto(file.resolve().as_uri())
        yield held
    finally:
        context.close()


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")
