"""Changes the rules one place at a time and tells which changes their quick tests do not notice.

Run ``nice -n 10 python tests/mutation.py [how many, or "all"] [seed]``; it is no test itself.

Changed are the bodies of functions and the numbers that a module names in capitals: operators,
comparisons, numbers, bounds, terms, conditions. Defaults and bounds of parameters, the catalogue of
levers and the numbers of decisions are data and stay. The tests are collected once; every change then
runs in a fork, in interpreted Python, against the tests of its own file and those of all rules.
"""

from __future__ import annotations

import ast
import copy
import importlib
import itertools
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

TESTS = Path(__file__).resolve().parent
PACKAGE = TESTS.parent / "src" / "collabsim"
LONGEST = 60
"""Seconds after which a change counts as noticed: it made a loop without an end."""

QUICK = {
    **{
        f"barriers/{path.stem[5:]}.py": f"barriers/{path.name}"
        for path in (TESTS / "barriers").glob("test_*.py")
    },
    **{
        f"behaviour/{path.stem[5:]}.py": f"behaviour/{path.name}"
        for path in (TESTS / "behaviour").glob("test_*.py")
    },
    "composition.py": "science/test_composition.py",
    "levers.py": "test_lever_moves.py",
    "randomness.py": "randomness/test_words.py",
}
"""The file of quick tests of each file of rules."""

SHARED = "science/test_rules.py"
"""What single rules promise over all their range."""

OPERATORS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.Mod: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitXor: (ast.BitOr,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
BOUNDS = {"min": "max", "max": "min"}


@dataclass(frozen=True)
class Change:
    """One change of one place in a file of rules."""

    file: str
    line: int
    before: str
    after: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.before}  ->  {self.after}"


