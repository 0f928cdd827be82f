"""The register is whole: every claim is answered, and every name and id in it exists."""

from __future__ import annotations

import pkgutil
import re

from collabsim import barriers, behaviour, evidence
from collabsim.composition import BARRIERS
from collabsim.explain import explain
from collabsim.levers import LEVERS
from collabsim.metrics import METRICS
from collabsim.parameters import described
from collabsim.rules import MODULES
from collabsim.scenario import GROUPS

SOURCE_CLAIMS = [f"A{n:02}" for n in range(3, 41)] + [f"B{n:02}" for n in range(1, 34)]
FILES = {
    module.name
    for package in (barriers, behaviour)
    for module in pkgutil.iter_modules(package.__path__)
}


def numbered(letter: str, last: int, width: int = 1) -> list[str]:
    return [f"{letter}{n:0{width}}" for n in range(1, last + 1)]


def test_the_register_is_complete_and_in_order() -> None:
    claims = numbered("A", 40, 2) + numbered("B", 33, 2) + numbered("C", 11, 2)
    patterns = numbered("P", 23)
    patterns.insert(4, "P4b")
    assert list(evidence.claims()) == claims
    assert list(evidence.mechanisms()) == numbered("M", 26)
    assert list(evidence.patterns()) == patterns
    assert list(evidence.interactions()) == numbered("I", 14)
    assert list(evidence.loops()) == numbered("R", 6) + numbered("B", 5)
    levers = numbered("L", 24, 2)
    levers.insert(4, "L04b")
    assert [lever.id for lever in evidence.levers().values()] == levers


def test_every_claim_of_the_source_is_answered() -> None:
    for claim in SOURCE_CLAIMS:
        answers = evidence.claims()[claim].answered_by
        named = (
            answers.barriers + answers.levers + answers.metrics + answers.loops + answers.structure
        )
        assert named or answers.omission, f"nothing in the model answers {claim}"


def test_every_name_that_answers_a_claim_exists() -> None:
    for claim in evidence.claims().values():
        answers = claim.answered_by
        assert set(answers.barriers) <= set(BARRIERS) & FILES
        assert set(answers.levers) <= set(LEVERS)
        assert set(answers.metrics) <= set(METRICS)
        assert set(answers.loops) <= set(evidence.loops())
        assert set(answers.structure) <= set(evidence.structure())
        assert not answers.omission or answers.omission.endswith(".")


def test_every_barrier_answers_a_claim() -> None:
    for barrier in BARRIERS:
        assert any(barrier in c.answered_by.barriers for c in evidence.claims().values())


def test_every_mechanism_is_held_by_a_file_or_says_why_not() -> None:
    for mechanism in evidence.mechanisms().values():
        assert set(mechanism.held_by) <= FILES
        assert mechanism.held_by or mechanism.note


def ids_in(text: str) -> set[str]:
    """Return the ids that a text cites, runs such as A22-A24 in full."""
    found = re.findall(r"\b([ABCM])(\d+)(?:-\1(\d+))?\b", text)
    return {
        f"{letter}{n:0{len(first)}}"
        for letter, first, last in found
        for n in range(int(first), int(last or first) + 1)
    } & {*evidence.claims(), *evidence.mechanisms()}


def test_a_barrier_speaks_of_what_it_holds() -> None:
    """Claims and mechanisms that a barrier's own words cite are those that the register gives it."""
    for name in sorted(FILES - {"companies", "ahsns", "outcomes"}):
        held = {m.id for m in evidence.mechanisms().values() if name in m.held_by}
        answered = {c.id for c in evidence.claims().values() if name in c.answered_by.barriers}
        cited = ids_in(MODULES[name].__doc__ or "")
        assert cited
        assert cited <= held | answered


def test_a_behaviour_speaks_of_mechanisms_it_holds() -> None:
    for name in ["companies", "ahsns", "outcomes"]:
        held = {m.id for m in evidence.mechanisms().values() if name in m.held_by}
        cited = ids_in(MODULES[name].__doc__ or "") & set(evidence.mechanisms())
        assert cited
        assert cited <= held


def test_every_id_behind_a_parameter_is_in_the_register() -> None:
    for group in GROUPS:
        known = {
            *evidence.claims(), *evidence.mechanisms(), *evidence.patterns(), *evidence.sources(),
            *evidence.interactions(), *evidence.loops(), *(lever.id for lever in LEVERS.values()), "J",
        }  # fmt: skip
        for name, about in described(GROUPS[group]).items():
            assert set(about.evidence.split()) <= known, name


def test_a_barrier_explained_shows_every_source_behind_its_numbers() -> None:
    for barrier in BARRIERS:
        cited = " ".join(about.evidence for about in described(GROUPS[barrier]).values())
        text = explain(barrier)
        for source in re.findall(r"\bS\d+\b", cited + (MODULES[barrier].__doc__ or "")):
            assert f"    {source} " in text


def test_every_lever_has_its_evidence() -> None:
    assert list(evidence.levers()) == list(LEVERS)
    for lever in evidence.levers().values():
        assert LEVERS[lever.name].id == lever.id
        assert lever.perverse
        assert lever.in_model.startswith(("Shown: ", "Not shown: "))
        assert lever.shown_by
        assert set(lever.shown_by) <= set(METRICS), lever.name


def test_a_lever_names_the_claims_it_answers() -> None:
    for lever in evidence.levers().values():
        claims = evidence.claims().values()
        assert lever.claims == tuple(c.id for c in claims if lever.name in c.answered_by.levers)


def test_every_mechanism_cited_exists() -> None:
    citing = [evidence.claims(), evidence.interactions(), evidence.levers()]
    cited = {m for table in citing for row in table.values() for m in row.mechanisms}
    assert cited <= set(evidence.mechanisms())


def test_every_source_cited_exists() -> None:
    citing = [evidence.claims(), evidence.mechanisms(), evidence.patterns(), evidence.levers()]
    cited = {s for table in citing for row in table.values() for s in row.sources}
    theory = {s for row in evidence.mechanisms().values() for s in row.theory}
    assert cited | theory <= set(evidence.sources())


def test_what_was_read_and_what_is_from_memory_is_told_apart() -> None:
    for source in evidence.sources().values():
        read = source.id.startswith("S") and source.id[1:].isdigit()
        assert source.seen == read, source.id


def test_every_loop_and_pattern_cited_exists() -> None:
    claims = evidence.claims()
    assert {p for c in claims.values() for p in c.patterns} <= set(evidence.patterns())
    assert {c for loop in evidence.loops().values() for c in loop.claims} <= set(claims)


def test_words_that_have_a_fixed_meaning_are_used() -> None:
    kinds = {"barrier", "lever", "feedback", "outcome", "context"}
    assert {c.kind for c in evidence.claims().values()} == kinds
    used = {p.used_as for p in evidence.patterns().values()}
    assert used == {"input", "set a default", "check", "not tested"}
    assert {p.strength for p in evidence.patterns().values()} <= {0, 1, 2, 3}
    grades = {"A", "A-", "B+", "B", "B-", "C"}
    assert {lever.strength for lever in evidence.levers().values()} <= grades
    tiers = {tier for m in evidence.mechanisms().values() for tier in m.tiers}
    assert tiers <= {"T1", "T2", "T3", "T4"}
