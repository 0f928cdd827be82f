"""The command as a program: ``python -m collabsim`` is the same as ``collabsim``."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from contextlib import suppress
from typing import NoReturn

INTERRUPTED = 130


def program() -> NoReturn:
    """Run the command and leave with its exit code.

    Once all is done and said, a request to stop is too late: it changes neither the code nor what
    was said, while the process puts its things away. One that comes while the program is being
    loaded finds nothing begun.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if os.name != "nt":
        sys.unraisablehook = _heard_again
    try:
        from collabsim.cli.main import main

        code = main()
    except KeyboardInterrupt:
        _write("Stopped. Nothing was written.\n")
        code = INTERRUPTED
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    if code == INTERRUPTED:
        _leave(code)
    sys.exit(code)


def _heard_again(lost: sys.UnraisableHookArgs) -> None:
    """Hear an interrupt again that came where none can be raised, such as a compiler's callback."""
    if lost.exc_type is KeyboardInterrupt:
        again = os.getpid(), signal.SIGINT
        threading.Timer(0.05, os.kill, again).start()
    else:
        sys.__unraisablehook__(lost)


def _leave(code: int) -> NoReturn:
    """Leave with a code also where Python would rather leave by the signal.

    It does so if an interrupt came while it ran text as code, as libraries do when they are loaded,
    whatever became of the interrupt.
    """
    atexit._run_exitfuncs()
    _write("")
    os._exit(code)


def _write(text: str) -> None:
    for stream, words in ((sys.stdout, ""), (sys.stderr, text)):
        # a stream may be closed, or none at all
        with suppress(AttributeError, OSError, ValueError):
            stream.write(words)
            stream.flush()


if __name__ == "__main__":
    program()
