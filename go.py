"""Set collabsim up in this folder and run it: needs only Python 3.11 or newer, with pip.

python3 go.py                      run the model: England for ten years
python3 go.py run --replicates 3   the same with options (list them with: go.py run --help)
python3 go.py test [ARGS...]       run the tests; ARGS go to pytest
python3 go.py check                ruff, mypy and the import rules, as continuous integration does
python3 go.py collabsim ARGS...    any collabsim command

On Windows write py instead of python3. Everything is installed into the folder .venv beside this
file, once; deleting that folder undoes it.
"""

# Python 3.6 to 3.10 must be able to read this file as far as the sentence that turns them away:
# no newer syntax anywhere, and no newer names before that sentence.

import difflib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT, Popen


def succeeds(command: "list[str]") -> bool:
    """Tell whether a command can be started and ends well, without showing what it prints."""
    try:
        return subprocess.call(command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL) == 0
    except OSError:
        return False


def refusal() -> str:
    """Say that this Python is too old, and which newer ones this machine has."""
    names = [name for n in range(20, 10, -1) for name in (f"python3.{n}", f"py -3.{n}")]
    newer = [n for n in names if shutil.which(n.split()[0]) and succeeds([*n.split(), "--version"])]
    advice = "No newer one was found here: get one from https://www.python.org/downloads/"
    if newer:
        advice = f"Newer ones found here: {', '.join(newer)}. Try: {newer[0]} go.py"
    found = f"found {sys.version.split()[0]} at {sys.executable}"
    return f"collabsim needs Python 3.11 or newer; {found}.\n{advice}"


if sys.version_info < (3, 11):
    sys.exit(refusal())

import tomllib

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "collabsim-installed.json"
GROUPS = {"run": "run", "collabsim": "run", "test": "test", "check": "lint"}  # what each needs
PIP_TROUBLES = {  # words pip prints: what they mean to the reader
    "No space left on device": "The disk is full: collabsim and its libraries take about 1 GB.",
    "CERTIFICATE_VERIFY_FAILED": "This network replaces certificates: ask IT for the file of its "
    "root certificate and set PIP_CERT to it.",
    "connection broken by": "The Python package index cannot be reached. Connect to the network, "
    "or set PIP_INDEX_URL (and HTTPS_PROXY) to what your organisation uses.",
    "No matching distribution": "No ready-made package was found: either the package index cannot "
    "be reached, or it has none for this Python (64-bit Python 3.11, 3.12 and 3.13 have them).",
}


class SetupError(Exception):
    """Setting up failed; the message says why and what to do."""


def say(text: str) -> None:
    """Print a line about the setting up, apart from the output of the program itself."""
    print(f"go.py: {text}", file=sys.stderr, flush=True)


def fingerprint(project: "dict[str, object]") -> str:
    """Identify an installation: what is declared, by which Python, in which (unmovable) folder."""
    declared = [project[table] for table in ("build-system", "project", "dependency-groups")]
    identity = json.dumps([declared, sys.version_info[:2], str(ROOT)], sort_keys=True)
    return hashlib.sha256(identity.encode()).hexdigest()


def installed(key: str) -> "set[str]":
    """Name the dependency groups that .venv holds: none if it is broken or of another identity."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        groups = set(stamp["groups"]) if stamp["key"] == key else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    look = "import importlib.metadata; importlib.metadata.version('collabsim')"
    return groups if succeeds([str(PYTHON), "-I", "-c", look]) else set()


def prepare(group: str = "run") -> None:
    """Make sure that .venv holds collabsim and the tools of one dependency group."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    key = fingerprint(project)
    groups = installed(key)
    if group in groups:
        return
    start = time.monotonic()
    if not groups:
        make_venv()
    tools = project["dependency-groups"].get(group, [])
    say(f"installing {', '.join(tools) or 'collabsim and its libraries'} ...")
    pip_install(["--editable", str(ROOT), *tools])
    partial = STAMP.with_suffix(".partial")
    partial.write_text(json.dumps({"key": key, "groups": sorted({*groups, "run", group})}), "utf-8")
    partial.replace(STAMP)  # last, and at once: whatever is interrupted before is made again
    say(f"ready after {time.monotonic() - start:.0f} s; from now on this needs no network")


