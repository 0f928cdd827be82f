"""The results version moves when numbers move, and only then."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import collabsim
from collabsim.results import results_version
from collabsim.results.version import APART, DECIDING, SAME_NUMBERS, sources_hash, version_of
from collabsim.scenario.shipped import config_folder

PACKAGE = Path(collabsim.__file__).parent

SAYING_ONLY = {
    "__init__.py", "caches.py", "plain.py", "evidence/__init__.py", "evidence/records.py", *APART,
}  # fmt: skip
"""Modules that a run imports and that decide none of its numbers."""

Edit = Callable[[str, str, str], None]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("copy") / "collabsim"
    shutil.copytree(PACKAGE, place, ignore=shutil.ignore_patterns("__pycache__"))
    if not (place / "configs").exists():
        shutil.copytree(config_folder(), place / "configs")
    return place


@pytest.fixture
def edit(copy: Path) -> Iterator[Edit]:
    before: dict[Path, str] = {}

    def change(name: str, old: str, new: str) -> None:
        path = copy / name
        text = path.read_text("utf-8")
        before[path] = text
        changed, times = re.subn(old, new, text, count=1, flags=re.MULTILINE)
        assert times == 1
        assert changed != text
        path.write_text(changed, "utf-8")

    yield change
    for path, text in before.items():
        path.write_text(text, "utf-8")


WORDS = {
    "a docstring of a module": ("barriers/trust.py", r'\A"""', '"""Otherwise said. '),
    "a docstring of a function": (
        "composition.py",
        r'^(def \w+\(.*\n(?:.*\n)*?    """)',
        r"\1So. ",
    ),
    "a comment": ("randomness.py", r"^(from __future__.*)$", r"\1  # and why"),
    "layout": ("population.py", r"^def build", "\n\n\n\ndef build"),
    "what a parameter is said to be": (
        "scenario/groups.py",
        '"Mean income of a trust;',
        '"Income;',
    ),
    "a parameter's evidence": ("scenario/groups.py", '"S32", "T1"', '"S32 S33", "T1"'),
    "a parameter's tier": ("scenario/groups.py", '"S32", "T1"', '"S32", "T4"'),
    "a parameter's unit": ("scenario/groups.py", '"million pounds a year"', '"GBP"'),
    "a label of a metric": (
        "metrics/catalogue.py",
        '"Adoption of piloted innovations"',
        '"Uptake"',
    ),
    "a label of a barrier": (
        "metrics/breakdowns.py",
        '"resource": "resource"',
        '"resource": "room"',
    ),
    "a message": ("population.py", r'(Error\(\s*f?")', r"\1Well: "),
    "a type": ("population.py", r"def build\(scenario: Scenario", "def build(scenario: 'Scenario'"),
    "a comment of a config": ("configs/england.toml", r"^months = 120  #.*$", "months = 120"),
    "a number written otherwise": ("configs/england.toml", r"^months = 120 ", "months = 120.0 "),
    "a label of a config": ("configs/england.toml", 'label = "Ambulance"', 'label = "999"'),
}


@pytest.mark.parametrize("change", WORDS.values(), ids=WORDS)
def test_words_do_not_move_it(edit: Edit, copy: Path, change: tuple[str, str, str]) -> None:
    edit(*change)
    assert version_of(copy) == results_version()


NUMBERS = {
    "an operator": ("composition.py", r"^(    return .*?) \* ", r"\1 + "),
    "a constant of a rule": ("barriers/capacity.py", r"p\.half_slack \* \(0\.7", "p.half_slack * (0.8"),
    "a default": ("scenario/groups.py", r"param\(640\.0", "param(641.0"),
    "a bound": ("scenario/groups.py", r"\(1\.0, 10000\.0\)", "(1.0, 10001.0)"),
    "a plausible range, which sets are drawn from": (
        "scenario/groups.py", r"\(500\.0, 700\.0\)", "(500.0, 701.0)",
    ),
    "a count made a fraction": ("scenario/groups.py", ", whole=True", ""),
    "a switch made a number": ("scenario/groups.py", '"switch"', '"share"'),
    "a draw": ("randomness.py", r"0x[0-9A-Fa-f]+", "0x12345"),
    "a phase of the month": ("month/deliver.py", r" <= ", " < "),
    "a lever": ("levers.py", r'\("at_least", 0\.95\)', '("at_least", 0.9)'),
    "the name of what a lever moves": ("levers.py", "leadership__friction", "leadership__churn"),
    "a metric": ("metrics/arithmetic.py", r"YEAR = 12", "YEAR = 11"),
    "a value of England": ("configs/england.toml", r"^ceiling = 0\.4", "ceiling = 0.41"),
    "what a class meets": ("configs/england.toml", r"(exposure\]\ncapacity = 0\.)3", r"\g<1>4"),
    "where trusts are": ("configs/england.toml", r"acute = \d+", "acute = 77"),
}  # fmt: skip


@pytest.mark.parametrize("change", NUMBERS.values(), ids=NUMBERS)
def test_what_decides_numbers_moves_it(
    edit: Edit, copy: Path, change: tuple[str, str, str]
) -> None:
    edit(*change)
    assert version_of(copy) != results_version()


def test_sources_that_were_shown_to_give_the_same_numbers_keep_the_version(copy: Path) -> None:
    """The recorded hash stands for a version, and no other hash does."""
    recorded = copy / SAME_NUMBERS
    before = recorded.read_bytes() if recorded.exists() else None
    try:
        recorded.write_text(json.dumps({sources_hash(copy): "0123456789abcdef"}), "utf-8")
        assert version_of(copy) == "0123456789abcdef"
        recorded.write_text(json.dumps({"0" * 16: "0123456789abcdef"}), "utf-8")
        assert version_of(copy) == sources_hash(copy)
    finally:
        recorded.unlink() if before is None else recorded.write_bytes(before)


def test_tables_of_evidence_can_be_part_of_it(edit: Edit, copy: Path) -> None:
    before = version_of(copy, "evidence/uptake.*")
    assert before == results_version("evidence/uptake.*") != results_version()
    edit("evidence/uptake.csv", r"(\d)$", r"\g<1>1")
    assert version_of(copy, "evidence/uptake.*") != before
    assert version_of(copy) == results_version()


def test_nothing_that_a_run_imports_is_forgotten() -> None:
    code = """
import sys, collabsim as cs
from collabsim.scenario.shipped import config_path
cs.simulate(cs.Scenario.load(config_path("small.toml")), 1, keep="final")
print(*(m.__file__ for n, m in sys.modules.items() if n.startswith("collabsim")), sep="\\n")
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    run = {Path(line).relative_to(PACKAGE).as_posix() for line in told.stdout.split()}
    deciding = {p.relative_to(PACKAGE).as_posix() for d in DECIDING for p in PACKAGE.glob(d)}
    assert run - deciding - SAYING_ONLY == set()
    assert {*APART} <= deciding
