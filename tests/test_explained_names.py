"""Every name that appears anywhere is explained: in files that ship, tables, folders, equations, traces."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from equations import RULES, described, printed
from worlds import tiny

import collabsim as cs
from collabsim.experiment import Experiment
from collabsim.experiment.vocabulary import ANALYSES, DESIGNS, FIGURES
from collabsim.explain import explain
from collabsim.month import state
from collabsim.pipeline import Stage
from collabsim.record import CLASS_ITEMS, NATION_ITEMS, PLACE_ITEMS, STATE_ITEMS
from collabsim.results import Results
from collabsim.results.files import table_of
from collabsim.scenario.shipped import shipped_files
from collabsim.tracing.events import KINDS

MODEL = (Path(__file__).resolve().parents[1] / "docs" / "model.md").read_text("utf-8")


def unknown(names: Any) -> list[str]:
    """Return the names that nothing explains."""
    found = []
    for name in sorted({*map(str, names)}):
        try:
            assert explain(name)
        except LookupError:
            found.append(name)
    return found


def keys(table: dict[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        yield key
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield from keys(each)


def test_every_key_of_a_file_that_ships() -> None:
    tables = [tomllib.loads(path.read_text("utf-8")) for path in shipped_files().values()]
    assert not unknown(key for table in tables for key in keys(table))


def test_every_design_analysis_and_figure_that_may_be_asked_for() -> None:
    assert not unknown({*DESIGNS, *ANALYSES, *FIGURES})


def test_every_symbol_of_an_equation() -> None:
    found = [*printed(MODEL), *(each for name in RULES if (each := described(name)))]
    names = {*RULES}
    for each in found:
        nodes = [node for part in (each.value, *each.where.values()) for node in ast.walk(part)]
        signs = (node for node in nodes if isinstance(node, ast.Attribute | ast.Name))
        names |= {each.rule, *each.where, *map(ast.unparse, signs)}
    assert not unknown(names)


def test_every_column_of_the_state_and_item_of_a_record() -> None:
    rows = (state.Trust, state.Region, state.Nation, state.Company, state.AHSN, state.Project)
    columns = {name for row in rows for name in row.__annotations__}
    assert not unknown({*columns, *PLACE_ITEMS, *NATION_ITEMS, *CLASS_ITEMS, *STATE_ITEMS})


def test_every_stage_outcome_and_column_of_a_trace() -> None:
    months = cs.why(tiny(), nhs_trust="N-01", innovation=1).trace.months
    columns = {name for name in months if not name.startswith(("gate_", "stopped_", "pull_"))}
    outcomes = {*months["outcome"]} - {""}
    assert not unknown({*columns, *outcomes, *(stage.name.lower() for stage in Stage), *KINDS})


def test_every_table_column_and_file_of_a_run(tmp_path: Path) -> None:
    Results.of(cs.simulate({"today": tiny()}, 2)).write(tmp_path)
    columns = {name for file in tmp_path.glob("*.parquet") for name in table_of(file.read_bytes())}
    assert not unknown({*columns, *(file.name for file in tmp_path.iterdir())})


QUESTIONS = {
    "orders": ["levers", "robustness", "differences"],
    "factorial": ["interactions", "pareto"],
    "sobol": ["sobol"],
    "morris": ["morris"],
}


@pytest.mark.parametrize("design", QUESTIONS)
def test_every_table_column_and_file_of_an_experiment(design: str, tmp_path: Path) -> None:
    factors: Any = ["slack", "scorecard"]
    tables: dict[str, Any] = {"question": "Which?", "replicates": 2, "analyses": QUESTIONS[design]}
    tables |= {"metrics": ["trust_nhs", "benefit"], "vary": {"levers": factors}}
    tables |= {"design": {"kind": design} | ({} if design == "factorial" else {"size": 16})}
    if design in ("sobol", "morris"):
        tables["vary"] = {"trust": {"initial": [0.4, 0.6]}, "budget": {"pot": [0.001, 0.01]}}
    finished = Experiment.of(tables, tiny(14)).run(tmp_path / "out")
    found = cs.answer(finished)
    columns = {name for table in found.tables.values() for name in table}
    for file in (tmp_path / "out").rglob("*.parquet"):
        columns |= {*table_of(file.read_bytes())}
    files = (tmp_path / "out").rglob("*")
    names = {file.relative_to(tmp_path / "out").as_posix() for file in files if file.is_file()}
    assert not unknown(columns | names)


@pytest.mark.parametrize(
    "name", ["", " ", "=1+1", "a" * 5000, "\x00", "trust.", ".", "..", "trust..gate", "🙂"]
)
def test_what_is_no_name_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(LookupError, match="nothing that can be explained"):
        explain(name)
