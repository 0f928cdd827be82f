"""Machine code on disk is never stale, needs no writable package, and says when it is being made.

A copy of the package has its month cut down to one rule, so that making machine code of it takes
seconds; everything around it is as it ships.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import collabsim
from collabsim.rule_substitution import content

PACKAGE = Path(collabsim.__file__).parent

PHASES = """
from collabsim.barriers import permission


def lead(now):
    now.country[now.month, 0] = permission.first_received(now.p.permission)


def measure(now):
    now.country[now.month, 1] = 1.0 + now.country[now.month, 0]


PHASES = (lead, measure)


def run_month(now):
    lead(now)
    measure(now)
"""

BEGIN = """
def begin(now):
    now.nation.signal = 0.0
"""

RUN = """
import sys
import collabsim as cs

def mine(p):
    return MINE * p.announcement * p.attenuation

mine.__module__ = "notebook"  # as for a rule typed in where no file can be imported
world = cs.Scenario.load(sys.argv[1])
rules = {"permission.first_received": mine} if MINE else None
(record,) = cs.simulate(world, 1, rules=rules, notice=print).records[world.name]
assert cs.__file__.startswith(sys.argv[2])
assert record.nation[-1, 1] == 1.0 + record.nation[-1, 0]
p = world.parameters.permission
print(record.nation[-1, 0] / p.announcement / p.attenuation)
"""


@pytest.fixture
def install(tmp_path: Path) -> Path:
    """Return a folder with the cut-down package and the configs."""
    shutil.copytree(PACKAGE, tmp_path / "src" / "collabsim", ignore=shutil.ignore_patterns("__py*"))
    configs = next(p / "configs" for p in PACKAGE.parents if (p / "configs").is_dir())
    shutil.copytree(configs, tmp_path / "configs")
    month = tmp_path / "src" / "collabsim" / "month"
    (month / "phases.py").write_text(PHASES)
    (month / "begin.py").write_text(BEGIN)
    return tmp_path


def run(install: Path, cache: Path, mine: float = 0.0) -> tuple[bool, float]:
    """Run the copy in a process of its own: whether it compiled, and what the rule gave.

    ``mine`` is a rule of one's own.
    """
    code = RUN.replace("MINE", str(mine))
    (install / "tmp").mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, "small.toml", install],
        cwd=install / "configs",
        env={
            **os.environ,
            "PYTHONPATH": str(install / "src"),
            "COLLABSIM_CACHE": str(cache),
            "TMPDIR": str(install / "tmp"),
        },
        check=True,
        capture_output=True,
        text=True,
    )
    *said, value = done.stdout.strip().split("\n")
    assert said in ([], ["Compiling the model's rules for this computer (once) ..."])
    return bool(said), float(value)


def edit(rule: Path, old: str, new: str) -> None:
    """Edit a rule without leaving a trace in the file's size or date."""
    before, text = rule.stat(), rule.read_text("utf-8")
    assert text.count(old) == 1
    assert len(old) == len(new)
    rule.write_text(text.replace(old, new), "utf-8")
    os.utime(rule, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_an_edited_rule_is_never_run_stale(install: Path) -> None:
    cache = install / "cache"
    rule = install / "src" / "collabsim" / "barriers" / "permission.py"
    assert run(install, cache) == (True, pytest.approx(0.6))
    assert run(install, cache) == (False, pytest.approx(0.6))
    edit(rule, "return 0.6 * p.announcement", "return 0.7 * p.announcement")
    assert run(install, cache) == (True, pytest.approx(0.7))
    before = set(cache.rglob("*.nbc"))
    assert run(install, cache, mine=0.3) == (True, pytest.approx(0.3))
    new = set(cache.rglob("*.nbc")) - before
    made = {path.name.split("-")[0].rsplit("_", 2)[0] for path in new}  # less the rules' hash
    assert made == {"phases.lead", "run.run"}  # and not the phase in which it is not called
    assert run(install, cache, mine=0.4) == (True, pytest.approx(0.4))
    assert run(install, cache, mine=0.4) == (False, pytest.approx(0.4))


def test_neither_the_package_nor_the_cache_need_be_writable(install: Path) -> None:
    """A file stands where the cache should be, so that even root cannot write there."""
    cache = install / "no folder"
    cache.write_text("")
    before = sorted(install.joinpath("src").rglob("*"))
    assert run(install, cache) == (True, pytest.approx(0.6))
    assert run(install, cache) == (False, pytest.approx(0.6))
    assert sorted(install.joinpath("src").rglob("*")) == before


BAR = 0.5


def helper(x: float) -> float:
    return x * BAR


def made(bar: float, base: float = 1.0) -> object:
    def rule(x: float, base: float = base) -> float:
        return base if helper(x) > bar else 0.0

    return rule


def test_the_content_of_a_rule_is_all_that_it_depends_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its code, what it closed over, its defaults, and what it calls and reads of its module."""
    first = content(made(0.5))  # type: ignore[arg-type]
    assert first == content(made(0.5))  # type: ignore[arg-type]
    assert first != content(made(0.6))  # type: ignore[arg-type]
    assert first != content(made(0.5, base=2.0))  # type: ignore[arg-type]
    monkeypatch.setitem(globals(), "BAR", 0.7)
    assert first != content(made(0.5))  # type: ignore[arg-type]


def test_what_a_rule_uses_of_its_modules_counts_too(tmp_path: Path) -> None:
    """A function of a module, its numbers, an array, what is compiled already: edited, all differ."""
    sys.path.insert(0, str(tmp_path))
    parts = {
        "FACTOR = 0.3": "FACTOR = 0.5",
        "return x * FACTOR": "return x + FACTOR",
        "np.array([1.0])": "np.array([2.0])",
        "return 3.0 * x": "return 4.0 * x",
    }
    text = """
import numba
import numpy as np
FACTOR = 0.3
TABLE = np.array([1.0])
def plain(x):
    return x * FACTOR
@numba.njit
def fast(x):
    return 3.0 * x
"""
    rule = "from {0} import helpers\ndef rule(x):\n    return helpers.plain(x) + helpers.TABLE[0] + helpers.fast(x)\n"
    seen = []
    try:
        for number, (old, new) in enumerate({"": "", **parts}.items()):
            package = tmp_path / f"own{number}"
            package.mkdir()
            (package / "__init__.py").write_text("")
            (package / "helpers.py").write_text(text.replace(old, new) if old else text)
            (package / "rules.py").write_text(rule.format(package.name))
            made = import_module(f"{package.name}.rules").rule
            seen.append(content(made).replace(package.name, "own"))
    finally:
        sys.path.remove(str(tmp_path))
    assert len(set(seen)) == len(seen) == 5


def test_a_rule_may_not_use_what_may_change_unseen() -> None:
    scale = {"of": 2.0}
    with pytest.raises(ValueError, match="uses a dict, which might change unseen"):
        content(lambda x: x * scale["of"])
