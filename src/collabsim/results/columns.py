"""Every column that a table of results, of an experiment or of an answer may have: unit, label, meaning.

Metrics and barriers are columns too, and are described where they stand.
"""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """What a column is called and means."""

    name: str
    unit: str
    label: str
    definition: str


# fmt: off
RUN = (
    Column("scenario", "name", "Scenario", "Name of the scenario."),
    Column("replicate", "number", "Replicate", "One simulated England; the same number has the same random draws in every scenario."),
    Column("month", "months from today", "Month", "0 is today, the month that the manifest says; negative months are before it. Places have a row for the last month of each financial year, the other tables for every month. In the band of a series: months from launch."),
    Column("financial_year", "April to March", "Financial year", "The financial year that the month lies in, such as 2028/29."),
    Column("date", "year and month", "Date", "The month as a date, such as 2028-04."),
    Column("level", "name", "Level", "What the place is: a region or an AHSN (a Health Innovation Network since 2023). In an answer: the value of the applied factor."),
    Column("place", "name", "Place", "Region code or AHSN name."),
    Column("class", "name", "Class", "Class of innovation."),
    Column("family", "name", "Family", "piloted: needs approval, a pilot and an evaluation; medicine: needs a decision. In an answer: the number of effects that each is held against being one of."),
    Column("adoption", "share of eligible pairs", "Adoption", "Pairs of NHS trust and launched innovation of the class in which it is in use: in use / eligible."),
    Column("use", "share of eligible use", "Use", "Mean intensity of use over all eligible pairs, or trusts."),
    Column("starts", "projects", "Starts", "Projects begun in the month."),
    Column("attempts", "attempts", "Attempts", "Draws in the month that appeal alone would have let through, so that barriers alone decide."),
    Column("innovation", "name", "Innovation", "Id of the innovation."),
    Column("launch", "months from today", "Launch", "Month of launch."),
    Column("eligible", "NHS trusts", "Eligible", "NHS trusts that could use it."),
    Column("value", "benefit index", "Net value", "Net value to patients of a year's full use; negative is harm. In an answer: the value of the horizontal factor."),
    Column("tenth_after", "months", "Time to a tenth", "Months from launch until a tenth of eligible trusts had adopted; empty if they never did."),
    Column("half_after", "months", "Time to half", "The same for half of eligible trusts."),
    Column("ever_adopted", "share of eligible trusts", "Ever adopted", "Eligible trusts that have ever adopted it by the end."),
    Column("metric", "name", "Metric", "Name of the metric, as in the table metrics."),
    Column("label", "text", "Label", "The metric, or the point of a design, in words."),
    Column("unit", "text", "Unit", "Unit of median, low and high, or of the difference."),
    Column("median", "as unit says", "Median", "Median over replicates at the end of the run; of a band, in that month."),
    Column("low", "as unit says", "Low", "5th percentile over replicates, of fewer than 20 the smallest; of a difference, the lower end of its 95 % interval."),
    Column("high", "as unit says", "High", "95th percentile over replicates, of fewer than 20 the largest; of a difference, the upper end of its 95 % interval."),
    Column("replicates", "number", "Replicates", "Replicates that the row is made of."),
    Column("against", "name", "Against", "Scenario that the difference is taken from."),
    Column("from", "as unit says", "From", "Mean level of the scenario that the difference is taken from."),
    Column("to", "as unit says", "To", "Mean level that the difference leads to: from + change."),
    Column("change", "as unit says", "Mean difference", "Mean over replicates of the paired difference, at the end of the run."),
    Column("relative", "share of from", "Relative change", "change / from; empty where that is 0."),
    Column("verdict", "name", "Verdict", "What may be claimed: up or down by what matters; rises or falls, perhaps by less; little, mixed, unclear, constant (no variance), few (replicates) or undefined."),
)
"""Columns of the tables of a run or a comparison."""

