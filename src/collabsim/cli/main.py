"""The command ``collabsim``: finds the command asked for, and turns trouble into a sentence."""

from __future__ import annotations

import argparse
import errno
import math
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from collabsim.cli import (
    calibrate,
    compare,
    experiment,
    explain,
    new,
    plan,
    predict,
    rerun,
    run,
    schema,
    status,
    validate,
    verify,
    version,
)
from collabsim.cli.codes import BAD_INPUT, INTERRUPTED, TROUBLE
from collabsim.cli.streams import standard
from collabsim.scenario.faults import Fault, ScenarioError, nearest

COMMANDS = {
    "run": run,
    "compare": compare,
    "experiment": experiment,
    "plan": plan,
    "status": status,
    "verify": verify,
    "rerun": rerun,
    "calibrate": calibrate,
    "predict": predict,
    "explain": explain,
    "validate": validate,
    "schema": schema,
    "new": new,
    "version": version,
}


LEAST_MEMORY = 0.95e9
"""Bytes below which making machine code ends the process without a word."""

NO_ROOM = (
    "failed to map segment|annot allocate memory|can't start new thread"
    "|error return without exception set"
)
"""What libraries say when memory gives out as they are loaded, or threads are started."""


class Parser(argparse.ArgumentParser):
    """An argument parser that says what was expected and which name was probably meant."""

    def error(self, message: str) -> NoReturn:
        """Print the sentence, where help is to be had, and leave with the code of bad input."""
        wrong = re.match(r"argument COMMAND: invalid choice: '(.*?)'", message)
        if wrong:
            message = f'"{wrong[1]}" is no command.{nearest(wrong[1], COMMANDS)}'
        unknown = re.match(r"unrecognized arguments: (.*)", message)
        if unknown:
            message = f"unknown argument: {unknown[1]}."
        self.exit(BAD_INPUT, f"{self.prog}: {message}\nHelp: {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    root = Parser(
        prog="collabsim",
        description="Explore what helps and hinders the NHS and life-sciences companies in working"
        " together: an agent-based model of England.",
        epilog="Illustrative: explores candidate mechanisms, not a forecast.",
        allow_abbrev=False,
    )
    commands = root.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        words = command.__doc__ or ""
        made = commands.add_parser(name, help=words, description=words, allow_abbrev=False)
        command.add_arguments(made)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, 2 for bad input, 1 for trouble, 130 if stopped."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    with standard() as (out, _):
        code = _carried_out(words)
        out.flush()
        return _say(out.trouble, code or TROUBLE) if out.trouble else code


def _carried_out(words: list[str]) -> int:
    """Run a command, and turn trouble into a sentence."""
    try:
        _refuse_unwritable(words)
        chosen = parser().parse_args(words, argparse.Namespace(words=words))
        _fit_into_memory()
        with _terminable():
            code: int = COMMANDS[chosen.command].execute(chosen)
        return code
    except SystemExit as leaving:  # help was printed, or what is wrong with the arguments
        return int(leaving.code or 0)
    except ScenarioError as error:
        return _say(f"{error}\nNothing was written.", BAD_INPUT)
    except KeyboardInterrupt as stopped:
        return _say(f"Stopped. {str(stopped) or 'Nothing was written.'}", INTERRUPTED)
    except OSError as error:
        return _say(_trouble(error), TROUBLE)
    except (MemoryError, ImportError, RuntimeError, SystemError) as error:
        if not (isinstance(error, MemoryError) or re.search(NO_ROOM, str(error))):
            raise
        return _say(_lacking(), TROUBLE)


def _fit_into_memory() -> None:
    """Refuse a limit that is too tight, and let no library set aside most of what there is.

    Raises
    ------
    MemoryError : if the limit is too tight.
    """
    most = _memory()
    if most < LEAST_MEMORY:
        raise MemoryError
    if math.isfinite(most):  # Arrow's own allocator begins with a gigabyte
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def _memory() -> float:
    """Return how many bytes this process may use, if the system says; infinity if it does not."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return math.inf
    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    return math.inf if most == resource.RLIM_INFINITY else float(most)


def _lacking() -> str:
    """Say that memory gave out, and what limits it."""
    most = _memory()
    limit = f" A limit (ulimit -v) leaves {most / 1e9:.1f} GB." if math.isfinite(most) else ""
    return (
        f"There is too little memory: collabsim needs about 1 GB, more on many processors.{limit}"
    )


def _refuse_unwritable(words: list[str]) -> None:
    """Refuse words that no file can hold: a manifest says how its results were asked for.

    Raises
    ------
    ScenarioError : naming each word that is not text in UTF-8.
    """
    faults = []
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError:
            shown = word.encode(errors="backslashreplace").decode()
            said = "expected a name in UTF-8; rename it, or give another."
            faults.append(Fault(said, key="argument", value=shown))
    if faults:
        raise ScenarioError(faults)


@contextmanager
def _terminable() -> Iterator[None]:
    """Take a request to end (SIGTERM) as one from the keyboard, so that it is said what is kept."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code


def _trouble(error: OSError) -> str:
    if error.errno == errno.ENOMEM:
        return _lacking()
    if error.errno == errno.ENOSPC:
        return f"The disk is full: {error.filename or 'results'} could not be written; make room."
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}. Nothing was written."
