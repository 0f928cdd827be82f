"""The compiled month after decisions: deliver, learn, measure."""

from __future__ import annotations

from typing import Any

from collabsim.barriers import budget, leadership, perceptions, resource, scaling, trust
from collabsim.behaviour import ahsns, companies, outcomes
from collabsim.ensemble.decide import regard, standing, support
from collabsim.numerics import normal, share
from collabsim.pipeline import Stage
from collabsim.randomness import Decision, uniforms
from collabsim.record import CLASS_ITEMS, NATION_ITEMS, PLACE_ITEMS

SIGN_OFF, PILOT_LUCK = int(Decision.SIGN_OFF), int(Decision.PILOT)
EVALUATION_LUCK, USE_LUCK, LASTING = (
    int(Decision.EVALUATION),
    int(Decision.USE),
    int(Decision.LASTING),
)

UNAWARE, AWARE, APPROVAL = int(Stage.UNAWARE), int(Stage.AWARE), int(Stage.APPROVAL)
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
IN_USE = (PLACE_ITEMS.index("adopted_medicine"), PLACE_ITEMS.index("adopted_piloted"))
USE = (PLACE_ITEMS.index("use_medicine"), PLACE_ITEMS.index("use_piloted"))
BENEFIT, TRUSTS = PLACE_ITEMS.index("benefit"), PLACE_ITEMS.index("trusts")
MONEY, TRUST_NHS = PLACE_ITEMS.index("money"), PLACE_ITEMS.index("trust_nhs")
TRUST_COMPANY, PERMISSION = PLACE_ITEMS.index("trust_company"), PLACE_ITEMS.index("permission")
FORBIDDING, DEFICIT = PLACE_ITEMS.index("forbidding"), PLACE_ITEMS.index("deficit")
SLACK, ATTENTION = PLACE_ITEMS.index("slack"), PLACE_ITEMS.index("attention")
ROUTINE = PLACE_ITEMS.index("routine")
GAMING, REAL = PLACE_ITEMS.index("gaming"), PLACE_ITEMS.index("real_effort")
REPORTED = PLACE_ITEMS.index("reported_effort")
C_ADOPTED = CLASS_ITEMS.index("adopted")
C_USE, C_BENEFIT = CLASS_ITEMS.index("use"), CLASS_ITEMS.index("benefit")
N_SIGNAL, N_CREDIBILITY = NATION_ITEMS.index("signal"), NATION_ITEMS.index("credibility")
N_BACKING, N_WEIGHT = NATION_ITEMS.index("backing"), NATION_ITEMS.index("weight")
N_EFFORT, N_BROKERS = NATION_ITEMS.index("company_effort"), NATION_ITEMS.index("broker_credibility")
N_SCANDALS = NATION_ITEMS.index("scandals")


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
    shown: float, hidden: float, t: int, s: Any, q: Any,
) -> None:  # fmt: skip
    """Write one event into both sides' evidence and, as far as it is visible, into the AHSN's."""
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
    seen.new_good += shown * me.visibility
    seen.new_bad += hidden * me.visibility


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
        note(i, made.owner, 0.0, 0.0, 0.0, 0.3, 0.0, 0.0, t, s, q)
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
        note(i, j, 0.0, setback, 0.0, 1.0, 0.0, setback, t, s, q)
        finish(me, now, q.capacity[t])
        decline(i, k, t, s, q)
        return
    if v < pt.small_failure * leadership.harm_factor(q.leadership[t]):
        note(i, j, 0.0, pt.kappa, 0.0, 0.0, 0.0, pt.kappa, t, s, q)
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
        note(i, j, pt.success, 0.0, 1.0, 0.0, 1.0, 0.0, t, s, q)
        return
    tally[FAILURES] += 1.0
    tally[RUSH_FAILURES if now.rush == 1 else OTHER_FAILURES] += 1.0
    s.ahsn_now[a].failures += s.supported[a, k]
    setback = trust.setback(pt)
    note(i, j, 0.0, setback, 0.0, 0.3, 0.0, setback, t, s, q)
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
    shown = 0.5 if made.piloted == 1 else 0.0
    note(i, made.owner, pt.adoption, 0.0, 0.5, 0.0, shown, 0.0, t, s, q)


