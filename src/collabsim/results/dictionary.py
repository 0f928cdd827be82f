"""What every column of every table means, with its unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pandas import DataFrame

from collabsim.composition import BARRIERS
from collabsim.metrics import Metric

# fmt: off
_KEYS = (
    ("scenario", "name", "Scenario", "Name of the scenario."),
    ("replicate", "number", "Replicate", "One simulated England; the same number has the same random draws in every scenario."),
    ("month", "months from today", "Month", "0 is today, the month that the manifest says; negative months are before it. Places have a row for the last month of each financial year, the other tables for every month."),
    ("financial_year", "April to March", "Financial year", "The financial year that the month lies in, such as 2028/29."),
    ("level", "name", "Level", "What the place is: a region or an AHSN (a Health Innovation Network since 2023)."),
    ("place", "name", "Place", "Region code or AHSN name."),
    ("class", "name", "Class", "Class of innovation."),
    ("family", "name", "Family", "piloted: needs approval, a pilot and an evaluation; medicine: needs a decision."),
    ("adoption", "share of eligible pairs", "Adoption", "Pairs of NHS trust and launched innovation of the class in which it is in use: in use / eligible."),
    ("use", "share of eligible use", "Use", "Mean intensity of use over all eligible pairs, or trusts."),
    ("starts", "projects", "Starts", "Projects begun in the month."),
    ("attempts", "attempts", "Attempts", "Draws in the month that appeal alone would have let through, so that barriers alone decide."),
    ("innovation", "name", "Innovation", "Id of the innovation."),
    ("launch", "months from today", "Launch", "Month of launch."),
    ("eligible", "NHS trusts", "Eligible", "NHS trusts that could use it."),
    ("value", "benefit index", "Net value", "Net value to patients of a year's full use; negative is harm."),
    ("tenth_after", "months", "Time to a tenth", "Months from launch until a tenth of eligible trusts had adopted; empty if they never did."),
    ("half_after", "months", "Time to half", "The same for half of eligible trusts."),
    ("ever_adopted", "share of eligible trusts", "Ever adopted", "Eligible trusts that have ever adopted it by the end."),
    ("metric", "name", "Metric", "Name of the metric, as in the table metrics."),
    ("label", "text", "Label", "The metric in words."),
    ("unit", "text", "Unit", "Unit of median, low and high, or of the difference."),
    ("median", "as unit says", "Median", "Median over replicates at the end of the run."),
    ("low", "as unit says", "Low", "5th percentile over replicates, of fewer than 20 the smallest; of a difference, the lower end of its 95 % interval."),
    ("high", "as unit says", "High", "95th percentile over replicates, of fewer than 20 the smallest; of a difference, the upper end of its 95 % interval."),
    ("replicates", "number", "Replicates", "Replicates that the row is made of."),
    ("against", "name", "Against", "Scenario that the difference is taken from."),
    ("from", "as unit says", "From", "Mean level of the scenario that the difference is taken from."),
    ("to", "as unit says", "To", "Mean level that the difference leads to: from + change."),
    ("change", "as unit says", "Mean difference", "Mean over replicates of the paired difference, at the end of the run."),
    ("relative", "share of from", "Relative change", "change / from; empty where that is 0."),
    ("verdict", "name", "Verdict", "What may be claimed: up or down by what matters; rises or falls, perhaps by less; little, mixed, unclear, constant (no variance), few (replicates) or undefined."),
)
# fmt: on


def described(metrics: Mapping[str, Metric]) -> dict[str, dict[str, str]]:
    """Return unit, label and definition of metrics by name, in words alone."""
    return {
        name: {"unit": each.unit, "label": each.label, "definition": each.says}
        for name, each in metrics.items()
    }


def dictionary(
    metrics: Mapping[str, Mapping[str, str]], barriers: Sequence[str] = BARRIERS
) -> DataFrame:
    """Return unit, label and definition of every column that a table of results may have.

    Parameters
    ----------
    metrics : what is said of each, as ``described`` has it.
    barriers : names of the barriers, one of a user's own among them.
    """
    words = [(n, m["unit"], m["label"], m["definition"]) for n, m in metrics.items()]
    says = (
        "Attempts of the month stopped by {}; shared out where several barriers stood in the way."
    )
    stopped = [(name, "attempts", f"Stopped by {name}", says.format(name)) for name in barriers]
    rows = [*_KEYS, *words, *stopped]
    return DataFrame(rows, columns=["column", "unit", "label", "definition"])
