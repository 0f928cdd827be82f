"""The compiled month's decisions: who becomes aware, attempts, is stopped, starts."""

from __future__ import annotations

from typing import Any

from collabsim import composition
from collabsim.barriers import (
    budget,
    capacity,
    clarity,
    incentives,
    leadership,
    perceptions,
    permission,
    resource,
    scaling,
    trust,
)
from collabsim.behaviour import ahsns, companies, outcomes
from collabsim.composition import BARRIERS
from collabsim.numerics import normal
from collabsim.pipeline import Stage
from collabsim.randomness import Decision, uniforms
from collabsim.record import CLASS_ITEMS, PLACE_ITEMS
from collabsim.rules import Scene, own_gate

COURTSHIP, PRIORITY = int(Decision.COURTSHIP), int(Decision.PRIORITY)
START, APPROVAL_LUCK = int(Decision.START), int(Decision.APPROVAL)

UNAWARE, AWARE, APPROVAL = int(Stage.UNAWARE), int(Stage.AWARE), int(Stage.APPROVAL)
EVALUATED = int(Stage.EVALUATED)

TEN = len(BARRIERS)
STARTS, INNOVATION = PLACE_ITEMS.index("starts"), PLACE_ITEMS.index("innovation")
CLASS_STARTS = CLASS_ITEMS.index("starts")
ATTEMPTS = (PLACE_ITEMS.index("attempts_medicine"), PLACE_ITEMS.index("attempts_piloted"))
STOPPED = (
    PLACE_ITEMS.index(f"stopped_medicine_{BARRIERS[0]}"),
    PLACE_ITEMS.index(f"stopped_piloted_{BARRIERS[0]}"),
)


def decide(t: int, s: Any, z: Any, q: Any, seed: int, rep: int) -> None:
    """Let every trust consider every innovation on a frozen snapshot, then start what it can."""
    for i in range(z.trusts):
        me = s.trust_now[i]
        me.offers_for, me.offers_against = 0.0, 0.0
        me.encouraged = permission.encouragement(
            me.permission, me.stance, s.nation[0].worth, q.permission[t]
        )
        waiting, nih = 0, scaling.not_invented_here(me.tenure, q.scaling[t])
        for n in range(s.offers[i]):
            k = s.on_offer[i, n]
            stage = s.stage[i, k]
            if stage > AWARE and stage != EVALUATED:
                continue
            u, v = uniforms(seed, rep, t, COURTSHIP, s.trust_id[i], s.offer_id[k])
            if stage == UNAWARE:
                if u >= chance_to_hear(i, k, t, s, q):
                    continue
                hear(i, k, s)
            if v < q.hazard[t].ceiling and consider(i, k, t, v, nih, s, q, seed, rep):
                s.queue[waiting] = k
                s.urgency[k], _ = uniforms(seed, rep, t, PRIORITY, s.trust_id[i], s.offer_id[k])
                waiting += 1
        if waiting > 0:
            start(i, waiting, t, s, q, seed, rep)


def support(a: int, k: int, s: Any) -> float:
    """Return the dose of support an AHSN gives an innovation."""
    return s.supported[a, k] * s.ahsn_now[a].dose


def chance_to_hear(i: int, k: int, t: int, s: Any, q: Any) -> float:
    """Return the chance that a trust becomes aware of an innovation this month."""
    born, made, ps = s.trust[i], s.offer[k], q.scaling[t]
    pushed = companies.reach(s.push[k], s.trust_now[i].tilt)
    brokered = ahsns.brokered(support(born.ahsn, k, s), q.ahsns[t])
    seen = scaling.mix(
        s.near[born.ahsn, k].seen, s.alike[born.kind, k].seen, s.everywhere[k].seen, ps
    )
    return scaling.awareness(pushed, brokered, seen, made.known, made.mandate, made.pullable, ps)


def hear(i: int, k: int, s: Any) -> None:
    """Become aware; the offer confirms or belies what is believed of industry."""
    s.stage[i, k] = AWARE
    if s.offer[k].belies > 0.0:
        s.trust_now[i].offers_for += 1.0
    else:
        s.trust_now[i].offers_against += 1.0


def regard(i: int, j: int, t: int, s: Any, q: Any) -> float:
    """Return the trust that NHS trust i has in company j."""
    me, bond, pt = s.trust_now[i], s.bond[i, j], q.trust[t]
    a = s.trust[i].ahsn
    seen, broker = s.seen[a, j], s.ahsn_now[a]
    left = trust.faded(1.0, float(t - bond.last), pt)
    own_good = bond.good * left + me.memory * seen.good
    own_bad = bond.bad * left + me.memory * seen.bad
    all_good = me.own_good + me.memory * broker.seen_good
    all_bad = me.own_bad + me.memory * broker.seen_bad
    good = trust.counted(own_good, all_good, pt) + me.message
    bad = trust.counted(own_bad, all_bad, pt) + me.memory * s.company_now[j].scandal
    return trust.belief(s.trust[i].disposition, pt.prior, good, bad)


