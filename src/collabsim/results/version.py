"""The results version: a hash of what decides numbers, which moves when they move and only then.

Sources are hashed as what they do, not as they are written: docstrings, comments, layout,
annotations, prose in messages, and the words that stand beside a parameter or a metric are left
out. Of a table its values count.

Sources that are only arranged anew have another hash and give the same numbers. That they do is shown
by the golden records of the tests, bit for bit in both engines, and then recorded: the recorded hash
of sources stands for the results version that the numbers had before. Any other edit has a hash that
is not recorded, and is a version of its own.
"""

from __future__ import annotations

import ast
import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

DECIDING = (
    "barriers/*.py",
    "behaviour/*.py",
    "composition.py",
    "compiled/*.py",
    "experiment/batch.py",
    "experiment/factors.py",
    "experiment/variants.py",
    "intervals.py",
    "levers.py",
    "metrics/*.py",
    "month/*.py",
    "numerics.py",
    "parameters.py",
    "pipeline.py",
    "population.py",
    "randomness.py",
    "record.py",
    "rule_substitution.py",
    "rules.py",
    "scenario/*.py",
    "simulation.py",
    "tables.py",
)
"""Sources that the numbers of a run come from."""

APART = (
    "compiled/cache.py",
    "compiled/errors.py",
    "scenario/characters.py",
    "scenario/differences.py",
    "scenario/documents.py",
    "scenario/layers.py",
    "scenario/faults.py",
    "scenario/fields.py",
    "scenario/files.py",
    "scenario/organisations.py",
    "scenario/prices.py",
    "scenario/toml_locations.py",
    "scenario/reading.py",
    "scenario/scenario_format.py",
    "scenario/shipped.py",
    "scenario/tables.py",
    "scenario/writing.py",
)
"""Of these, sources that decide none: where files and machine code are found, and what is said.

How a config is read decides none either: what was read is a scenario, which stands in full in every
manifest.
"""

SAME_NUMBERS = "results/same_numbers.json"
"""The hash of sources that was recorded, and the version whose numbers they were shown to give.

``python tests/engines/golden.py --stands-for VERSION`` writes it, once it has seen that they do.
"""

DEFAULTS = ("england.toml",)
"""Shipped configs that everything not said is taken from."""

WORDS = {
    "param": ((4, "evidence"), (5, "tier"), (6, "says")),
    "Metric": ((1, "label"), (2, "unit"), (3, "says")),
}
"""Arguments of calls that hold nothing but words, by place and by name."""

LABELS = ("BARRIER_LABELS", "GOALS", "TIERS")
"""Tables in sources that hold nothing but words."""

NAMES = ("name", "label", "description")
"""Keys of a config that hold nothing but words."""

SWITCH = "switch"
"""The one unit of a parameter that says how it is dealt with."""


@cache
def results_version(*more: str) -> str:
    """Return the results version of the package, or one that further sources and tables are part of.

    ``more`` are patterns of paths inside the package, such as ``"evidence/uptake.*"``.
    """
    return version_of(Path(__file__).parents[1], *more)


def version_of(package: Path, *more: str) -> str:
    """Return the results version of a package at a path: sixteen hexadecimal digits."""
    found, recorded = sources_hash(package), package / SAME_NUMBERS
    if recorded.is_file():
        found = json.loads(recorded.read_text("utf-8")).get(found, found)
    others = {path for pattern in more for path in package.glob(pattern)}
    return _hash(sorted(others), found) if more else found


def sources_hash(package: Path) -> str:
    """Return the hash of what decides numbers in a package at a path, whatever it stands for."""
    paths = {path for pattern in DECIDING for path in package.glob(pattern)}
    apart = {package / name for name in APART}
    configs = (
        package / "configs" if (package / "configs").is_dir() else package.parents[1] / "configs"
    )
    return _hash([*sorted(paths - apart), *(configs / name for name in DEFAULTS)])


def _hash(paths: Iterable[Path], before: str = "") -> str:
    hashed = hashlib.sha256(before.encode())
    for path in paths:
        hashed.update(f"{path.name}\n{json.dumps(_decides(path))}\n".encode())
    return hashed.hexdigest()[:16]


def _decides(path: Path) -> Any:
    """Return what of a file decides numbers."""
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        return _node(_Bare().visit(ast.parse(text)))
    if path.suffix == ".toml":
        return _values(tomllib.loads(text))
    return [line.rstrip() for line in text.splitlines()]


def _values(found: Any) -> Any:
    """Return the values of a config, whole numbers and others alike, without its words."""
    if isinstance(found, Mapping):
        return [[key, _values(value)] for key, value in found.items() if key not in NAMES]
    if isinstance(found, list):
        return [_values(value) for value in found]
    return float(found) if isinstance(found, int | float) else str(found)


class _Bare(ast.NodeTransformer):
    """Takes out of a source what is said and leaves what is done."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        """Leave out docstrings."""
        constant = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if constant else self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Leave out prose: no behaviour hangs on a text with a space in it."""
        prose = isinstance(node.value, str) and " " in node.value.strip()
        return ast.Constant("") if prose else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        """Leave out prose that values are put into."""
        said = (str(each.value) for each in node.values if isinstance(each, ast.Constant))
        return ast.Constant("") if any(" " in each for each in said) else node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Leave out what a function returns in words of types."""
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """Leave out the type of an argument."""
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        """Leave out tables of words."""
        words = isinstance(node.target, ast.Name) and node.target.id in LABELS
        return None if words else self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | None:
        """Leave out what is imported for types alone."""
        typed = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        return None if typed else self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Leave out the words that stand beside a parameter or a metric."""
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        for place, name in WORDS.get(called, ()):
            if place < len(node.args):
                node.args[place] = ast.Constant("")
            node.keywords = [each for each in node.keywords if each.arg != name]
        if called == "param":
            _unit(node)
        return self.generic_visit(node)


def _unit(call: ast.Call) -> None:
    """Leave of a parameter's unit whether it is a switch."""
    named = (each.value for each in call.keywords if each.arg == "unit")
    unit = call.args[1] if len(call.args) > 1 else next(named, None)
    if isinstance(unit, ast.Constant) and unit.value != SWITCH:
        unit.value = ""


def _node(node: Any) -> Any:
    """Return a syntax tree as plain values, the same whichever version of Python read it."""
    if isinstance(node, ast.AST):
        return [type(node).__name__, *_fields(node)]
    if isinstance(node, list):
        return [_node(each) for each in node]
    return node if isinstance(node, str) else repr(node)


def _fields(node: ast.AST) -> Iterator[Any]:
    for name, value in ast.iter_fields(node):
        if value not in (None, []) and name not in ("ctx", "kind", "type_comment"):
            yield [name, _node(value)]
