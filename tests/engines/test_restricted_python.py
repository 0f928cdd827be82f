"""A run is made of a small part of Python, so that it can be compiled and translated.

Everything that a month calls is walked: plain arithmetic, ``math``, rows, tables and loops are all
that may stand in it. A construct outside that is named with its function and line.
"""

from __future__ import annotations

import ast
import inspect
import math
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from collabsim.month.begin import begin
from collabsim.month.decide import Look
from collabsim.month.evidence import Event
from collabsim.month.phases import run_month
from collabsim.rule_substitution import Substituter
from collabsim.rules import Scene

STATEMENTS = (
    ast.FunctionDef, ast.Return, ast.Assign, ast.AugAssign, ast.If, ast.For, ast.While, ast.Continue,
    ast.Raise, ast.Expr,
)  # fmt: skip
EXPRESSIONS = (
    ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.Compare, ast.IfExp, ast.Call, ast.Attribute,
    ast.Subscript, ast.Name, ast.Constant, ast.Tuple,
)  # fmt: skip
PARTS = (
    ast.arguments, ast.arg, ast.keyword, ast.expr_context, ast.operator, ast.unaryop, ast.boolop,
    ast.cmpop,
)  # fmt: skip
BUILTINS = {"abs", "bool", "float", "int", "len", "max", "min", "range", "tuple", "ValueError"}
TUPLES = {kind.__name__ for kind in (Event, Look, Scene)}
MATH = {name for name in vars(math) if not name.startswith("_")}


def called() -> dict[str, Callable[..., Any]]:
    """Return every function that a run calls, by its full name."""
    substituter = Substituter(lambda function: function, {})
    for function in (begin, run_month):
        substituter.substitute(function)
    return {
        f"{each.__module__}.{each.__qualname__}": getattr(
            sys.modules[each.__module__], each.__qualname__
        )
        for each in substituter.made.values()
    }


def outside(function: Callable[..., Any], known: set[str]) -> Iterator[str]:
    """Yield what of a function is outside the subset."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    (defined,) = tree.body
    assert isinstance(defined, ast.FunctionDef)
    defined.returns = None
    for node in ast.walk(defined):
        if isinstance(node, ast.arg):
            node.annotation = None
    for node in ast.walk(defined):
        name = type(node).__name__
        if isinstance(node, ast.Constant) and not isinstance(node.value, int | float | str):
            yield f"line {node.lineno}: {node.value!r}"
        elif isinstance(node, ast.Call) and not _may_call(node.func, known):
            yield f"line {node.lineno}: a call of {ast.unparse(node.func)}"
        elif not isinstance(node, (*STATEMENTS, *EXPRESSIONS, *PARTS)):
            yield f"line {getattr(node, 'lineno', '?')}: {name}"
        elif isinstance(node, ast.FunctionDef) and node is not defined:
            yield f"line {node.lineno}: a function within a function"


def _may_call(called: ast.expr, known: set[str]) -> bool:
    """Return whether a function of the run, of ``math``, a plain builtin or a row of numbers is called."""
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        owner = called.value.id
        return called.attr in (MATH if owner == "math" else known)
    return isinstance(called, ast.Name) and called.id in BUILTINS | TUPLES | known


CALLED = called()


def test_every_function_of_the_run_stays_inside_the_subset() -> None:
    known = {each.rpartition(".")[2] for each in CALLED}
    found = {name: [*outside(function, known)] for name, function in CALLED.items()}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_all_of_the_month_is_walked() -> None:
    modules = {name.rpartition(".")[0] for name in CALLED}
    assert {"collabsim.month.decide", "collabsim.randomness", "collabsim.barriers.trust"} <= modules
    assert len(CALLED) > 150


def comprehending(now: Any) -> float:
    return sum([float(each.money) for each in now.trusts])


def test_what_is_outside_is_named() -> None:
    named = [*outside(comprehending, set())]
    assert named == ["line 2: a call of sum", "line 2: ListComp", "line ?: comprehension"]
