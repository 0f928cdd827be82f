"""Golden records: what runs came to before the code was rearranged, as digests of every bit.

Sixteen small worlds, drawn once and for all by seeds of their own, in which every parameter, every
column of a class, every lever, each switch and loop, rules and a barrier of one's own and a table of
organisations differ from the default somewhere. ``python tests/engines/golden.py`` writes the digests
anew: do so only when numbers are meant to move. When sources were only arranged anew, the same with
``--stands-for VERSION`` checks that no bit has moved, and records that they keep their results version.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import random
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from worlds import tiny

import collabsim as cs
from collabsim.levers import LEVERS, Lever, LeverSetting, Move
from collabsim.metrics import series
from collabsim.parameters import described
from collabsim.record import Record
from collabsim.results.version import SAME_NUMBERS, sources_hash
from collabsim.scenario import GROUPS, InnovationClass, Scenario
from collabsim.scenario.classes import NamedInnovation, Organisation

DIGESTS = Path(__file__).with_name("golden.json")
WORLDS, SEEDS, MONTHS, BASE = 16, (1, 2**40 + 7), 26, 2200

SIZES = {
    "world.months_before": (0.0, 3.0, 12.0), "world.companies": (2.0, 3.0, 5.0),
    "world.innovations": (7.0, 8.0, 9.0), "world.launch_span": (1.0, 6.0, 20.0),
}  # fmt: skip
"""Values of the parameters that say how much there is to run."""

ARRAYS = (
    "place", "nation", "kind", "ever", "used", "state", "named_use", "using", "offered",
    "innovation_class", "launch", "eligible", "value",
)  # fmt: skip
LISTS = ("today", "places", "classes", "families", "trusts", "innovations", "barriers")


def trusting(trust: float, stake: float, p: Any) -> float:
    """Replace the gate of trust."""
    return math.sqrt(trust) if trust > p.threshold * stake else 0.5 * trust


def outspoken(draw: float, p: Any) -> float:
    """Replace the stance that boards are born with, and those that follow."""
    return 1.0 if draw < 0.5 + p.encourage else -1.0


def distant(scene: cs.Scene) -> float:
    """Return the gate of a barrier of one's own."""
    wished = scene.effort * scene.size + scene.trust + scene.standing - 0.2 * scene.complexity
    return 1.0 / (1.0 + math.exp(-wished - scene.known - 0.01 * scene.tenure + scene.deficit))


OWN: Mapping[str, Any] = {
    "rules": {"trust.gate": trusting, "permission.stance": outspoken},
    "barrier": cs.Barrier("distance", distant, {"device": 1.0, "digital": 0.6, "biosimilar": 0.3}),
}
"""Rules and a barrier of one's own, in force in every fourth world."""


def own(number: int) -> Mapping[str, Any]:
    """Return the rules and the barrier of one's own that are in force in a world."""
    return OWN if number % 4 == 3 else {}


def worlds() -> list[Scenario]:
    """Return the worlds, always the same."""
    return [_world(number) for number in range(WORLDS)]


def _world(number: int) -> Scenario:
    draw = random.Random(BASE + number)
    world = dataclasses.replace(
        tiny(MONTHS),
        name=f"world {number}",
        innovations=tuple(_named(draw)) if number % 3 == 0 else (),
        organisations=tuple(_organisations()) if number == 5 else (),
        own_levers=(Lever("X1", "own_lever", (Move("trust.memory", "times", 0.9),)),),
    )
    classes = tuple(_class(draw, kind) for kind in world.classes)
    levers = {
        name: LeverSetting(draw.choice((1.0, draw.random())), draw.randrange(12), draw.randrange(9))
        for name in (*LEVERS, "own_lever")
        if draw.random() < 0.2
    }
    values = dict(_values(draw, number))
    if values["world.months_before"] == 3.0:  # a run starts in April
        values["world.today"] = "2026-07"
    return dataclasses.replace(world, classes=classes).with_values(values).with_levers(levers)


def _values(draw: random.Random, number: int) -> Iterator[tuple[str, Any]]:
    """Yield a third of the parameters, each at a plausible value; none is left out of all worlds."""
    for group, kind in GROUPS.items():
        for place, (key, meta) in enumerate(described(kind).items()):
            name, chance = f"{group}.{key}", draw.random() if place % WORLDS != number else 0.0
            if name in SIZES:
                yield name, draw.choice(SIZES[name])
            elif name == "hazard.sigma":
                yield name, (0.0, 0.1, 0.5, 1.0, 2.0, math.inf)[number % 6]
            elif meta.unit == "switch":
                if chance < 0.12:
                    yield name, 1.0 - meta.default
            elif name != "world.months" and chance < 0.35:
                low, high = meta.plausible
                value = low + (high - low) * draw.random()
                yield name, float(round(value)) if meta.whole else value


def _class(draw: random.Random, kind: InnovationClass) -> InnovationClass:
    """Return a class with a fifth of its columns changed."""
    changed = {}
    for key, meta in described(InnovationClass).items():
        if draw.random() < (0.04 if key in ("pilot", "evaluation", "share", "pull") else 0.2):
            value = meta.plausible[0] + (meta.plausible[1] - meta.plausible[0]) * draw.random()
            changed[key] = float(round(value)) if meta.whole or meta.unit == "switch" else value
    return dataclasses.replace(kind, **changed)


def _named(draw: random.Random) -> Iterator[NamedInnovation]:
    yield NamedInnovation("Scanner", "device", -3, {"pull": -1.0, "reach": 0.8, "value": 0.6})
    yield NamedInnovation("Tablet", "mandated_medicine", 2, {"growth": 0.3})
    yield NamedInnovation("Ward", "service_model", 0, {"value": -0.4, "cost": draw.random() / 500})


def _organisations() -> Iterator[Organisation]:
    kinds, homes = ("acute", "community", "specialist", "ambulance"), ("Fens", "Wolds", "Dales")
    for n in range(11):
        income = 300.0 + 20.0 * n if n % 2 else None
        home = homes[n % 3]
        yield Organisation(f"T{n}", f"Trust {n}", kinds[n % 4], "EW"[n % 2], home, income)


def digest(record: Record) -> str:
    """Return a digest of every bit of a record, and of the series of every metric."""
    hashed = hashlib.sha256()
    for name in LISTS:
        hashed.update(repr(getattr(record, name)).encode())
    for name in ARRAYS:
        array = np.ascontiguousarray(getattr(record, name))
        hashed.update(f"{name} {array.shape} {array.dtype.kind}".encode() + array.tobytes())
    for name, found in sorted(series(record).items()):
        hashed.update(name.encode() + np.asarray(found, np.float64).tobytes())
    return hashed.hexdigest()[:24]


def digests(engine: cs.simulation.Engine) -> dict[str, str]:
    """Return the digest of each world and seed as an engine runs it."""
    out = {}
    for number, world in enumerate(worlds()):
        for seed in SEEDS:
            runs = cs.simulate(world, 1, seed, engine=engine, **own(number))
            ((record,),) = runs.records.values()
            out[f"{number}/{seed}"] = digest(record)
    return out


def main(words: list[str]) -> None:
    """Write the digests anew, or what results version these sources stand for."""
    found, other = digests("compiled"), digests("mesa")
    assert found == other, "the engines differ"
    if not words:
        DIGESTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
        return
    option, stands_for = words
    assert option == "--stands-for"
    assert found == json.loads(DIGESTS.read_text("utf-8")), "these sources give other numbers"
    package = Path(cs.__file__).parent
    recorded = {sources_hash(package): stands_for}
    (package / SAME_NUMBERS).write_text(json.dumps(recorded) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
