"""The standard streams as commands use them: none has to be there, and none stops the work.

A stream that is closed, full or no longer read costs what was to be printed there, never a result.
"""

from __future__ import annotations

import io
import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import TextIO

from collabsim.scenario.characters import printable

PLAIN = {
    "−": "-", "–": "-", "—": "-", "±": "+/-", "×": "x", "·": "*", "→": "->", "≤": "<=", "≥": ">=",
    "≈": "~", "‘": "'", "’": "'", "“": '"', "”": '"', "£": "GBP ", "€": "EUR ", "τ": "tau",
    "ν": "nu", "σ": "sigma", "λ": "lambda", "π": "pi", "δ": "delta", "κ": "kappa",
}  # fmt: skip
"""What a stream is sent that lacks these: a sign above all, which a question mark would hide."""


class Stream(io.TextIOBase):
    """A standard stream that shows what it can, and notes the first error instead of raising it.

    Attributes
    ----------
    under : the stream itself; None if there is none.
    silent : whether nothing is to be written to it for now.
    error : why it failed; None as long as it did not.
    """

    def __init__(self, under: TextIO | None) -> None:
        self.under = under
        self.silent = False
        self.error: OSError | None = None

    def write(self, text: str) -> int:
        """Write text, in characters that the stream has, and none that acts on a terminal."""
        self.send(printable(text))
        return len(text)

    def send(self, text: str) -> None:
        """Write text as it is, so that it may act on a terminal."""
        if self.under is None or self.error is not None or self.silent:
            return
        try:
            self.under.write(_shown(text, self.encoding))
        except (OSError, ValueError) as error:  # ValueError: it is closed
            self._fail(error)

    def flush(self) -> None:
        """Pass on what was written so far."""
        if self.under is None or self.error is not None:
            return
        try:
            self.under.flush()
        except (OSError, ValueError) as error:
            self._fail(error)

    def isatty(self) -> bool:
        """Return whether people watch."""
        watched = self.under is not None and not self.under.closed and self.under.isatty()
        return watched and not self.silent

    def fileno(self) -> int:
        """Return its number, if it has one."""
        if self.under is None:
            raise OSError("there is no such stream")
        return self.under.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream itself."""
        return getattr(self.under, "encoding", None) or "utf-8"

    def _fail(self, error: OSError | ValueError) -> None:
        """Note the error, and let what is held back go nowhere: Python tries again as it ends."""
        self.error = error if isinstance(error, OSError) else OSError(str(error))
        with suppress(OSError, ValueError):
            number, nowhere = self.fileno(), os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, number)
            os.close(nowhere)

    @property
    def trouble(self) -> str:
        """Why not all could be printed; nothing if it was, or if the reader had enough of it."""
        if self.error is None or isinstance(self.error, BrokenPipeError):
            return ""
        return f"Not all of the output could be printed: {self.error.strerror or self.error}."


@contextmanager
def standard() -> Iterator[tuple[Stream, Stream]]:
    """Give standard output and error as ``Stream``, in the place of Python's own."""
    _fill_gaps()
    out, err = Stream(sys.stdout), Stream(sys.stderr)
    with redirect_stdout(out), redirect_stderr(err):
        try:
            yield out, err
        finally:
            out.flush()
            err.flush()


def _fill_gaps() -> None:
    """Open the three standard files where they are closed, so that no result gets their number.

    Whatever writes to a standard file past Python would else write into a result.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            made = os.open(os.devnull, os.O_RDWR)
            if made != number:
                os.dup2(made, number)
                os.close(made)
            os.set_inheritable(number, True)


def _shown(text: str, encoding: str) -> str:
    """Return a text, with what stands for the characters that an encoding lacks."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        if len(text) > 1:
            return "".join(_shown(each, encoding) for each in text)
        nearest = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        return PLAIN.get(text) or nearest or "?"
    return text