def standing(i: int, j: int, t: int, s: Any, q: Any) -> float:
    """Return the trust that company j has in NHS trust i."""
    me, bond, pt = s.trust_now[i], s.bond[i, j], q.trust[t]
    left = trust.faded(1.0, float(t - bond.last), pt)
    good = trust.counted(bond.co_good * left, me.co_good, pt)
    bad = trust.counted(bond.co_bad * left, me.co_bad, pt)
    return trust.belief(trust.COMPANY_START, trust.COMPANY_PRIOR, good, bad)


def consider(
    i: int, k: int, t: int, luck: float, nih: float, s: Any, q: Any, seed: int, rep: int
) -> bool:
    """Return whether a trust would start this now; count the attempt and what stopped it."""
    born, me, pair, now = s.trust[i], s.trust_now[i], s.pair[i, k], s.pair_now[i, k]
    made, current, hz = s.offer[k], s.offer_now[k], q.hazard[t]
    near, alike, nation = s.near[born.ahsn, k], s.alike[born.kind, k], s.everywhere[k]
    pi, ps, pb = q.incentives[t], q.scaling[t], q.budget[t]
    own = 1.0 if s.stage[i, k] == EVALUATED else 0.0
    known = own
    if own == 0.0:
        known = scaling.evidence(near.seen, alike.seen, nation.seen, nih, me.absorptive, ps)
    used = scaling.mix(near.users, alike.users, nation.users, ps)
    given = support(born.ahsn, k, s)
    mandate, rushed = current.mandate, 0.0
    if own == 0.0 and made.cost > 0.0 and q.barriers[t].budget > 0.0:
        rushed = budget.year_end(me.money, me.opening, t % 12, pb)
    lag = 1.0 if near.users < nation.users else 0.0
    nudges = ps.benchmark_push * lag + pi.target_pull * made.targeted
    nudges = nudges + q.clarity[t].place_focus * clarity.place_tilt(born.assets, pair.need)
    believed = outcomes.believed_value(current.value, pair.impression, known, q.outcomes[t])
    wanted = composition.appeal(
        pair.static,
        incentives.value_felt(
            s.nation[0].weight, born.motivation, believed, current.cash, pi,
        ),
        ps.evidence_pull * known,
        scaling.peer_pull(used, made.peer, ps),
        me.encouraged,
        pi.mandate_pull * mandate,
        pi.copying * made.peer * used,
        clarity.match_pull(me.clarity, pair.need, q.clarity[t]),
        ahsns.support_pull(given, q.ahsns[t]),
        leadership.board_pull(q.leadership[t]),
        pb.rush * rushed,
        nudges,
        ps.proof * own,
    )  # fmt: skip
    attempt = composition.attempt(wanted, hz.ceiling)
    if luck >= attempt:
        return False
    family = made.piloted
    tally = s.place_tally[t, born.place]
    tally[ATTEMPTS[family]] += 1.0
    skip, _ = uniforms(seed, rep, t, START, s.trust_id[i], s.offer_id[k])
    now.direct = 1 if own > 0.0 or family == 0 else 0
    if now.direct == 0 and skip < outcomes.skip_chance(known, q.outcomes[t]):
        now.direct = 1
    now.rush = 1 if rushed > 0.0 else 0
    gates(i, k, t, known, nih, own, rushed, given, mandate, s, q)
    if len(s.gates) > TEN:
        passed = own_gate(scene(i, k, t, known, used, given, s, q))
        s.gates[TEN] = composition.met(hz.gates * s.met_own[k], passed)
    passed = composition.combine(s.gates, hz.sigma, hz.nu)
    if luck < attempt * passed:
        return True
    composition.account(s.gates, hz.sigma, s.shares)
    for b in range(len(s.gates)):
        tally[STOPPED[family] + b] += s.shares[b]
    return False


