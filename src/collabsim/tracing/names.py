"""Finds the NHS trust, innovation or lever that somebody means; a wrong name gets the nearest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

from collabsim.scenario import Scenario
from collabsim.scenario.faults import Fault, nearest, shown

if TYPE_CHECKING:  # Mesa is slow to import
    from collabsim.model import CollaborationModel


def trust_meant(word: str, model: CollaborationModel, faults: list[Fault]) -> int:
    """Return the index of the NHS trust of this code or name; 0 once a fault is noted."""
    called = {each.code.casefold(): each.index for each in model.trusts}
    called |= {each.organisation.name.casefold(): each.index for each in model.trusts}
    known = [each.code for each in model.trusts]
    return _index(word, called, "--nhs-trust", "NHS trust", known, faults)


def innovation_meant(word: str | int, model: CollaborationModel, faults: list[Fault]) -> int:
    """Return the index of the innovation of this code, or of this number among the synthetic ones."""
    known = [each.code for each in model.innovations]
    called = {code.casefold(): n for n, code in enumerate(known)}
    number = re.fullmatch(r"[iI]?(\d{1,6})", str(word), re.ASCII)
    asked = f"I{int(number[1]):02d}" if number else str(word)
    return _index(asked, called, "--innovation", "innovation", known, faults)


def _index(
    word: str,
    called: Mapping[str, int],
    key: str,
    noun: str,
    known: Iterable[str],
    faults: list[Fault],
) -> int:
    if word.casefold() not in called:
        listed = list(known)
        said = nearest(word, listed) or f" They are called {listed[0]} to {listed[-1]}."
        faults.append(Fault(f"there is no {noun} of this name.{said}", key=key, value=shown(word)))
    return called.get(word.casefold(), 0)


def changed_by(
    scenario: Scenario, without: str, adding: str, faults: list[Fault]
) -> Scenario | None:
    """Return the scenario with one lever taken away, or one applied in full; None if neither is asked.

    ``adding`` may give a level: ``permission=0.5``.
    """
    if without and adding:
        faults.append(
            Fault("expected one change, found --without and --with.", key="--with", value=adding)
        )
        return None
    applied = [name for name, setting in scenario.levers.items() if setting.level > 0.0]
    if without and without not in applied:
        said = nearest(without, applied) or " No lever is applied in it."
        told = f"this lever is not applied in {scenario.name}.{said}"
        faults.append(Fault(told, key="--without", value=shown(without)))
        return None
    if without:
        return scenario.with_levers({without: 0.0})
    return _with(scenario, adding, faults) if adding else None


def _with(scenario: Scenario, adding: str, faults: list[Fault]) -> Scenario | None:
    from collabsim.scenario import ScenarioError
    from collabsim.scenario.reading import parse_setting

    name, _, level = adding.partition("=")
    try:
        value = parse_setting(f"levers.{name}={level}")[1] if level else 1.0
        made = scenario.with_levers({name: cast(float, value)})
    except ScenarioError as error:
        faults += [
            Fault(each.sentence.replace('"levers.', '"'), key="--with", value=shown(adding))
            for each in error.faults
        ]
        return None
    if made.levers.get(name) == scenario.levers.get(name):
        said = f"{scenario.name} has it so already; expected a change."
        faults.append(Fault(said, key="--with", value=shown(adding)))
    return made