def others(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a node may be changed into."""
    match node:
        case ast.BinOp(left, sign, right):
            for other in OPERATORS.get(type(sign), ()):
                yield ast.BinOp(left, other(), right)
            yield left
            if isinstance(sign, ast.Add | ast.Mult):
                yield right
        case ast.Compare(left, [sign, *rest], right):
            for other in OPERATORS.get(type(sign), ()):
                yield ast.Compare(left, [other(), *rest], right)
        case ast.BoolOp(sign, values):
            yield ast.BoolOp(OPERATORS[type(sign)][0](), values)
            yield from values
        case ast.UnaryOp(ast.USub() | ast.Not(), part):
            yield part
        case ast.IfExp(test, yes, no):
            yield ast.IfExp(test, no, yes)
        case ast.If(test, yes, no):
            yield ast.If(ast.UnaryOp(ast.Not(), test), yes, no)
        case ast.Constant(bool() | str() | bytes() | None):
            return
        case ast.Constant(int() | float() as number):
            yield ast.Constant(number + 1)
            if number:
                yield ast.Constant(0 * number)
                yield ast.Constant(number * 0.9 if isinstance(number, float) else number - 1)
        case ast.Call(ast.Name("min" | "max" as name), [first, second], []):
            yield ast.Call(ast.Name(BOUNDS[name], ast.Load()), [first, second], [])
            yield from (first, second)
        case ast.Call(ast.Name("clip"), [value, *_], []):
            yield value


def places(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield every node of a file that may be changed."""
    todo: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            todo += node.body
    for node in tree.body:
        named = isinstance(node, ast.Assign) and all(
            name.id.isupper() and not name.id.startswith("_")
            for target in node.targets
            for name in ast.walk(target)
            if isinstance(name, ast.Name)
        )
        if named and not any(isinstance(part, ast.Call) for part in ast.walk(node)):
            todo.append(node)
    while todo:
        node = todo.pop(0)
        if not isinstance(node, ast.Raise):
            yield node
            todo += [
                part
                for name, field in ast.iter_fields(node)
                if name
                not in (
                    "annotation",
                    "returns",
                    "decorator_list",
                    "args" if isinstance(node, ast.FunctionDef) else "",
                )
                for part in (field if isinstance(field, list) else [field])
                if isinstance(part, ast.AST)
            ]


class Put(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.old:
            return ast.copy_location(self.new, node)
        return self.generic_visit(node)


Spot = tuple[str, int, int]
"""A file, a place in it, and which of the changes of that place."""


def spots(file: str) -> Iterator[Spot]:
    """Yield all that may be changed in a file of rules."""
    for place, node in enumerate(places(_parsed(file))):
        for number in range(len(list(others(node)))):
            yield file, place, number


def changed(spot: Spot) -> Change:
    """Return the change of a spot."""
    file, place, number = spot
    tree = _parsed(file)
    node = next(itertools.islice(places(tree), place, None))
    line, before, other = node.lineno, _first_line(node), list(others(node))[number]
    made = ast.fix_missing_locations(Put(node, other).visit(tree))
    return Change(file, line, before, _first_line(other), made)


def _parsed(file: str) -> ast.Module:
    return ast.parse((PACKAGE / file).read_text("utf-8"))


def _first_line(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).splitlines()[0]


def module_of(file: str) -> ModuleType:
    """Return the module of a file of rules."""
    return importlib.import_module("collabsim." + file.removesuffix(".py").replace("/", "."))


def functions(space: Mapping[str, Any]) -> dict[str, FunctionType]:
    """Return the functions of a module, and the methods of its classes, by name."""
    out = {}
    for name, each in space.items():
        if isinstance(each, FunctionType):
            out[name] = each
        elif isinstance(each, type) and each.__module__ == space["__name__"]:
            methods = {"__name__": "", **vars(each)}
            out |= {f"{name}.{key}": made for key, made in functions(methods).items()}
    return out


def inject(change: Change) -> None:
    """Put a changed file in the place of its module, also for those who took functions from it."""
    space = vars(module_of(change.file))
    before = functions(space)
    exec(compile(change.tree, str(PACKAGE / change.file), "exec"), space)
    after = functions(space)
    for name, function in before.items():
        if name in after and function.__code__.co_freevars == after[name].__code__.co_freevars:
            function.__code__ = after[name].__code__


def noticed(change: Change, tests: Iterable[pytest.Item]) -> bool:
    """Tell whether tests fail, break or never end under a change."""
    child = os.fork()
    if child == 0:
        failed = 1
        try:
            signal.alarm(LONGEST)
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2)
            inject(change)
            failed = int(any(fails(test) for test in tests))
        finally:
            os._exit(failed)
    _, status = os.waitpid(child, 0)
    return status != 0


def fails(test: pytest.Item) -> bool:
    """Run one test and tell whether it fails."""
    return any(report.failed for report in runtestprotocol(test, log=False, nextitem=None))


class Mutants:
    """Takes the place of pytest's loop over tests: they are collected once and run in every fork."""

    def __init__(self, wanted: str, seed: int) -> None:
        self.wanted, self.seed = wanted, seed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try a sample of changes, and print those that nothing noticed."""
        shared = _of(session, SHARED)
        own = {file: _of(session, quick) for file, quick in QUICK.items()}
        same = {file: Change(file, 0, "", "", _parsed(file)) for file in QUICK}
        for file, tests in [*own.items(), ("composition.py", shared)]:
            if noticed(same[file], tests):
                raise pytest.UsageError(f"the tests of {file} fail with nothing changed")
        every = [spot for file in QUICK for spot in spots(file)]
        few = self.wanted != "all" and int(self.wanted) < len(every)
        chosen = random.Random(self.seed).sample(every, int(self.wanted)) if few else every
        begun, tried, alive = time.monotonic(), Counter[str](), Counter[str]()
        for number, change in enumerate(map(changed, chosen), start=1):
            tried[change.file] += 1
            if not noticed(change, [*own[change.file], *shared]):
                alive[change.file] += 1
                print(change, flush=True)
            if number % 20 == 0:
                print(f"... {number} tried", file=sys.stderr, flush=True)
        for file in QUICK:
            print(f"{file:28} {tried[file] - alive[file]:4} of {tried[file]:4} noticed")
        found = len(chosen) - alive.total()
        print(
            f"{found} of {len(chosen)} changes noticed ({found / len(chosen):.1%}), of {len(every)} "
            f"possible, in {time.monotonic() - begun:.0f} s"
        )
        return True


def _of(session: pytest.Session, file: str) -> list[pytest.Item]:
    return [item for item in session.items if item.path == TESTS / file]


def main(wanted: str = "400", seed: str = "1") -> None:
    """Collect the quick tests and try changes against them."""
    files = [str(TESTS / file) for file in (*QUICK.values(), SHARED)]
    options = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist"]
    sys.exit(pytest.main([*files, *options], plugins=[Mutants(wanted, int(seed))]))


if __name__ == "__main__":
    main(*sys.argv[1:])
