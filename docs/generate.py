"""Writes the generated parts of README.md and docs/*.md anew: run it when the model changes.

A generated part stands between ``<!-- name -->`` and ``<!-- /name -->``; its name is a key of
``SECTIONS``. The tests fail while a page differs from what would be written.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import collabsim
from collabsim import evidence
from collabsim.composition import BARRIERS
from collabsim.levers import LEVERS, Lever, Move, moved
from collabsim.metrics import BARRIER_LABELS, GOALS, METRICS
from collabsim.month.begin import begin
from collabsim.month.phases import PHASES
from collabsim.parameters import TIERS, Param, described
from collabsim.scenario import GROUPS, Scenario
from collabsim.scenario.classes import InnovationClass

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # studies/ is no part of the package

from studies.england import figures
from studies.england.markdown import table
from studies.england.page import page
from studies.england.tables import published

PAGES = (
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "studies").glob("*/README.md")),
)
PACKAGE = Path(collabsim.__file__).parent

ENGLAND = Scenario.england()
PARAMETERS = MappingProxyType(
    {f"{group}.{key}": about for group in GROUPS for key, about in described(GROUPS[group]).items()}
)
SHOWN = (
    "share", "pull", "approval", "pilot", "evaluation", "complexity", "cost", "payback", "cash",
    "stereotype", "stake", "known", "peer", "mandate",
)  # fmt: skip
"""The columns of a class of innovation that are printed."""

RULES = ("barriers", "behaviour", "composition.py", "population.py", "month")
"""Where the numbers of the model's rules stand."""

UNCOUNTED = (0.0, 1.0, 12.0)
"""Nothing, all, and months in a year say nothing about the world."""


def number(value: float) -> str:
    """Return a number as short as it can be."""
    return f"{value:g}"


def shortened(ids: Iterable[str]) -> str:
    """Return ids with runs of three or more closed up: ``A22–A24``."""
    runs: list[list[str]] = []
    for each in ids:
        follows = bool(runs) and int(each[1:]) == int(runs[-1][-1][1:]) + 1
        if follows and each[0] == runs[-1][-1][0]:
            runs[-1].append(each)
        else:
            runs.append([each])
    ends = ([run[0], run[-1]] if len(run) > 2 else run for run in runs)
    marks = ("–" if len(run) > 2 else ", " for run in runs)
    return ", ".join(mark.join(run) for mark, run in zip(marks, ends, strict=False))


def barriers() -> str:
    """Return where each barrier stands, with its gate, levers and sources."""
    head = ("barrier", "file", "gate", "levers that move it", "sources")
    return table(head, map(_barrier, BARRIERS))


def _barrier(name: str) -> tuple[str, ...]:
    module = importlib.import_module(f"collabsim.barriers.{name}")
    moving = [each.name for each in LEVERS.values() if _touches(each, name)]
    claims = [c.id for c in evidence.claims().values() if name in c.answered_by.barriers]
    mechanisms = [m.id for m in evidence.mechanisms().values() if name in m.held_by]
    return (
        BARRIER_LABELS[name],
        f"[`{name}.py`](../src/collabsim/barriers/{name}.py)",
        gate_words(module.gate),
        ", ".join(moving),
        f"{shortened(mechanisms)}; claims {shortened(claims)}",
    )


def _touches(lever: Lever, group: str) -> bool:
    return any(move.parameter.startswith(f"{group}.") for move in lever.moves)


def gate_words(gate: Callable[..., float]) -> str:
    """Return the equation of a gate as its docstring prints it: value first, then its names."""
    words = " ".join((inspect.getdoc(gate) or "").split())
    return ", ".join(f"`{each}`" for each in re.findall(r"``(.+?)``", words) if " " in each)


def classes() -> str:
    """Return the classes of innovation with what makes them differ most."""
    rows = [
        (f"`{kind.name}`", *(number(getattr(kind, column)) for column in SHOWN))
        for kind in ENGLAND.classes
    ]
    return table(("class", *SHOWN), rows)


def exposure() -> str:
    """Return how far each class meets each barrier."""
    rows = [
        (f"`{kind.name}`", *(number(kind.exposure[barrier]) for barrier in BARRIERS))
        for kind in ENGLAND.classes
    ]
    return table(("class", *BARRIERS), rows)


def levers() -> str:
    """Return what each lever moves, from where to where, and what 1 means."""
    head = (
        "id", "lever", "1 means", "moves, from today to 1", "price of 1: £m a year; WTE", "evidence",
        "beware",
    )  # fmt: skip
    return table(head, map(_lever, LEVERS.values()))


def _lever(lever: Lever) -> tuple[str, ...]:
    known = evidence.levers()[lever.name]
    shown = ", ".join(f"`{name}`" for name in known.shown_by)
    moves = "; ".join(map(move_words, lever.moves))
    beware = f"{known.perverse} *In the model:* {known.in_model} Watch {shown}."
    price = "; ".join(
        f"{number(central)} ({number(low)}–{number(high)})"
        for low, central, high in (known.price.money, known.price.attention)
    )
    return lever.id, f"`{lever.name}`", known.means_at_one, moves, price, known.strength, beware


def move_words(move: Move) -> str:
    """Return where a lever takes one parameter of England: ``budget.horizon 1 → 3``."""
    group, _, key = move.parameter.partition(".")
    today = getattr(getattr(ENGLAND.parameters, group), key)
    reached = moved(today, PARAMETERS[move.parameter].bounds, [(move, 1.0)])
    return f"`{move.parameter}` {number(today)} → {number(reached)}"


def loops() -> str:
    """Return the feedback loops."""
    rows = [
        (row.id, row.name, row.chain, row.polarity, shortened(row.claims))
        for row in evidence.loops().values()
    ]
    return table(("loop", "name", "chain", "polarity", "claims"), rows)


