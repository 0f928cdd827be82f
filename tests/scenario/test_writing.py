"""Writing a scenario: what is written reads back as the same scenario, and says what it means."""

from __future__ import annotations

import dataclasses
import math
import re
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collabsim.levers import LEVERS, Lever, LeverSetting, Move
from collabsim.parameters import Param, described
from collabsim.scenario import GROUPS, NamedInnovation, Organisation, Region, Scenario
from collabsim.scenario.characters import folded, hidden, printable
from collabsim.scenario.columns import CLASS, INNOVATION
from collabsim.scenario.dates import date_of
from collabsim.scenario.writing import scenario_toml

ENGLAND = Scenario.england()
PARAMETERS = {f"{g}.{k}": meta for g, kind in GROUPS.items() for k, meta in described(kind).items()}
WORDS = st.text(min_size=1, max_size=12).filter(
    lambda text: text == text.strip() and not hidden(text)
)
MONTHS = st.integers(0, 600)


def numbers(meta: Param) -> st.SearchStrategy[float]:
    low, high = meta.bounds
    if meta.unit == "switch":
        return st.sampled_from([0.0, 1.0])
    if meta.whole:
        return st.integers(int(low), int(high)).map(float)
    if math.isinf(high):
        return st.just(math.inf) | st.floats(low, 1e300)
    return st.floats(low, high)


def some_of(columns: dict[str, Param]) -> st.SearchStrategy[dict[str, float]]:
    optional = {name: numbers(meta) for name, meta in columns.items()}
    return st.fixed_dictionaries({}, optional=optional)


INNOVATIONS = st.lists(
    st.builds(
        NamedInnovation,
        id=WORDS.filter(lambda text: not re.fullmatch(r"I\d+", text)),
        kind=st.sampled_from([c.name for c in ENGLAND.classes]),
        launch=st.integers(-600, 600),
        values=some_of(dict(INNOVATION)).map(MappingProxyType),
    ),
    max_size=3,
    unique_by=lambda innovation: innovation.id,
)
PULLED = st.dictionaries(
    st.sampled_from([*LEVERS, "own"]),
    st.builds(LeverSetting, st.floats(0.0, 1.0), MONTHS, MONTHS),
    max_size=4,
)
MOVES = st.lists(
    st.builds(
        Move,
        st.sampled_from(["trust.initial", "budget.carry_over"]),
        st.sampled_from(["to", "times", "by"]),
        st.floats(0.0, 1.0),
    ),
    min_size=1,
    max_size=3,
)
ORGANISATIONS = st.lists(
    st.builds(
        Organisation,
        code=WORDS,
        name=WORDS,
        type=st.sampled_from([t.name for t in ENGLAND.types]),
        region=st.just("LN"),
        ahsn=st.sampled_from(list(ENGLAND.regions[1].ahsns)),
        income=st.none() | st.floats(1.0, 10_000.0),
    ),
    max_size=3,
    unique_by=lambda organisation: folded(organisation.code),
)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    row = dataclasses.replace(ENGLAND.classes[4], **draw(some_of(dict(CLASS))))
    hub, trusts = draw(WORDS), draw(st.integers(1, 1000))
    place = Region(draw(WORDS), draw(WORDS), {"acute": trusts}, {hub: trusts})
    changed = dataclasses.replace(
        ENGLAND,
        name=draw(WORDS),
        description=draw(st.text(max_size=12).filter(lambda text: printable(text) == text)),
        classes=(*ENGLAND.classes[:4], row, *ENGLAND.classes[5:]),
        regions=(*(r for r in ENGLAND.regions if r.code != place.code), place),
        innovations=tuple(draw(INNOVATIONS)),
        organisations=tuple(draw(ORGANISATIONS)),
        own_levers=(Lever("X1", "own", tuple(draw(MOVES))),),
    )
    values = draw(some_of(PARAMETERS))
    before = int(values.get("world.months_before", changed.months_before))
    values |= {"world.today": date_of(before % 12, f"{draw(st.integers(1900, 2200))}-04")}
    return changed.with_values(values).with_levers(draw(PULLED))


@given(scenarios())
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_what_is_written_reads_back_as_the_same_scenario(
    tmp_path_factory: pytest.TempPathFactory, scenario: Scenario
) -> None:
    path = tmp_path_factory.getbasetemp() / "written.toml"
    path.write_text(scenario_toml(scenario), "utf-8", newline="\n")
    assert Scenario.load(path) == scenario


def test_a_description_may_be_blank(tmp_path: Path) -> None:
    blank = dataclasses.replace(ENGLAND, description=" ")
    path = tmp_path / "blank.toml"
    path.write_text(scenario_toml(blank), "utf-8")
    assert Scenario.load(path) == blank


def test_every_parameter_stands_beside_its_unit_range_evidence_and_tier() -> None:
    text = scenario_toml(ENGLAND)
    for name, meta in PARAMETERS.items():
        key = name.split(".")[1]
        low, high = meta.plausible
        comment = f"# {meta.unit}; plausible {low:g}–{high:g}; {meta.evidence}; {meta.tier}; "
        assert re.search(rf"^{key} = .*{re.escape(comment + meta.says)}$", text, re.MULTILINE), name


def test_a_written_scenario_names_its_schema_first(tmp_path: Path) -> None:
    assert scenario_toml(ENGLAND, schema="./s.json").startswith("#:schema ./s.json\n")