EXPERIMENT = (
    Column("point", "number", "Point", "Which point of the design: 0, 1, ..."),
    Column("variant", "number", "Variant", "Which alternative each point is run under: a parameter set in a structure; 0 is the base's own."),
    Column("structure", "name", "Structure", "Structural variant, as the experiment names it; own is the base's. Of an uncertainty: the standard deviation between structures."),
    Column("parameters", "number", "Parameter set", "Parameter set that the variant takes, -1 the base's own. Of an uncertainty: the standard deviation between parameter sets."),
    Column("reason", "text", "Reason", "Why the run failed."),
    Column("mean", "as the metric's", "Mean", "Mean over replicates; of regret, the mean shortfall over variants; of Morris, the mean elementary effect."),
    Column("std", "as the metric's", "Standard deviation", "Standard deviation over replicates."),
    Column("count", "number", "Count", "Replicates in which the metric is defined."),
    Column("effect", "as the metric's", "Effect", "Mean difference from today on the same random draws in the same variant."),
    Column("error", "as the metric's", "Monte Carlo error", "Standard error of the mean over replicates, paired."),
)
"""Columns of an experiment's own tables, beside levers, parameters and metrics."""

ANSWER = (
    Column("name", "name", "Name", "Lever, factor, pair, step or scenario that the row is about."),
    Column("lost", "number", "Lost", "Replicates in which a run that the effect needs failed, is missing or has no such number."),
    Column("same", "yes or no", "All the same", "Whether all replicates agree, so that nothing can be said of their scatter."),
    Column("sets", "number", "Parameter sets", "Parameter sets that were run in the base's structure."),
    Column("sets_low", "as the metric's", "Lowest over sets", "Lowest mean over the parameter sets."),
    Column("sets_high", "as the metric's", "Highest over sets", "Highest mean over the parameter sets."),
    Column("structures", "number", "Structures", "Structural variants that were run; of a point, how many keep it."),
    Column("structures_low", "as the metric's", "Lowest over structures", "Lowest mean over the structural variants."),
    Column("structures_high", "as the metric's", "Highest over structures", "Highest mean over the structural variants."),
    Column("variants", "number", "Variants", "Parameter sets x structures that the row rests on."),
    Column("up", "number", "Up", "Variants in which the mean is above 0."),
    Column("down", "number", "Down", "Variants in which the mean is below 0."),
    Column("least", "as the metric's", "At least", "Lower end of what a claim may rest on: the interval, held against the effect being one of the family, and the means of all variants."),
    Column("most", "as the metric's", "At most", "Upper end of the same."),
    Column("question", "name", "Question", "What is asked of the lever: alone, taken out of everything, or its Shapley share."),
    Column("rank", "number", "Rank", "1 is the best."),
    Column("rank_low", "number", "Best rank", "Best rank that is distinguishable, or that four in five variants keep to."),
    Column("rank_high", "number", "Worst rank", "Worst rank of the same."),
    Column("median_rank", "number", "Median rank", "Median rank over variants."),
    Column("top", "share of variants", "Among the first three", "Variants in which it is among the first three and surely does good."),
    Column("top_low", "share of variants", "The least of that", "How far Monte Carlo error could move that share down."),
    Column("top_high", "share of variants", "The most of that", "How far Monte Carlo error could move that share up."),
    Column("negative", "share of variants", "Below 0", "Variants in which the effect is below 0."),
    Column("worst", "as the metric's", "Largest shortfall", "Largest shortfall from the best point, over variants."),
    Column("worst_low", "as the metric's", "The least of that", "Lower end of its interval."),
    Column("worst_high", "as the metric's", "The most of that", "Upper end of its interval."),
    Column("best_in", "share of variants", "Best in", "Variants in which the point is the best one."),
    Column("pareto", "yes or no", "Best compromise", "Whether no other point is better in every metric asked for."),
    Column("share", "share", "Share", "Share of the variants, or of the whole effect, that the row stands for."),
    Column("factor", "name", "Horizontal factor", "Factor that varies along the axis."),
    Column("applied", "name", "Applied factor", "Factor whose effect is shown at each value of the other."),
    Column("applied_from", "as the factor's", "Applied from", "First value of the applied factor."),
    Column("applied_to", "as the factor's", "Applied to", "Last value of the applied factor."),
    Column("line", "text", "Line", "Which line of the figure the row belongs to."),
    Column("held", "text", "Held", "Value at which a third factor is held."),
    Column("level_low", "as the metric's", "Level, low", "Lower end of the interval of the mean level."),
    Column("level_mean", "as the metric's", "Level", "Mean level."),
    Column("level_high", "as the metric's", "Level, high", "Upper end of the interval of the mean level."),
    Column("whole", "yes or no", "Whole way", "Whether the step is from the first value to the last."),
    Column("what", "text", "What", "Which classes, or which comparison of two, the row is about."),
    Column("before", "as the metric's", "Before", "Mean level before the change."),
    Column("rival", "name", "Rival", "Class that the row is compared with."),
    Column("low_share", "share", "Share, low", "Lower end of the interval of the share."),
    Column("mean_share", "share", "Share, mean", "Mean of the share."),
    Column("high_share", "share", "Share, high", "Upper end of the interval of the share."),
    Column("monte_carlo", "as the metric's", "Monte Carlo error", "Standard error of the mean over replicates, and over sampled orders."),
    Column("first", "share of variance", "First-order index", "Variance that the factor explains alone (Sobol')."),
    Column("first_half_width", "share of variance", "Half-width of that", "Half-width of its 95 % interval."),
    Column("second", "share of variance", "Second-order index", "Variance that the pair explains beyond what each does (Sobol')."),
    Column("second_half_width", "share of variance", "Half-width of that", "Half-width of its 95 % interval."),
    Column("total", "share of variance", "Total index", "Variance that is left only because of the factor, interactions included (Sobol')."),
    Column("total_half_width", "share of variance", "Half-width of that", "Half-width of its 95 % interval."),
    Column("noise", "share of variance, or as the metric's", "Noise", "What random draws alone contribute."),
    Column("size", "as the metric's", "Size", "Mean absolute elementary effect (Morris)."),
    Column("size_half_width", "as the metric's", "Half-width of that", "Half-width of its 95 % interval."),
    Column("size_least", "as the metric's", "At least", "What the size is at least, noise taken off."),
    Column("spread", "as the metric's", "Spread", "Standard deviation of elementary effects: interaction or curvature (Morris)."),
    Column("blocks", "number", "Blocks", "Blocks of the design whose runs are all there."),
    Column("inside", "share", "Inside", "Cases in the box that fail; of a series, points inside the band."),
    Column("failed", "share", "Failed", "Cases that fail in all; in status, runs that raised."),
    Column("sentence", "text", "Sentence", "One of the sentences of the finding."),
)
"""Columns of an answer's tables."""

