"""Reading a scenario: files laid over files, settings over both, and faults with their place."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest

from collabsim.levers import LeverSetting
from collabsim.scenario import Scenario, ScenarioError, config_path
from collabsim.scenario.reading import parse_setting
from collabsim.scenario.toml_locations import locations


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def faults(path: Path, settings: dict[str, object] | None = None) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(path, settings)
    return str(caught.value).splitlines()


OVER = 'extends = "england.toml"\nname = "Mine"\n'


def test_a_file_is_laid_over_the_shipped_one_it_extends(tmp_path: Path) -> None:
    mine = Scenario.load(write(tmp_path, OVER + "[trust]\ninitial = 0.6\n"))
    expected = Scenario.england().with_values({"trust.initial": 0.6})
    assert mine == dataclasses.replace(expected, name="Mine")


def test_a_file_nearby_comes_before_the_shipped_one(tmp_path: Path) -> None:
    base = config_path("england.toml").read_text("utf-8").replace('"England"', '"Near"', 1)
    write(tmp_path, base, "england.toml")
    assert Scenario.load(write(tmp_path, 'extends = "england.toml"\n')).name == "Near"


def test_regions_and_types_are_replaced_whole_and_classes_merged(tmp_path: Path) -> None:
    text = OVER + "regions.N = {trusts = {acute = 2}, ahsns = {Hub = 2}}\nclasses.device.pull = 1\n"
    england, mine = Scenario.england(), Scenario.load(write(tmp_path, text))
    assert [region.code for region in mine.regions] == ["N"]
    assert mine.types == england.types
    device = next(c for c in mine.classes if c.name == "device")
    before = next(c for c in england.classes if c.name == "device")
    assert len(mine.classes) == len(england.classes)
    assert (device.pull, device.exposure) == (1.0, before.exposure)


def test_the_setting_of_a_lever_is_replaced_whole(tmp_path: Path) -> None:
    write(tmp_path, OVER + "levers.slack = {level = 0.5, start = 24, ramp = 6}\n", "base.toml")
    text = 'extends = "base.toml"\nlevers.slack = 0.2\nlevers.boards = 1\n'
    mine = Scenario.load(write(tmp_path, text))
    assert mine.levers["slack"] == LeverSetting(0.2)
    assert mine.levers["boards"] == LeverSetting(1.0, start=0, ramp=12)


def test_infinity_is_allowed_where_it_means_something(tmp_path: Path) -> None:
    path = write(tmp_path, OVER + "hazard.sigma = inf\ncapacity.slack = inf\n")
    assert "hazard.sigma" not in "\n".join(faults(path))
    path = write(tmp_path, OVER + "hazard.sigma = inf\n")
    assert math.isinf(Scenario.load(path).parameters.hazard.sigma)


def test_an_innovation_says_what_it_wants_and_takes_the_rest_from_its_class(
    tmp_path: Path,
) -> None:
    text = OVER + '[[innovations]]\nid = "robot"\nclass = "device"\nlaunch = -3\nreach = 0.4\n'
    (robot,) = Scenario.load(write(tmp_path, text)).innovations
    assert (robot.id, robot.kind, robot.launch) == ("robot", "device", -3)
    assert dict(robot.values) == {"reach": 0.4}


def test_settings_reach_parameters_levers_and_classes() -> None:
    given = ["trust.initial=0.6", "barriers.trust=false", "levers.permission=1",
             "classes.digital.pull=-5", "classes.digital.exposure.trust=0"]  # fmt: skip
    england = Scenario.load(config_path("england.toml"), dict(map(parse_setting, given)))
    digital = next(c for c in england.classes if c.name == "digital")
    assert england.parameters.trust.initial == 0.6
    assert england.parameters.barriers.trust == 0.0
    assert england.levers["permission"] == LeverSetting(1.0)
    assert (digital.pull, digital.exposure["trust"]) == (-5.0, 0.0)


def test_settings_obey_the_same_checks_and_their_faults_say_so(tmp_path: Path) -> None:
    given = {"trust.initial": 6.0, "levers.permision": 1.0, "classes.digtal.pull": 1.0,
             "colour.red": 1.0, "trust": 0.5, "trust.initial.x": 1.0}  # fmt: skip
    lines = faults(config_path("england.toml"), given)
    assert all(line.startswith("settings ") for line in lines)
    assert any('"levers.permission"' in line for line in lines)
    assert any('"classes.digital"' in line for line in lines)
    assert len(lines) == len(given) - 1  # the last one takes the place of the first


def test_with_values_and_with_levers_check_what_they_are_given() -> None:
    england = Scenario.england()
    assert england.with_values({"world.months": np.int64(36)}).parameters.world.months == 36.0
    with pytest.raises(ScenarioError, match=r'trust.inital = 0.5: .*"trust.initial"'):
        england.with_values({"trust.inital": 0.5})
    with pytest.raises(ScenarioError, match="from 0 to 1"):
        england.with_levers({"permission": 1.5})
    with pytest.raises(ScenarioError, match="whole number"):
        england.with_levers({"permission": LeverSetting(1.0, start=-1)})


@pytest.mark.parametrize("text", ["trust.initial", "=3", "trust.initial=", ""])
def test_a_setting_needs_a_name_and_a_value(text: str) -> None:
    with pytest.raises(ScenarioError, match=r"group\.parameter=value"):
        parse_setting(text)


def test_all_faults_come_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    text = OVER + (
        "trust.initial = 4\n"
        'world = {months = 3.5, companies = "many"}\n'
        "[levers]\n"
        "permision = 1\n"
        "[classes.digital.exposure]\n"
        "trust = -1\n"
        "[[innovations]]\n"
        'id = "one"\n'
        'class = "digital"\n'
        "launch = 1.5\n"
    )
    lines = [line.split(":")[1].split()[0] for line in faults(write(tmp_path, text))]
    assert lines == ["3", "4", "4", "6", "8", "12"]


def test_a_fault_names_the_file_it_is_in(tmp_path: Path) -> None:
    write(tmp_path, OVER + "trust.initial = 4\n", "base.toml")
    path = write(tmp_path, 'extends = "base.toml"\ntrust.celebrate = -4\n')
    first, second = faults(path)
    assert first.startswith(f"{tmp_path / 'base.toml'}:3  trust.initial = 4:")
    assert second.startswith(f"{path}:2  trust.celebrate = -4:")


AWKWARD = '''
a.b = 1 # a comment with = and [
"a.x" = """
[not.a.table]
"quoted" = 3""""
'l' = \'\'\'it's # no comment\'\'\'
c = {d = 1, "e f" = {g = [1, 2]}, h.i = "}"}
m = [
  {n = 1}, # one
  {n = 2, o = "],["},
]
[t . u]
v = 2020-01-01T00:00:00Z
[[w]]
x = 1
[w.y]
z = 1
[[w]]
x = -1.5e3
'''


def test_every_key_of_an_awkward_text_is_found_on_its_line() -> None:
    found = locations(AWKWARD)
    assert found[("a", "b")] == 2
    assert found[("a.x",)] == 3
    assert found[("l",)] == 6
    assert found[("c", "e f", "g", 1)] == found[("c", "h", "i")] == 7
    assert (found[("m", 0, "n")], found[("m", 1, "n")], found[("m", 1, "o")]) == (9, 10, 10)
    assert (found[("t", "u", "v")], found[("w", 0, "x")]) == (13, 15)
    assert (found[("w", 0, "y", "z")], found[("w", 1, "x")]) == (17, 19)
    assert ("not", "a", "table") not in found


def organisations(folder: Path, rows: str) -> Path:
    write(folder, rows, "trusts.csv")
    return write(folder, OVER + 'organisations = "trusts.csv"\n')


HEADER = "code,name,type,region,ahsn,income\n"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_organisations_come_from_a_table_with_or_without_a_byte_order_mark(
    tmp_path: Path, mark: str
) -> None:
    rows = 'RM1,"Norfolk, East",acute,EE,Eastern,710\r\nRT1,Fens,mental_health,EE,UCLPartners,\r\n'
    mine = Scenario.load(organisations(tmp_path, mark + HEADER + rows))
    first, second = mine.organisations
    assert (first.code, first.name, first.income) == ("RM1", "Norfolk, East", 710.0)
    assert (second.type, second.ahsn, second.income) == ("mental_health", "UCLPartners", None)


def test_a_bad_row_gets_its_line_number(tmp_path: Path) -> None:
    rows = (
        "RA1,One,acute,EE,Eastern,700\n"
        "RA1,Twin,acute,EE,Eastern,700\n"
        "RA2,Typo,acut,EE,Eastern,700\n"
        "RA3,Afar,acute,XX,Eastern,700\n"
        "RA4,Moved,acute,EE,Wessex,700\n"
        "RA5,Poor,acute,EE,Eastern,none\n"
        "RA6,Broke,acute,EE,Eastern,nan\n"
        ",Nameless,acute,EE,Eastern,\n"
    )
    lines = faults(organisations(tmp_path, HEADER + rows))
    assert [int(line.split(":")[1].split()[0]) for line in lines] == [3, 4, 5, 6, 7, 8, 9]
    assert 'Did you mean "acute"?' in lines[1]
    short = faults(organisations(tmp_path, HEADER + "RA1,One,acute\n"))
    assert "trusts.csv:2" in short[0]
    assert "expected 6 cells, as in the header, found 3" in short[0]
