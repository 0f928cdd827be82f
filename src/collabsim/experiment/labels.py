"""Checks the names of listed points: each its own, *today* the base's alone, and sums true sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from collabsim.experiment.designs import TODAY
from collabsim.experiment.factors import Values
from collabsim.scenario.characters import folded, hidden
from collabsim.scenario.layers import Layers

Changes = frozenset[tuple[str, float]]
"""What a point changes in the base."""

PLUS = " + "

BASE = (TODAY, "base", "the base", "baseline", "own")
"""What only the base, and its own structure, may be called."""

FEW = 3
"""Values of a point that a sentence names."""

MOST = 64
"""Parts of a label of more than these are no sum that anybody wrote."""


def check_labels(draft: Layers, points: Sequence[tuple[str, Values]], today: Values) -> None:
    """Fault labels that mislead, and points that are the same; ``today`` has the base's values."""
    changes = [frozenset({**today, **values}.items() - today.items()) for _, values in points]
    labels = [plain(label) for label, _ in points]
    by_label: dict[str, int] = {}
    by_values: dict[Changes, int] = {}
    for place, (label, changed) in enumerate(zip(labels, changes, strict=True)):
        key = ("points", place, "label")
        first = by_label.setdefault(label, place)
        if label and first != place:
            draft.fault(key, f'point {first + 1} has this label, "{points[first][0]}".')
        same = by_values.setdefault(changed, place)
        if same != place:
            draft.fault(
                ("points", place), f'the same values as point {same + 1}, "{points[same][0]}".'
            )
        if label in BASE and changed:
            said = _told(changed)
            draft.fault(key, f"only the base is called {label}; this point has {said}.")
    for place, label in enumerate(labels):
        parts = _parts(label, by_label)
        if parts:
            _check_sum(draft, place, [(points[n][0], changes[n]) for n in parts], changes[place])


def plain(label: str) -> str:
    """Return a label as people compare it: by neither capitals, spaces, underscores nor what is unseen."""
    seen = "".join(c for c in folded(label).replace("_", " ") if not hidden(c))
    return " ".join(seen.replace("+", PLUS).split())


def _parts(label: str, by_label: Mapping[str, int]) -> list[int]:
    """Return the points of which a label says it is the sum; none if it says nothing of the kind."""
    words = label.split(PLUS)
    if not 1 < len(words) <= MOST:
        return []
    twos = ([PLUS.join(words[:n]), PLUS.join(words[n:])] for n in range(1, len(words)))
    for way in (words, *twos):
        if all(part in by_label for part in way):
            return [by_label[part] for part in way]
    return []


def _check_sum(
    draft: Layers, place: int, parts: Sequence[tuple[str, Changes]], changed: Changes
) -> None:
    """Fault a sum whose parts say different things of a factor, or that is not all of theirs."""
    said: dict[str, tuple[str, float]] = {}
    for label, changes in parts:
        for name, value in sorted(changes):
            first, other = said.setdefault(name, (label, value))
            if other != value:
                sentence = f'no sum: {name} is {other:g} in "{first}" and {value:g} in "{label}".'
                draft.fault(("points", place, "label"), sentence)
                return
    whole = frozenset((name, value) for name, (_, value) in said.items())
    if whole != changed:
        names = PLUS.join(label for label, _ in parts)
        odd = {"lacks": whole - changed, "has": changed - whole}
        found = " and ".join(f"{what} {_told(some)}" for what, some in odd.items() if some)
        sentence = f"called a sum, but not the values of {names} together: it {found}."
        draft.fault(("points", place, "label"), sentence)


def _told(changes: Changes) -> str:
    more = f" and {len(changes) - FEW} more" if len(changes) > FEW else ""
    return ", ".join(f"{name} {value:g}" for name, value in sorted(changes)[:FEW]) + more
