"""What is wrong with a rule of one's own, in a sentence, when machine code of it cannot be made or run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from collabsim.parameters import described
from collabsim.rules import Rules, Scene
from collabsim.scenario.faults import nearest
from collabsim.scenario.groups import GROUPS

UNKNOWN = re.compile(
    r"Unknown attribute '(\w+)'|Field '?(\w+)'? was not found|^'(\w+)'$", re.MULTILINE
)
"""How numba speaks of a name that is not there: of an attribute, a record, or a ``KeyError``."""


@contextmanager
def errors_described(rules: Rules, kind: type[Exception] = Exception) -> Iterator[None]:
    """Raise what is raised inside in words where it is about the rules, else as it is."""
    try:
        yield
    except kind as error:
        raise (describe_error(error, rules) or error) from error


def describe_error(error: Exception, rules: Rules) -> ValueError | None:
    """Return an error that speaks of the rules in words; nothing if it is not about them."""
    from numba.core.errors import NumbaError

    if not rules.replaced or not isinstance(error, NumbaError | KeyError | ValueError):
        return None
    names = ", ".join(sorted({own.__name__ for own in rules.replaced.values()}))
    return ValueError(f"your {names}: {_reason(error)}")


def _reason(error: Exception) -> str:
    text = str(error)
    if isinstance(error, ValueError):
        return text
    unknown = UNKNOWN.search(text)
    if unknown:
        name = next(filter(None, unknown.groups()))
        known = {key for kind in GROUPS.values() for key in described(kind)} | set(Scene._fields)
        return f'there is no "{name}".{nearest(name, sorted(known))}'
    if "setitem" in text or "NoneType" in text or "none" in text.split():
        return "it returned something that is not a number, or nothing at all"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    where = next((line for line in reversed(lines) if line.startswith("File ")), "")
    why = next((line for line in lines if "pipeline" not in line and "During:" not in line), "")
    return (
        f"no machine code can be made of it ({why} {where.rstrip(':')}). A rule may hold plain "
        'arithmetic and math alone; engine="mesa" takes any Python.'
    )
