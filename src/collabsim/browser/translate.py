"""Write plain Python functions as JavaScript: the very rules and phases that the engines run.

A run is made of functions of arithmetic, ``math``, records, tuples and loops. That is little enough
to translate construct by construct. What is not known here is an error that names the file, the line
and the construct, never a guess.

Numbers are doubles in JavaScript. Whole numbers stay exact below 2**53, and what needs 64 bits (the
random draws) is written by hand in ``draws.js``.
"""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum
from types import FunctionType, ModuleType
from typing import Any

PACKAGE = "collabsim"

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

RESERVED = frozenset(
    [
        "arguments",
        "await",
        "case",
        "catch",
        "class",
        "const",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "eval",
        "export",
        "extends",
        "finally",
        "function",
        "implements",
        "in",
        "instanceof",
        "interface",
        "let",
        "new",
        "null",
        "package",
        "private",
        "protected",
        "public",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "try",
        "typeof",
        "undefined",
        "var",
        "void",
        "with",
        "yield",
    ]
)
"""Words that name something in Python and may name nothing in JavaScript."""


class UntranslatableError(ValueError):
    """A construct that a run may not use: where it stands, and what it is."""


class Translator:
    """Translates functions and all that they call, each once.

    Parameters
    ----------
    replaced : functions in the place of others, by the full name of those, as in an engine's rules.
    by_hand : full names of functions that are written by hand, with their JavaScript names.
    """

    def __init__(
        self,
        replaced: Mapping[str, Callable[..., Any]] | None = None,
        by_hand: Mapping[str, str] | None = None,
    ) -> None:
        self.replaced = dict(replaced or {})
        self.by_hand = dict(by_hand or {})
        self.named: dict[str, str] = {}
        self.written: dict[str, str] = {}
        self.within: list[FunctionType] = []

    def add(self, function: Callable[..., Any]) -> str:
        """Translate a function, and all that it calls, and return its JavaScript name.

        Within a function that stands for another, that other is itself, as in the engines.
        """
        assert isinstance(function, FunctionType)
        stands = self.replaced.get(full_name(function), function)
        if stands in self.within:
            stands = function
        assert isinstance(stands, FunctionType)
        key = full_name(stands)
        if key in self.by_hand:
            return self.by_hand[key]
        if key not in self.named:
            self.named[key] = self._free(stands)
            self.within.append(stands)
            self.written[key] = _Function(self, stands).text(self.named[key])
            self.within.pop()
        return self.named[key]

    def record(self, kind: type) -> str:
        """Write what makes a record of a named tuple, and return its JavaScript name."""
        key = f"{kind.__module__}.{kind.__qualname__}"
        if key not in self.named:
            fields = ", ".join(kind._fields)  # type: ignore[attr-defined]
            self.named[key] = self._free(kind)
            self.written[key] = f"function {self.named[key]}({fields}) {{ return {{ {fields} }}; }}"
        return self.named[key]

    def source(self) -> str:
        """Return everything translated so far, each function after those that it calls."""
        return "\n".join(self.written.values())

    def _free(self, found: Any) -> str:
        """Return a name that no local name can be, as it has a dollar sign in it."""
        name = f"{found.__module__.rpartition('.')[2]}${found.__name__}"
        return name + "$" * sum(each.rstrip("$") == name for each in self.named.values())


