"""What people hold is a plain value: copied, pickled, compared, hashed, shown in a line."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import math
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mesa.batchrunner import batch_run
from pandas import DataFrame
from worlds import tiny

import collabsim as cs
from collabsim.plain import Frozen, card, same
from collabsim.results import Results
from collabsim.scenario.shipped import named_file

COPIES: tuple[Callable[[Any], Any], ...] = (
    copy.copy,
    copy.deepcopy,
    lambda value: pickle.loads(pickle.dumps(value)),
    lambda value: pickle.loads(pickle.dumps(value, protocol=2)),
)


def bar(trust: float, stake: float, p: Any) -> float:
    return 0.5


def closed(scene: cs.Scene) -> float:
    return 0.0


@pytest.fixture(scope="module")
def values() -> dict[str, Any]:
    world = tiny(3).with_levers({"permission": 1.0})
    runs = cs.simulate({"today": tiny(3), "<b>more</b>": world}, 2, engine="mesa")
    return {
        "scenario": world,
        "experiment": cs.Experiment.load(named_file("what_gets_measured.toml"), small=True),
        "simulation": runs,
        "results": Results.of(runs),
        "record": runs.records["today"][0],
        "metric": cs.METRICS["adoption_piloted"],
        "metric of a class": cs.METRICS["adoption_prevention"],
        "barrier": cs.Barrier("own", closed, {"device": 1.0}),
    }


NAMES = (
    "scenario", "experiment", "simulation", "results", "record", "metric", "metric of a class",
    "barrier",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_equals_what_it_is_of(name: str, values: dict[str, Any]) -> None:
    value = values[name]
    for made in (each(value) for each in COPIES):
        assert type(made) is type(value)
        assert made == value
        assert hash(made) == hash(value)
    assert set(dataclasses.asdict(value)) == {each.name for each in dataclasses.fields(value)}


@pytest.mark.parametrize("name", NAMES[:5])
def test_a_value_is_shown_in_a_line_and_safely_in_a_notebook(
    name: str, values: dict[str, Any]
) -> None:
    said = repr(values[name])
    assert said.startswith(type(values[name]).__name__ + "(")
    assert len(said) < 200
    assert "\n" not in said
    if name != "record":
        shown = values[name]._repr_html_()
        assert shown.startswith("<table>")
        assert "<b>more" not in shown
        assert len(shown) < 2000


def test_what_differs_is_not_equal(values: dict[str, Any]) -> None:
    world, runs, record = values["scenario"], values["simulation"], values["record"]
    assert world != world.with_values({"trust.initial": 0.9})
    assert world != world.with_levers({"permission": 0.5})
    assert len({world, copy.deepcopy(world), tiny(3)}) == 2
    assert runs.records["today"][0] != runs.records["today"][1]
    place = record.place.copy()
    place[-1, -1, -1] = np.nextafter(place[-1, -1, -1], 1.0)
    assert record != dataclasses.replace(record, place=place)
    assert record != dataclasses.replace(record, seed=2)
    assert values["experiment"] != dataclasses.replace(values["experiment"], seed=99)
    design = values["experiment"].design.assign(label="x")
    assert values["experiment"] != dataclasses.replace(values["experiment"], design=design)
    assert cs.METRICS["adoption_piloted"] != cs.METRICS["adoption_medicine"]


def test_a_metric_changed_by_hand_is_never_taken_for_the_shipped_one() -> None:
    changed = dataclasses.replace(cs.METRICS["benefit"], matters=9.0, of=np.asarray)
    assert pickle.loads(pickle.dumps(changed)) == changed
    lambda_of_ones_own = dataclasses.replace(cs.METRICS["benefit"], of=lambda view: view["kept"])
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(lambda_of_ones_own)


plain = st.recursive(
    st.integers() | st.floats() | st.text(max_size=3) | st.booleans(),
    lambda inner: st.tuples(inner, inner) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text(max_size=3), st.integers() | st.floats(allow_nan=False)))
def test_a_frozen_mapping_is_a_dictionary_that_stays(pairs: dict[str, float]) -> None:
    frozen = Frozen(pairs)
    assert frozen == pairs
    assert hash(frozen) == hash(Frozen(dict(reversed(pairs.items()))))
    for made in (each(frozen) for each in COPIES):
        assert (type(made), made) == (Frozen, frozen)
    for change in (
        lambda: frozen.update(a=1), lambda: frozen.pop("a", 1), frozen.clear, frozen.popitem,
        lambda: frozen.setdefault("a", 1), lambda: frozen.__setitem__("a", 1),
        lambda: frozen.__delitem__("a"), lambda: frozen.__ior__({"a": 1}),
    ):  # fmt: skip
        with pytest.raises(TypeError, match="frozen"):
            change()
    assert frozen == pairs


@given(plain, plain)
def test_same_is_equality_in_which_no_number_equals_itself(one: Any, other: Any) -> None:
    for value in (one, np.array([1.0, math.nan]), DataFrame({"a": [1.0, math.nan]})):
        assert same({"a": (value, one)}, {"a": (copy.deepcopy(value), one)})
    if one != other and "nan" not in repr((one, other)):
        assert not same([one], [other])
    assert not same(np.zeros(2), np.zeros(3))
    assert not same(np.zeros(2), np.zeros(2, int))
    assert not same(DataFrame({"a": [1]}), DataFrame({"b": [1]}))
    assert not same({"a": 1}, {"a": 1, "b": 1})
    assert not same((1,), (1, 2))


def test_a_card_escapes_what_it_shows() -> None:
    shown = card("<script>", {"<i>": "&"})
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "<i>" not in shown
    assert "&amp;" in shown


@pytest.mark.parametrize("own", [False, True])
def test_a_copy_of_a_model_goes_on_by_itself_to_the_same_bits(own: bool) -> None:
    rules = {"trust.gate": bar} if own else None
    barrier = cs.Barrier("own", closed, {"device": 0.5}) if own else None
    model = cs.CollaborationModel(tiny(14), 1, 2, rules=rules, barrier=barrier)
    for _ in range(7):
        model.step()
    copies = [each(model) for each in COPIES[:3]]
    assert all(made.record == model.record for made in copies)
    model.run()
    assert all(made.elapsed == 7 for made in copies)
    for made in copies:
        made.run()
        assert (made.steps, made.record) == (model.steps, model.record)
        assert repr(made) == repr(model)


def test_agents_are_shown_in_a_line() -> None:
    model = cs.CollaborationModel(tiny(14))
    model.step()
    assert repr(model) == "CollaborationModel('Small', replicate 0, seed 1: month 1 of 14)"
    assert repr(model.trusts[0]) == "NHSTrust('N-01', acute)"
    assert repr(model.national) == "NationalLeadership('England')"
    parts = [*model.agents, *model.innovations, *model.trusts[0].projects, model.rules]
    parts += [model.now, model.now.p, model.born]
    assert all("\n" not in repr(part) for part in parts)
    assert all(len(repr(part)) < 80 for part in model.agents)
    assert repr(tiny().parameters).startswith("Parameters(world.months_before=0, ")


RNG = "rng" in inspect.signature(batch_run).parameters
"""Whether Mesa is one that seeds models itself."""


def through_batch_run(parameters: dict[str, Any], **how: Any) -> list[tuple[int, int, float]]:
    rows = batch_run(cs.CollaborationModel, parameters, display_progress=False, **how)
    return [(row["replicate"], row["seed"], row["trust_nhs"]) for row in rows]


def repeated(times: int) -> dict[str, Any]:
    """Return what asks Mesa for repetitions: from 3.4 on its own word for it is out of use."""
    return {"rng": [1] * times} if RNG else {"iterations": times}


def test_batch_run_gives_what_simulate_gives() -> None:
    world = tiny(14)
    ends = cs.simulate(world, 3, engine="mesa").ends[world.name]
    expected = [(n, 1, end["trust_nhs"]) for n, end in enumerate(ends)]
    assert len({value for _, _, value in expected}) == 3
    assert through_batch_run({"scenario": world, "replicate": range(3)}) == expected
    assert through_batch_run({"scenario": world}, **repeated(3)) == expected
    monthly = batch_run(
        cs.CollaborationModel, {"scenario": world}, data_collection_period=1, display_progress=False
    )
    model = cs.CollaborationModel(world)
    model.run()
    months = model.datacollector.get_model_vars_dataframe()
    assert [row["trust_nhs"] for row in monthly] == months["trust_nhs"].tolist()
    assert months["trust_nhs"].iloc[-1] == ends[0]["trust_nhs"]


def test_batch_run_shares_luck_between_scenarios_and_takes_a_seed() -> None:
    worlds = [tiny(8), tiny(8).with_levers({"permission": 1.0})]
    found = through_batch_run({"scenario": worlds}, **repeated(2))
    assert [(replicate, seed) for replicate, seed, _ in found] == [(0, 1), (0, 1), (1, 1), (1, 1)]
    said = {"rng": [5]} if RNG else {}
    seeded = {"scenario": tiny(8), **({} if RNG else {"seed": 5})}
    model = cs.CollaborationModel(tiny(8), 0, 5)
    model.run()
    ((replicate, seed, value),) = through_batch_run(seeded, **said)
    assert (replicate, seed) == (0, 5)
    assert value == model.datacollector.model_vars["trust_nhs"][-1]


def test_a_wrong_use_of_batch_run_is_a_sentence() -> None:
    world = tiny(2)
    with pytest.raises(ValueError, match="replicates, or iterations, not both"):
        through_batch_run({"scenario": world, "replicate": range(2)}, **repeated(2))
    with pytest.raises(TypeError, match=r"expected a Scenario to run, found 'small.toml'"):
        through_batch_run({"scenario": "small.toml"})
    with pytest.raises(ValueError, match="hand it over in a list"):
        through_batch_run({"scenario": world, "rules": {"trust.gate": bar}})
    with pytest.raises(ValueError, match="batch_run drops a seed" if RNG else r"seed 1\.5"):
        through_batch_run({"scenario": world, "seed": 1.5})


def test_a_collector_of_ones_own_stands() -> None:
    class Counting(cs.CollaborationModel):
        def __init__(self, scenario: cs.Scenario, seed: int | None = 1) -> None:
            super().__init__(scenario, seed=seed)
            self.datacollector = mesa.DataCollector({"live": lambda model: model.ahsns[0].live})

        def step(self) -> None:
            super().step()
            self.datacollector.collect(self)

    (row,) = batch_run(Counting, {"scenario": tiny(3)}, display_progress=False)
    assert set(row) >= {"live"}
    assert "trust_nhs" not in row


SCRIPT = """
import multiprocessing, pickle, sys
from concurrent.futures import ProcessPoolExecutor
import collabsim as cs

def ends(world):
    return cs.simulate(world, 1, engine="mesa")

if __name__ == "__main__":
    spawn = multiprocessing.get_context("spawn")
    world = cs.Scenario.load("small.toml", {"world.months": 1, "world.months_before": 0})
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        assert pool.submit(ends, world).result() == ends(world)
else:
    if len(sys.argv) > 1:
        from pathlib import Path
        from collabsim.scenario.shipped import named_file
        asked = cs.Experiment.load(named_file("what_gets_measured.toml"), small=True)
        asked.run(Path(sys.argv[1]), executor=ProcessPoolExecutor)
"""


def test_values_go_to_spawned_processes_and_a_script_without_a_guard_starts_no_more(
    tmp_path: Path,
) -> None:
    """A worker that would start workers ends with a sentence, as it reads the script."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    command = [sys.executable, str(script)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    ended = subprocess.run(
        [*command, str(tmp_path / "out")], capture_output=True, text=True, check=False
    )
    assert ended.returncode != 0
    assert 'only under `if __name__ == "__main__":`' in ended.stderr
    assert not (tmp_path / "out").exists()