def use(i: int, k: int, t: int, s: Any, q: Any, seed: int, rep: int) -> None:
    """Use an innovation for a month: use grows, savings and benefit come, it may be given up."""
    born, me, now, made = s.trust[i], s.trust_now[i], s.pair_now[i, k], s.offer[k]
    po, pt, pb = q.outcomes[t], q.trust[t], q.budget[t]
    value, need, given = s.offer_now[k].value, s.pair[i, k].need, support(born.ahsn, k, s)
    now.timer += 1
    now.use = outcomes.grow(now.use, now.ceiling, made.growth, me.absorptive, me.free, po)
    if made.cash > 0.0 and made.payback > 0.0:
        me.savings += budget.saving(made.cost, born.income, made.payback, now.use, pb)
    scale = born.income / q.traits[t].income_mean
    local = outcomes.local_share(need, given, po)
    gain = outcomes.benefit(value, now.use, now.quality, local, scale)
    s.place_tally[t, born.place, BENEFIT] += gain
    s.class_tally[t, made.kind, C_BENEFIT] += gain
    u, v = uniforms(seed, rep, t, USE_LUCK, s.trust_id[i], s.offer_id[k])
    if v < pt.use_failure * leadership.harm_factor(q.leadership[t]):
        note(i, made.owner, 0.0, pt.kappa, 0.0, 0.0, 0.0, pt.kappa, t, s, q)
    harmful = 1.0 if value < 0.0 else 0.0
    new = leadership.unsettled(me.tenure, q.leadership[t])
    leave = outcomes.abandon_hazard(
        s.offer_now[k].complexity, given, need, made.mandate, harmful, new, now.use, po
    )
    if outcomes.gives_up(now.timer, u, leave, made.sticky):
        enter(i, k, ABANDONED, 2.0 * po.rest, s)
        now.use = 0.0
        s.place_tally[t, born.place, GIVEN_UP] += 1.0


def learn(t: int, s: Any, z: Any, q: Any) -> None:
    """Let evidence, views, know-how, effort and credibility follow what was seen this month."""
    pt, live, on = q.trust[t], q.barriers[t], q.loops[t]
    if live.trust > 0.0:
        learn_seen(s, z, pt, on)
    for a in range(z.ahsns):
        now = s.ahsn_now[a]
        now.credibility = ahsns.next_credibility(
            now.credibility, now.successes, now.failures, q.ahsns[t]
        )
        now.successes, now.failures, now.live = 0.0, 0.0, 0.0
    for i in range(z.trusts):
        learn_trust(i, t, s, q)
    for i in range(z.trusts):
        s.ahsn_now[s.trust[i].ahsn].live += s.trust_now[i].live
        s.trust_now[i].ease = s.trust_now[i].next_ease
    for j in range(z.companies):
        now = s.company_now[j]
        if s.company[j].products > 0:
            now.uptake = companies.next_uptake(now.uptake, now.news, z.trusts)
            now.effort = companies.next_effort(now.effort, now.uptake, q.companies[t], on)
    crowd(s, z)


def learn_seen(s: Any, z: Any, pt: Any, on: Any) -> None:
    """Turn visible events into the evidence that AHSNs' trusts share about each company."""
    for a in range(z.ahsns):
        s.ahsn_now[a].seen_good = 0.0
        s.ahsn_now[a].seen_bad = 0.0
    for j in range(z.companies):
        if s.company[j].products == 0:
            continue
        good, bad = 0.0, 0.0
        for a in range(z.ahsns):
            good = good + s.seen[a, j].new_good
            bad = bad + s.seen[a, j].new_bad
        for a in range(z.ahsns):
            now = s.seen[a, j]
            now.good = pt.memory * now.good + on.R1 * trust.seen(now.new_good, good, pt)
            now.bad = pt.memory * now.bad + on.B1 * trust.seen(now.new_bad, bad, pt)
            now.new_good, now.new_bad = 0.0, 0.0
            s.ahsn_now[a].seen_good += now.good
            s.ahsn_now[a].seen_bad += now.bad


def learn_trust(i: int, t: int, s: Any, q: Any) -> None:
    """One trust's views and know-how; a new view waits until all have looked."""
    born, me, pe, live = s.trust[i], s.trust_now[i], q.perceptions[t], q.barriers[t]
    me.next_ease = me.ease
    if live.scaling > 0.0:
        me.absorptive = scaling.absorptive_capacity(
            me.absorptive, born.absorptive, me.pilots, q.scaling[t], q.loops[t]
        )
    if live.perceptions > 0.0:
        me.belief = perceptions.next_belief(
            me.belief, me.offers_for, me.offers_against, me.visibility, pe
        )
        if born.stubborn == 0.0:
            heard = listen(i, s, pe)
            me.next_ease = perceptions.next_ease(me.ease, born.ease, heard, me.visibility, pe)


def listen(i: int, s: Any, pe: Any) -> float:
    """Return the mean ease of those in the AHSN whose views are close enough to be heard."""
    added, heard, mine, home = 0.0, 0, s.trust_now[i].ease, s.trust[i].ahsn
    for m in range(s.first_fellow[home], s.first_fellow[home + 1]):
        view = s.trust_now[s.fellows[m]].ease
        if abs(view - mine) <= pe.confidence:
            added = added + view
            heard += 1
    return added / heard


