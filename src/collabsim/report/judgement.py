"""What of an answer rests on judgement: how good the evidence is for what was varied or ranked."""

from __future__ import annotations

from collections.abc import Sequence

from collabsim import evidence
from collabsim.levers import LEVERS
from collabsim.metrics import Metric
from collabsim.parameters import TIERS, described
from collabsim.plain import plural
from collabsim.report.formats import format_list, label_of
from collabsim.report.question import Question
from collabsim.scenario.groups import GROUPS
from collabsim.scenario.prices import price_of

STRENGTHS = {
    "A": "causal evidence from health care",
    "B": "evidence of association, or from another sector",
    "C": "theory alone",
}
"""How good the evidence is that a lever moves adoption (``evidence/levers.toml``)."""

PULL = "How far each lever can be taken (1: the most that is plausible) is judgement."


def evidence_for(name: str) -> str:
    """Return how good the evidence is for a lever or a parameter; nothing for a label."""
    group, _, key = name.partition(".")
    if name in LEVERS:
        return STRENGTHS[evidence.levers()[name].strength[0]]
    if group not in GROUPS:
        return ""
    return TIERS[described(GROUPS[group])[key].tier].split(":")[0]


def judgement(question: Question) -> tuple[str, ...]:
    """Return what rests on judgement: of levers, of parameters that were varied, of what matters."""
    varied = {name.removeprefix("levers.") for name in question.runs.factors}
    known = {f"{g}.{key}": about for g in GROUPS for key, about in described(GROUPS[g]).items()}
    own = [known[name].tier for name in [*varied, *question.runs.variants] if name in known]
    said = (
        _graded("lever", [evidence.levers()[n].strength[0] for n in varied & {*LEVERS}], STRENGTHS),
        _graded("parameter", own, TIERS),
        PULL if varied & {*LEVERS} else "",
        _prices(question) if "priced" in question.analyses else "",
        _matters(question.metric),
    )
    return tuple(filter(None, said))


def _graded(what: str, grades: Sequence[str], words: dict[str, str]) -> str:
    """Say how many of some things rest on which evidence, the best first."""
    counts = [(grades.count(grade), said.split(":")[0]) for grade, said in words.items()]
    each = [
        f"{count} {'rests' if count == 1 else 'rest'} on {said}" for count, said in counts if count
    ]
    return f"Of {plural(len(grades), what)} varied here, {'; '.join(each)}." if each else ""


def _prices(question: Question) -> str:
    prices = [price_of(name, question.base.prices) for name in question.levers]
    tiers: list[str] = [each.tier for each in prices if each]
    counts = [(tiers.count(tier), said.split(":")[0]) for tier, said in TIERS.items()]
    each = format_list(f"{count} on {said}" for count, said in counts if count)
    rest = f"; of {plural(len(tiers), 'lever')}, {each}" if tiers else ""
    return f"Prices are orders of magnitude, each with its range{rest}."


def _matters(metric: Metric) -> str:
    size = metric.change(metric.matters)
    return f"That {size} is the least change in {label_of(metric)} worth having is judgement."
