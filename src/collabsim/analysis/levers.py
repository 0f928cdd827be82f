"""What a lever does: alone, when removed from everything, per unit of effort, by channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from collabsim.analysis.cube import ends, states
from collabsim.analysis.effects import Effects, contrasts
from collabsim.experiment import Runs

Points = dict[int, int]
"""Point of each combination of levers, a lever a bit."""


def alone(runs: Runs, metric: str) -> Effects:
    """Return what each lever does on its own, all others at first value, of those run so."""
    return _between(runs, metric, {i: (1 << i, 0) for i in range(len(runs.factors))})


def removed(runs: Runs, metric: str) -> Effects:
    """Return what each lever adds as the last of all: everything against everything but it."""
    n = len(runs.factors)
    whole = (1 << n) - 1
    return _between(runs, metric, {i: (whole, whole ^ (1 << i)) for i in range(n)})


def together(runs: Runs, metric: str) -> Effects:
    """Return what all levers do together, from first to last value."""
    points, whole = combinations_run(runs), (1 << len(runs.factors)) - 1
    there = {0, whole} <= set(points)
    weights = np.zeros((int(there), len(runs.design)))
    if there:
        weights[0, [points[whole], points[0]]] = (1.0, -1.0)
    return contrasts(runs, metric, ["everything"] * there, weights)


def per_effort(effects: Effects, runs: Runs) -> Effects:
    """Return the effects of levers per unit of effort: over how far each is applied.

    A lever at 1 is the most effort that is plausible.
    """
    first, last = ends(runs)
    applied = np.abs(last - first)
    by_name = dict(zip(runs.factors, applied, strict=True))
    scale = np.array([by_name[name] or np.nan for name in effects.names])
    each = effects.each(lambda values: values / scale[:, None, None])
    return replace(each, start=effects.start)


def channels(runs: Runs, effects: Effects) -> dict[str, tuple[Effects, Effects]]:
    """Return, for each other structural variant, what of each effect is lost in it, and the whole.

    Where a variant closes off a channel (a gate nobody meets, a term of appeal at 0, a loop cut),
    what is lost there is what went through that channel. It is paired with the baseline, under the
    same parameters and random draws; the whole is that of the parameter sets that both have.
    """
    own, *others = dict.fromkeys(runs.variants["structure"].astype(str))
    before, one = _by_set(runs, own), replace(effects, structures=(), start=None)
    out = {}
    for structure in others:
        after = _by_set(runs, structure)
        sets = [each for each in before if each in after]
        kept, closed = ([of[each] for each in sets] for of in (before, after))
        out[structure] = (
            one.each(lambda values, k=kept, c=closed: values[..., k, :] - values[..., c, :]),  # type: ignore[misc]
            one.each(lambda values, k=kept: values[..., k, :]),  # type: ignore[misc]
        )
    return out


def combinations_run(runs: Runs) -> Points:
    """Return the first point of each combination of levers that was run."""
    on = states(runs)
    found: Points = {}
    for point in np.flatnonzero(~np.isnan(on).any(axis=1)):
        found.setdefault(sum(1 << int(i) for i in np.flatnonzero(on[point])), int(point))
    return found


def _by_set(runs: Runs, structure: str) -> Mapping[int, int]:
    """Return the variant of each parameter set under a structure."""
    these = runs.variants[runs.variants["structure"] == structure]
    return dict(zip(these["parameters"].tolist(), these["variant"].tolist(), strict=True))


def _between(runs: Runs, metric: str, wanted: Mapping[int, tuple[int, int]]) -> Effects:
    """Return the differences between pairs of combinations, of the levers whose pair was run."""
    points = combinations_run(runs)
    there = [i for i, pair in wanted.items() if set(pair) <= set(points)]
    weights = np.zeros((len(there), len(runs.design)))
    for row, i in enumerate(there):
        more, less = wanted[i]
        weights[row, [points[more], points[less]]] = (1.0, -1.0)
    return contrasts(runs, metric, [runs.factors[i] for i in there], weights)
