"""The command ``collabsim``: finds the command asked for, and turns trouble into a sentence."""

from __future__ import annotations

import argparse
import errno
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
from collabsim.scenario.faults import ScenarioError, nearest

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
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console may lack a pound sign
            stream.reconfigure(errors="replace")
    words = sys.argv[1:] if arguments is None else list(arguments)
    chosen = parser().parse_args(words, argparse.Namespace(words=words))
    try:
        with _terminable():
            code: int = COMMANDS[chosen.command].execute(chosen)
        sys.stdout.flush()
        return code
    except ScenarioError as error:
        return _say(f"{error}\nNothing was written.", BAD_INPUT)
    except KeyboardInterrupt:
        return _say("Stopped. Nothing was written.", INTERRUPTED)
    except BrokenPipeError:  # the reader of the output, such as head, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _say(_trouble(error), TROUBLE)


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
    if error.errno == errno.ENOSPC:
        return f"The disk is full: {error.filename or 'results'} could not be written; make room."
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}. Nothing was written."
