"""Which value holds: shipped < parameter sets < the user's base < structural variant < point."""

from __future__ import annotations

import shutil
from itertools import product
from pathlib import Path

import pytest
from questions import Written

from collabsim.cli.main import main
from collabsim.experiment import Experiment
from collabsim.experiment.batch import Batch, Run, carry_out
from collabsim.experiment.variants import in_force, seed_of
from collabsim.scenario import Scenario, ScenarioError, config_path
from collabsim.scenario.writing import scenario_toml

SAYS = {"set": 0.31, "base": 0.42, "structure": 0.63, "point": 0.74}
"""What each that may say it says of trust.initial, in the order of precedence."""

SETS = "set,trust.initial,trust.kappa\n7,0.31,1.5\n8,0.31,2.5\n"
GRID = '[design]\nkind = "grid"\n[vary.levers]\nslack = [0, 1]\n'


def _file(who: tuple[str, ...]) -> str:
    """Return an experiment in which these say what trust.initial is."""
    design = '[design]\nkind = "grid"\n[vary.trust]\ninitial = [0.74]\n' if "point" in who else GRID
    return "\n".join(
        [
            "[base.trust]\ninitial = 0.42" if "base" in who else "",
            design,
            '[variants]\nparameters = "sets.csv"' if "set" in who else "",
            "[variants.structures.other]\ntrust.initial = 0.63" if "structure" in who else "",
        ]
    )


@pytest.mark.parametrize(
    "who",
    [
        tuple(name for name, says in zip(SAYS, chosen, strict=True) if says)
        for chosen in product((False, True), repeat=4)
        if not (chosen[3] and (chosen[0] or chosen[2]))  # a fault: see below
    ],
)
def test_the_last_that_says_a_value_is_in_force(
    written: Written, tmp_path: Path, who: tuple[str, ...]
) -> None:
    (tmp_path / "sets.csv").write_text(SETS)
    asked = Experiment.load(written(_file(who)))
    variants = asked.variants
    variant = int(variants.index[-1])  # of the structure and of a set, if there are any
    point = len(asked.design) - 1
    found = carry_out(asked.batch([variant * len(asked.design) + point]))
    shipped = Scenario.load("small.toml").parameters.trust.initial
    value = ([SAYS[name] for name in SAYS if name in who] or [shipped])[-1]
    wanted = asked.base.with_values({"trust.initial": value})
    if "set" in who:
        wanted = wanted.with_values({"trust.kappa": 2.5})
    if "point" not in who:
        wanted = wanted.with_levers({"slack": 1.0})
    seed = seed_of(asked.seed, int(variants["parameters"].iloc[-1]))
    alone = Batch(scenario_toml(wanted), asked.metrics, (Run(0, seed, 0, (), ()),))
    assert found[0][1] == carry_out(alone)[0][1]
    assert asked.left_out == (("trust.initial",) if {"set", "base"} <= {*who} else ())


def test_the_order_is_the_same_for_every_pair() -> None:
    one, other = {"a": 1.0}, {"a": 2.0}
    assert in_force((), one) == {"a": 1.0}
    assert in_force({"a"}, one) == {}  # the base's own value holds
    assert in_force((), one, other) == {"a": 2.0}
    assert in_force({"a"}, {}, one, other) == {"a": 2.0}


@pytest.mark.parametrize("who", [("structure", "point"), ("set", "point")])
def test_no_variant_changes_what_varies_between_points(
    written: Written, tmp_path: Path, who: tuple[str, ...]
) -> None:
    (tmp_path / "sets.csv").write_text(SETS)
    with pytest.raises(ScenarioError, match=r"trust\.initial varies between points"):
        Experiment.load(written(_file(who)))


def test_a_value_stated_is_stated_even_if_it_is_the_shipped_one(
    written: Written, tmp_path: Path
) -> None:
    (tmp_path / "sets.csv").write_text(SETS)
    shipped = Scenario.england().parameters.trust.initial
    own = f"[base.trust]\ninitial = {shipped}\n"
    asked = Experiment.load(written(f'{own}{GRID}[variants]\nparameters = "sets.csv"'))
    assert asked.left_out == ("trust.initial",)
    assert "trust.initial" not in asked.variants