SERIES = (
    Column("series", "name", "Series", "Which series of uptake."),
    Column("measured", "share", "Measured", "Share that was measured."),
    Column("draws", "number", "Draws", "Simulated curves that were pooled."),
    Column("points", "number", "Points", "Points of the series."),
    Column("inside_one_set", "share", "Inside the band of one set", "Points inside the band of random draws alone."),
    Column("time", "months from launch", "Time", "Month of a point of a series of one's own."),
    Column("last_value", "share", "Last value", "Naive forecast: the last value of the earlier half of the points, held."),
    Column("class_mean", "share", "Class curve", "Naive forecast: the mean curve of the measured series of the same class."),
    Column("average_bass", "share", "Bass", "Naive forecast: the average of the Bass curves fitted to all measured series."),
)
"""Columns of the band of a series."""

TRACE = (
    Column("stage", "name", "Stage", "Stage at the start of the month."),
    Column("then", "name", "Then", "Stage at its end."),
    Column("outcome", "name", "Outcome", "What came of a month in which the NHS trust could decide: not_offered, not_eligible, not_heard, not_wanted, stopped, no_room, no_money or begun."),
    Column("risk", "name", "Risk", "What else was left to a draw: being refused, collapsing, being given up."),
    Column("risk_drawn", "uniform", "Draw of the risk", "The draw."),
    Column("risk_chance", "share", "Chance of the risk", "It came to pass if the draw was below."),
    Column("hearing_drawn", "uniform", "Draw of hearing", "The draw that decides whether the trust hears of the innovation."),
    Column("hearing_chance", "share", "Chance of hearing", "It hears of it if the draw is below."),
    Column("drawn", "uniform", "Draw", "The draw that decides whether the trust moves on."),
    Column("ceiling", "per month", "Ceiling", "Highest monthly chance to move on."),
    Column("before_barriers", "share", "Chance before barriers", "ceiling x Lambda(appeal): a draw below it is an attempt."),
    Column("chance", "share", "Chance", "What barriers leave of it: a draw below it is a start, if room and money last."),
    Column("appeal", "logit", "Appeal", "What the innovation is worth to the trust."),
    Column("price", "£m", "Price", "What a start would cost."),
    Column("money_left", "£m", "Money left", "What the trust had left this year."),
)
"""Columns of a trace's months, beside ``gate_``, ``stopped_`` and ``pull_`` with a name, and states of a trust."""
# fmt: on

COLUMNS = {each.name: each for each in (*RUN, *EXPERIMENT, *ANSWER, *SERIES, *TRACE)}
"""All of them by name."""
