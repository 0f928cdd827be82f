"""The pages say what the model is: nothing missing, nothing stale, nothing that does not work."""

from __future__ import annotations

import importlib.util
import inspect
import math
import re
import runpy
from pathlib import Path
from types import ModuleType

import pytest
from equations import RULES

from collabsim import METRICS, Scenario
from collabsim.calibration.goodness_of_fit import measured_england
from collabsim.calibration.predict import fit
from collabsim.calibration.prediction import NEAR
from collabsim.calibration.user_series import read_user_series
from collabsim.composition import BARRIERS, MATCHED_NU
from collabsim.levers import LEVERS
from collabsim.parameters import described
from collabsim.scenario import GROUPS
from collabsim.scenario.classes import InnovationClass

ROOT = Path(__file__).resolve().parents[2]


def generator() -> ModuleType:
    """Return docs/generate.py, which is a script and no part of the package."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATE = generator()
PAGES = GENERATE.PAGES
MODEL = (ROOT / "docs" / "model.md").read_text("utf-8")
DATA = (ROOT / "docs" / "data.md").read_text("utf-8")


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_generated_parts_are_current(page: Path) -> None:
    text = page.read_text("utf-8")
    assert GENERATE.filled(text) == text, "run: python docs/generate.py"


def test_a_changed_number_is_noticed() -> None:
    stale = MODEL.replace("`budget.horizon` 1 → 3", "`budget.horizon` 1 → 4")
    assert stale != MODEL
    assert GENERATE.filled(stale) == MODEL


def test_every_generated_part_stands_somewhere() -> None:
    texts = [page.read_text("utf-8") for page in PAGES]
    for name in GENERATE.SECTIONS:
        assert any(f"<!-- {name} -->" in text and f"<!-- /{name} -->" in text for text in texts)


def test_every_lever_and_metric_is_in_the_model_page() -> None:
    for name in [*LEVERS, *METRICS]:
        assert f"| `{name}` |" in MODEL


def test_every_loop_is_listed_and_stands_in_a_rule() -> None:
    for loop in described(GROUPS["loops"]):
        listed = MODEL.index("## 7. Feedback loops")
        assert f"| {loop} |" in MODEL[listed:]
        assert re.search(rf"\b{loop}\b", MODEL[MODEL.index("## 5. The month") : listed])


def test_the_table_of_gates_has_every_barrier_in_order() -> None:
    part = MODEL[MODEL.index("### The ten gates") : MODEL.index("### The barrier account")]
    assert re.findall(r"^\| (\w+) \|", part, re.MULTILINE) == ["gate", *BARRIERS]


def test_matched_nu_is_as_printed() -> None:
    cells = [f"{sigma:g}".replace("inf", "∞") for sigma, _ in MATCHED_NU]
    assert f"| sigma | {' | '.join(cells)} |" in MODEL
    assert f"| matched nu | {' | '.join(str(nu) for _, nu in MATCHED_NU)} |" in MODEL


def test_names_outside_equations_are_known() -> None:
    known = {key for kind in GROUPS.values() for key in described(kind)}
    known |= {
        *described(InnovationClass),
        *METRICS,
        *LEVERS,
        *(c.name for c in Scenario.england().classes),
        *(word for rule in RULES for word in rule.split(".")),
        *(name for rule in RULES.values() for name in inspect.signature(rule).parameters),
    }
    literals = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", MODEL, flags=re.DOTALL))
    words = {word for each in literals for word in re.findall(r"[a-z]+_[a-z_]{2,}", each)}
    assert words - known == set()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_pages_stand_alone(page: Path) -> None:
    """The pages cite the register and the code, never how or by whom they were made."""
    foreign = r"\bsessions?\b|\bhelpers?\b|/work\b|\bshared/|\b(?:MODEL|EVIDENCE|DESIGN)\b"
    assert re.findall(foreign, page.read_text("utf-8")) == []


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DATA, re.DOTALL)


def test_the_config_shown_is_a_config(tmp_path: Path) -> None:
    _, config, innovation, prices = blocks("toml")
    (table,) = blocks("csv")
    path = tmp_path / "mine.toml"
    path.write_text(f'organisations = "trusts.csv"\n{config}\n{innovation}\n{prices}', "utf-8")
    (tmp_path / "trusts.csv").write_text(table, "utf-8")
    made = Scenario.load(path)
    assert made.parameters.trust.initial == 0.6
    assert made.levers["scorecard"].start == 24
    assert [lever.name for lever in made.own_levers] == ["fewer_checks"]
    assert [innovation.id for innovation in made.innovations] == ["heart_scan"]
    assert [trust.code for trust in made.organisations] == ["RX1", "RX2"]
    assert math.isfinite(made.organisations[0].income or math.nan)


def test_the_series_of_ones_own_shown_is_one_and_can_be_fitted(tmp_path: Path) -> None:
    (tmp_path / "inhaler.toml").write_text(blocks("toml")[0], "utf-8")
    (tmp_path / "inhaler.csv").write_text("time,value\n0,0.01\n6,0.02\n12,0.1\n18,0.2\n", "utf-8")
    own = read_user_series(tmp_path / "inhaler.toml", measured_england())
    assert own.measured
    assert own.innovation.values == {"known": 0.3}
    assert abs(fit(own, measured_england(), {0: {}}, 4, 1).gap) < NEAR


def test_the_python_shown_runs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "shown.py").write_text(blocks("python")[0], "utf-8")
    runpy.run_path(str(tmp_path / "shown.py"))
    followed, error = capsys.readouterr().out.splitlines()
    assert "True" in followed
    assert float(error) == 0.0


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (shown,) = re.findall(
        r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL
    )
    assert len([line for line in shown.splitlines() if line]) <= 10
    (tmp_path / "shown.py").write_text(
        shown.replace("runs = cs.simulate(scenarios, 20", "runs = cs.simulate(scenarios, 2"),
        "utf-8",
    )
    runpy.run_path(str(tmp_path / "shown.py"))
    assert "NHSTrust(" in capsys.readouterr().out


@pytest.mark.parametrize("setting", re.findall(r"`--set ([\w.]+)=(-?[\d.]+)`", DATA))
def test_the_settings_shown_are_settings(setting: tuple[str, str]) -> None:
    name, value = setting
    Scenario.load(ROOT / "configs" / "england.toml", {name: float(value)})
