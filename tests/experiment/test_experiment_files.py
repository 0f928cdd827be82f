"""Experiment files: what they make, and every fault in a sentence that says where."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from questions import GRID, Written, text

from collabsim.experiment import Experiment, batch, parameter_sets
from collabsim.experiment.schema import experiment_schema
from collabsim.metrics import METRICS
from collabsim.scenario import Fault, ScenarioError
from collabsim.scenario.shipped import config_path, experiment_folder


def sentences(path: Path) -> str:
    """Return what is said of a file that must be refused."""
    with pytest.raises(ScenarioError) as refused:
        Experiment.load(path)
    return str(refused.value)


def test_a_grid_in_two_variants(grid: Experiment) -> None:
    assert grid.question.startswith("Does the scorecard")
    assert list(grid.design["label"][:2]) == ["today", "scorecard 0, asset_need 1"]
    assert grid.reference == 0
    assert list(grid.variants["structure"]) == ["own", "weakest_link"]
    assert list(grid.variants["hazard.sigma"]) == [1.0, 0.0]
    assert grid.per_replicate == 12
    assert grid.base.parameters.world.companies == 3.0


def test_every_run_has_its_own_address_and_replicates_come_last(grid: Experiment) -> None:
    addresses = [grid.address(number) for number in range(24)]
    assert len(set(addresses)) == 24
    assert [replicate for _, _, replicate in addresses] == [0] * 12 + [1] * 12


def test_listed_points_name_levers_and_parameters(written: Written) -> None:
    made = Experiment.load(
        written(
            """
            [[points]]
            label = "both"
            levers = {permission = 1, slack = 0.5}
            [[points]]
            label = "believing"
            trust.initial = 0.9
            """
        )
    )
    assert list(made.design["label"]) == ["today", "both", "believing"]
    assert list(made.design["permission"]) == [0.0, 1.0, 0.0]
    own = made.base.parameters.trust.initial
    assert list(made.design["trust.initial"]) == [own, own, 0.9]


def test_levers_by_name_alone_and_plausible_ranges(written: Written) -> None:
    made = Experiment.load(
        written('[design]\nkind = "factorial"\n[vary]\nlevers = ["permission", "slack"]\n')
    )
    assert list(made.design["label"]) == ["today", "permission", "slack", "everything"]
    made = Experiment.load(
        written('[design]\nkind = "morris"\nsize = 3\n[vary.trust]\nkappa = "plausible"\n')
    )
    assert len(made.design) == 1 + 3 * 2


def test_the_example_of_the_docs_is_one(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "experiments.md"
    example = page.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    (tmp_path / "question.toml").write_text(example, encoding="utf-8")
    sets = {"set": range(20), "trust.kappa": [1.0 + n / 10 for n in range(20)]}
    pd.DataFrame(sets).to_csv(tmp_path / "sets.csv", index=False)
    made = Experiment.load(tmp_path / "question.toml")
    assert (len(made.design), len(made.variants)) == (6, 33)
    assert made.base.levers["permission"].start == 6


def test_parameter_sets_and_structures_are_crossed(written: Written, tmp_path: Path) -> None:
    sets = {"set": [3, 5, 8, 9], "trust.kappa": [1.0, 2.0, 2.5, 3.0]}
    pd.DataFrame(sets).to_csv(tmp_path / "sets.csv", index=False)
    rest = GRID.replace("[variants", '[variants]\nparameters = "sets.csv"\nsets = 2\n[variants', 1)
    variants = Experiment.load(written(rest)).variants
    assert list(variants["parameters"]) == [-1, 3, 9, -1, 3, 9]
    assert list(variants["structure"]) == ["own"] * 3 + ["weakest_link"] * 3
    assert list(variants["trust.kappa"][1:3]) == [1.0, 3.0]


def test_every_set_has_simulated_englands_of_its_own(written: Written, tmp_path: Path) -> None:
    """Else what is said over all sets hangs on the few Englands that one set meets."""
    sets = {"set": [3, 5, 8], "trust.kappa": [1.0, 2.5, 3.0]}
    pd.DataFrame(sets).to_csv(tmp_path / "sets.csv", index=False)
    rest = GRID.replace("[variants", '[variants]\nparameters = "sets.csv"\n[variants', 1)
    made = Experiment.load(written(rest))
    fewer = Experiment.load(written(rest.replace('sets.csv"', 'sets.csv"\nsets = 2')))

    def seeds(asked: Experiment) -> dict[tuple[str, int], set[int]]:
        found: dict[tuple[str, int], set[int]] = {}
        for run in asked.batch(range(2 * asked.per_replicate)).runs:
            row = asked.variants.iloc[asked.address(run.number)[1]]
            found.setdefault((row["structure"], row["parameters"]), set()).add(run.seed)
        return found

    each = seeds(made)
    assert all(len(some) == 1 for some in each.values())  # points and replicates stay paired
    assert each["own", -1] == {made.seed}  # as if no set were run
    assert each["own", 3] == each["weakest_link", 3]  # structures stay paired within a set
    assert len(set.union(*each.values())) == 4
    assert seeds(fewer).items() <= each.items()  # other sets change nothing


def test_a_set_that_is_the_base_is_no_further_variant(written: Written, tmp_path: Path) -> None:
    """It would count twice in every mean and every share of variants."""
    own = Experiment.load(written()).base.parameters.trust.kappa
    sets = {"set": [0, 1, 2], "trust.kappa": [own, 1.0, 3.0]}
    pd.DataFrame(sets).to_csv(tmp_path / "sets.csv", index=False)
    rest = GRID.replace("[variants", '[variants]\nparameters = "sets.csv"\n[variants', 1)
    assert list(Experiment.load(written(rest)).variants["parameters"]) == [-1, 1, 2] * 2
    limited = rest.replace('sets.csv"', 'sets.csv"\nsets = 1')
    assert list(Experiment.load(written(limited)).variants["parameters"]) == [-1, 1] * 2
    too_many = rest.replace('sets.csv"', 'sets.csv"\nsets = 3')
    assert "at most 2, the sets in the table besides the base's own" in sentences(written(too_many))


def test_sets_are_drawn_between_ends_evenly_and_crossed_with_structures(written: Written) -> None:
    drawn = '[variants]\nsets = 8\n[variants.vary.trust]\ninitial = "plausible"\nkappa = [1, 3]\n[variants'
    made = Experiment.load(written(GRID.replace("[variants", drawn, 1)))
    variants = made.variants[made.variants["structure"] == "own"]
    assert list(variants["parameters"]) == [-1, *range(8)]
    assert len(made.variants) == 2 * len(variants)
    eighths = np.floor((variants["trust.kappa"][1:] - 1.0) / 2.0 * 8.0)
    assert sorted(eighths) == list(range(8))  # a Latin hypercube: one in every eighth
    again = Experiment.load(written(GRID.replace("[variants", drawn, 1)))
    assert again.variants.equals(made.variants)


def test_metrics_of_a_class_are_those_of_the_base_and_near_names_are_told(written: Written) -> None:
    def of(name: str) -> Path:
        path = written()
        path.write_text(path.read_text().replace("trust_nhs", name))
        return path

    made = Experiment.load(of("starts_prevention"))
    assert made.metrics == ("adoption_piloted", "starts_prevention", "company_effort")
    assert 'Did you mean "starts_prevention"?' in sentences(of("starts_preventon"))
    path = of("starts_prevention")
    assert batch.carry_out(Experiment.load(path).batch([0]))


def test_accepted_sets_leave_alone_what_points_vary(written: Written) -> None:
    rest = """
    [design]
    kind = "grid"
    [vary.trust]
    kappa = [1, 3]
    [variants]
    parameters = "plausible"
    sets = 2
    """
    variants = Experiment.load(written(rest)).variants
    assert len(variants) == 3
    assert "trust.kappa" not in variants
    assert "trust.initial" in variants


def test_accepted_sets_are_those_accepted_in_the_structures_too(
    written: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = pd.read_csv(parameter_sets.SHIPPED)["set"].tolist()[1:6]
    rows = [f"weakest link,{n},0.0,{n != numbers[0]}," for n in numbers]
    rows += [f"additive,{n},inf,False,P22" for n in numbers]
    table = tmp_path / "structures.csv"
    head = "structure,set,hazard.sigma,accepted,ruled_out_by"
    table.write_text("\n".join([head, *rows, ""]), "utf-8")
    monkeypatch.setattr(parameter_sets, "STRUCTURES", table)
    rest = GRID.replace("[variants", '[variants]\nparameters = "plausible"\n[variants', 1)
    weakest = "\n[variants.structures.weakest]\nhazard.sigma = 0\n"
    made = Experiment.load(written(rest + weakest))
    assert set(made.variants["parameters"]) == {-1, *numbers[1:]}
    too_many = rest.replace("[variants]\n", "[variants]\nsets = 5\n", 1)
    assert "at most 4, the sets plausible in each" in sentences(written(too_many + weakest))
    none = "\n[variants.structures.sum]\nhazard.sigma = inf\n"
    assert "no plausible set fits the data" in sentences(written(rest + none))


def test_a_structure_that_changes_nothing_is_refused(written: Written) -> None:
    with pytest.raises(ScenarioError, match=r"structures\.same.*changes nothing"):
        Experiment.load(written(GRID + "[variants.structures.same]\nhazard.sigma = 1\n"))


def test_a_structure_with_a_misspelt_key_has_that_fault_alone(written: Written) -> None:
    told = sentences(written(GRID + "[variants.structures.other]\nhazard.sgma = 0\n"))
    assert "hazard.sigma" in told
    assert "changes nothing" not in told


@pytest.mark.parametrize("asked", ['analyses = ["sobol"]', 'figures = ["effects", "sobol"]'])
def test_what_the_design_cannot_answer_is_not_asked(written: Written, asked: str) -> None:
    path = written(GRID)
    path.write_text(f"{asked}\n{path.read_text('utf-8')}", encoding="utf-8")
    with pytest.raises(ScenarioError, match="sobol needs a design of kind sobol"):
        Experiment.load(path)


def test_every_structure_has_the_same_sets(written: Written) -> None:
    """Also one that makes two sets alike: averages over other sets could not be compared."""
    path = written(GRID.replace("[variants", '[variants]\nparameters = "sets.csv"\n[variants'))
    path.with_name("sets.csv").write_text(
        "set,trust.use_failure\n1,0.005\n2,0.01\n3,0.01\n", encoding="utf-8"
    )
    text = path.read_text("utf-8") + "[variants.structures.fails]\ntrust.use_failure = 0.005\n"
    path.write_text(text, encoding="utf-8")
    variants = Experiment.load(path).variants
    sets = variants.groupby("structure")["parameters"].agg(list)
    assert set(sets.index) == {"own", "weakest_link", "fails"}
    assert sets.tolist() == [[-1, 1, 2]] * 3


@pytest.mark.parametrize("path", sorted(experiment_folder().glob("*.toml")), ids=lambda p: p.stem)
def test_no_question_that_ships_runs_a_variant_twice(path: Path) -> None:
    variants = Experiment.load(path).variants.drop(columns=["variant", "structure", "parameters"])
    assert not variants.duplicated().any()


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("", "expected one of list, grid"),
        ('[design]\nkind = "grid"\n', "a design of nothing"),
        ('[design]\nkind = "list"\n', "a design of nothing"),
        (GRID.replace("grid", "gird"), 'Did you mean "grid"?'),
        (GRID.replace("asset", "aset"), 'Did you mean "vary.levers.asset_need"?'),
        (GRID.replace("0.5", "1.5"), "expected a number from 0 to 1"),
        (GRID.replace("0.5", "1"), "expected different values"),
        (GRID.replace("sigma = 0", "sigma = -1"), "expected a number of at least 0"),
        (GRID.replace("sigma", "sigmo"), "hazard.sigma"),
        (GRID.replace("[vary.levers]", "[vary.hazard]\nsigma=[0,1]\n[vary.levers]"), "no variant"),
        (GRID + '[stop]\nmetric = "adoption"\nhalf_width = 0.1\n', "adoption_piloted"),
        (
            GRID.replace("[variants", '[variants]\nparameters = "../sets.csv"\n[variants'),
            "inside the fol",
        ),
        (
            GRID.replace("[variants", '[variants]\nparameters = "sets.csv"\n[variants'),
            "a CSV or Parquet",
        ),
        (
            GRID.replace("[variants", "[variants.vary.trust]\nkappa = [1, 3]\n[variants"),
            "variants.sets",
        ),
        (
            GRID.replace("[variants", "[variants]\nsets = 3\nvary = {}\n[variants"),
            "at least one param",
        ),
        (
            GRID.replace("[variants", "[variants.vary]\nlevers.slack = [0, 1]\n[variants"),
            "vary.levers",
        ),
        (
            GRID.replace("[variants", "[variants]\nsets = 3\nvary.trust.kapa = [1, 3]\n[variants"),
            'Did you mean "variants.vary.trust.kappa"',
        ),
        (
            GRID.replace(
                "[variants",
                '[variants]\nsets = 3\nparameters = "plausible"\nvary.trust.kappa = [1, 3]\n[variants',
            ),
            "found both",
        ),
        (
            GRID.replace("[variants", '[variants]\nparameters = "a\\u0000b.csv"\n[variants'),
            "U+0000",
        ),
        (
            GRID.replace("[variants", f'[variants]\nparameters = "{"x" * 300}.csv"\n[variants'),
            "too long",
        ),
        ('[design]\nkind = "sobol"\nsize = 48\n[vary]\nlevers = ["slack"]\n', "a power of two"),
        ('[design]\nkind = "orders"\nsize = 14\n[vary]\nlevers = ["slack"]\n', "an even number of"),
        ('[design]\nkind = "sobol"\n[vary.loops]\nR1 = [1, 0]\n', "low below high"),
    ],
)
def test_faults_are_sentences(written: Written, rest: str, said: str) -> None:
    assert said in sentences(written(rest))


def test_all_faults_are_told_at_once_with_their_lines(written: Written) -> None:
    path = written(GRID.replace("asset", "aset"))
    path.write_text("seeed = 2\n" + path.read_text().replace("companies = 3", "companys = 3"))
    told = sentences(path).splitlines()
    assert len(told) == 3
    assert f"{path}:1  seeed = 2: unknown key" in told[0]
    assert f"{path}:13  world.companys = 3: unknown key" in told[1]
    assert 'Did you mean "vary.levers.asset_need"?' in told[2]
    assert all(str(path) in line for line in told)


@pytest.mark.parametrize("extends", ["../england.toml", "/etc/passwd", "packages/../../x.toml"])
def test_the_base_stays_inside_the_folder(written: Written, extends: str) -> None:
    path = written()
    (path.parent.parent / "england.toml").write_bytes(config_path("england.toml").read_bytes())
    path.write_text(path.read_text().replace("small.toml", extends))
    said = sentences(path)
    assert "inside the folder" in said or "relative to this file" in said


def test_a_base_whose_name_no_file_can_have_is_a_sentence(written: Written) -> None:
    path = written()
    path.write_text(path.read_text().replace("small.toml", f"{'x' * 300}.toml"))
    assert "cannot be looked for" in sentences(path)


def test_a_huge_design_is_refused_before_it_is_made(written: Written) -> None:
    levers = '["permission", "slack", "scorecard", "boards", "celebrate", "governance"]'
    rest = f'[design]\nkind = "sobol"\nsize = 65536\n[vary]\nlevers = {levers}\n'
    assert Experiment.load(written(rest.replace("65536", "64"))).per_replicate == 64 * 8 + 1
    kappas, months = [1 + n / 2000 for n in range(2001)], list(range(1, 601))
    vary = f"[vary.trust]\nkappa = {kappas}\n[vary.world]\nmonths = {months}\n"
    said = sentences(written(f'[design]\nkind = "grid"\n{vary}'))
    assert "a design of 1,200,600 points" in said


def test_the_schema_knows_every_key_and_the_shipped_files_say_where_it_is() -> None:
    schema = experiment_schema()
    assert set(schema["properties"]) >= {"question", "base", "design", "vary", "points", "variants"}
    assert schema["properties"]["metrics"]["items"]["anyOf"][0]["enum"] == list(METRICS)
    text = (experiment_folder() / "experiment.schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == schema, "run tests/scenario/refresh_configs.py"
    shipped = sorted(experiment_folder().glob("*.toml"))
    assert shipped
    for path in shipped:
        assert path.read_text(encoding="utf-8").startswith("#:schema ./experiment.schema.json\n")
        assert Experiment.load(path).question


KEYS = [
    ("question",),
    ("replicates",),
    ("seed",),
    ("metrics",),
    ("analyses",),
    ("base",),
    ("base", "extends"),
    ("base", "variant"),
    ("base", "levers"),
    ("design",),
    ("design", "kind"),
    ("design", "size"),
    ("design", "second_order"),
    ("vary",),
    ("vary", "levers"),
    ("vary", "levers", "scorecard"),
    ("vary", "trust"),
    ("vary", "trust", "kappa"),
    ("points",),
    ("variants",),
    ("variants", "parameters"),
    ("variants", "sets"),
    ("variants", "structures"),
    ("variants", "structures", "own"),
    ("variants", "structures", "hollow"),
    ("stop",),
    ("stop", "metric"),
    ("stop", "half_width"),
]
PATHS = tuple(f"{name}.{end}" for name in ("a\\u0000b", "x" * 300) for end in ("csv", "toml"))
WORDS = ("", "x", "plausible", "accepted", ".", "\\u0000", "sobol", "morris", *PATHS)
NUMBERS = ("0", "-1", "3", "nan", "inf", "1e308", "999999999999999999999", "true", "2020-01-01")
SCALARS = st.sampled_from([*(f'"{word}"' for word in WORDS), *NUMBERS])
VALUES = SCALARS | st.lists(SCALARS, max_size=3).map(lambda v: f"[{', '.join(v)}]")
VALUES |= SCALARS.map(lambda v: f"{{scorecard = {v}, label = {v}}}")
VALUES |= SCALARS.map(lambda v: f"[{{label = {v}, levers = {{slack = {v}}}}}]")


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=3))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_stands_in_a_file_it_is_read_or_refused(
    tmp_path: Path, odd: dict[tuple[str, ...], str]
) -> None:
    tables = tomllib.loads(text())
    for key, value in odd.items():
        inside = tables
        for part in key[:-1]:
            inside = inside.setdefault(part, {})
            if not isinstance(inside, dict):
                break
        else:
            inside[key[-1]] = tomllib.loads(f"x = {value}")["x"]
    path = tmp_path / "odd.toml"
    path.write_text("".join(f"{name} = {_toml(value)}\n" for name, value in tables.items()))
    faults: tuple[Fault, ...] = ()
    try:
        made = Experiment.load(path)
    except ScenarioError as refused:
        faults = refused.faults
    if faults:
        assert all(fault.sentence for fault in faults)
        return
    assert 0 <= made.reference < len(made.design)
    made.batch(range(min(3, made.per_replicate)))


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_toml(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value) if isinstance(value, str | bool) else str(value)