def metrics() -> str:
    """Return every metric with unit, definition and goal."""
    rows = [
        (f"`{each.name}`", each.label, each.unit, each.says, GOALS[each.goal])
        for each in METRICS.values()
    ]
    return table(("metric", "label", "unit", "definition", "speaks to"), rows)


def parameters() -> str:
    """Return how many parameters there are, by group and tier."""
    head = ("group", "parameters", *TIERS)
    kinds = {f"`{group}`": list(described(GROUPS[group]).values()) for group in GROUPS}
    kinds["all"] = list(PARAMETERS.values())
    rows = [(name, str(len(members)), *by_tier(members)) for name, members in kinds.items()]
    return table(head, rows)


def by_tier(members: Iterable[Param]) -> list[str]:
    """Return how many parameters are of each tier."""
    found = [each.tier for each in members]
    return [str(found.count(tier)) if tier in found else "–" for tier in TIERS]


def tiers() -> str:
    """Return in a sentence how much rests on judgement."""
    numbers = [each for each in PARAMETERS.values() if each.unit != "switch"]
    judged = sum(each.tier == "T4" for each in numbers)
    switches = len(PARAMETERS) - len(numbers)
    return (
        f"Of {len(PARAMETERS)} named parameters {switches} are switches. Of the other "
        f"{len(numbers)}, {judged} ({100 * judged / len(numbers):.0f} %) are judgement (T4)."
    )


def counts() -> str:
    """Return how many numbers the model has, named and unnamed."""
    switches = sum(each.unit == "switch" for each in PARAMETERS.values())
    targets = {move.parameter for lever in LEVERS.values() for move in lever.moves}
    idle = sum(PARAMETERS[name].default == 0.0 for name in targets)
    moves = sum(len(lever.moves) for lever in LEVERS.values())
    kinds = len(ENGLAND.classes)
    cells = kinds * (len(described(InnovationClass)) + len(BARRIERS))
    rows = [
        ("named parameters, switches apart", str(len(PARAMETERS) - switches)),
        ("of these, 0 today and there for a lever to move", str(idle)),
        ("switches (loops, barriers, gates)", str(switches)),
        ("numbers without a name in the rules", str(unnamed())),
        ("amounts in the lever catalogue", str(moves)),
        (f"cells of the class table ({kinds} classes)", str(cells)),
    ]
    return table(("what", "how many"), rows)


def unnamed() -> int:
    """Return how many numbers stand unnamed in the functions of the rules and phases."""
    paths = [PACKAGE / name for name in RULES]
    files = itertools.chain(*(path.glob("*.py") if path.is_dir() else [path] for path in paths))
    return sum(len(_literals(path.read_text("utf-8"))) for path in files)


def _literals(source: str) -> set[tuple[int, int]]:
    """Return where the decimal numbers in functions stand."""
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef)]
    inside = itertools.chain(*map(ast.walk, functions))
    return {
        (node.lineno, node.col_offset)
        for node in inside
        if isinstance(node, ast.Constant)
        and isinstance(node.value, float)
        and node.value not in UNCOUNTED
    }


def validation() -> str:
    """Return what the published calibration reached, and what it did not."""
    return page(published())


def layers() -> str:
    """Return the layers of the package from top to bottom, each module with its first sentence."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (order,) = (
        each["layers"]
        for each in settings["tool"]["importlinter"]["contracts"]
        if each.get("exhaustive")
    )
    rows = []
    for names in order:
        for name in names.replace("(", "").replace(")", "").split(" | "):
            module = importlib.import_module(f"collabsim.{name}")
            file = Path(inspect.getsourcefile(module) or "")
            shown = f"{name}/" if file.stem == "__init__" else f"{name}.py"
            path = file.parent if file.stem == "__init__" else file
            link = f"[`{shown}`](../{path.relative_to(ROOT).as_posix()})"
            rows.append((link, (module.__doc__ or "").split("\n\n")[0].replace("\n", " ")))
    return table(("module", "what it is"), rows)


def month() -> str:
    """Return every function of the month, phase by phase, with its first sentence."""
    parts = []
    for phase in (begin, *PHASES):
        module = importlib.import_module(phase.__module__)
        first = (module.__doc__ or "").split("\n\n")[0].replace("\n", " ")
        parts.append(f"**{first}**\n")
        rows = []
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__:
                says = (function.__doc__ or "").split("\n\n")[0].replace("\n", " ")
                rows.append((f"`{name}`", says))
        parts.append(table(("function", "what it does"), rows) + "\n")
    return "\n".join(parts).rstrip("\n")


SECTIONS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        each.__name__: each
        for each in (
            barriers, classes, counts, exposure, layers, levers, loops, metrics, month, parameters, tiers,
            validation,
        )
    }
)  # fmt: skip
"""What can be generated, by the name in its markers."""

_PART = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- /\2 -->)", re.DOTALL)


def filled(text: str) -> str:
    """Return a page with its generated parts as they should be."""
    return _PART.sub(lambda part: f"{part[1]}{SECTIONS[part[2]]()}\n{part[3]}", text)


def draw_validation() -> None:
    """Draw the figures of the validation page anew, as SVG alone."""
    from tempfile import TemporaryDirectory

    folder = ROOT / "docs" / "figures" / "validation"
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as made:
        figures.draw(published(), Path(made))
        for figure in sorted(Path(made).glob("*.svg")):
            (folder / figure.name).write_bytes(figure.read_bytes())


if __name__ == "__main__":
    for each in PAGES:
        each.write_text(filled(each.read_text("utf-8")), "utf-8", newline="\n")
    draw_validation()
