"""Deliver: projects and innovations in use move on by a month."""

from __future__ import annotations

from typing import Any

from collabsim.barriers import budget, leadership, resource, trust
from collabsim.behaviour import ahsns, outcomes
from collabsim.ensemble.decide import regard, standing, support
from collabsim.numerics import normal
from collabsim.pipeline import Stage
from collabsim.randomness import Decision, uniforms
from collabsim.record import CLASS_ITEMS, PLACE_ITEMS

SIGN_OFF, PILOT_LUCK = int(Decision.SIGN_OFF), int(Decision.PILOT)
EVALUATION_LUCK, USE_LUCK, LASTING = (
    int(Decision.EVALUATION),
    int(Decision.USE),
    int(Decision.LASTING),
)
AWARE, APPROVAL = int(Stage.AWARE), int(Stage.APPROVAL)
PILOT, EVALUATION, EVALUATED = int(Stage.PILOT), int(Stage.EVALUATION), int(Stage.EVALUATED)
ADOPTED, DECLINED, ABANDONED = int(Stage.ADOPTED), int(Stage.DECLINED), int(Stage.ABANDONED)
PILOTS, SUCCESSES = PLACE_ITEMS.index("pilots"), PLACE_ITEMS.index("successes")
FAILURES, COLLAPSES = PLACE_ITEMS.index("failures"), PLACE_ITEMS.index("collapses")
DIRECT, GIVEN_UP = PLACE_ITEMS.index("direct"), PLACE_ITEMS.index("abandoned")
RUSH_FAILURES, RUSH_PILOTS = PLACE_ITEMS.index("rush_failures"), PLACE_ITEMS.index("rush_pilots")
OTHER_FAILURES, OTHER_PILOTS = (
    PLACE_ITEMS.index("other_failures"),
    PLACE_ITEMS.index("other_pilots"),
)
BENEFIT = PLACE_ITEMS.index("benefit")
C_BENEFIT = CLASS_ITEMS.index("benefit")


def deliver(t: int, s: Any, z: Any, q: Any, seed: int, rep: int) -> None:
    """Move every project and every innovation in use on by a month."""
    for i in range(z.trusts):
        me = s.trust_now[i]
        close_year(i, t, s, q)
        me.load, me.symptoms, me.pilots, me.live = 0.0, 0.0, 0.0, 0.0
        for n in range(s.offers[i]):
            k = s.on_offer[i, n]
            stage = s.stage[i, k]
            if stage <= AWARE:
                continue
            if stage == APPROVAL:
                approve(i, k, t, s, q, seed, rep)
            elif stage == PILOT:
                run_pilot(i, k, t, s, q, seed, rep)
            elif stage == EVALUATION:
                evaluate(i, k, t, s, q, seed, rep)
            elif stage == EVALUATED:
                if s.pair_now[i, k].timer < 0:
                    adopt(i, k, t, s, q)
            elif stage == ADOPTED:
                use(i, k, t, s, q, seed, rep)
            else:
                rest(i, k, s)
            burden(i, k, s, q.capacity[t])


def close_year(i: int, t: int, s: Any, q: Any) -> None:
    """Burn in March what would lapse in April."""
    if q.barriers[t].budget > 0.0:
        me = s.trust_now[i]
        spent = budget.burnt(me.money, t % 12, q.budget[t])
        me.routine += spent
        me.money -= spent


def burden(i: int, k: int, s: Any, pc: Any) -> None:
    """Count what a live project takes from its trust next month."""
    stage, me = s.stage[i, k], s.trust_now[i]
    if s.offer[k].piloted == 1 and APPROVAL <= stage <= EVALUATED:
        me.live += 1.0
    if stage in (PILOT, EVALUATION):
        me.pilots += 1.0
        me.load += pc.project_load * s.offer_now[k].complexity
        me.symptoms += s.pair_now[i, k].symptom


def rest(i: int, k: int, s: Any) -> None:
    """Wait until a declined or abandoned innovation is looked at again."""
    now = s.pair_now[i, k]
    now.timer -= 1
    if now.timer <= 0:
        s.stage[i, k] = AWARE


def touch(i: int, j: int, t: int, s: Any, pt: Any) -> Any:
    """Return the evidence between a trust and a company, brought up to this month."""
    bond = s.bond[i, j]
    left = trust.faded(1.0, float(t - bond.last), pt)
    bond.good *= left
    bond.bad *= left
    bond.co_good *= left
    bond.co_bad *= left
    bond.last = t
    return bond


