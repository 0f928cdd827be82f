"""Analysis *channels*: how much of an effect is lost where a variant closes a channel off."""

from __future__ import annotations

from pandas import DataFrame, concat

from collabsim.analysis import channels, differences
from collabsim.answer.asked import Asked, Part, Unanswered
from collabsim.claims import Claim, boldest, claims, told
from collabsim.experiment.variants import OWN
from collabsim.report.about import label, said, variant


def table(asked: Asked) -> DataFrame:
    """Return what of each point's effect on each metric is lost in every other variant."""
    if asked.runs.variants["structure"].nunique() < 2:
        raise Unanswered("it needs structures in which a channel is closed off.")
    every = [channels(asked.runs, differences(asked.runs, metric)) for metric in asked.runs.metrics]
    return concat(every, ignore_index=True)


def part(asked: Asked) -> Part:
    """Return the table, and which channels carry the effect of which most can be said."""
    found = table(asked)
    tables = {"channels": found}
    own = claims(asked.overall(differences(asked.runs, asked.metric).inside(OWN)))
    if not own:
        return Part(tables, (f"No point has a defined effect on {label(asked.metric)}.",))
    top = boldest(own)
    if not top.signed:
        return Part(tables, ("No effect can be claimed that a channel could carry.",))
    mine = found[(found["metric"] == asked.metric) & (found["name"] == top.name)]
    rows = [(variant(str(row["structure"])), Claim.of(row)) for _, row in mine.iterrows()]
    lost = [f"closing {name} takes away {told(each)}" for name, each in rows if each.signed]
    words = "; ".join(lost) if lost else "of no channel can it be claimed that it carries any"
    return Part(tables, (f"Of the effect of {said(top.name)} on {label(asked.metric)}: {words}.",))