def test_what_a_file_between_the_base_and_the_shipped_world_states_is_the_users_too(
    written: Written, tmp_path: Path
) -> None:
    (tmp_path / "sets.csv").write_text(SETS)
    (tmp_path / "mine.toml").write_text(
        'extends = "small.toml"\nname = "Mine"\n[trust]\ninitial = 0.42\n'
    )
    path = written(f'{GRID}[variants]\nparameters = "sets.csv"')
    path.write_text(path.read_text().replace('"small.toml"', '"mine.toml"'))
    assert Experiment.load(path).left_out == ("trust.initial",)


def test_a_copy_of_a_shipped_world_states_nothing_beyond_it(
    written: Written, tmp_path: Path
) -> None:
    (tmp_path / "sets.csv").write_text(SETS)
    for name in ("small.toml", "england.toml"):
        shutil.copy(config_path(name), tmp_path / name)
    asked = Experiment.load(written(f'{GRID}[variants]\nparameters = "sets.csv"'))
    assert asked.left_out == ()
    assert len(asked.variants) == 3


def test_a_world_written_out_in_full_states_everything(written: Written, tmp_path: Path) -> None:
    (tmp_path / "sets.csv").write_text(SETS)
    (tmp_path / "small.toml").write_text(scenario_toml(Scenario.load("small.toml")), "utf-8")
    with pytest.raises(ScenarioError, match="states all 2 columns of the sets itself") as caught:
        Experiment.load(written(f'{GRID}[variants]\nparameters = "sets.csv"'))
    [fault] = caught.value.faults
    assert "extend a world that ships" in fault.sentence
    assert fault.line


def test_sets_that_are_alike_in_what_is_left_of_them_are_one(
    written: Written, tmp_path: Path
) -> None:
    (tmp_path / "sets.csv").write_text("set,trust.initial,trust.kappa\n1,0.3,1.5\n2,0.4,1.5\n")
    own = "[base.trust]\ninitial = 0.42\n"
    asked = Experiment.load(written(f'{own}{GRID}[variants]\nparameters = "sets.csv"'))
    assert list(asked.variants["parameters"]) == [-1, 1]
    with pytest.raises(ScenarioError, match="expected at most 1, the sets in the table"):
        Experiment.load(written(f'{own}{GRID}[variants]\nparameters = "sets.csv"\nsets = 2'))


def test_what_the_base_states_cannot_be_drawn_as_well(written: Written) -> None:
    own = "[base.trust]\ninitial = 0.42\n"
    drawn = (
        "[variants]\nsets = 4\n[variants.vary]\ntrust.initial = [0.3, 0.6]\ntrust.kappa = [1, 3]"
    )
    with pytest.raises(ScenarioError, match="the base states this itself") as caught:
        Experiment.load(written(f"{own}{GRID}{drawn}"))
    [fault] = caught.value.faults
    assert fault.key == "variants.vary.trust.initial"


def test_plan_and_validate_list_what_was_left_out(
    written: Written, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sets.csv").write_text(SETS)
    path = written(f'[base.trust]\ninitial = 0.42\n{GRID}[variants]\nparameters = "sets.csv"')
    for command in ("validate", "plan"):
        assert main([command, str(path)]) == 0
        assert "trust.initial was left out of the parameter sets" in capsys.readouterr().out


def test_the_users_own_england_keeps_its_values_under_accepted_sets(
    written: Written, tmp_path: Path
) -> None:
    own = "[base.budget]\ndeficit_share = 0.60\n[base.ahsns]\nsupport = 0.5\n"
    asked = Experiment.load(written(f'{own}{GRID}[variants]\nparameters = "plausible"\nsets = 3'))
    assert {"budget.deficit_share", "ahsns.support"} == {*asked.left_out}
    assert len(asked.variants) == 4
    assert not {*asked.left_out} & {*asked.variants.columns}