def make_venv() -> None:
    """Make an empty .venv in place of whatever is there."""
    say(f"making {VENV} with Python {sys.version.split()[0]} (once: a minute or two in all) ...")
    make = [sys.executable, "-m", "venv", "--clear"]
    if succeeds([*make, str(VENV)]):
        return
    say("this Python cannot put pip into .venv (no ensurepip); trying its own pip from outside")
    make += ["--without-pip", str(VENV)]
    result = subprocess.run(make, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SetupError(f"Making .venv failed: {(result.stderr or result.stdout).strip()}")


def pip() -> "list[str]":
    """Return the command for a pip that installs into .venv."""
    outside = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    for command in ([str(PYTHON), "-m", "pip"], outside):
        if succeeds([*command, "--version"]):
            return command
    raise SetupError(
        f"{sys.executable} has no pip (22.3 or newer). On Debian and Ubuntu: sudo apt install "
        "python3-venv; elsewhere: install Python again, with pip."
    )


def pip_install(requirements: "list[str]") -> None:
    """Install into .venv from ready-made packages alone, showing what pip is at."""
    options = ["--disable-pip-version-check", "--no-input", "--only-binary", ":all:"]
    command = [*pip(), "install", *options, *requirements]
    env = {**os.environ, "PIP_USER": "0"}  # a user's setting that .venv would trip over
    log: list[str] = []
    with Popen(
        command, env=env, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, text=True, errors="replace"
    ) as process:
        for line in process.stdout or ():
            log.append(line.strip())
            show_progress(log[-1])
    show_progress("")
    if process.returncode:
        raise SetupError(pip_trouble(log))


def show_progress(line: str) -> None:
    """Show what pip is at: one changing line on a terminal, and a line for each retry."""
    if line.startswith("WARNING: Retrying"):
        say("no answer from the package index; pip tries again")
    elif sys.stderr.isatty():
        print(end=f"\r{line[:78]:78}\r", file=sys.stderr, flush=True)


def pip_trouble(log: "list[str]") -> str:
    """Say in a sentence why pip failed, above what it printed about it."""
    known = (sentence for words, sentence in PIP_TROUBLES.items() if words in "\n".join(log))
    sentence = next(known, "pip could not install what collabsim needs.")
    errors = [line for line in log if line.startswith("ERROR")] or log
    return "\n  | ".join([sentence, *(line[:200] for line in errors[-4:])])


def check() -> int:
    """Run every check, to the end, and name those that failed."""
    checks = ("ruff check", "ruff format --check", "mypy", "lint-imports --no-logo")
    failed = []
    for name, *options in map(str.split, checks):
        tool = PYTHON.with_name(name).with_suffix(PYTHON.suffix)
        if subprocess.call([str(tool), *options]):
            failed.append(" ".join([name, *options]))
    say(f"failed: {', '.join(failed)}" if failed else f"passed: {', '.join(checks)}")
    return int(bool(failed))


def main(arguments: "list[str]") -> int:
    """Do what the command line says and return the exit code."""
    command, *rest = arguments or ["run"]
    if command in ("-h", "--help", "help"):
        print(__doc__)
        return 0
    if command not in GROUPS or (command == "check" and rest):
        near = " or ".join(difflib.get_close_matches(command, GROUPS)) or "one of these"
        say(f"cannot do {' '.join(arguments)!r}. Did you mean {near}?\n\n{__doc__}")
        return 2
    prepare(GROUPS[command])
    if command in ("test", "check"):
        os.chdir(ROOT)
    if command == "check":
        return check()
    tests = ["pytest", "--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile"]
    module = {"run": ["collabsim", "run"], "test": tests}.get(command, ["collabsim"])
    program = [str(PYTHON), "-m", *module, *rest]
    if os.name == "posix":  # become it: its exit code and its interrupts are ours
        os.execv(program[0], program)
    return subprocess.call(program)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say("stopped; say the same command again to go on")
        sys.exit(130)
    except (SetupError, OSError) as trouble:
        say(f"cannot go on. {trouble}")
        sys.exit(1)
