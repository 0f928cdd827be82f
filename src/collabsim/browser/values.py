"""Values of Python as JavaScript: arithmetic, comparisons, calls, fields and items."""

from __future__ import annotations

import ast
import builtins
import inspect
import math
import textwrap
from enum import IntEnum
from types import FunctionType, ModuleType
from typing import Any, Protocol

BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
COMPARED = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "===", ast.NotEq: "!==",
}  # fmt: skip
BITWISE = {ast.BitOr: "|", ast.BitAnd: "&", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>>"}

MATHS = {
    "exp": "Math.exp", "log": "Math.log", "sqrt": "Math.sqrt", "cos": "Math.cos", "sin": "Math.sin",
    "floor": "Math.floor", "ceil": "Math.ceil", "pow": "Math.pow", "isinf": "$isInf", "isnan": "Number.isNaN",
    "log1p": "Math.log1p", "expm1": "Math.expm1", "copysign": "$copySign", "fabs": "Math.abs",
}  # fmt: skip
"""Functions of ``math`` by their JavaScript names."""

BUILTINS = {
    "min": "Math.min", "max": "Math.max", "abs": "Math.abs", "int": "Math.trunc", "float": "Number",
    "bool": "Boolean", "len": "$count",
}  # fmt: skip

RESERVED = frozenset([
    "arguments", "await", "case", "catch", "class", "const", "debugger", "default", "delete",
    "do", "else", "enum", "eval", "export", "extends", "finally", "function", "implements", "in",
    "instanceof", "interface", "let", "new", "null", "package", "private", "protected", "public",
    "static", "super", "switch", "this", "throw", "try", "typeof", "undefined", "var", "void",
    "with", "yield",
])  # fmt: skip
"""Words that name something in Python and may name nothing in JavaScript."""


class UntranslatableError(ValueError):
    """A construct that a run may not use: where it stands, and what it is."""


class Owner(Protocol):
    """What translates what a function calls, and returns its JavaScript name."""

    def add(self, function: Any) -> str:
        """Translate a function."""

    def record(self, kind: type) -> str:
        """Write what makes a record of a named tuple."""


class Values:
    """The values of one function on its way into JavaScript."""

    def __init__(self, owner: Owner, function: FunctionType) -> None:
        self.owner, self.function = owner, function
        lines, self.first = inspect.getsourcelines(function)
        self.tree = ast.parse(textwrap.dedent("".join(lines))).body[0]
        self.locals = set(function.__code__.co_varnames)
        self.space = {**function.__globals__, **inspect.getclosurevars(function).nonlocals}

    def unknown(self, node: ast.AST, what: str = "") -> UntranslatableError:
        """Say where something stands that cannot be translated, and what it is."""
        line = self.first + getattr(node, "lineno", 1) - 1
        place = f"{inspect.getsourcefile(self.function)}:{line}"
        return UntranslatableError(f"{place}: {what or type(node).__name__} cannot be translated")

    def value(self, node: ast.expr) -> str:
        """Return an expression."""
        write = getattr(self, f"value_{type(node).__name__.lower()}", None)
        if write is None:
            raise self.unknown(node)
        return str(write(node))

    def value_constant(self, node: ast.Constant) -> str:
        """Return a number, a truth or a text."""
        return self.literal(node.value, node)

    def value_name(self, node: ast.Name) -> str:
        """Return a local name, or what a global one stands for."""
        return safe(node.id) if node.id in self.locals else self.known(self.looked_up(node), node)

    def value_attribute(self, node: ast.Attribute) -> str:
        """Return a field of a record, or what a name of a module stands for."""
        found = self.constant(node)
        if found is not None:
            return self.known(found, node)
        return f"{self.value(node.value)}.{node.attr}"

    def value_subscript(self, node: ast.Subscript) -> str:
        """Return an item by its place, or by its places in a table of several dimensions."""
        held, place = node.value, node.slice
        if isinstance(held, ast.Attribute) and held.attr == "shape":
            return f"$extent({self.value(held.value)}, {self.value(place)})"
        places = place.elts if isinstance(place, ast.Tuple) else [place]
        if any(isinstance(each, ast.Slice) for each in places):
            raise self.unknown(node, "a slice")
        return self.value(held) + "".join(f"[{self.value(each)}]" for each in places)

    def value_tuple(self, node: ast.Tuple) -> str:
        """Return several values as an array."""
        return f"[{', '.join(self.value(each) for each in node.elts)}]"

    def value_unaryop(self, node: ast.UnaryOp) -> str:
        """Return a negated value."""
        signs = {ast.USub: "-", ast.UAdd: "+", ast.Not: "!"}
        sign = signs.get(type(node.op))
        if sign is None:
            raise self.unknown(node)
        return f"({sign}{self.value(node.operand)})"

    def value_binop(self, node: ast.BinOp) -> str:
        """Return a sum, a product and the like."""
        return self.binary(node.op, self.value(node.left), self.value(node.right), node)

    def binary(self, how: ast.operator, left: str, right: str, node: ast.AST) -> str:
        """Return two values put together; what JavaScript does otherwise than Python is a function."""
        if type(how) in BINARY:
            return f"({left} {BINARY[type(how)]} {right})"
        if type(how) in BITWISE:
            return f"(({left} {BITWISE[type(how)]} {right}) >>> 0)"
        named = {ast.Pow: "Math.pow", ast.Mod: "$modulo", ast.FloorDiv: "$floorDivide"}
        if type(how) not in named:
            raise self.unknown(node)
        return f"{named[type(how)]}({left}, {right})"

    def value_boolop(self, node: ast.BoolOp) -> str:
        """Return and, or: of truths and numbers they give what Python's give."""
        sign = " && " if isinstance(node.op, ast.And) else " || "
        return f"({sign.join(self.value(each) for each in node.values)})"

    def value_compare(self, node: ast.Compare) -> str:
        """Return a comparison; of a chain, every pair in turn."""
        values = [node.left, *node.comparators]
        pairs = zip(values[:-1], node.ops, values[1:], strict=True)
        return "(" + " && ".join(self.compared(*pair) for pair in pairs) + ")"

    def compared(self, left: ast.expr, how: ast.cmpop, right: ast.expr) -> str:
        """Return one comparison; ``in`` is one of a tuple of constants."""
        if isinstance(how, ast.In) and isinstance(right, ast.Tuple):
            one = self.value(left)
            return "(" + " || ".join(f"{one} === {self.value(each)}" for each in right.elts) + ")"
        if type(how) not in COMPARED:
            raise self.unknown(left, "this comparison")
        return f"{self.value(left)} {COMPARED[type(how)]} {self.value(right)}"

    def value_ifexp(self, node: ast.IfExp) -> str:
        """Return one of two values."""
        test, yes, no = self.value(node.test), self.value(node.body), self.value(node.orelse)
        return f"({test} ? {yes} : {no})"

    def value_call(self, node: ast.Call) -> str:
        """Return a call of a function of the run, of ``math`` or of a builtin."""
        found = self.called(node.func)
        given = self.given(node, found)
        return f"{self.callee(found, node)}({', '.join(given)})"

    def called(self, node: ast.expr) -> Any:
        """Return the function that a call calls."""
        name = isinstance(node, ast.Name)
        if isinstance(node, ast.Name) and node.id not in self.locals:
            return self.looked_up(node)
        found = None if name else self.constant(node)
        if found is None:
            raise self.unknown(node, "a call of something that is no function of the run")
        return found

    def callee(self, found: Any, node: ast.Call) -> str:
        """Return the JavaScript name of what a call calls."""
        if isinstance(found, FunctionType):
            return self.owner.add(found)
        if getattr(found, "__module__", "") == "math" and found.__name__ in MATHS:
            return MATHS[found.__name__]
        name = getattr(found, "__name__", "")
        if getattr(found, "__module__", "") == "builtins" and name in BUILTINS:
            return BUILTINS[name]
        if isinstance(found, type) and issubclass(found, tuple) and hasattr(found, "_fields"):
            return self.owner.record(found)
        raise self.unknown(node, f"a call of {name or found}")

    def given(self, node: ast.Call, found: Any) -> list[str]:
        """Return what a call gives, by place; what is given by name is put into its place."""
        if not node.keywords:
            return [self.value(each) for each in node.args]
        places = list(inspect.signature(found).parameters)[len(node.args) :]
        named = {each.arg: each.value for each in node.keywords}
        if set(named) != set(places):
            raise self.unknown(node, "a call that leaves an argument out")
        return [self.value(each) for each in [*node.args, *(named[name] for name in places)]]

    # What global names stand for

    def looked_up(self, node: ast.Name) -> Any:
        """Return what a global name stands for."""
        if node.id in self.space:
            return self.space[node.id]
        builtin = getattr(builtins, node.id, None)
        if builtin is None:
            raise self.unknown(node, f"the unknown name {node.id}")
        return builtin

    def constant(self, node: ast.expr) -> Any:
        """Return what a dotted name of modules and enumerations stands for; ``None`` if a field."""
        if isinstance(node, ast.Name):
            found = None if node.id in self.locals else self.looked_up(node)
            return found if isinstance(found, ModuleType | type) else None
        if isinstance(node, ast.Attribute):
            holder = self.constant(node.value)
            return None if holder is None else getattr(holder, node.attr)
        return None

    def known(self, found: Any, node: ast.expr) -> str:
        """Return a constant of the module, or the name of a function."""
        if isinstance(found, FunctionType):
            return self.owner.add(found)
        return self.literal(found, node)

    def literal(self, found: Any, node: ast.AST) -> str:
        """Return a constant."""
        if isinstance(found, bool):
            return "true" if found else "false"
        if isinstance(found, IntEnum | int):
            return str(int(found))
        if isinstance(found, float):
            return f"{found!r}" if math.isfinite(found) else _infinite(found)
        if isinstance(found, str):
            return repr(found)
        if isinstance(found, tuple):
            return f"[{', '.join(self.literal(each, node) for each in found)}]"
        raise self.unknown(node, f"a constant {type(found).__name__}")


def _infinite(number: float) -> str:
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "(-Infinity)"


def safe(name: str) -> str:
    """Return a name that JavaScript allows."""
    return f"{name}_" if name in RESERVED else name
