"""Why did that happen: the watched run is the run, and what is told of it holds."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import pulled, tiny

import collabsim as cs
from collabsim.barriers import trust as trusting
from collabsim.cli.main import main
from collabsim.composition import BARRIERS
from collabsim.experiment import Experiment
from collabsim.pipeline import ARROWS
from collabsim.record import PLACE_ITEMS
from collabsim.results import Results
from collabsim.tracing.compare import WAYS
from collabsim.tracing.events import KINDS, STEPS

TINY = tiny().with_levers({"scorecard": 1.0, "slack": 1.0})
PAIRS = {"nhs_trust": "N-01", "innovation": "I01"}


def compiled(scenario: cs.Scenario, replicate: int = 0, seed: int = 1) -> cs.Record:
    runs = cs.simulate(scenario, replicate + 1, seed=seed)
    return runs.records[scenario.name][replicate]


@settings(max_examples=6)
@given(
    st.sampled_from([f"N-0{n}" for n in range(1, 6)]), st.integers(1, 8), st.integers(0, 2),
    st.integers(0, 2**40),
)  # fmt: skip
def test_the_watched_run_is_the_run_to_the_bit(
    code: str, item: int, replicate: int, seed: int
) -> None:
    which = cs.Which(replicate=replicate, seed=seed)
    found = cs.why(pulled(), nhs_trust=code, innovation=item, which=which)
    assert found.trace.record == compiled(pulled(), replicate, seed)


def stricter(trust: float, stake: float, p: object) -> float:
    """Ask twice as much."""
    return trusting.gate(trust, stake, p) ** 2.0


def half(scene: object) -> float:
    """Let half through."""
    return 0.5


def test_rules_and_a_barrier_of_ones_own_are_in_force() -> None:
    mine = {"rules": {"trust.gate": stricter}, "barrier": cs.Barrier("half", half, {"device": 1.0})}
    found = cs.why(TINY, **PAIRS, **mine)
    runs = cs.simulate(TINY, 1, seed=1, **mine)
    assert found.trace.record == runs.records[TINY.name][0]
    assert "gate_half" in found.trace.months


@pytest.fixture(scope="module")
def pairs() -> list[cs.Why]:
    trusts = ("N-01", "S-03")
    return [cs.why(TINY, nhs_trust=code, innovation=n) for code in trusts for n in range(1, 9)]


def test_every_arrow_of_the_pipeline_is_told() -> None:
    assert {*STEPS} == {(before, after) for before, afters in ARROWS.items() for after in afters}
    assert {*STEPS.values()} <= {*KINDS}


def test_a_draw_lies_where_its_outcome_says(pairs: list[cs.Why]) -> None:
    seen = set()
    for found in pairs:
        for row in found.trace.months.to_dict("records"):
            seen.add(row["outcome"])
            low, high, drawn = row["chance"], row["before_barriers"], row["drawn"]
            if row["outcome"] == "not_wanted":
                assert drawn >= high
            elif row["outcome"] == "stopped":
                assert low <= drawn < high
            elif row["outcome"] in ("begun", "no_room", "no_money"):
                assert drawn < low <= high
            if row["outcome"] == "begun":
                assert row["then"] != row["stage"]
    assert {"not_wanted", "stopped", "begun"} <= seen


def test_shares_and_pulls_add_up(pairs: list[cs.Why]) -> None:
    for found in pairs:
        months = found.trace.months[found.trace.months["chance"].notna()]
        stopped = months[[f"stopped_{name}" for name in BARRIERS]].sum(axis=1)
        assert np.allclose(stopped, 1.0)
        pulls = months[[name for name in months if name.startswith("pull_")]].sum(axis=1)
        assert np.allclose(pulls, months["appeal"])


def test_events_are_what_the_record_counts(pairs: list[cs.Why]) -> None:
    trace = pairs[0].trace
    counts = Counter(event.kind for event in trace.events)
    tallies = {name: trace.record.place[:, :, n].sum() for n, name in enumerate(PLACE_ITEMS)}
    for kind, item in (
        ("approved", "pilots"), ("succeeded", "successes"), ("failed", "failures"),
        ("collapsed", "collapses"), ("abandoned", "abandoned"),
    ):  # fmt: skip
        assert counts[kind] == tallies[item] > 0
    families = dict(zip(trace.record.classes, trace.record.families, strict=True))
    piloted = [
        families[trace.record.classes[kind]] == "piloted" for kind in trace.record.innovation_class
    ]
    own = [
        event
        for event in trace.events
        if event.kind == "started" and piloted[trace.record.innovations.index(event.innovation)]
    ]
    assert len(own) == tallies["starts"]


def test_a_story_tells_each_event_and_no_nonsense(pairs: list[cs.Why]) -> None:
    for found in pairs:
        text, about = found.text, found.trace.subject
        told = [e for e in found.trace.own_events if e.innovation and e.trust]
        assert all(str(event)[1:] in text for event in told)
        assert " nan" not in text
        assert about.nhs_trust in text
        assert about.innovation in text


def test_one_change_on_the_same_draws_and_the_chain_from_there() -> None:
    for item in range(1, 9):
        found = cs.why(TINY, nhs_trust="S-03", innovation=item, without="scorecard")
        gap = found.difference
        assert gap is not None
        assert gap.other.record == compiled(TINY.with_levers({"scorecard": 0.0}))
        old, new = Counter(found.trace.events), Counter(gap.other.events)
        for link in (*gap.first, *gap.chain):
            more, less = (new, old) if link.changed else (old, new)
            assert more[link.event] > less[link.event]
        earliest = min((old - new) | (new - old), key=lambda event: event.order)
        assert {link.event.order for link in gap.first} == {earliest.order}
        orders = [link.event.order for link in gap.chain]
        assert orders == sorted(set(orders))
        for before, after in zip(gap.chain, gap.chain[1:], strict=False):
            assert WAYS[before.way](after.event, before.event)
        if gap.chain:
            assert gap.chain[-1].event.trust == "S-03"
            assert gap.chain[-1].event.innovation == f"I0{item}"
            assert str(gap.chain[-1].event) in found.text


def test_a_lever_without_effect_changes_no_event() -> None:
    shut = TINY.with_values({"hazard.gates": False})
    found = cs.why(shut.with_values({"hazard.ceiling": 0.0}), **PAIRS, adding="slack=0.5")
    assert found.difference is not None
    assert found.difference.first == found.difference.chain == ()
    assert "Nothing differs anywhere" in found.text


def test_wrong_names_get_the_nearest_all_at_once() -> None:
    with pytest.raises(cs.ScenarioError) as caught:
        cs.why(TINY, nhs_trust="N-1", innovation=99, without="scorecrd")
    said = str(caught.value)
    assert 'Did you mean "N-01"' in said
    assert '--innovation = "99"' in said
    assert 'Did you mean "scorecard"' in said


@pytest.mark.parametrize(
    "adding",
    [
        "permision",
        "permission=2",
        "permission=much",
        "permission=",
        "permission= ",
        "scorecard",
        "=",
        "=0.5",
    ],
)
def test_what_cannot_be_added_is_refused(adding: str) -> None:
    with pytest.raises(cs.ScenarioError, match="--with"):
        cs.why(TINY, **PAIRS, adding=adding)


def test_a_run_of_a_folder_is_found_by_scenario_and_replicate(tmp_path: Path) -> None:
    named = {"today": tiny(), "more": TINY}
    runs = cs.simulate(named, 2, seed=5)
    Results.of(runs).write(tmp_path)
    for of in (tmp_path, runs):
        found = cs.why(of, **PAIRS, which=cs.Which("more", replicate=1))
        assert found.trace.record == runs.records["more"][1]
    for wrong in (cs.Which("moer"), cs.Which(replicate=2), cs.Which(seed=4), cs.Which(variant=1)):
        with pytest.raises(cs.ScenarioError, match="--"):
            cs.why(tmp_path, **PAIRS, which=wrong)


def test_a_run_of_an_experiment_is_found_by_point_and_variant(tmp_path: Path) -> None:
    tables = {
        "question": "Which?", "replicates": 2, "metrics": ["trust_nhs"], "seed": 3,
        "points": [{"label": "more", "levers": {"slack": 1}}],
        "variants": {"structures": {"weakest": {"hazard": {"sigma": 0}}}},
    }  # fmt: skip
    asked = Experiment.of(tables, tiny())
    finished = asked.run(tmp_path / "out")
    runs = finished.runs.runs.set_index(["point", "variant", "replicate"])
    point = list(asked.design["label"]).index("more")
    for of in (asked, tmp_path / "out"):
        found = cs.why(of, **PAIRS, which=cs.Which("more", variant=1, replicate=1))
        final = cs.METRICS["trust_nhs"].of(
            cs.metrics.View(found.trace.record, found.trace.record.whole())
        )
        assert final[-1] == runs["trust_nhs"][point, 1, 1]
    with pytest.raises(cs.ScenarioError, match="--variant"):
        cs.why(asked, **PAIRS, which=cs.Which(variant=2))


def test_the_command_tells_it_and_gives_data(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["explain", "small.toml", "--nhs-trust", "N-04", "--innovation", "5"]
    assert main([*asked, "--with", "permission"]) == 0
    assert "on the same draws" in capsys.readouterr().out
    assert main([*asked, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["subject"]["nhs_trust"] == "N-04"
    assert len(data["months"]) == 48
    assert {event["kind"] for event in data["events"]} <= {*KINDS}


@pytest.mark.parametrize(
    "words",
    [
        ["small.toml", "--nhs-trust", "N-04"],
        ["permission", "--replicate", "1"],
        ["small.toml", "--nhs-trust", "N-04", "--innovation", "5", "--seed", "x"],
        ["nothing.toml", "--nhs-trust", "N-04", "--innovation", "5"],
    ],
)
def test_faults_of_the_command(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", *words]) == 2
    assert "Nothing was written." in capsys.readouterr().err


def test_a_folder_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(cs.ScenarioError, match="no results"):
        cs.why(tmp_path, **PAIRS)


def test_a_damaged_folder_is_refused_and_named_once(tmp_path: Path) -> None:
    Results.of(cs.simulate(TINY, 1)).write(tmp_path)
    (tmp_path / "manifest.json").write_text("x")
    with pytest.raises(cs.ScenarioError) as caught:
        cs.why(tmp_path, **PAIRS)
    assert str(caught.value).count(str(tmp_path)) == 1


def test_nothing_is_decided_where_it_does_not_fit() -> None:
    for item in range(1, 9):
        trace = cs.why(TINY, nhs_trust="S-04", innovation=item).trace
        if not trace.subject.eligible:
            assert {*trace.months["outcome"]} == {"not_eligible"}
            assert all(map(math.isnan, trace.months["chance"]))
            return
    pytest.fail("an ambulance trust could use everything")


def test_the_python_of_the_page_runs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "commands.md").read_text("utf-8")
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(compile(block, "commands.md", "exec"), {"here": tmp_path})
    assert "on the same draws" in capsys.readouterr().out
