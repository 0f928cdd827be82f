"""Explains any name of the model: what it means, its equation, its range and its sources."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial

from collabsim import evidence
from collabsim.composition import BARRIERS
from collabsim.explain import equations, files, register, science, state
from collabsim.explain.words import listed
from collabsim.levers import LEVERS
from collabsim.metrics import METRICS
from collabsim.metrics.classes import class_names
from collabsim.parameters import described
from collabsim.results.columns import COLUMNS
from collabsim.results.contents import FILES
from collabsim.results.contents import contents as file_contents
from collabsim.scenario import Scenario
from collabsim.scenario.columns import CLASS, INNOVATION
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
    found = _named(name) + _bare(name) or _part_of(name)
    found += [
        "\n".join(listed(kind, [", ".join(names)]))
        for kind, (names, _) in _kinds().items()
        if name.casefold() in kind.casefold().split() and name.casefold().endswith("s")
    ]
    if not found:
        raise LookupError(_unknown(name))
    return "\n\n".join(found)


def _named(name: str) -> list[str]:
    """Return what there is under a name, or under what it is also called."""
    return [
        text(key)
        for names, text in _kinds().values()
        for key in names
        if name.casefold() in (key.casefold(), names[key].casefold())
    ]


def _bare(name: str) -> list[str]:
    """Return the parameters, or else the rules, of which this is the name within their group."""
    found = {
        kind: [text(each) for each in names if each.endswith(f".{name.casefold()}")]
        for kind, (names, text) in _kinds().items()
        if kind in ("Parameters", "Rules")
    }
    return found["Parameters"] or found["Rules"]


def _part_of(name: str) -> list[str]:
    """Return what is meant by a file of a folder, a key within tables, or the end of a box."""
    if file_contents(name):
        return [files.file_page(name)]
    whole, _, end = name.rpartition(":")
    if end in ("low", "high"):
        return [f"{name}: the {end} end of a box in which a policy fails", *_named(whole)]
    metric, _, end = name.rpartition("_")
    if end in ("low", "high") and metric in METRICS:
        return [f"{name}: the {end} end of the range over replicates", *_named(metric)]
    *above, key = name.split(".")
    known = all(_named(each) for each in above) and key in {*CLASS, *INNOVATION, *BARRIERS}
    return [f"{name}: a key within tables", *_named(key)] if above and known else []


def contents() -> str:
    """Return every name there is to explain, kind by kind."""
    lines = ["What can be explained, with: collabsim explain NAME"]
    for kind, (names, _) in _kinds().items():
        lines += ["", *listed(kind, [", ".join(names)])]
    return "\n".join(lines)


@cache
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
        "Columns of a class or of an innovation": (_columns(), science.class_column),
        "Rules": (_same(equations.rules()), equations.rule_page),
        "Equations of births and of what no rule holds": (
            _same(equations.births()),
            equations.birth_page,
        ),
        "Symbols of equations": (_same(equations.symbols()), equations.symbol_page),
        "State": (_same(state.STATES), state.state_page),
        "Counts of a record": (_same(state.counts()), state.count_page),
        "Columns of tables": (_same(COLUMNS), files.column_page),
        "Files of a results folder": (_same(FILES), files.file_page),
        "Keys of files": (_same(files.keys()), files.key_page),
        "Words of files and tables": (_same(files.vocabulary()), files.word_page),
        "Made in a file that ships": (_same(files.made()), files.made_page),
        "Structure": (_same(evidence.structure()), register.structure),
        **{
            named: (_same(getattr(evidence, kind)()), partial(register.explain_row, kind))
            for kind, named in register.KINDS.items()
        },
    }


def _columns() -> dict[str, str]:
    """Return the columns of a class and of an innovation described by hand, by name."""
    return {f"classes.{name}": name for name in CLASS} | {
        f"innovations.{name}": name for name in INNOVATION if name not in CLASS
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
