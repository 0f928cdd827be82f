"""Scenario: the frozen, typed description of a run; everything but the seed and the replicate."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from collabsim.composition import matched_nu
from collabsim.evidence import Price
from collabsim.levers import LEVERS, Lever, LeverSetting, Move, moved
from collabsim.parameters import described
from collabsim.plain import Frozen, card, freeze
from collabsim.scenario.classes import (
    InnovationClass,
    NamedInnovation,
    Organisation,
    Region,
    TrustType,
)
from collabsim.scenario.dates import TODAY, date_of, date_problem, describe_unfit, month_of
from collabsim.scenario.faults import refused
from collabsim.scenario.groups import GROUPS, Parameters
from collabsim.scenario.layers import Layers
from collabsim.scenario.reading import (
    checked_levers,
    checked_scenario,
    checked_values,
    read_config,
)
from collabsim.scenario.shipped import config_path, named_file

Moves = dict[tuple[str, str], list[tuple[Move, LeverSetting]]]


@dataclass(frozen=True, repr=False)
class Scenario:
    """A world, its parameters and the levers applied in it.

    Get one with ``Scenario.load(path)`` or ``Scenario.england()``; change it with
    ``with_values`` and ``with_levers``, which return a new one. Scenarios are frozen.
    """

    name: str
    description: str
    parameters: Parameters
    classes: tuple[InnovationClass, ...]
    types: tuple[TrustType, ...]
    regions: tuple[Region, ...]
    innovations: tuple[NamedInnovation, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    levers: Mapping[str, LeverSetting] = field(default_factory=Frozen)
    own_levers: tuple[Lever, ...] = ()
    today: str = TODAY
    prices: Mapping[str, Price] = field(default_factory=Frozen)

    def __post_init__(self) -> None:
        """Freeze what it was given."""
        freeze(self, "levers", "prices")

    def __repr__(self) -> str:
        """Say in a line what is run."""
        return f"Scenario({self.name!r}: {', '.join(self._facts().values())})"

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        facts = {"": self.description} if self.description else {}
        return card(self.name, {**facts, **self._facts()})

    def _facts(self) -> dict[str, str]:
        """Return what it is in a few words each."""
        trusts = len(self.organisations) or sum(sum(each.trusts.values()) for each in self.regions)
        levers = [f"{name} {each.level:g}" for name, each in self.levers.items() if each.level]
        return {
            "NHS trusts": f"{trusts} NHS trusts",
            "Time": f"{date_of(0, self.today)} to {date_of(self.months - 1, self.today)}",
            "Levers": f"levers: {', '.join(levers)}" if levers else "no lever applied",
        }

    @classmethod
    def load(cls, path: str | Path, settings: Mapping[str, Any] | None = None) -> Scenario:
        """Read a config file, or one that ships if there is no file of this name.

        Parameters
        ----------
        path : such as ``"my.toml"``, or ``"england.toml"`` for one that ships.
        settings : values laid over it, by names such as ``"trust.initial"``.

        Raises
        ------
        ScenarioError : listing every fault of the file at once.
        """
        return cls.of(read_config(named_file(path), settings or {}))

    @classmethod
    def of(cls, layers: Layers) -> Scenario:
        """Return the scenario that gathered tables describe.

        Raises
        ------
        ScenarioError : listing every fault found, those of gathering among them.
        """
        return cls(**checked_scenario(layers))

    @classmethod
    def england(cls) -> Scenario:
        """Return England as it is: the world that ships with the package."""
        return cls.load(config_path("england.toml"))

    @property
    def months_before(self) -> int:
        """Months run before today."""
        return int(self.parameters.world.months_before)

    @property
    def months(self) -> int:
        """Months run from today."""
        return int(self.parameters.world.months)

    @property
    def months_total(self) -> int:
        """Months run in all."""
        return self.months_before + self.months

    def month(self, date: str) -> int:
        """Return a date such as ``"2028-04"`` as months from today, as levers and launches take them.

        Raises
        ------
        ValueError : if it is no date.
        """
        if problem := date_problem(date):
            raise ValueError(f"{date!r}: {problem}")
        return month_of(date, self.today)

    def catalogue(self) -> dict[str, Lever]:
        """Return every lever this scenario knows: the catalogue and its own."""
        return {**LEVERS, **{lever.name: lever for lever in self.own_levers}}

    def with_levers(self, levers: Mapping[str, float | LeverSetting]) -> Scenario:
        """Return the scenario with these levers set as well; a bare number is a level.

        Raises
        ------
        ScenarioError : if a lever is unknown or a level is outside [0, 1].
        """
        added = checked_levers(levers, self.catalogue())
        return dataclasses.replace(self, levers={**self.levers, **added})

    def with_values(self, values: Mapping[str, float | bool | str]) -> Scenario:
        """Return the scenario with parameters changed, e.g. ``{"trust.initial": 0.6}``.

        ``world.today`` is a date, all others are numbers.

        Raises
        ------
        ScenarioError : if a name is unknown, a value is outside its bounds, or the run would not
            start in an April.
        """
        groups = {name: getattr(self.parameters, name) for name in GROUPS}
        found = checked_values(values)
        today = found.pop(("world", "today"), self.today)
        for (group, key), value in found.items():
            groups[group] = dataclasses.replace(groups[group], **{key: value})
        made = dataclasses.replace(self, parameters=Parameters(**groups), today=today)
        if unfit := describe_unfit(today, made.months_before):
            raise refused(unfit)
        return made

    def at(self, month: int) -> Parameters:
        """Return the parameters in force in a month counted from the start of the run.

        Levers are applied, and a ``nu`` of 0 becomes the one matched to sigma.
        """
        moves: Moves = {}
        catalogue = self.catalogue()
        for name in catalogue:
            setting = self.levers.get(name)
            if setting is None:
                continue
            for move in catalogue[name].moves:
                group, key = move.parameter.split(".")
                moves.setdefault((group, key), []).append((move, setting))
        return self._moved(moves, month - self.months_before)

    def _moved(self, moves: Moves, today: int) -> Parameters:
        changed: dict[str, Any] = {}
        for (group, key), listed in moves.items():
            levels = [(move, setting.at(today)) for move, setting in listed]
            before = changed.get(group, getattr(self.parameters, group))
            bounds = described(GROUPS[group])[key].bounds
            value = moved(getattr(before, key), bounds, levels)
            changed[group] = dataclasses.replace(before, **{key: value})
        hazard = changed.get("hazard", self.parameters.hazard)
        if hazard.nu == 0.0:
            changed["hazard"] = dataclasses.replace(hazard, nu=matched_nu(hazard.sigma))
        return dataclasses.replace(self.parameters, **changed)

    def schedule(self) -> tuple[Parameters, ...]:
        """Return the parameters of every month of the run, levers applied.

        Months in which every lever stands as in an earlier one share its object: before today
        and after the last ramp nothing moves.
        """
        made: dict[tuple[float, ...], Parameters] = {}
        months = []
        for month in range(self.months_total):
            levels = tuple(each.at(month - self.months_before) for each in self.levers.values())
            if levels not in made:
                made[levels] = self.at(month)
            months.append(made[levels])
        return tuple(months)
