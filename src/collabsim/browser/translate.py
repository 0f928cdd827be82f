"""Write plain Python functions as JavaScript: the very rules and phases that the engines run.

A run is made of functions of arithmetic, ``math``, records, tuples and loops. That is little enough
to translate construct by construct. What is not known here is an error that names the file, the line
and the construct, never a guess.

Numbers are doubles in JavaScript. Whole numbers stay exact below 2**53, and what needs 64 bits (the
random draws) is written by hand in ``draws.js``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from types import FunctionType
from typing import Any

from collabsim.browser.values import Values, safe
from collabsim.rule_substitution import full_name


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
            self.written[key] = Function(self, stands).text(self.named[key])
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


class Function(Values):
    """One function on its way into JavaScript."""

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
