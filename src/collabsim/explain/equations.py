"""The equations that the page of the model prints, and the symbols that stand in them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import FunctionType, MappingProxyType

from collabsim.explain.notation import NOTATION
from collabsim.explain.state import STATES
from collabsim.explain.words import describe, listed, page
from collabsim.parameters import described
from collabsim.rules import MODULES
from collabsim.scenario.columns import CLASS
from collabsim.scenario.groups import GROUPS
from collabsim.scenario.shipped import model_page

MOST = 8
"""Places of a symbol that are listed."""


@cache
def equations() -> Mapping[str, tuple[str, ...]]:
    """Return the lines of every equation of the page by the name of its rule, notes included."""
    found: dict[str, tuple[str, ...]] = {}
    for block in re.findall(r"^```\n(.*?)^```", model_page(), re.MULTILINE | re.DOTALL):
        for part in re.split(r"\n(?=\S)", block.strip("\n")):
            first, *rest = (" ".join(line.split()) for line in part.splitlines() or [""])
            name = first.partition(" = ")[0].strip()
            if part.strip() and re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", name):
                found[name] = (first, *rest)
    return MappingProxyType(found)


@cache
def rules() -> Mapping[str, FunctionType]:
    """Return every rule by its name, such as ``trust.gate``."""
    return MappingProxyType(
        {
            f"{place}.{name}": value
            for place, module in MODULES.items()
            for name, value in vars(module).items()
            if isinstance(value, FunctionType) and value.__module__ == module.__name__
        }
    )


def rule_page(name: str) -> str:
    """Explain a rule: what it returns, its equation, its arguments and parameters, how to replace it."""
    function = rules()[name]
    arguments = [each for each in inspect.signature(function).parameters if each not in ("p", "on")]
    read = [f"{group}.{key}" for group, key in _read(name, function)]
    return page(
        f"{name}: a rule",
        describe(function),
        listed("Equation", equations().get(name, ())),
        listed("Arguments", [_argument(each) for each in arguments]),
        listed("Parameters it reads", [", ".join(read)]),
        listed(
            "Replaced by one of your own", [f'rules={{"{name}": mine}}, with the same arguments']
        ),
    )


def _argument(name: str) -> str:
    says = [*([NOTATION[name]] if name in NOTATION else []), *STATES.get(name, ())]
    says += [f"of the innovation's class: {CLASS[name].says}"] if name in CLASS else []
    return f"{name}: {'; '.join(says)}" if says else name


def _read(name: str, function: FunctionType) -> Iterator[tuple[str, str]]:
    """Yield the parameters of its own group that a rule reads."""
    group, code = name.partition(".")[0], function.__code__
    if group in GROUPS and "p" in code.co_varnames[: code.co_argcount]:
        yield from ((group, key) for key in described(GROUPS[group]) if key in code.co_names)


def births() -> list[str]:
    """Return the names of what is fixed at birth, as the page has them."""
    return [name for name in equations() if name not in rules()]


def birth_page(name: str) -> str:
    """Explain what is fixed at birth, or worked out by no rule of a module: its equation."""
    says = STATES.get(name.rpartition(".")[2], ())
    return page(f"{name}: as the model works it out", *says, listed("Equation", equations()[name]))


@cache
def symbols() -> Mapping[str, tuple[str, ...]]:
    """Return, for every name that stands in an equation or is a rule's argument, what it is."""
    found: dict[str, list[str]] = {name: [says] for name, says in NOTATION.items()}
    for rule, lines in _lines():
        for line in lines[1:]:
            name, sign, _ = line.partition(" = ")
            if sign and re.fullmatch(r"\w+", name.strip()):
                found.setdefault(name.strip(), []).append(f"in {rule}: {line}")
    for rule, function in rules().items():
        for name in inspect.signature(function).parameters:
            found.setdefault(name, []).append(f"an argument of {rule}")
    for name, says in STATES.items():
        if name in found:
            found[name] = [*says, *found[name]]
    return MappingProxyType({name: tuple(dict.fromkeys(says)) for name, says in found.items()})


def _lines() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the equations of the page and those of the rules' own descriptions, line by line."""
    yield from equations().items()
    for rule, function in rules().items():
        words = " ".join((inspect.getdoc(function) or "").split())
        yield rule, ("", *re.findall(r"``(\w+ = .+?)``", words))


def symbol_page(name: str) -> str:
    """Explain a symbol: what it means, where it is worked out, and whose argument it is."""
    says = symbols()[name]
    more = [f"and {len(says) - MOST} more"] if len(says) > MOST else []
    return page(f"{name}: a symbol of the equations", listed("It is", [*says[:MOST], *more]))
