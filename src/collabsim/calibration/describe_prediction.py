"""A fit or prediction in sentences: the end, its Monte Carlo error, how near, and naive forecasts."""

from __future__ import annotations

from typing import Any

import numpy as np

from collabsim.calibration.naive_forecasts import Naive, crps, half
from collabsim.calibration.prediction import (
    FEWEST_SETS,
    NEAR,
    Prediction,
    without_ratio,
    without_reference,
)
from collabsim.calibration.targets import WITHIN, rmse
from collabsim.plain import plural
from collabsim.record import Floats
from collabsim.results import ENOUGH_FOR_A_RANGE

SHOWN = 0.0005
"""The least error (share) that is not shown as nothing."""


def sentences(found: Prediction) -> list[str]:
    """Return what came out, a sentence or a few to a line."""
    lines = [_monte_carlo(found), *_fitted(found)]
    if not found.known:
        return [*lines, _naive_end(found)]
    return [*lines, _error(found), *_beside_naive(found), *_verdict(found)]


def describe(found: Prediction) -> dict[str, Any]:
    """Return all that is said of it: the question, the three sentences that come first, the details."""
    title, sets = found.series.title, plural(found.draws.shape[0], "parameter set")
    question = f"How far will {title} be taken up?"
    if found.attributes:
        question = f"Can the model follow the measured uptake of {title}?"
    hangs = (
        f"The range holds {sets} that fit English uptake about equally well; other ways in which "
        "barriers may combine were not tried."
    )
    caution = (
        "Do not plan sales or budgets by this: predictions for a class of innovation have done no "
        "better than naive forecasts so far."
    )
    return {
        "question": question,
        "summary": [_end(found), hangs, caution],
        "finding": sentences(found),
    }


def _points(share: float) -> str:
    return f"{100 * share:.1f}"


def _end(found: Prediction) -> str:
    month, *ends = found.band.iloc[-1][["month", "median", "low", "high"]]
    middle, low, high = (f"{100 * end:.0f}" for end in ends)
    sets, replicates = found.draws.shape[:2]
    draws = sets * replicates
    what = f"in nine of ten of {draws:,} simulated Englands"
    if draws < ENOUGH_FOR_A_RANGE:
        what = (
            f"the lowest and highest of {draws} simulated Englands; {ENOUGH_FOR_A_RANGE} or more "
            "give a range to rely on"
        )
    each = f"{replicates} under each of {sets} parameter sets"
    return (
        f"{found.series.title}: in month {month:.0f} from launch {middle} % ({low} to {high} %, "
        f"{what}; {each if sets > 1 else 'all under one parameter set'})."
    )


def _monte_carlo(found: Prediction) -> str:
    n, errors = len(found.pooled), found.monte_carlo()
    if np.ptp(found.pooled[:, -1]) == 0.0:
        return (
            f"All {n} simulated Englands agree on the last month. An outcome that fewer than "
            f"{100 * (1.0 - 0.05 ** (1.0 / n)):.0f} % of them have could have been missed (95 % "
            "confidence)."
        )
    if errors is None:
        return f"The Monte Carlo error is not known from fewer than {FEWEST_SETS} parameter sets."
    middle, low, high = (_points(each) if each >= SHOWN else "less than 0.1" for each in errors)
    what = "another seed or other sets" if found.attributes else "another seed"
    ends = f", {low} of the lower end, {high} of the upper end"
    if n < ENOUGH_FOR_A_RANGE:
        ends = "; of ends of so few it is not known"
    return (
        f"Monte Carlo error (one standard error: how far {what} would move it): {middle} percentage "
        f"points of the median{ends}."
    )


def _fitted(found: Prediction) -> list[str]:
    if not found.attributes:
        return []
    fitted, where = found.series.fitted, "below" if found.gap < 0.0 else "above"
    if abs(found.gap) > NEAR:
        words = (
            f"Not fitted: with no {fitted} that was tried does the class follow the series; the "
            f"nearest curve stays {100 * abs(found.gap):.0f} percentage points {where} it on "
            "average. Look at the class and at what else is known of the innovation."
        )
        return [words]
    reach = {f"{end:.3g}": None for end in (min(found.attributes), max(found.attributes))}
    return [f"Fitted {fitted}: {' to '.join(reach)} over {plural(len(found.attributes), 'set')}."]


def _naive_end(found: Prediction) -> str:
    made = "; ".join(
        f"{each.name} ({each.says}) {100 * each.curve[-1]:.0f} %"
        for each in found.naive
        if each.curve is not None
    )
    month = found.series.months[-1]
    return " ".join([f"Naive forecasts for month {month}: {made}.", *_unmade(found)])


def _unmade(found: Prediction) -> list[str]:
    return [
        f"No forecast by {each.name}: {each.says}." for each in found.naive if each.curve is None
    ]


def _error(found: Prediction) -> str:
    series, why = found.series, without_ratio(found.series)
    error, uncertainty = rmse(found.mean, series.values), found.error_of_error()
    known = uncertainty is not None and uncertainty >= SHOWN
    beside = f", Monte Carlo error {_points(uncertainty or 0.0)}" if known else ""
    ratio = (
        f"no ratio to that of a free Bass curve, as {why}"
        if why
        else f"{error / series.bass.rmse:.1f} times that of a free Bass curve, which is fitted to every point"
    )
    return (
        f"Error over all {len(series.values)} points {_points(error)} percentage points (root mean square"
        f"{beside}); {ratio}. CRPS {_points(crps(found.pooled, series.values))}. "
        f"{100 * found.inside:.0f} % of the points lie in the band."
    )


def _beside_naive(found: Prediction) -> list[str]:
    start, series = half(found.series), found.series
    later = found.later.reshape(-1, found.later.shape[-1])
    seen = "fitted to the earlier points alone" if found.attributes else "fitted to no point"
    score = crps(later[:, start:], series.values[start:])
    good = ", ".join(each.name for each in found.as_good())
    words = (
        f"On the later {len(series.values) - start} points (from month {series.months[start]}) the "
        f"model, {seen}, errs by {_points(found.late(later.mean(axis=0)))} percentage points (CRPS "
        f"{_points(score)}). Naive forecasts of these:"
    )
    made = [_naive_error(found, each, each.curve) for each in found.naive if each.curve is not None]
    last = "Every naive forecast that can be made errs more than the model."
    if good:
        last = f"As good as the model or better: {good}."
    return [words, *(f"  {line}" for line in (*made, *_unmade(found))), last]


def _naive_error(found: Prediction, each: Naive, curve: Floats) -> str:
    values, start = found.series.values, half(found.series)
    score = crps(curve[None, start:], values[start:])
    line = f"{each.name} ({each.says}): {_points(found.late(curve))} (CRPS {_points(score)})"
    if each.start > 0:
        return line
    score = crps(curve[None, :], values)
    return f"{line}; all points {_points(rmse(curve, values))} (CRPS {_points(score)})"


def _verdict(found: Prediction) -> list[str]:
    if not found.attributes:
        return []
    if found.consistent() is None:
        why = without_reference(found.series)
        return [f"No verdict on whether the model is consistent with the series: {why}."]
    steady = found.steady()
    again = "" if steady is None else f" The same in {100 * steady:.0f} % of resamples of the sets."
    words = (
        f"{'Consistent' if found.consistent() else 'Not consistent'} with the series: that takes an "
        f"error of at most {_points(found.series.limit)} percentage points ({WITHIN:g} times that "
        "of a free Bass curve, the noise of a share of so many organisations, or half a point, "
        f"whichever is most), and less error than each naive forecast.{again}"
    )
    return [words]
