"""Reads the equations that pages and docstrings print, and works them out beside the rules.

An equation is a line such as ``trust.gate = Lambda((trust - asked) / 0.12)``; lines beneath it, or
further literals of the same docstring, say what its other names are. Names side by side are
multiplied, a name right before a bracket is a function, and square brackets hold inside 0 to 1.
Nothing but arithmetic is ever worked out.
"""

from __future__ import annotations

import ast
import inspect
import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from collabsim.numerics import logistic
from collabsim.rules import MODULES

SIGNS = {
    "−": "-",
    "×": "*",
    "^": "**",
    "½": "0.5",
    "¼": "0.25",
    "¾": "0.75",
    "[": "unit(",
    "]": ")",
    "∞": "inf",
}
TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?|[A-Za-zΛπ∞_][\w.]*|[<>=!]=|[-−+*/^×(),<>½¼¾\[\]])")
WORDS = {"if", "else", "and", "or", "not"}


def least(*values: Any) -> Any:
    """Return the least of several values, or of those in one array."""
    return np.min(values[0]) if len(values) == 1 else np.minimum(*values)[()]


def most(*values: Any) -> Any:
    """Return the greatest of two values, one by one where they are arrays."""
    return np.maximum(*values)[()]


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "Λ": logistic,
    "Lambda": logistic,
    "unit": lambda x: np.clip(x, 0.0, 1.0)[()],
    "clip": lambda x, low, high: np.clip(x, low, high)[()],
    "min": least,
    "max": most,
    "mean": np.mean,
    "sum": np.sum,
    "product": np.prod,
    "count": np.size,
    "ln": np.log,
    "cos": np.cos,
    "floor": np.floor,
    "abs": np.abs,
}
CONSTANTS = {"e": math.e, "π": math.pi, "pi": math.pi, "inf": math.inf}
OPERATORS: Mapping[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
}


def parsed(text: str) -> ast.expr:
    """Return an expression as a syntax tree, names side by side multiplied.

    Raises
    ------
    ValueError : if it is not an expression.
    """
    out: list[str] = []
    place, before = 0, ""
    while place < len(text.rstrip()):
        found = TOKEN.match(text, place)
        if not found:
            raise ValueError(f"no sign of an equation: {text[place:]!r} in {text!r}")
        sign, place = found[1], found.end()
        starts = bool(re.match(r"[\w½¼¾(\[∞]", sign)) and sign not in WORDS
        ended = bool(re.search(r"[\w½¼¾)\]∞]$", before)) and before not in WORDS
        called = sign == "(" and found.start(1) == found.start() and before[:1].isalpha()
        out += ["*"] if starts and ended and not called else []
        out.append(SIGNS.get(sign, sign))
        before = sign
    try:
        return ast.parse(" ".join(out), mode="eval").body
    except SyntaxError as fault:
        raise ValueError(f"not an expression: {text!r}") from fault


@dataclass(frozen=True)
class Equation:
    """What a page says that a rule returns: an expression, and what its names stand for."""

    rule: str
    value: ast.expr
    where: Mapping[str, ast.expr]
    text: str

    def at(self, known: Mapping[str, Any]) -> Any:
        """Return the value of the equation where these names are known."""
        return _value(self.value, self, {**known})


def equation(rule: str, text: str, where: Mapping[str, str]) -> Equation:
    """Return the equation of a rule."""
    return Equation(rule, parsed(text), {name: parsed(each) for name, each in where.items()}, text)


def _value(node: ast.expr, here: Equation, known: dict[str, Any]) -> Any:
    def of(part: ast.expr) -> Any:
        return _value(part, here, known)

    match node:
        case ast.Constant(float() | int() as number):
            return float(number)
        case ast.Name() | ast.Attribute():
            name = ast.unparse(node)
            if name not in known and name in here.where:
                known[name] = of(here.where[name])
            return known[name] if name in known else CONSTANTS[name]
        case ast.BinOp(left, sign, right):
            return OPERATORS[type(sign)](of(left), of(right))
        case ast.UnaryOp(sign, part):
            return OPERATORS[type(sign)](of(part))
        case ast.Compare(left, [sign], [right]):
            return OPERATORS[type(sign)](of(left), of(right))
        case ast.BoolOp(ast.And(), parts):
            return all(of(part) for part in parts)
        case ast.IfExp(test, yes, no):
            met = of(test)
            if isinstance(met, np.ndarray):
                return np.where(met, of(yes), of(no))
            return of(yes) if met else of(no)
        case ast.Call(ast.Name(name), parts, []):
            given = [of(part) for part in parts]
            return FUNCTIONS[name](*given) if name in FUNCTIONS else known[name](*given)
    raise ValueError(f"{ast.unparse(node)} is no arithmetic: {here.text!r}")


def rules() -> dict[str, FunctionType]:
    """Return every rule by the name of its barrier or behaviour and its own."""
    return {
        f"{place}.{name}": value
        for place, module in MODULES.items()
        for name, value in vars(module).items()
        if isinstance(value, FunctionType) and value.__module__ == module.__name__
    }


RULES = rules()


def printed(page: str) -> Iterator[Equation]:
    """Yield the equations of a page's blocks of code."""
    for block in re.findall(r"^```\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        lines = [line.partition("#")[0].rstrip() for line in block.splitlines()]
        for part in re.split(r"\n(?=\S)", "\n".join(line for line in lines if line)):
            first, *rest = [line.strip().split(" = ", 1) for line in part.splitlines()]
            if len(first) == 2:
                yield equation(first[0].strip(), first[1], {n.strip(): x for n, x in rest})


ARITHMETIC = re.compile(r"[+*/^(\[=]| - |\bif\b| [a-z(]")
"""What makes a literal of a docstring an equation."""


def described(name: str) -> Equation | None:
    """Return the equation in a rule's docstring, or nothing if it prints none."""
    words = " ".join((inspect.getdoc(RULES[name]) or "").split())
    found = [each for each in re.findall(r"``(.+?)``", words) if ARITHMETIC.search(each)]
    if not found:
        return None
    where = [each.split(" = ", 1) for each in found[1:]]
    return equation(name, found[0], dict(where))


def loose(function: Callable[..., Any] | ModuleType) -> list[str]:
    """Return what looks like an equation in a docstring but stands in no literal."""
    words = re.sub(r"``.+?``", "", " ".join((inspect.getdoc(function) or "").split()))
    return re.findall(r"\S+ [*/^=] \S+|\w\^\S+|\w \(1 - \w|\w x \(?\w|Lambda\(\(.*", words)
