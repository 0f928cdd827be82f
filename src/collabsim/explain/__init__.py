"""Explains any name of the model: what it means, its equation, its range and its sources."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from collabsim import evidence
from collabsim.composition import BARRIERS
from collabsim.explain import register, science
from collabsim.explain.words import listed
from collabsim.levers import LEVERS
from collabsim.metrics import METRICS
from collabsim.metrics.classes import class_names
from collabsim.parameters import described
from collabsim.scenario import Scenario
from collabsim.scenario.groups import GROUPS

__all__ = ["contents", "explain"]

Explainer = Callable[[str], str]


def explain(name: str) -> str:
    """Return all there is under a name, in plain text: some names are a barrier's and a lever's.

    Levers may be given by name or by id; capitals do not matter. The name of a kind, such as
    ``levers`` or ``metrics``, gives every name of that kind.

    Raises
    ------
    LookupError : if there is no such name; the message has the nearest ones.
    """
    found = [
        text(key)
        for names, text in _kinds().values()
        for key in names
        if name.casefold() in (key.casefold(), names[key].casefold())
    ]
    found += [
        "\n".join(listed(kind, [", ".join(names)]))
        for kind, (names, _) in _kinds().items()
        if name.casefold() in kind.casefold().split() and name.casefold().endswith("s")
    ]
    if not found:
        raise LookupError(_unknown(name))
    return "\n\n".join(found)


def contents() -> str:
    """Return every name there is to explain, kind by kind."""
    lines = ["What can be explained, with: collabsim explain NAME"]
    for kind, (names, _) in _kinds().items():
        lines += ["", *listed(kind, [", ".join(names)])]
    return "\n".join(lines)


def _kinds() -> dict[str, tuple[Mapping[str, str], Explainer]]:
    """Return, for each kind of thing, its names (with what else they are called) and its text."""
    own = [f"{group}.{key}" for group, kind in GROUPS.items() for key in described(kind)]
    classes = {each.name: each for each in Scenario.england().classes}
    return {
        "Barriers": (_same(BARRIERS), science.barrier),
        "The barrier account": (_same(["account"]), science.account),
        "Levers": ({lever.name: lever.id for lever in LEVERS.values()}, science.lever),
        "Metrics": (_same(METRICS), science.metric),
        "Metrics of one class": (_same(class_names(classes)), science.metric),
        "Classes of innovation": (_same(classes), lambda name: science.kind(classes[name])),
        "Other groups of parameters": (
            _same(each for each in GROUPS if each not in BARRIERS),
            science.group,
        ),
        "Parameters": (_same(own), science.parameter),
        "Structure": (_same(evidence.structure()), register.structure),
        **{
            named: (_same(getattr(evidence, kind)()), partial(register.explain_row, kind))
            for kind, named in register.KINDS.items()
        },
    }


def _same(names: Iterable[str]) -> dict[str, str]:
    return {name: name for name in names}


def _unknown(name: str) -> str:
    known = {other for names, _ in _kinds().values() for pair in names.items() for other in pair}
    by_key = {key.rpartition(".")[2]: key for key in sorted(known) if "." in key}
    by_key |= {key: key for key in known if "." not in key}  # a thing of its own comes first
    begun = sorted(key for key in known if key.startswith(name.casefold()))
    close = begun[:3] or difflib.get_close_matches(name[:80], [*known, *by_key], n=3, cutoff=0.6)
    near = list(dict.fromkeys(by_key.get(key, key) for key in close))
    hint = f" Did you mean {' or '.join(near)}?" if near else " All names: collabsim explain"
    return f'"{name[:80]}" is nothing that can be explained.{hint}'
