"""Points are called what they are, and designs that cannot answer are refused before they run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from questions import Written

from collabsim.experiment import Experiment
from collabsim.experiment.designs import Design, points
from collabsim.experiment.factors import Factor
from collabsim.experiment.vocabulary import SAMPLED
from collabsim.scenario import Scenario, ScenarioError

A, B = "levers.slack = 1", "levers.permission = 1"


def faults(path: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        Experiment.load(path)
    assert all(fault.line for fault in caught.value.faults)
    return str(caught.value)


def listed(*rows: tuple[str, str]) -> str:
    return "\n".join(f'[[points]]\nlabel = "{label}"\n{values}' for label, values in rows)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("today", A)], "only the base is called today; this point has slack 1"),
        ([(" TODAY ", A)], "only the base is called today"),
        ([("Baseline", A)], "only the base is called baseline; this point has slack 1"),
        ([("half_hard", A), ("Half hard", B)], "point 1 has this label"),
        ([("more", A), ("more\\u200d", B)], "point 1 has this label"),
        ([("today\\u3164", A)], "only the base is called today"),
        ([("more", A), (" More", B)], 'point 1 has this label, "more"'),
        ([("a  b", A), ("A b", B)], "point 1 has this label"),
        ([("ｍore", A), ("more", B)], "point 1 has this label"),
        ([("one", A), ("two", A)], 'the same values as point 1, "one"'),
        ([("today", ""), ("none", "levers.slack = 0"), ("one", A)], "the same values as point 1"),
        ([("a\\u200b", A)], "found an invisible character"),
        ([("t\\u043eday", A)], "letters of one alphabet in a word, found cyrillic small letter o"),
        ([("more\\nof it", A)], "found a line break"),
        ([("none", "levers.slack = 0")], "a design of today alone"),
        ([("none", "")], "a design of today alone"),
        (
            [("A", A), ("B", B), ("A + B", "levers.slack = 1\nlevers.permission = 0.5")],
            "called a sum",
        ),
        ([("A", A), ("B", B), ("b+a", "levers.celebrate = 1")], "called a sum"),
        ([("A", A), ("B", "levers.slack = 0.5"), ("A + B", f"{A}\n{B}")], "slack is 1 in"),
        (
            [("A", A), ("B", B), ("C", "levers.boards = 1"), ("A + B + C", "levers.celebrate = 1")],
            "called a sum",
        ),
        (
            [("A", A), ("B + C", B), ("A + B + C", "levers.boards = 1")],
            "called a sum",
        ),
    ],
)
def test_a_label_that_misleads_is_a_fault(
    written: Written, rows: list[tuple[str, str]], said: str
) -> None:
    assert said in faults(written(listed(*rows)))


@pytest.mark.parametrize(
    "rows",
    [
        [("today", ""), ("A", A)],
        [("A", A), ("B", B), ("A + B", f"{A}\n{B}")],
        [("A", A), ("A + B", B)],  # no sum, since nothing is called B
        [
            ("A", f"{A}\n{B}"),
            ("B", f"{A}\nlevers.boards = 1"),
            ("a+b", f"{A}\n{B}\nlevers.boards = 1"),
        ],
        [("C", A), ("C++", B)],
    ],
)
def test_a_label_that_says_what_is_so_is_welcome(
    written: Written, rows: list[tuple[str, str]]
) -> None:
    assert Experiment.load(written(listed(*rows))).design["label"].is_unique


def test_the_point_of_the_base_is_called_today_whatever_the_file_calls_it(written: Written) -> None:
    asked = Experiment.load(written(listed(("A", A), ("as now", "levers.slack = 0"))))
    assert list(asked.design["label"]) == ["A", "today"]
    assert asked.reference == 1


@pytest.mark.parametrize(
    ("design", "said"),
    [
        (
            'design = {kind = "morris", levels = 3}\nvary.levers = ["slack"]',
            "even number of levels",
        ),
        (
            'design = {kind = "morris", levels = 63}\nvary.levers = ["slack"]',
            "even number of levels",
        ),
        (
            'design = {kind = "morris", size = 65536}\nvary.levers = ["slack"]',
            "10,000 trajectories",
        ),
        ('design = {kind = "orders", size = 16}\nvary.levers = ["slack"]', "two levers or more"),
        ('design.kind = "grid"\nvary.levers = {slack = [0], permission = [0]}', "of today alone"),
        ('design.kind = "grid"\nvary.levers.slack = [0, 0]', "expected different values"),
        ('design.kind = "one_at_a_time"\nvary.levers.slack = [1, 1]', "expected different values"),
        ('design = {kind = "latin_hypercube", size = 1}\nvary.levers = ["slack"]', "from 2 to"),
        ('design = {kind = "sobol", size = 12}\nvary.levers = ["slack"]', "a power of two"),
        ('design.kind = "sobol"\nvary.levers.slack = [1, 0]', "low below high"),
    ],
)
def test_a_design_that_cannot_answer_is_refused(written: Written, design: str, said: str) -> None:
    path = written("")
    path.write_text(f"{design}\n{path.read_text()}", "utf-8")
    assert said in faults(path)


def test_a_grid_of_one_other_value_is_a_design(written: Written) -> None:
    asked = Experiment.load(written('[design]\nkind = "grid"\n[vary.levers]\nslack = [1]\n'))
    assert list(asked.design["label"]) == ["today", "slack 1"]


def test_values_that_differ_in_the_seventh_digit_have_labels_of_their_own(written: Written) -> None:
    rest = '[design]\nkind = "grid"\n[vary.levers]\nslack = [0.1234567, 0.1234568, 0.5]\n'
    labels = Experiment.load(written(rest)).design["label"]
    assert list(labels) == ["today", "slack 0.1234567", "slack 0.1234568", "slack 0.5"]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("own", "weak", "base's own structure is called"),
        ("the_base", "weak", "base's own structure is called"),
        ("weak_link", '"weak link"', 'expected another name: "weak_link" reads the same'),
        ("Weak_link", "weak_link", "another name in this table"),
        ('"weak\\u200b"', "weak", "found an invisible character"),
    ],
)
def test_a_structure_has_a_name_of_its_own(
    written: Written, first: str, second: str, said: str
) -> None:
    rest = f"variants.structures.{first}.hazard.sigma = 0\nvariants.structures.{second}.hazard.nu = 3\n"
    path = written(listed(("A", A)))
    path.write_text(f"{rest}{path.read_text()}", "utf-8")
    assert said in faults(path)


@pytest.mark.parametrize("name", ["today", "everything"])
def test_no_lever_is_called_like_a_point(tmp_path: Path, name: str) -> None:
    path = tmp_path / "mine.toml"
    moves = '[{parameter = "trust.initial", to = 0.6}]'
    path.write_text(
        f'extends = "small.toml"\nname = "x"\n[own_levers.{name}]\nid = "X1"\nmoves = {moves}\n'
    )
    with pytest.raises(ScenarioError, match="expected another name: today and everything"):
        Scenario.load(path)


def test_sampled_designs_are_made_without_a_librarys_warning() -> None:
    """In a process of its own: a warning is shown once in each."""
    code = (
        "from collabsim.experiment.designs import Design, points\n"
        "from collabsim.experiment.factors import Factor\n"
        "factors = [Factor('slack', (0.0, 1.0)), Factor('permission', (0.0, 1.0))]\n"
        f"for kind in {SAMPLED}: points(Design(kind, size=8), factors, 1)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""


@pytest.mark.parametrize("levels", [2, 4, 6, 8])
def test_morris_tries_both_ends_of_every_factor(levels: int) -> None:
    factors = [Factor("slack", (0.0, 1.0)), Factor("trust.kappa", (1.0, 3.0))]
    values = points(Design("morris", size=64, levels=levels), factors, 1).values
    assert values.min(axis=0).tolist() == [0.0, 1.0]
    assert values.max(axis=0).tolist() == [1.0, 3.0]


def test_a_lever_that_starts_after_the_end_does_not_vary(written: Written) -> None:
    late = "[base.levers]\npermission = {level = 0, start = 600}\n"
    assert 'in point "one" it starts in October 2076, and the run ends in March 2028.' in faults(
        written(f"{late}{listed(('one', B))}")
    )
    assert Experiment.load(written(f"{late}{listed(('one', A))}")).per_replicate == 2