def gates(
    i: int, k: int, t: int, known: float, nih: float, own: float, rushed: float,
    given: float, mandate: float, s: Any, q: Any,
) -> None:  # fmt: skip
    """Write the ten gates as this class of innovation meets them, and the price to be paid."""
    born, me, pair, now = s.trust[i], s.trust_now[i], s.pair[i, k], s.pair_now[i, k]
    made, j = s.offer[k], s.offer[k].owner
    pb, pr, live = q.budget[t], q.resource[t], q.barriers[t]
    effort, complexity = s.company_now[j].effort, s.offer_now[k].complexity
    small = budget.at_stake(now.direct == 1, pb)
    cost = budget.price(made.cost, born.income, small, pr.cost_relief * effort)
    s.price[k] = cost
    passes = budget.pays_back(
        made.payback * small, budget.believed_horizon(me.deficit, pb), t % 12, pb
    )
    distance = scaling.distance(own, s.near[born.ahsn, k].users, s.alike[born.kind, k].users)
    nhs = resource.nhs_commitment(me.slack, me.attention, pr)
    industry = resource.company_commitment(effort, s.company[j].size, standing(i, j, t, s, q), pr)
    g, x, on = s.gates, s.exposure, q.hazard[t].gates
    left = budget.uncovered(mandate, made.mandate, pb)
    g[0] = capacity.gate(me.slack, complexity, given, effort, q.capacity[t])
    g[1] = budget.gate(me.money, me.opening, cost, passes, me.deficit, rushed, t % 12, pb)
    g[2] = incentives.gate(me.attention, q.incentives[t])
    g[3] = resource.gate(nhs, industry, complexity, pr)
    g[4] = scaling.gate(me.absorptive, nih, distance, known, complexity, q.scaling[t])
    g[5] = clarity.gate(me.clarity, pair.need, q.clarity[t])
    g[6] = trust.gate(regard(i, j, t, s, q), made.stake, q.trust[t])
    g[7] = perceptions.gate(made.stereotype, me.belief, me.ease, q.perceptions[t])
    g[8] = leadership.gate(me.tenure, q.leadership[t])
    g[9] = permission.gate(me.permission, me.stance, q.permission[t])
    g[0] = composition.met(on * live.capacity * x[k, 0], g[0])
    g[1] = composition.met(on * live.budget * x[k, 1] * left, g[1])
    g[2] = composition.met(on * live.incentives * x[k, 2], g[2])
    g[3] = composition.met(on * live.resource * x[k, 3], g[3])
    g[4] = composition.met(on * live.scaling * x[k, 4], g[4])
    g[5] = composition.met(on * live.clarity * x[k, 5], g[5])
    g[6] = composition.met(on * live.trust * x[k, 6], g[6])
    g[7] = composition.met(on * live.perceptions * x[k, 7], g[7])
    g[8] = composition.met(on * live.leadership * x[k, 8], g[8])
    g[9] = composition.met(on * live.permission * x[k, 9], g[9])


def scene(i: int, k: int, t: int, known: float, used: float, given: float, s: Any, q: Any) -> Scene:
    """Return what a user's own barrier may look at."""
    born, me, pair, made = s.trust[i], s.trust_now[i], s.pair[i, k], s.offer[k]
    j, current = made.owner, s.offer_now[k]
    return Scene(
        float(t), born.income, me.slack, me.attention, me.deficit, me.money, me.clarity,
        me.absorptive, me.ease, me.belief, me.permission, me.stance, me.tenure,
        regard(i, j, t, s, q), standing(i, j, t, s, q), pair.need, known, used, given,
        current.value, current.complexity, made.cost, made.stake, made.stereotype, made.mandate,
        float(made.piloted), s.company_now[j].effort, s.company[j].size,
    )  # fmt: skip


def start(i: int, waiting: int, t: int, s: Any, q: Any, seed: int, rep: int) -> None:
    """Start what was wanted, most urgent first, while room and money last."""
    me, live, room = s.trust_now[i], q.barriers[t], q.capacity[t].starts
    for n in range(1, waiting):
        k, m = s.queue[n], n
        while m > 0 and s.urgency[s.queue[m - 1]] > s.urgency[k]:
            s.queue[m] = s.queue[m - 1]
            m -= 1
        s.queue[m] = k
    for n in range(waiting):
        k = s.queue[n]
        made = s.offer[k]
        if live.capacity > 0.0 and made.slots > room:
            continue
        price = s.price[k]
        if live.budget > 0.0:
            if price > me.money and must_pay(k, t, s, q):
                continue
            price = min(price, me.money)
            me.money -= price
            s.place_tally[t, s.trust[i].place, INNOVATION] += price
        room -= made.slots
        begin_project(i, k, t, s, q, seed, rep)


def must_pay(k: int, t: int, s: Any, q: Any) -> bool:
    """Return whether a trust that cannot pay in full has to pass an innovation over."""
    pb, made = q.budget[t], s.offer[k]
    left = budget.uncovered(s.offer_now[k].mandate, made.mandate, pb)
    met = q.hazard[t].gates * s.exposure[k, 1] * left
    return bool(met > 0.5)


def begin_project(i: int, k: int, t: int, s: Any, q: Any, seed: int, rep: int) -> None:
    """Send a project to approval, or commit to a successful pilot."""
    born, me, now, made = s.trust[i], s.trust_now[i], s.pair_now[i, k], s.offer[k]
    if s.stage[i, k] == EVALUATED:
        now.timer = -1
        return
    pc, pb, pl = q.clarity[t], q.budget[t], q.leadership[t]
    _, luck = uniforms(seed, rep, t, START, s.trust_id[i], s.offer_id[k])
    now.symptom = 1 if made.piloted == 1 and luck < pc.symptom else 0
    now.quality = budget.rushed_quality(now.rush, pb)
    u, v = uniforms(seed, rep, t, APPROVAL_LUCK, s.trust_id[i], s.offer_id[k])
    new = leadership.unsettled(me.tenure, pl)
    held = regard(i, made.owner, t, s, q)
    now.timer = leadership.approval_months(made.approval, held, new, normal(u, v), pl)
    s.stage[i, k] = APPROVAL
    s.company_now[made.owner].news += 1.0
    if made.piloted == 1:
        s.place_tally[t, born.place, STARTS] += 1.0
        s.class_tally[t, made.kind, CLASS_STARTS] += 1.0
