"""Whatever the pages and examples name is there: commands, options, files, folders, modules, headings."""

from __future__ import annotations

import argparse
import re
from itertools import chain
from pathlib import Path

import pytest

from collabsim.cli.main import parser
from collabsim.scenario.shipped import shipped_files

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "collabsim"
PAGES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    *ROOT.glob("benchmarks/*.md"),
    *ROOT.glob("studies/*/README.md"),
]
TEXTS = [
    *PAGES,
    ROOT / "go.py",
    *(ROOT / "experiments").glob("*.toml"),
    *(ROOT / "configs").rglob("*.toml"),
    *PACKAGE.rglob("*.py"),
]
MADE = re.compile(
    r"(results|journal|answer)/|(experiment|base)\.toml|validation\.md"
    r"|(.*_)?(summary|monthly|failures|priced|waiting|by_\w+|dictionary|structural_variants)\.csv"
)
"""Files and folders that a run or the study makes, which a page may name."""


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def commands() -> dict[str, argparse.ArgumentParser]:
    (found,) = (each for each in parser()._actions if isinstance(each, argparse._SubParsersAction))
    return found.choices


COMMANDS = commands()


def code(path: Path) -> list[str]:
    """Return what a text marks as code, a line or a phrase each."""
    text = path.read_text("utf-8")
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    return [*chain(*map(str.splitlines, blocks)), *re.findall(r"`([^`\n]+)`", text)]


def calls(path: Path) -> list[list[str]]:
    """Return the words after ``collabsim`` of every command that a text shows."""
    lines = [re.split(r"\s#|  +", line.strip())[0] for line in code(path)]
    shown = (
        re.match(r"(?:python3? go\.py |\$ |py go\.py )?collabsim (.+)", each) for each in lines
    )
    return [each[1].split() for each in shown if each]


def test_commands_and_their_options_are_there() -> None:
    for command, *words in chain(*map(calls, TEXTS)):
        assert command in {*COMMANDS, "COMMAND", "--help", "--version", "ARGS..."}, command
        known = COMMANDS[command]._option_string_actions if command in COMMANDS else {}
        for option in (word.split("=")[0] for word in words if word.startswith("--")):
            assert option in known or option == "--help", f"{command} {option}"


def test_commands_are_found_where_they_stand() -> None:
    shown = [words[0] for words in calls(ROOT / "README.md")]
    assert {"list", "experiment", "compare", "explain", "validate"} <= {*shown}


def is_there(word: str, page: Path) -> bool:
    places = (ROOT, page.parent, PACKAGE, PACKAGE / "evidence", ROOT / "configs")
    if any((place / word).exists() for place in places):
        return True
    return word in shipped_files() or ("/" not in word and any(PACKAGE.rglob(word)))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_files_and_folders_are_there(page: Path) -> None:
    prose = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    marked = re.findall(r"`((?:[\w-]+/)*[\w-]+(?:\.(?:py|md|toml|csv)|/))`", prose)
    assert [each for each in marked if not (is_there(each, page) or MADE.fullmatch(each))] == []


def headings(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_to_a_page_and_to_a_heading(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#\s]*)#?([^)\s]*)\)", page.read_text("utf-8")):
        if "://" in target:
            continue
        place = page.parent / target if target else page
        assert place.exists(), target
        assert not anchor or anchor in headings(place), f"{target}#{anchor}"


def test_modules_and_what_they_hold_are_there() -> None:
    texts = "\n".join(path.read_text("utf-8") for path in TEXTS)
    for whole in {*re.findall(r"\bcollabsim(?:\.[a-z]\w*)+\b", texts)}:
        parts = whole.split(".")[1:]
        if parts[-1] == "json":
            continue
        place = PACKAGE.joinpath(*parts[:-1])
        module = (place / f"{parts[-1]}.py").is_file() or (place / parts[-1]).is_dir()
        home = (
            place.with_suffix(".py")
            if place.with_suffix(".py").is_file()
            else place / "__init__.py"
        )
        assert module or parts[-1] in home.read_text("utf-8"), whole
