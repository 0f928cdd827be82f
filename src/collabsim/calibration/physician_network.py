"""Tetracycline on its real network: the only series for which it is known who talks to whom.

125 physicians of four towns decide by the model's own hazard, ceiling x Lambda(appeal), with every
gate open: nothing is known of a physician's slack or permission. They hear of the drug as NHS
trusts hear of a discretionary medicine, and from colleagues who use it. The appeal is intrinsic
pull, fit, innovativeness (own and shared by the town, as by an AHSN) and the pull of the named
colleagues, with the weight that peers have for a medicine. One attribute is fitted: the pull.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from collabsim.barriers.scaling import awareness, peer_pull
from collabsim.composition import attempt
from collabsim.population import Draws, Words, addresses
from collabsim.randomness import Decision, address, uniforms
from collabsim.record import Floats, Integers
from collabsim.scenario import Scenario

DRUG = address("tetracycline")
MONTHS = 17
"""Months observed; a physician who had not adopted by then counts as the month after."""


@dataclass(frozen=True)
class Physicians:
    """The physicians: town, month of adoption from 0, and whom each names.

    ``named`` is a boolean matrix: row i names column j, for advice, discussion or friendship. It
    holds those inside the 125; half of all nominations point outside.
    """

    ids: Words
    town: Integers
    adopted: Integers
    named: Any


@cache
def physicians() -> Physicians:
    """Return the physicians as published."""
    folder = files("collabsim.evidence").joinpath("tetracycline")
    people = list(csv.DictReader(folder.joinpath("physicians.csv").read_text("utf-8").splitlines()))
    ties = csv.DictReader(folder.joinpath("nominations.csv").read_text("utf-8").splitlines())
    place = {(row["town"], row["physician"]): n for n, row in enumerate(people)}
    named = np.zeros((len(people), len(people)), bool)
    for tie in ties:
        target = place.get((tie["town"], tie["nominates"]))
        if target is not None:
            named[place[tie["town"], tie["physician"]], target] = True
    np.fill_diagonal(named, val=False)
    return Physicians(
        addresses([f"physician {row['town']}-{row['physician']}" for row in people]),
        np.array([int(row["town"]) for row in people]),
        np.minimum(np.array([int(row["month_adopted"]) - 1 for row in people]), MONTHS),
        named,
    )


def adoption_months(scenario: Scenario, pull: float, seed: int, replicate: int) -> Integers:
    """Return the month in which each physician adopts (17: not in the window).

    Parameters
    ----------
    scenario : whose hazard, peers and heterogeneity hold.
    pull : intrinsic pull (logit).
    """
    who, draws = physicians(), Draws(seed, replicate)
    now = scenario.at(0)
    hazard, ps, copying = now.hazard, now.scaling, now.incentives.copying
    drug = next(kind for kind in scenario.classes if kind.name == "discretionary_medicine")
    static = pull + _spread(hazard, draws, who)
    colleagues = np.maximum(who.named.sum(axis=1), 1)
    aware = np.zeros(len(who.ids), bool)
    adopted = np.full(len(who.ids), MONTHS)
    for month in range(MONTHS):
        used = (who.named @ (adopted < MONTHS)) / colleagues
        hear, draw = uniforms(seed, replicate, month, Decision.COURTSHIP, who.ids, DRUG)
        for i in np.nonzero(~aware)[0]:
            near = float(used[i])
            aware[i] = hear[i] < awareness(0.0, 0.0, near, drug.known, 0.0, 0.0, ps)
        for i in np.nonzero(aware & (adopted == MONTHS) & (draw < hazard.ceiling))[0]:
            near = float(used[i])
            appeal = static[i] + peer_pull(near, drug.peer, ps) + copying * drug.peer * near
            if draw[i] < attempt(float(appeal), hazard.ceiling):
                adopted[i] = month
    return adopted


def _spread(hazard: Any, draws: Draws, who: Physicians) -> Floats:
    """Return how far each physician's appeal lies from the mean: own, of the town, of the pair."""
    towns = addresses([f"town {town}" for town in range(1, 5)])
    own = hazard.trust_spread * draws.normal(Decision.TRUST_TRAITS, who.ids)
    shared = hazard.ahsn_spread * draws.normal(Decision.AHSN_TRAITS, towns)
    fit = hazard.fit_spread * draws.normal(Decision.PAIR_FIT, who.ids, DRUG)
    return np.asarray(own + shared[who.town - 1] + fit)


def curve(adopted: Integers) -> Floats:
    """Return the cumulative share of physicians, month by month."""
    return np.array([np.mean(adopted <= month) for month in range(MONTHS)])


def named_correlation(adopted: Integers) -> float:
    """Return the correlation of one's own month with the mean month of the colleagues one names."""
    named = physicians().named
    some = named.sum(axis=1) > 0
    theirs = (named @ adopted)[some] / named.sum(axis=1)[some]
    return float(np.corrcoef(adopted[some], theirs)[0, 1])
