"""Who lives in a replicate: trusts, regions, AHSNs, companies, innovations and what lies between.

Everything here is drawn at birth from addressed draws, vectorised, and shared by both engines.
The organisations (type, region, AHSN, income) are the same in every replicate; their traits,
the innovations and all fits between them are drawn anew in each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collabsim.barriers import permission
from collabsim.composition import BARRIERS
from collabsim.month.state import (
    AHSN,
    DESIGN,
    Company,
    Innovation,
    Project,
    Region,
    Trust,
    layout,
)
from collabsim.randomness import WORLD, Decision, address, uniforms
from collabsim.scenario import Scenario
from collabsim.scenario.classes import NamedInnovation, Organisation

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]

GOLDEN = 0.6180339887498949
"""Steps of this share fill the classes evenly, whatever the number of innovations."""

PULL_OF_VALUE = 0.5
"""Intrinsic pull (logit) of a unit of net value: good innovations are a little easier to want."""

STAKE_SPREAD, LEAST_REACH = 0.15, 0.6
"""How far innovations of a class differ in stake (sd), and the least share of suitable trusts that could use one."""

SECTORS = 8
"""Groups of companies that share a scandal (M9)."""


@dataclass(frozen=True, repr=False)
class Population:
    """All that is fixed at birth in one replicate, as arrays of the rows of ``month.state``.

    What is not given at birth is 0. ``project`` is trusts x innovations.
    """

    seed: int
    replicate: int
    organisations: tuple[Organisation, ...]
    innovations: tuple[str, ...]
    regions: tuple[str, ...]
    ahsns: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    trust: NDArray[np.void]
    region: NDArray[np.void]
    ahsn: NDArray[np.void]
    company: NDArray[np.void]
    innovation: NDArray[np.void]
    project: NDArray[np.void]


Draw = Callable[[int, int, int, int, Words, Words | int], tuple[Floats, Floats]]
"""What draws two arrays of uniforms, as ``randomness.uniforms`` does."""


@dataclass(frozen=True)
class Draws:
    """The seed and replicate from which births are drawn, and what draws them."""

    seed: int
    replicate: int
    draw: Draw = uniforms

    def both(self, decision: Decision, who: Words, what: Words | int = 0) -> tuple[Floats, Floats]:
        """Return two uniforms in (0, 1) per address."""
        return self.draw(self.seed, self.replicate, 0, int(decision), who, what)

    def uniform(self, decision: Decision, who: Words, what: Words | int = 0) -> Floats:
        """Return one uniform in (0, 1) per address."""
        return self.both(decision, who, what)[0]

    def normal(self, decision: Decision, who: Words, what: Words | int = 0) -> Floats:
        """Return one standard normal per address (Box and Muller)."""
        u, v = self.both(decision, who, what)
        return np.asarray(np.sqrt(-2.0 * np.log(u)) * np.cos(2.0 * np.pi * v))


def addresses(names: list[str]) -> Words:
    """Return the words that address these ids.

    Raises
    ------
    ValueError : if two different ids share a word, and so would share their draws.
    """
    words = np.array([address(name) for name in names], dtype=np.uint64)
    if len(np.unique(words)) < len(words):
        raise ValueError("two ids have the same address; rename one of them")
    return words


def ids(rows: NDArray[np.void]) -> Words:
    """Return the words that address rows."""
    return rows["id"].astype(np.uint64)


def organisations(scenario: Scenario) -> tuple[Organisation, ...]:
    """Return the trusts: the user's own table, or synthetic ones with the real structure.

    Within a region, trusts of all types are dealt to its AHSNs by a fixed shuffle.
    """
    if scenario.organisations:
        return scenario.organisations
    draws = Draws(0, WORLD)
    out: list[Organisation] = []
    for region in scenario.regions:
        kinds = [kind for kind, count in region.trusts.items() for _ in range(count)]
        homes = [ahsn for ahsn, count in region.ahsns.items() for _ in range(count)]
        codes = [f"{region.code}-{n:02d}" for n in range(1, len(kinds) + 1)]
        order = np.argsort(draws.uniform(Decision.TRUST_PLACE, addresses(codes)), kind="stable")
        dealt = {int(n): home for n, home in zip(order, homes, strict=True)}
        out += [
            Organisation(code, code, kinds[n], region.code, dealt[n])
            for n, code in enumerate(codes)
        ]
    return tuple(out)


def build(scenario: Scenario, seed: int, replicate: int, draw: Draw = uniforms) -> Population:
    """Return the population of one replicate of a scenario.

    Levers play no part: births use the scenario's own parameters, so that scenarios which
    differ in levers alone share every birth. Any way to ``draw`` gives the same bits.
    """
    draws = Draws(seed, replicate, draw)
    trusts = organisations(scenario)
    ahsns = tuple(dict.fromkeys(t.ahsn for t in trusts))
    regions = tuple(dict.fromkeys(t.region for t in trusts))
    places = tuple(dict.fromkeys((t.region, t.ahsn) for t in trusts))
    offers = offered(scenario)
    ahsn = rows(AHSN, list(ahsns))
    trust = rows(Trust, [t.code for t in trusts])
    kinds = [kind.name for kind in scenario.types]
    trust["kind"] = [kinds.index(t.type) for t in trusts]
    trust["region"] = [regions.index(t.region) for t in trusts]
    trust["ahsn"] = [ahsns.index(t.ahsn) for t in trusts]
    trust["place"] = [places.index((t.region, t.ahsn)) for t in trusts]
    trust["income"] = incomes(scenario, trusts)
    _trusts(scenario, draws, trust, ahsn)
    company = _companies(scenario)
    innovation = _innovations(scenario, draws, offers, company)
    return Population(
        seed=seed,
        replicate=replicate,
        organisations=trusts,
        innovations=tuple(offer.id for offer in offers),
        regions=regions,
        ahsns=ahsns,
        places=places,
        trust=trust,
        region=_regions(scenario, draws, regions),
        ahsn=ahsn,
        company=company,
        innovation=innovation,
        project=_projects(scenario, draws, trusts, trust, innovation),
    )


def rows(kind: type, names: list[str]) -> NDArray[np.void]:
    """Return a row of this kind for each id, with its index and the word that addresses it."""
    out = np.zeros(len(names), layout(kind))
    out["index"], out["id"] = np.arange(len(names)), addresses(names)
    return out


def incomes(scenario: Scenario, trusts: tuple[Organisation, ...]) -> Floats:
    """Return incomes (£m a year): as given, or lognormal by type and scaled to the mean."""
    traits = scenario.parameters.traits
    medians = {kind.name: kind.income for kind in scenario.types}
    draws = Draws(0, WORLD).normal(Decision.TRUST_INCOME, addresses([t.code for t in trusts]))
    drawn = np.array([medians[t.type] for t in trusts]) * np.exp(traits.income_spread * draws)
    drawn = np.clip(drawn * traits.income_mean / drawn.mean(), 50.0, 2900.0)
    given = np.array([np.nan if t.income is None else t.income for t in trusts])
    return np.where(np.isnan(given), drawn, given)


def _trusts(
    scenario: Scenario, draws: Draws, out: NDArray[np.void], ahsn: NDArray[np.void]
) -> None:
    p, traits, who = scenario.parameters, scenario.parameters.traits, ids(out)
    size = np.clip(np.log(out["income"] / (0.78 * traits.income_mean)) / 1.5, -1.0, 1.0)

    def normal(trait: int) -> Floats:
        return draws.normal(Decision.TRUST_TRAITS, who, trait)

    shared = p.hazard.ahsn_spread * draws.normal(Decision.AHSN_TRAITS, ids(ahsn))
    out["innovativeness"] = p.hazard.trust_spread * normal(0) + shared[out["ahsn"]]
    u, v = draws.both(Decision.TRUST_MEASURE, who, 0)
    out["motivation"] = -0.5 * p.incentives.motivation * np.log(u * v)
    sd = p.capacity.slack_spread
    scale = np.exp(sd * normal(2) - 0.5 * sd * sd)
    out["usual_slack"] = np.clip(p.capacity.slack_mean * scale, 0.0, 0.4)
    out["assets"] = np.clip(0.5 + traits.size_effect * size + 0.2 * normal(3), 0.0, 1.0)
    know_how = p.scaling.absorptive_mean + traits.size_effect * size
    out["usual_absorptive"] = np.clip(know_how + 0.12 * (out["assets"] - 0.5), 0.0, 1.0)
    out["disposition"] = np.clip(p.trust.initial + p.trust.initial_spread * normal(8), 0.05, 0.97)
    u, v = draws.both(Decision.TRUST_LEADER, who, 0)
    out["stance"] = [permission.stance(x, p.permission) for x in u.tolist()]
    out["tenure"] = np.floor(48.0 * v)


def _regions(scenario: Scenario, draws: Draws, codes: tuple[str, ...]) -> NDArray[np.void]:
    p, out = scenario.parameters.permission, rows(Region, list(codes))
    u, v = draws.both(Decision.REGION_LEADER, ids(out), 1)
    out["stance"] = [permission.stance(x, p) for x in u.tolist()]
    out["tenure"] = np.floor(48.0 * v)
    return out


def _companies(scenario: Scenario) -> NDArray[np.void]:
    rank = np.arange(1, int(scenario.parameters.world.companies) + 1)
    out = rows(Company, [f"C{n:03d}" for n in rank])
    size = rank ** -float(scenario.parameters.world.company_inequality)
    out["size"] = size / size.mean()
    out["sector"] = (rank - 1) % SECTORS
    return out


def offered(scenario: Scenario) -> tuple[NamedInnovation, ...]:
    """Return every innovation on offer: those named, then the synthetic ones ``I01`` onwards.

    The n-th synthetic innovation has the same class however many there are.
    """
    bounds = np.cumsum([kind.share for kind in scenario.classes])
    bounds = bounds / bounds[-1] if bounds[-1] > 0.0 else bounds
    out = list(scenario.innovations)
    for n in range(1, int(scenario.parameters.world.innovations) + 1):
        place = int(np.searchsorted(bounds, (n * GOLDEN) % 1.0))
        kind = scenario.classes[min(place, len(bounds) - 1)]
        out.append(NamedInnovation(f"I{n:02d}", kind.name, 0))
    return tuple(out)


def _innovations(
    scenario: Scenario,
    draws: Draws,
    offers: tuple[NamedInnovation, ...],
    company: NDArray[np.void],
) -> NDArray[np.void]:
    p = scenario.parameters
    kinds = {kind.name: n for n, kind in enumerate(scenario.classes)}
    out = rows(Innovation, [offer.id for offer in offers])
    who = ids(out)
    named = np.arange(len(offers)) < len(scenario.innovations)
    for k, offer in enumerate(offers):
        kind = scenario.classes[kinds[offer.kind]]
        out["kind"][k] = kinds[offer.kind]
        out["piloted"][k] = kind.family == "piloted"
        for barrier in BARRIERS:
            out[f"exposure_{barrier}"][k] = kind.exposure[barrier]
        for column in DESIGN:
            out[column][k] = offer.values.get(column, getattr(kind, column))
        out["launch"][k] = offer.launch + scenario.months_before
        out["value"][k] = offer.values.get("value", p.outcomes.value_mean)

    def normal(trait: int) -> Floats:
        return np.where(named, 0.0, draws.normal(Decision.INNOVATION_TRAITS, who, trait))

    out["named"] = named
    out["value"] += p.outcomes.value_spread * normal(0)
    shift = np.where(out["piloted"] > 0, p.hazard.pull, 0.0)
    out["pull"] += shift + p.hazard.pull_spread * normal(1)
    out["pull"] += PULL_OF_VALUE * p.outcomes.value_spread * normal(0)
    out["cost"] *= np.exp(p.world.offer_spread * normal(2))
    out["payback"] *= np.exp(p.world.offer_spread * normal(3))
    out["stake"] = np.clip(out["stake"] + STAKE_SPREAD * normal(4), 0.0, 1.0)
    u, v = draws.both(Decision.INNOVATION_SPREAD, who, 0)
    out["launch"] = np.where(named, out["launch"], np.floor(u * p.world.launch_span))
    out["targeted"] = v < out["targeted"]
    out["scope"] = draws.uniform(Decision.INNOVATION_SCOPE, who)
    race = draws.uniform(Decision.COMPANY_OWNER, who[:, None], ids(company)[None, :])
    out["owner"] = np.argmin(-np.log(race) / company["size"][None, :], axis=1)
    company["products"] = np.bincount(out["owner"], minlength=len(company))
    return out


def _projects(
    scenario: Scenario,
    draws: Draws,
    trusts: tuple[Organisation, ...],
    trust: NDArray[np.void],
    innovation: NDArray[np.void],
) -> NDArray[np.void]:
    p = scenario.parameters
    who, what = ids(trust)[:, None], ids(innovation)[None, :]
    out = np.zeros((len(trust), len(innovation)), layout(Project))
    suits = np.array([[t.type in kind.types for kind in scenario.classes] for t in trusts])
    reach, need = draws.both(Decision.PAIR_REACH, who, what)
    wide = _reach(scenario, draws, ids(innovation))
    out["eligible"] = suits[:, innovation["kind"]] & (reach < wide[None, :])
    fit = p.hazard.fit_spread * draws.normal(Decision.PAIR_FIT, who, what)
    keen = fit + innovation["trait"][None, :] * trust["innovativeness"][:, None]
    out["static"] = innovation["pull"][None, :] + keen
    out["keen"] = keen
    out["impression"] = draws.normal(Decision.PAIR_IMPRESSION, who, what)
    out["need"] = need
    out["plan"] = draws.normal(Decision.PAIR_PLAN, who, what)
    return out


def _reach(scenario: Scenario, draws: Draws, who: Words) -> Floats:
    """Return the share of suitable trusts that could use each innovation: as named, or 0.6 to 1."""
    drawn = LEAST_REACH + (1.0 - LEAST_REACH) * draws.uniform(Decision.INNOVATION_SPREAD, who, 1)
    said = [offer.values.get("reach", 1.0) for offer in scenario.innovations]
    drawn[: len(said)] = said
    return drawn
