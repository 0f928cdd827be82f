"""Progress and time left: a line written over on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SELDOM, OFTEN = 600.0, 30.0
"""Most and fewest seconds between two lines off a terminal: a quarter of the time gone by."""

BLINK = 0.1
"""Seconds between two lines on a terminal."""


class Progress:
    """How far a piece of work is.

    Parameters
    ----------
    unit : what is counted, such as ``"run"``.
    clock : seconds from any start.
    """

    def __init__(self, unit: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.unit, self.clock = unit, clock
        self.stage: str | None = None
        self.began = self.shown = 0.0
        self.before = self.width = 0

    def tell(self, done: int, total: int, stage: str = "", failed: int = 0) -> None:
        """Say how much is done of how much, if it was not said just now.

        The first word of a stage starts its clock: what is done already tells nothing of the rate.
        """
        now = self.clock()
        if stage != self.stage:
            self.stage, self.began, self.shown, self.before = stage, now, now, done
        watched = sys.stderr.isatty()
        pause = BLINK if watched else min(max((now - self.began) / 4.0, OFTEN), SELDOM)
        if now - self.shown < pause:
            return
        self.shown = now
        line = self.line(done, total, now, failed)
        if watched:
            self._put(line)
        else:
            print(line, file=sys.stderr, flush=True)

    def line(self, done: int, total: int, now: float, failed: int = 0) -> str:
        """Return the line."""
        words = [f"{done:,} of {total:,} {self.unit}s", f"{100 * done // max(total, 1)} %"]
        if done > self.before:
            left = (now - self.began) / (done - self.before) * (total - done)
            words.append(f"about {length(left)} left")
        if failed:
            words.append(f"{failed:,} failed")
        return f"{self.stage}: {', '.join(words)}" if self.stage else ", ".join(words)

    def say(self, words: str) -> None:
        """Print a line that stays."""
        self.clear()
        print(words, file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line off the terminal."""
        if self.width:
            self._put("")

    def _put(self, line: str) -> None:
        """Write a line over the one that stands there; the command's streams let no name do so."""
        line = line[: shutil.get_terminal_size().columns - 1]
        send = getattr(sys.stderr, "send", sys.stderr.write)
        send(f"\r{line.ljust(self.width)}\r{line}")
        sys.stderr.flush()
        self.width = len(line)


@contextmanager
def progress(unit: str) -> Iterator[Progress]:
    """Give a ``Progress``, and take its line off the terminal at the end."""
    made = Progress(unit)
    try:
        yield made
    finally:
        made.clear()


def length(seconds: float) -> str:
    """Return a length of time as people say it."""
    if seconds < 90.0:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400.0:
        return f"{seconds / 60.0:.0f} min"
    if seconds < 172_800.0:
        return f"{seconds / 3600.0:.1f} h"
    return f"{seconds / 86_400.0:,.0f} days"
