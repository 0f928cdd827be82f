"""Channels: how much of an effect is lost where a structural variant closes a channel off."""

from __future__ import annotations

from pandas import DataFrame, concat

from collabsim.analysis import Effects, channels, differences
from collabsim.experiment import Runs
from collabsim.experiment.variants import OWN
from collabsim.report.claims import Claim
from collabsim.report.formats import label_of, name_of, variant_name
from collabsim.report.openings import of_channels
from collabsim.report.ordering import clearest
from collabsim.report.question import Finding, Part, Question, Unanswered
from collabsim.report.wording import describe


def table(question: Question) -> DataFrame:
    """Return what of each point's effect on each metric is lost in every other structural variant."""
    if question.structures < 2:
        raise Unanswered("it needs structural variants in which a channel is closed off.")
    runs = question.runs
    return question.every_metric(lambda metric: lost(runs, differences(runs, metric)))


def lost(runs: Runs, effects: Effects) -> DataFrame:
    """Return what of each effect is lost in every other structural variant, all as one family.

    ``share`` is that of the whole effect, unknown unless the sign of the whole may be claimed.
    Channels need not add up.
    """
    closed = channels(runs, effects)
    family = len(closed) * len(effects.names)
    tables = []
    for structure, both in closed.items():
        found, whole = (each.overall(family=family) for each in both)
        metrics = {effects.metric.name: effects.metric}
        claimed = [Claim.of(row, metrics).sign != 0 for row in whole.to_dict("records")]
        found["share"] = (found["mean"] / whole["mean"]).where(claimed)
        found.insert(2, "structure", structure)
        tables.append(found)
    return concat(tables, ignore_index=True)


def answer(question: Question) -> Part:
    """Return which channels carry the effect of which most can be said."""
    found, what = table(question), label_of(question.metric)
    tables = {"channels": found}
    baseline = differences(question.runs, question.metric.name).inside(OWN)
    own = question.claims(question.overall(baseline))
    if not own:
        return Part.of(tables, f"No point has a defined effect on {what}.")
    top = clearest(own)
    if not top.sign:
        return Part.of(tables, "No effect can be claimed that a channel could carry.")
    mine = question.first(found[found["name"] == top.name])
    rows = [
        (variant_name(str(row["structure"])), question.claim(row)) for _, row in mine.iterrows()
    ]
    lost = [f"closing {name} takes away {describe(each)}" for name, each in rows if each.sign]
    words = "; ".join(lost) or "of no channel can it be claimed that it carries any"
    sentence = f"Of the effect of {name_of(top.name)} on {what}: {words}."
    opening = of_channels(question, top, mine)
    return Part.of(tables, Finding(sentence, tuple(claim for _, claim in rows)), opening=opening)


ANALYSES = {"channels": answer}
