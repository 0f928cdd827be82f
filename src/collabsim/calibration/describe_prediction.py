"""What is said of one's own series: the end, its Monte Carlo error, how near, and what naive forecasts do."""

from __future__ import annotations

import numpy as np

from collabsim.calibration.naive_forecasts import Naive, crps, half, rmse
from collabsim.calibration.prediction import FEWEST_SETS, NEAR, Outlook
from collabsim.calibration.targets import WITHIN

SHOWN = 0.0005
"""The least error (share) that is not told as nothing."""


def sentences(found: Outlook) -> list[str]:
    """Return what came out, a sentence or a few to a line."""
    said = [_end(found), _monte_carlo(found), *_fit(found)]
    if not found.known:
        return [*said, _naive_end(found)]
    return [*said, _error(found), *_beside(found), *_verdict(found)]


def range_words(draws: int) -> str:
    """Say what the ends of a band of so many draws are."""
    from collabsim.results import ENOUGH_FOR_A_RANGE

    if draws >= ENOUGH_FOR_A_RANGE:
        return f"in nine of ten of {draws:,} simulated Englands"
    return (
        f"the lowest and highest of {draws} simulated Englands; {ENOUGH_FOR_A_RANGE} or more give a "
        "range to rely on"
    )


def _points(share: float) -> str:
    return f"{100 * share:.1f}"


def _end(found: Outlook) -> str:
    month, *ends = found.band.iloc[-1][["month", "median", "low", "high"]]
    middle, low, high = (f"{100 * end:.0f}" for end in ends)
    sets, replicates = found.draws.shape[:2]
    each = f"{replicates} under each of {sets}" if sets > 1 else "all under one"
    return (
        f"{found.series.title}: in month {month:.0f} from launch {middle} % ({low} to {high} %, "
        f"{range_words(sets * replicates)}; {each} parameter set{'s' if sets > 1 else ''})."
    )


def _monte_carlo(found: Outlook) -> str:
    from collabsim.results import ENOUGH_FOR_A_RANGE

    n, errors = len(found.pooled), found.monte_carlo()
    if np.ptp(found.pooled[:, -1]) == 0.0:
        return (
            f"All {n} simulated Englands agree on the last month. An outcome that fewer than "
            f"{100 * (1.0 - 0.05 ** (1.0 / n)):.0f} % of them have could have been missed (95 % confidence)."
        )
    if errors is None:
        return (
            "How far another seed would move this cannot be told from fewer than "
            f"{FEWEST_SETS} parameter sets."
        )
    middle, low, high = (_points(each) if each >= SHOWN else "less than 0.1" for each in errors)
    what = "another seed or other sets" if found.attributes else "another seed"
    ends = f", {low} of the lower end, {high} of the upper end"
    if n < ENOUGH_FOR_A_RANGE:
        ends = "; of ends of so few it cannot be told"
    return (
        f"Monte Carlo error (one standard error: how far {what} would move it): {middle} percentage "
        f"points of the median{ends}."
    )


def _fit(found: Outlook) -> list[str]:
    if not found.attributes:
        return []
    fitted = found.series.fitted
    if abs(found.gap) > NEAR:
        where = "below" if found.gap < 0.0 else "above"
        return [
            (
                f"Not fitted: with no {fitted} that was tried does the class follow the series; the nearest "
                f"curve stays {100 * abs(found.gap):.0f} percentage points {where} it on average. Look at "
                "the class and at what else is known of the innovation."
            )
        ]
    reach = {f"{end:.3g}": None for end in (min(found.attributes), max(found.attributes))}
    many = len(found.attributes)
    return [f"Fitted {fitted}: {' to '.join(reach)} over {many} set{'s' if many > 1 else ''}."]


def _naive_end(found: Outlook) -> str:
    made = [
        f"{each.name} ({each.says}) {100 * each.curve[-1]:.0f} %"
        for each in found.naive
        if each.curve is not None
    ]
    month = found.series.months[-1]
    return " ".join([f"Naive forecasts for month {month}: {'; '.join(made)}.", *_unmade(found)])


def _unmade(found: Outlook) -> list[str]:
    return [
        f"No forecast by {each.name}: {each.says}." for each in found.naive if each.curve is None
    ]


def _error(found: Outlook) -> str:
    values, yard = found.series.values, found.yard
    error, doubt = rmse(found.mean, values), found.error_of_error()
    known = "" if doubt is None or doubt < SHOWN else f", Monte Carlo error {_points(doubt)}"
    ratio = (
        f"no ratio to that of a free Bass curve, as {yard.no_ratio}"
        if yard.no_ratio
        else f"{error / yard.bass:.1f} times that of a free Bass curve, which is fitted to every point"
    )
    return (
        f"Error over all {len(values)} points {_points(error)} percentage points (root mean square"
        f"{known}); {ratio}. CRPS {_points(crps(found.pooled, values))}. "
        f"{100 * found.inside:.0f} % of the points lie in the band."
    )


def _beside(found: Outlook) -> list[str]:
    start, series = half(found.series), found.series
    later = found.later.reshape(-1, found.later.shape[-1])
    seen = "fitted to the earlier points alone" if found.attributes else "fitted to no point"
    score = crps(later[:, start:], series.values[start:])
    good = [each.name for each in found.as_good()]
    return [
        (
            f"On the later {len(series.values) - start} points (from month {series.months[start]}) the "
            f"model, {seen}, errs by {_points(found.late(later.mean(axis=0)))} percentage points (CRPS "
            f"{_points(score)}). Naive forecasts of these:"
        ),
        *(f"  {line}" for each in found.naive for line in _of_naive(found, each)),
        *(f"  {line}" for line in _unmade(found)),
        f"As good as the model or better: {', '.join(good)}."
        if good
        else "Every naive forecast that can be made errs more than the model.",
    ]


def _of_naive(found: Outlook, each: Naive) -> list[str]:
    if each.curve is None:
        return []
    values, start = found.series.values, half(found.series)
    score = crps(each.curve[None, start:], values[start:])
    said = f"{each.name} ({each.says}): {_points(found.late(each.curve))} (CRPS {_points(score)})"
    if each.start == 0:
        score = crps(each.curve[None, :], values)
        said += f"; all points {_points(rmse(each.curve, values))} (CRPS {_points(score)})"
    return [said]


def _verdict(found: Outlook) -> list[str]:
    if not found.attributes:
        return []
    if found.followed is None:
        return [f"No verdict on whether the model follows the series: {found.yard.no_ratio}."]
    steady = found.steady()
    again = "" if steady is None else f" The same in {100 * steady:.0f} % of resamples of the sets."
    return [
        (
            f"{'Followed' if found.followed else 'Not followed'}: the yardstick is an error of at most "
            f"{_points(found.yard.limit)} percentage points ({WITHIN:g} times that of a free Bass curve, "
            "the noise of a share of so many organisations, or half a point, whichever is most), and less "
            f"error than each naive forecast.{again}"
        )
    ]