def note(
    i: int, j: int, good: float, bad: float, co_good: float, co_bad: float,
    shown: float, t: int, s: Any, q: Any,
) -> None:  # fmt: skip
    """Write one event into both sides' evidence and, as far as it is visible, into the AHSN's.

    ``shown`` is 0 if nobody else hears of it, else 1: others see it at the weight it has here.
    """
    if q.barriers[t].trust == 0.0:
        return
    me, bond = s.trust_now[i], touch(i, j, t, s, q.trust[t])
    bond.good += good
    bond.bad += bad
    bond.co_good += co_good
    bond.co_bad += co_bad
    me.own_good += good
    me.own_bad += bad
    me.co_good += co_good
    me.co_bad += co_bad
    seen = s.seen[s.trust[i].ahsn, j]
    seen.new_good += shown * good * me.visibility
    seen.new_bad += shown * bad * me.visibility


def decline(i: int, k: int, t: int, s: Any, q: Any) -> None:
    """Put a project aside."""
    enter(i, k, DECLINED, q.outcomes[t].rest, s)


def enter(i: int, k: int, stage: int, months: float, s: Any) -> None:
    """Enter a stage for some months."""
    s.stage[i, k], s.pair_now[i, k].timer = stage, int(months)


def approve(i: int, k: int, t: int, s: Any, q: Any, seed: int, rep: int) -> None:
    """Wait for governance; then be refused, go to a pilot, or straight into use."""
    me, now, made, pc = s.trust_now[i], s.pair_now[i, k], s.offer[k], q.clarity[t]
    if me.changed > 0.0 and made.piloted == 1:
        now.timer += int(q.leadership[t].handover)
    if now.timer > 0:
        now.timer -= 1
        return
    u, v = uniforms(seed, rep, t, SIGN_OFF, s.trust_id[i], s.offer_id[k])
    refuse = leadership.rejection_chance(made.stake, q.leadership[t])
    if made.piloted == 1:
        if v < pc.challenge_fix:
            now.symptom = 0
        looks = outcomes.first_look(
            s.offer_now[k].value, s.pair[i, k].impression, pc.challenge_insight, q.outcomes[t]
        )
        if looks < 0.0:
            refuse += pc.challenge_veto
    if u < refuse:
        note(i, made.owner, 0.0, 0.0, 0.0, 0.3, 1.0, t, s, q)
        decline(i, k, t, s, q)
    elif now.direct == 1:
        if made.piloted == 1:
            s.place_tally[t, s.trust[i].place, DIRECT] += 1.0
        adopt(i, k, t, s, q)
    else:
        enter(i, k, PILOT, made.pilot, s)
        s.place_tally[t, s.trust[i].place, PILOTS] += 1.0


def run_pilot(i: int, k: int, t: int, s: Any, q: Any, seed: int, rep: int) -> None:
    """Run a pilot for a month: it may collapse or disappoint; at its end it is evaluated."""
    me, now, made, pr, pt = s.trust_now[i], s.pair_now[i, k], s.offer[k], q.resource[t], q.trust[t]
    j = made.owner
    u, v = uniforms(seed, rep, t, PILOT_LUCK, s.trust_id[i], s.offer_id[k])
    need = resource.true_need(s.pair[i, k].plan, pr)
    nhs = resource.nhs_commitment(me.slack, me.attention, pr)
    held = regard(i, j, t, s, q)
    industry = resource.company_commitment(
        s.company_now[j].effort, s.company[j].size, standing(i, j, t, s, q), pr
    )
    short = resource.shortfall(need, nhs, industry)
    new = leadership.unsettled(me.tenure, q.leadership[t])
    if u < resource.collapse_hazard(short, float(now.symptom), held, new, pr):
        s.place_tally[t, s.trust[i].place, COLLAPSES] += 1.0
        setback = trust.setback(pt)
        note(i, j, 0.0, setback, 0.0, 1.0, 1.0, t, s, q)
        finish(me, now, q.capacity[t])
        decline(i, k, t, s, q)
        return
    if v < pt.small_failure * leadership.harm_factor(q.leadership[t]):
        note(i, j, 0.0, pt.kappa, 0.0, 0.0, 1.0, t, s, q)
    now.timer -= 1
    if now.timer <= 0:
        enter(i, k, EVALUATION, made.evaluation, s)


def finish(me: Any, now: Any, pc: Any) -> None:
    """End a project: the relief of a symptom project turns into a rebound."""
    me.rebound += pc.rebound * now.symptom


