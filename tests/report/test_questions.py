"""Every question that ships runs at a tiny size and ends in a finding, tables and figures."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from collabsim.experiment import Experiment, Finished
from collabsim.experiment.vocabulary import ANALYSES, FIGURES
from collabsim.report import style
from collabsim.report.answering import answer_folder
from collabsim.scenario.shipped import experiment_folder

QUESTIONS = sorted(experiment_folder().glob("*.toml"))
REQUIRED = (
    "lever_ranking",
    "permission_and_capacity",
    "what_gets_measured",
    "in_year_budgets",
    "soft_or_hard",
    "celebrate_and_scandal",
    "visible_success",
    "ahsn_capacity",
    "slow_uptake_trap",
    "quick_fixes",
    "policy_search",
)
TINY = """[base]
extends = "small.toml"
[base.world]
months_before = 12
months = 12
companies = 3
innovations = 6
launch_span = 12
"""


def tiny(path: Path, folder: Path) -> Experiment:
    """Return the same question of a variant so small that a run takes milliseconds.

    Where there are more levers, orders or parameter sets than a test has time for, a few stay.
    """
    text = path.read_text("utf-8").replace('[base]\nextends = "england.toml"\n', TINY)
    text = text.replace('"2028-04"', '"2026-08"')  # what starts after the end is a fault
    text = re.sub(r"levers = \[([^\]]*)\]", _four, text)
    text = re.sub(
        r"(?m)^size = \d+", "size = 16" if 'kind = "orders"' in text else "size = 4", text
    )
    if (
        'kind = "sobol"' in text or "variants.vary" in text
    ):  # something must be adopted: no variance, no answer
        text = text.replace("\nmonths = 12\n", "\nmonths = 60\n")
    if '"robustness"' not in text:  # one parameter set is enough where they are not ranked over
        text = text.replace('parameters = "plausible"\nsets = 4\n', "")
    sets = 12 if "variants.vary" in text else 1  # discovery needs ten
    text = re.sub(r"(?m)^sets = \d+", f"sets = {sets}", text)
    copy = folder / path.name
    copy.write_text(text, encoding="utf-8")
    return replace(Experiment.load(copy), replicates=2)


def _four(found: re.Match[str]) -> str:
    names = re.findall(r'"\w+"', found[1])[:4]
    return f"levers = [{', '.join(names)}]"


@pytest.fixture(autouse=True)
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw with few pixels: that is where the time goes."""
    monkeypatch.setattr(style, "DPI", 40)


def test_every_question_that_was_promised_ships() -> None:
    assert {*REQUIRED} <= {path.stem for path in QUESTIONS}


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_opens_with_its_question_and_loads_at_its_own_size(path: Path) -> None:
    text = path.read_text("utf-8")
    experiment = Experiment.load(path)
    assert text.startswith("#:schema ./experiment.schema.json\n# ")
    assert experiment.question.endswith("?")
    most = 20_000 if path.stem == "policy_search" else 13_000  # a quarter of an hour on two cores
    assert experiment.replicates * experiment.per_replicate <= most
    assert experiment.analyses


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_ends_in_a_finding_tables_and_figures(path: Path, tmp_path: Path) -> None:
    experiment = tiny(path, tmp_path)
    out = tmp_path / "out"
    finished = experiment.run(out, workers=1)
    assert finished.state() == {
        "finished": 2 * experiment.per_replicate,
        "failed": 0,
        "missing": 0,
    }
    text = answer_folder(out).text
    assert (out / "answer" / "finding.txt").read_text("utf-8") == text + "\n"
    assert " ".join(text.split()).startswith(experiment.question)
    for head in ("How sure", "What not to conclude", "What rests on judgement", "Conditions"):
        assert f"\n{head}\n  " in text
    for source in ("Monte Carlo error:", "Parameters:", "Structure:"):
        assert source in text
    assert not re.search(r"\bnan\b", text)
    unanswered = re.findall(r"(\w+ \w+) could not be worked out", " ".join(text.split()))
    assert all(each.lower().startswith("figure ") for each in unanswered), unanswered
    for name in experiment.figures:
        picture = out / "answer" / f"figure_{name}"
        if f"figure {name} could not be worked out" in " ".join(text.split()).lower():
            continue  # two replicates of a small world have no finding for every figure
        assert picture.with_suffix(".svg").stat().st_size > 1_000
        assert len(pd.read_csv(picture.with_suffix(".csv")))
    for table in (out / "answer").glob("*.csv"):
        assert len(pd.read_csv(table)), table.name