def crowd(s: Any, z: Any) -> None:
    """Count, for next month's decisions, the share of peers who use and visibly use each innovation."""
    for k in range(z.innovations):
        clear(s.everywhere[k])
        for a in range(z.ahsns):
            clear(s.near[a, k])
        for y in range(z.kinds):
            clear(s.alike[y, k])
    for i in range(z.trusts):
        born, shown = s.trust[i], s.trust_now[i].visibility
        for n in range(s.offers[i]):
            k = s.on_offer[i, n]
            stage = s.stage[i, k]
            if stage in (ADOPTED, EVALUATED):
                used = 1.0 if stage == ADOPTED else 0.0
                seen = scaling.shown(shown, used)
                use = used * s.pair_now[i, k].use
                join(s.near[born.ahsn, k], used, seen, use)
                join(s.alike[born.kind, k], used, seen, use)
    for k in range(z.innovations):
        for a in range(z.ahsns):
            join(s.everywhere[k], s.near[a, k].users, s.near[a, k].seen, s.near[a, k].use)
            share_out(s.near[a, k])
        for y in range(z.kinds):
            share_out(s.alike[y, k])
        share_out(s.everywhere[k])


def clear(group: Any) -> None:
    """Forget last month's users."""
    group.users, group.seen, group.use = 0.0, 0.0, 0.0


def join(group: Any, used: float, seen: float, use: float) -> None:
    """Count one trust, or those of an AHSN."""
    group.users += used
    group.seen += seen
    group.use += use


def share_out(group: Any) -> None:
    """Turn counts into shares of those who could use the innovation."""
    group.users = share(group.users, group.eligible)
    group.seen = share(group.seen, group.eligible)
    group.use = share(group.use, group.eligible)


def measure(t: int, s: Any, z: Any, q: Any) -> None:
    """Count everything that metrics are made of."""
    for k in range(z.innovations):
        if t > 0:
            s.ever[t, k] += s.ever[t - 1, k]
    blame = 0.0
    for j in range(z.companies):
        blame = blame + s.company_now[j].scandal
    s.nation[0].blame = blame / z.companies
    for i in range(z.trusts):
        measure_trust(i, t, s, q)
        for n in range(s.offers[i]):
            k = s.on_offer[i, n]
            if s.stage[i, k] == ADOPTED:
                measure_use(i, k, t, s)
    row, nation = s.nation_tally[t], s.nation[0]
    gaming, effort, active, brokers = 0.0, 0.0, 0, 0.0
    for i in range(z.trusts):
        gaming = gaming + s.trust_now[i].gaming
    for j in range(z.companies):
        if s.company[j].products > 0:
            effort = effort + s.company_now[j].effort
            active += 1
    for a in range(z.ahsns):
        brokers = brokers + s.ahsn_now[a].credibility
    nation.gaming = gaming / z.trusts
    row[N_SIGNAL], row[N_CREDIBILITY] = nation.signal, nation.credibility
    row[N_BACKING], row[N_WEIGHT] = nation.backing, nation.weight
    row[N_EFFORT] = effort / active if active > 0 else 0.0
    row[N_BROKERS], row[N_SCANDALS] = brokers / z.ahsns, nation.scandals


def measure_trust(i: int, t: int, s: Any, q: Any) -> None:
    """Count one trust."""
    born, me, pt = s.trust[i], s.trust_now[i], q.trust[t]
    row, broker = s.place_tally[t, born.place], s.ahsn_now[born.ahsn]
    good = pt.category * (me.own_good + me.memory * broker.seen_good) + me.message
    bad = pt.category * (me.own_bad + me.memory * broker.seen_bad)
    bad = bad + me.memory * s.nation[0].blame
    row[TRUSTS] += 1.0
    row[TRUST_NHS] += trust.belief(born.disposition, pt.prior, good, bad)
    row[TRUST_COMPANY] += trust.belief(
        trust.COMPANY_START, pt.company_prior, pt.category * me.co_good, pt.category * me.co_bad
    )
    row[PERMISSION] += me.permission
    row[FORBIDDING] += 1.0 if me.stance < 0.0 else 0.0
    row[DEFICIT] += me.deficit
    row[MONEY] += me.money
    row[ROUTINE] += me.routine
    row[SLACK] += me.slack
    row[ATTENTION] += me.attention
    row[GAMING] += me.gaming
    row[REAL] += me.real
    row[REPORTED] += me.real + me.faked


def measure_use(i: int, k: int, t: int, s: Any) -> None:
    """Count one innovation in use in one trust."""
    made, use = s.offer[k], s.pair_now[i, k].use
    row, kind = s.place_tally[t, s.trust[i].place], s.class_tally[t, made.kind]
    row[IN_USE[made.piloted]] += 1.0
    row[USE[made.piloted]] += use
    kind[C_ADOPTED] += 1.0
    kind[C_USE] += use
    s.used[t, k] += use
    if k < s.named_use.shape[2]:
        s.named_use[t, i, k] = use
    s.using[t, i] += made.piloted
