"""The options that commands which run the model share, checked all at once."""

from __future__ import annotations

import argparse
import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from collabsim.cli.command import argument
from collabsim.scenario.faults import Fault, ScenarioError
from collabsim.scenario.scenario import Scenario

REPLICATES = {"compiled": 200, "mesa": 20}
"""Replicates run when nobody says how many: as many as each engine can do while people wait."""

MOST_REPLICATES = 100_000
LARGEST_SEED = 2**63 - 1
ENGINES = ("compiled", "mesa")

Engine = Literal["compiled", "mesa"]


@dataclass(frozen=True, slots=True)
class Options:
    """What to run, how often, from which seed, by which engine, where results go; words as given.

    Without ``out`` they go to a new folder that bears the ``name``.
    """

    scenarios: dict[str, Scenario]
    replicates: int
    seed: int
    engine: Engine
    out: Path | None
    name: str
    figures: bool
    words: tuple[str, ...]


RUN_OPTIONS = (
    argument(
        "--set",
        metavar="GROUP.PARAMETER=VALUE",
        action="append",
        default=[],
        dest="settings",
        help="lay a value over the config; may be given several times",
    ),
    argument(
        "--replicates",
        metavar="N",
        help=f"simulated Englands (default {REPLICATES['compiled']}, and {REPLICATES['mesa']} "
        "with the slower mesa engine)",
    ),
    argument("--seed", metavar="S", help="seed of all random draws (default 1)"),
    argument(
        "--out",
        metavar="DIR",
        help="results folder, in place of an earlier result there (default: a new one in ./results)",
    ),
    argument(
        "--engine",
        metavar="ENGINE",
        default=ENGINES[0],
        help="compiled (default) or mesa: the same numbers, agent by agent and slower",
    ),
    argument("--no-figures", action="store_true", help="write tables only"),
)
"""The options that ``checked`` reads."""


def checked(arguments: argparse.Namespace, configs: list[Path], name: str | None = None) -> Options:
    """Return the options; ``name`` is what the default folder is called, else the scenario's name.

    Raises
    ------
    ScenarioError : listing every fault of the command line and of the configs.
    """
    from collabsim.results import free_folder, refusal
    from collabsim.scenario.differences import describe_unequal_months

    faults: list[Fault] = []
    scenarios = _scenarios(configs, arguments.settings, faults)
    unequal = describe_unequal_months(scenarios)
    if unequal:
        faults.append(Fault(unequal))
    engine = _one_of("--engine", arguments.engine, ENGINES, faults)
    usual = str(REPLICATES.get(engine, 1))
    said = usual if arguments.replicates is None else arguments.replicates
    replicates = whole("--replicates", said, 1, MOST_REPLICATES, faults)
    given = "1" if arguments.seed is None else arguments.seed
    seed = whole("--seed", given, 0, LARGEST_SEED, faults)
    named = name or next(iter(scenarios), "")
    out = Path(arguments.out) if arguments.out else None
    place = out or free_folder(named)
    refused = refusal(place)
    if refused:
        faults.append(Fault(refused, key="--out", value=str(place)))
    if faults:
        raise ScenarioError(dict.fromkeys(faults))
    figures = not arguments.no_figures
    words = tuple(arguments.words)
    return Options(scenarios, replicates, seed, cast(Engine, engine), out, named, figures, words)


def _scenarios(
    configs: list[Path], settings: list[str], faults: list[Fault]
) -> dict[str, Scenario]:
    from collabsim.scenario.reading import parse_setting, read_config

    values = {}
    for setting in settings:
        try:
            key, value = parse_setting(setting)
            if key in values:
                faults.append(Fault("this is set twice.", key="--set", value=setting))
            values[key] = value
        except ScenarioError as error:
            faults.extend(error.faults)
    scenarios: dict[str, Scenario] = {}
    for path in configs:
        try:
            scenario = Scenario.of(read_config(path, values, source="--set"))
        except ScenarioError as error:
            faults.extend(error.faults)
            continue
        if scenario.name in scenarios:
            sentence = f'another config is called "{scenario.name}" too; give each its own name.'
            faults.append(Fault(sentence, file=str(path)))
        scenarios[scenario.name] = scenario
    return scenarios


def whole(option: str, text: str, low: int, high: int, faults: list[Fault]) -> int:
    """Return a whole number from low to high that was typed, or low once the fault is noted."""
    digits = text.removeprefix("-")
    sound = digits.isascii() and digits.isdigit() and len(digits) < 20
    if sound and low <= int(text) <= high:
        return int(text)
    faults.append(Fault(f"expected a whole number from {low} to {high}.", key=option, value=text))
    return low


def optional_whole(option: str, text: str | None, most: int) -> int | None:
    """Return the whole number of an option, from 1 up, if it was given.

    Raises
    ------
    ScenarioError : if it is none.
    """
    faults: list[Fault] = []
    number = None if text is None else whole(option, text, 1, most, faults)
    if faults:
        raise ScenarioError(faults)
    return number


def _one_of(option: str, text: str, known: tuple[str, ...], faults: list[Fault]) -> str:
    if text not in known:
        near = difflib.get_close_matches(text, known, 1, 0.0)[0]
        sentence = f'expected {" or ".join(known)}. Did you mean "{near}"?'
        faults.append(Fault(sentence, key=option, value=text))
    return text
