"""Small hand-made records and results, so that what is read from a run can be tested without one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from handmade import MONTHS, TODAY, MakeRecord, MakeResults
from hypothesis import settings

from collabsim.composition import BARRIERS
from collabsim.metrics import METRICS, final_metrics
from collabsim.record import CLASS_ITEMS, NATION_ITEMS, PLACE_ITEMS, STATE_ITEMS, Record
from collabsim.results import Results
from collabsim.scenario import Scenario
from collabsim.simulation import Simulation

# The same examples every time, and no deadline: a test fails because of the code, not of the day.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")

PLACES = (("NW", "Manchester"), ("LN", "UCLPartners"), ("EE", "UCLPartners"))


def _record(scenario: str = "England", replicate: int = 0, **items: object) -> Record:
    """Make a record of three places with two trusts each; items are per month or month x place."""
    place = np.zeros((MONTHS, len(PLACES), len(PLACE_ITEMS)))
    nation = np.zeros((MONTHS, len(NATION_ITEMS)))
    for name, values in {"trusts": 2.0, **items}.items():
        table, known = (place, PLACE_ITEMS) if name in PLACE_ITEMS else (nation, NATION_ITEMS)
        value = np.asarray(values, float)
        aligned = value[:, None] if table is place and value.shape == (MONTHS,) else value
        table[..., known.index(name)] = aligned
    return Record(
        scenario=scenario,
        replicate=replicate,
        seed=7,
        today=TODAY,
        places=PLACES,
        place=place,
        nation=nation,
        kind=np.zeros((MONTHS, 2, len(CLASS_ITEMS))),
        ever=np.zeros((MONTHS, 3), np.int64),
        used=np.zeros((MONTHS, 3)),
        state=np.zeros((6, len(STATE_ITEMS))),
        using=np.zeros((MONTHS, 6), np.int64),
        offered=np.full((MONTHS, 6), 4, np.int64),
        classes=("medicine", "digital"),
        families=("medicine", "piloted"),
        trusts=tuple(f"T{n}" for n in range(6)),
        innovations=("I0", "I1", "I2"),
        innovation_class=np.array([0, 1, 1]),
        launch=np.array([0, 2, 14]),
        eligible=np.array([6, 4, 4]),
        value=np.array([0.5, -0.2, 1.0]),
    )


def _busy(scenario: str, replicate: int, gain: float) -> Record:
    """Make a record in which something happens: more of it by ``gain``, a little by luck."""
    months = np.arange(MONTHS)
    luck = 0.1 * np.sin(replicate + months / 5.0)
    march = np.where(months % 12 == 11, 3.0, 1.0)
    stopped = {f"stopped_piloted_{name}": 0.1 * (n + 1) for n, name in enumerate(BARRIERS)}
    return _record(
        scenario,
        replicate,
        eligible_piloted=10.0,
        adopted_piloted=np.clip(months / 12.0 + luck + gain, 0.0, 10.0),
        eligible_medicine=10.0,
        adopted_medicine=np.clip(months / 5.0 + luck, 0.0, 10.0),
        starts=0.05 + 0.01 * luck + gain / 10.0,
        pilots=0.04,
        successes=0.02,
        failures=0.01,
        collapses=0.01,
        attempts_piloted=10.0,
        routine=march,
        innovation=0.2,
        trust_nhs=1.0 + luck,
        trust_company=1.1,
        permission=0.2,
        real_effort=0.8,
        reported_effort=1.0,
        benefit=0.3 + luck,
        company_effort=0.5,
        **stopped,
    )


@pytest.fixture(scope="session")
def make_record() -> MakeRecord:
    return _record


@pytest.fixture(scope="session")
def make_simulation() -> Callable[..., Simulation]:
    def make(replicates: int = 12, **gains: float) -> Simulation:
        chosen = gains or {"England": 0.0}
        records = {
            name: tuple(_busy(name, n, gain) for n in range(replicates))
            for name, gain in chosen.items()
        }
        england = Scenario.england()
        return Simulation(
            scenarios=dict.fromkeys(chosen, england),
            ends={name: [final_metrics(run) for run in runs] for name, runs in records.items()},
            records=records,
            seed=7,
            engine="compiled",
            metrics=METRICS,
        )

    return make


@pytest.fixture(scope="session")
def make_results(make_simulation: Callable[..., Simulation]) -> MakeResults:
    def make(replicates: int = 12, **gains: float) -> Results:
        return Results.of(make_simulation(replicates, **gains))

    return make
