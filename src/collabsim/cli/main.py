"""The command ``collabsim``: finds the command asked for, and turns trouble into a sentence."""

from __future__ import annotations

import argparse
import errno
import json
import re
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import NoReturn

from collabsim.cli.command import BAD_INPUT, INTERRUPTED, TROUBLE, TroubleError
from collabsim.cli.experiments import experiment, rerun
from collabsim.cli.explain import explain
from collabsim.cli.files import completion, copy, list_, schema, validate, version
from collabsim.cli.memory import fit_into_memory, is_lack_of_memory, lack_of_memory
from collabsim.cli.plan import plan
from collabsim.cli.predict import calibrate, predict
from collabsim.cli.report import report
from collabsim.cli.runs import compare, run
from collabsim.cli.status import status
from collabsim.cli.streams import Stream, standard
from collabsim.cli.verify import verify
from collabsim.scenario.faults import Fault, ScenarioError, nearest

COMMANDS = {
    each.name: each
    for each in (
        run, compare, experiment, plan, status, verify, report, rerun, calibrate, predict, list_, copy,
        explain, validate, schema, completion,
    )
}  # fmt: skip


class UsageError(Exception):
    """A command line that cannot be read: a sentence, and the command whose help says more."""

    def __init__(self, sentence: str, command: str) -> None:
        super().__init__(sentence, command)
        self.sentence, self.command = sentence, command


class Parser(argparse.ArgumentParser):
    """An argument parser that says what was expected and which name was probably meant."""

    def error(self, message: str) -> NoReturn:
        """Refuse the command line.

        Raises
        ------
        UsageError : always.
        """
        wrong = re.match(r"argument COMMAND: invalid choice: '(.*?)'", message)
        if wrong:
            message = f'"{wrong[1]}" is no command.{nearest(wrong[1], COMMANDS)}'
        raise UsageError(message, self.prog)


def parser() -> Parser:
    """Return the parser of every command."""
    root = Parser(
        prog="collabsim",
        description="Explore what helps and hinders the NHS and life-sciences companies in working"
        " together: an agent-based model of England.",
        epilog="examples:\n  collabsim run\n  collabsim experiment permission_and_slack.toml\n"
        "  collabsim COMMAND --help\n\nIllustrative: explores candidate mechanisms, not a forecast.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    root.add_argument("--version", action="store_true", help="print versions, and leave")
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    for each in COMMANDS.values():
        each.add_to(commands)
    return root


def _parsed(words: list[str]) -> argparse.Namespace:
    """Return the arguments.

    Raises
    ------
    UsageError : if a command, an argument or an option is none that there is.
    """
    root = parser()
    chosen, unknown = root.parse_known_args(words, argparse.Namespace(words=words, root=root))
    if unknown:
        known = COMMANDS[chosen.command].options if chosen.command else ("--version", "--help")
        hint = nearest(unknown[0], known) if unknown[0].startswith("--") else ""
        if unknown[0] in known:
            root.error(f"{unknown[0]} belongs behind the command: {chosen.command} {unknown[0]}")
        root.error(f"unknown argument: {' '.join(unknown)}.{hint}")
    if getattr(chosen, "out", None) == "":
        root.error("--out: expected a folder, found an empty text.")
    if not (chosen.command or chosen.version):
        root.error("expected a COMMAND.")
    return chosen


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, 2 for bad input, 1 for trouble, 130 if stopped."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    with standard() as (out, err):
        code = _carried_out(words, err)
        out.flush()
        return _say(err, out.trouble, code or TROUBLE) if out.trouble else code


def _carried_out(words: list[str], err: Stream) -> int:
    """Run a command and print its answer, or turn trouble into a sentence."""
    as_json = "--json" in words
    try:
        _refuse_unwritable(words)
        chosen = _parsed(words)
        fit_into_memory()
        with _terminable():
            err.silent = bool(chosen.command) and chosen.quiet
            answer = COMMANDS[chosen.command].execute(chosen) if chosen.command else version()
            answer.show(as_json=as_json)
        return answer.code
    except UsageError as error:
        if as_json:
            print(json.dumps({"faults": [asdict(Fault(error.sentence))]}))
        asked = f"{error.command}: {error.sentence}\nHelp: {error.command} --help"
        return _say(err, asked, BAD_INPUT)
    except SystemExit as leaving:  # help was printed
        return int(leaving.code or 0)
    except ScenarioError as error:
        if as_json:
            print(json.dumps({"faults": [asdict(fault) for fault in error.faults]}))
        return _say(err, f"{error}\nNothing was written.", BAD_INPUT)
    except TroubleError as error:
        return _say(err, str(error), error.code)
    except KeyboardInterrupt as stopped:
        return _say(err, f"Stopped. {str(stopped) or 'Nothing was written.'}", INTERRUPTED)
    except (OSError, MemoryError, ImportError, RuntimeError, SystemError) as error:
        if is_lack_of_memory(error):
            return _say(err, lack_of_memory(), TROUBLE)
        if not isinstance(error, OSError):
            raise
        return _say(err, _trouble(error), TROUBLE)


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


def _say(err: Stream, text: str, code: int) -> int:
    err.silent = False
    print(text, file=err)
    return code


def _trouble(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return f"The disk is full: {error.filename or 'results'} could not be written; make room."
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}. Nothing was written."