def test_where_nobody_adopts_nothing_is_said_to_be_best(tmp_path: Path) -> None:
    """And of a structure in which accepted sets were never tried, that they were not."""
    path = tmp_path / "nobody.toml"
    variants = """
[variants]
parameters = "plausible"
sets = 1
[variants.structures.forgiving]
trust.spill = 0
[variants.structures.weakest]
hazard.sigma = 0
"""
    path.write_text(
        'question = "What helps?"\nmetrics = ["adoption_piloted"]\nreplicates = 2\n'
        f'analyses = ["levers"]\n{TINY}[base.hazard]\nceiling = 0\n'
        '[design]\nkind = "one_at_a_time"\n[vary]\nlevers = ["permission", "slack"]\n' + variants,
        "utf-8",
    )
    Experiment.load(path).run(tmp_path / "out", workers=1)
    text = " ".join(answer_folder(tmp_path / "out").text.split())
    assert (
        "Adoption of piloted innovations is 0.0% in every one of 72 runs: nothing can be said of it"
        in text
    )
    assert "In forgiving the parameter sets were never held to the data." in text


def test_what_is_defined_in_no_run_is_said_and_not_drawn(tmp_path: Path) -> None:
    """No mental health trust may use a medicine of these classes."""
    rows = "code,name,type,region,ahsn,income\nR1,A,mental_health,MD,East Midlands,500\n"
    (tmp_path / "trusts.csv").write_text(rows, "utf-8")
    (tmp_path / "own.toml").write_text(
        'extends = "england.toml"\nname = "Own"\norganisations = "trusts.csv"\n'
        "[world]\nmonths = 12\nmonths_before = 12\n",
        "utf-8",
    )
    path = tmp_path / "undefined.toml"
    path.write_text(
        'question = "What helps?"\nmetrics = ["adoption_medicines"]\nreplicates = 2\n'
        'analyses = ["differences", "levers"]\nfigures = ["effects", "ranking"]\n'
        '[base]\nextends = "own.toml"\n[design]\nkind = "factorial"\n'
        '[vary]\nlevers = ["permission", "slack"]\n',
        "utf-8",
    )
    Experiment.load(path).run(tmp_path / "out", workers=1)
    text = " ".join(answer_folder(tmp_path / "out").text.split())
    assert "Adoption of medicines is not defined in any run." in text
    assert not list((tmp_path / "out" / "answer").glob("figure_*"))


def test_the_search_asks_for_every_package_of_nine_levers() -> None:
    design = Experiment.load(experiment_folder() / "policy_search.toml").design
    packages = design.drop(columns=["point", "label"]).drop_duplicates()
    assert packages.shape == (512, 9)
    assert set(packages.to_numpy().ravel()) == {0.0, 1.0}


def test_every_analysis_has_a_question_that_asks_for_it() -> None:
    asked = {name for path in QUESTIONS for name in Experiment.load(path).analyses}
    assert asked == {*ANALYSES}


def test_every_figure_has_a_question_that_shows_it() -> None:
    shown = {name for path in QUESTIONS for name in Experiment.load(path).figures}
    assert shown >= {*FIGURES}


def test_runs_that_failed_are_said_and_not_averaged_over(tmp_path: Path) -> None:
    """A point without some of its runs is known from the replicates that have all of them."""
    path = experiment_folder() / "permission_and_capacity.toml"
    experiment = replace(tiny(path, tmp_path), replicates=3)
    finished = experiment.run(tmp_path / "out", workers=1)
    store = finished.store
    store.add([(0, "ValueError: made up")])
    store.close()
    text = answer_folder(tmp_path / "out").text
    assert Finished.read(tmp_path / "out").state()["failed"] == 1
    assert "What is missing\n  1 run failed" in text
    assert "made up" in text