class _Function:
    """One function on its way into JavaScript."""

    def __init__(self, owner: Translator, function: FunctionType) -> None:
        self.owner, self.function = owner, function
        lines, self.first = inspect.getsourcelines(function)
        self.tree = ast.parse(textwrap.dedent("".join(lines))).body[0]
        self.locals = set(function.__code__.co_varnames)
        self.space = {**function.__globals__, **inspect.getclosurevars(function).nonlocals}

    def text(self, name: str) -> str:
        """Return the function as JavaScript under a name."""
        tree = self.tree
        if not isinstance(tree, ast.FunctionDef):
            raise self.unknown(tree)
        given = tree.args
        if given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs or given.defaults:
            raise self.unknown(given, "arguments other than plain ones")
        arguments = [each.arg for each in given.args]
        own = sorted(self.locals - {*arguments})
        body = [f"  let {', '.join(map(safe, own))};"] if own else []
        body += self.block(tree.body, "  ")
        return f"function {name}({', '.join(map(safe, arguments))}) {{\n" + "\n".join(body) + "\n}"

    def unknown(self, node: ast.AST, what: str = "") -> UntranslatableError:
        """Say where something stands that cannot be translated, and what it is."""
        line = self.first + getattr(node, "lineno", 1) - 1
        place = f"{inspect.getsourcefile(self.function)}:{line}"
        return UntranslatableError(f"{place}: {what or type(node).__name__} cannot be translated")

    # Statements

    def block(self, nodes: Iterable[ast.stmt], indent: str) -> list[str]:
        """Return statements, a line or more each."""
        return [line for node in nodes for line in self.statement(node, indent)]

    def statement(self, node: ast.stmt, indent: str) -> list[str]:
        """Return one statement."""
        write = getattr(self, f"write_{type(node).__name__.lower()}", None)
        if write is None:
            raise self.unknown(node)
        return [f"{indent}{line}" for line in write(node)]

    def inner(self, nodes: Iterable[ast.stmt]) -> list[str]:
        """Return a block inside another statement."""
        return [*self.block(nodes, "  "), "}"]

    def write_expr(self, node: ast.Expr) -> list[str]:
        """Return a call for its effects; docstrings are left out."""
        if isinstance(node.value, ast.Constant):
            return []
        return [f"{self.value(node.value)};"]

    def write_return(self, node: ast.Return) -> list[str]:
        """Return a return."""
        return [f"return {self.value(node.value)};" if node.value else "return;"]

    def write_pass(self, _node: ast.Pass) -> list[str]:
        """Return nothing."""
        return []

    def write_break(self, _node: ast.Break) -> list[str]:
        """Return a break."""
        return ["break;"]

    def write_continue(self, _node: ast.Continue) -> list[str]:
        """Return a continue."""
        return ["continue;"]

    def write_assign(self, node: ast.Assign) -> list[str]:
        """Return an assignment; several values at once are worked out before any is set."""
        if len(node.targets) != 1:
            raise self.unknown(node, "an assignment to several names")
        (target,) = node.targets
        if isinstance(target, ast.Tuple):
            return self.several(target.elts, node.value)
        return [f"{self.value(target)} = {self.value(node.value)};"]

    def several(self, targets: list[ast.expr], value: ast.expr) -> list[str]:
        """Return an assignment to several places; places one by one are faster than a pattern."""
        if isinstance(value, ast.Tuple):
            held = [f"$set{n}" for n in range(len(value.elts))]
            first = [
                f"const {name} = {self.value(each)};"
                for name, each in zip(held, value.elts, strict=True)
            ]
        else:
            held = [f"$set[{n}]" for n in range(len(targets))]
            first = [f"const $set = {self.value(value)};"]
        places = zip(map(self.value, targets), held, strict=True)
        return ["{", *first, *(f"{place} = {each};" for place, each in places), "}"]

    def write_annassign(self, node: ast.AnnAssign) -> list[str]:
        """Return an assignment; its type is left out."""
        return [f"{self.value(node.target)} = {self.value(node.value)};"] if node.value else []

    def write_augassign(self, node: ast.AugAssign) -> list[str]:
        """Return ``a += b`` as ``a = a + b``."""
        target = self.value(node.target)
        return [f"{target} = {self.binary(node.op, target, self.value(node.value), node)};"]

    def write_if(self, node: ast.If) -> list[str]:
        """Return an if, with else-ifs as such."""
        lines = [f"if ({self.value(node.test)}) {{", *self.block(node.body, "  ")]
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            first, *rest = self.write_if(node.orelse[0])
            return [*lines, f"}} else {first}", *rest]
        if node.orelse:
            lines += ["} else {", *self.block(node.orelse, "  ")]
        return [*lines, "}"]

    def write_while(self, node: ast.While) -> list[str]:
        """Return a while loop."""
        if node.orelse:
            raise self.unknown(node, "else of a loop")
        return [f"while ({self.value(node.test)}) {{", *self.inner(node.body)]

    def write_for(self, node: ast.For) -> list[str]:
        """Return a loop over a range, or over the items of a list."""
        if node.orelse or not isinstance(node.target, ast.Name):
            raise self.unknown(node, "a loop over several names, or with an else")
        name, over = safe(node.target.id), node.iter
        if (
            isinstance(over, ast.Call)
            and isinstance(over.func, ast.Name)
            and over.func.id == "range"
        ):
            ends = [self.value(each) for each in over.args]
            if len(ends) == 3:
                raise self.unknown(over, "a range with a step")
            start, stop = ("0", ends[0]) if len(ends) == 1 else ends
            # like Python, what changes the end or the name inside changes no turn
            turn, end = f"{name}_turn", f"{name}_end"
            head = f"for (let {turn} = {start}, {end} = {stop}; {turn} < {end}; {turn}++) {{"
            return [head, f"  {name} = {turn};", *self.inner(node.body)]
        return [f"for ({name} of {self.value(over)}) {{", *self.inner(node.body)]

    def write_raise(self, node: ast.Raise) -> list[str]:
        """Return an error with its words."""
        error = node.exc
        if not isinstance(error, ast.Call) or len(error.args) != 1:
            raise self.unknown(node)
        return [f"throw new Error({self.value(error.args[0])});"]

    # Values

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
        builtin = getattr(__import__("builtins"), node.id, None)
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


def full_name(function: Callable[..., Any]) -> str:
    """Return the name of a function with that of its module."""
    return f"{function.__module__}.{function.__qualname__}"


def safe(name: str) -> str:
    """Return a name that JavaScript allows."""
    return f"{name}_" if name in RESERVED else name