def evaluate(i: int, k: int, t: int, s: Any, q: Any, seed: int, rep: int) -> None:
    """Wait for the evaluation, then succeed or fail."""
    now = s.pair_now[i, k]
    if now.timer > 0:
        now.timer -= 1
        return
    me, pt, j = s.trust_now[i], q.trust[t], s.offer[k].owner
    tally, a = s.place_tally[t, s.trust[i].place], s.trust[i].ahsn
    u, v = uniforms(seed, rep, t, EVALUATION_LUCK, s.trust_id[i], s.offer_id[k])
    lasting, _ = uniforms(seed, rep, t, LASTING, s.trust_id[i], s.offer_id[k])
    value, need = s.offer_now[k].value, s.pair[i, k].need
    result = outcomes.evaluate(value, now.quality, need, normal(u, v), q.outcomes[t])
    holds = outcomes.lasts(q.clarity[t].symptom_penalty, q.resource[t].mutual, me.capability)
    good = result > 0.0 and (now.symptom == 0 or lasting < holds)
    tally[RUSH_PILOTS if now.rush == 1 else OTHER_PILOTS] += 1.0
    finish(me, now, q.capacity[t])
    if good:
        enter(i, k, EVALUATED, 0.0, s)
        tally[SUCCESSES] += 1.0
        s.ahsn_now[a].successes += s.supported[a, k]
        note(i, j, pt.success, 0.0, 1.0, 0.0, 1.0, t, s, q)
        return
    tally[FAILURES] += 1.0
    tally[RUSH_FAILURES if now.rush == 1 else OTHER_FAILURES] += 1.0
    s.ahsn_now[a].failures += s.supported[a, k]
    setback = trust.setback(pt)
    note(i, j, 0.0, setback, 0.0, 0.3, 1.0, t, s, q)
    decline(i, k, t, s, q)


def adopt(i: int, k: int, t: int, s: Any, q: Any) -> None:
    """Take an innovation into use."""
    now, made, pt = s.pair_now[i, k], s.offer[k], q.trust[t]
    enter(i, k, ADOPTED, 0.0, s)
    now.ceiling = outcomes.ceiling(made.full_use, s.pair[i, k].keen + made.pull)
    elsewhere = s.everywhere[k].use
    now.use = outcomes.first_intensity(made.first_use, elsewhere, now.ceiling, q.outcomes[t])
    s.company_now[made.owner].news += 1.0
    if now.ever == 0:
        now.ever = 1
        s.ever[t, k] += 1
    shown = 1.0 if made.piloted == 1 else 0.0
    note(i, made.owner, pt.adoption, 0.0, 0.5, 0.0, shown, t, s, q)


def use(i: int, k: int, t: int, s: Any, q: Any, seed: int, rep: int) -> None:
    """Use an innovation for a month: use grows, savings and benefit come, it may be given up."""
    born, me, now, made = s.trust[i], s.trust_now[i], s.pair_now[i, k], s.offer[k]
    po, pt, pb = q.outcomes[t], q.trust[t], q.budget[t]
    value, need, given = s.offer_now[k].value, s.pair[i, k].need, support(born.ahsn, k, s)
    now.timer += 1
    speed = made.growth + ahsns.spread_gain(given, q.ahsns[t])
    now.use = outcomes.grow(now.use, now.ceiling, speed, me.absorptive, me.free, po)
    if made.cash > 0.0 and made.payback > 0.0:
        me.savings += budget.saving(made.cost, born.income, made.payback, now.use, pb)
    scale = born.income / q.traits[t].income_mean
    local = outcomes.local_share(need, given, po)
    gain = outcomes.benefit(value, now.use, now.quality, local, scale)
    s.place_tally[t, born.place, BENEFIT] += gain
    s.class_tally[t, made.kind, C_BENEFIT] += gain
    u, v = uniforms(seed, rep, t, USE_LUCK, s.trust_id[i], s.offer_id[k])
    if v < pt.use_failure * leadership.harm_factor(q.leadership[t]):
        note(i, made.owner, 0.0, pt.kappa, 0.0, 0.0, 1.0, t, s, q)
    harmful = 1.0 if value < 0.0 else 0.0
    new = leadership.unsettled(me.tenure, q.leadership[t])
    leave = outcomes.abandon_hazard(
        s.offer_now[k].complexity, given, need, made.mandate, harmful, new, now.use, po
    )
    if outcomes.gives_up(now.timer, u, leave, made.sticky):
        enter(i, k, ABANDONED, 2.0 * po.rest, s)
        now.use = 0.0
        s.place_tally[t, born.place, GIVEN_UP] += 1.0
