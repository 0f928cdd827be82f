"""Rules, a barrier and metrics of an author's own, by the sources that tell one from another."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from collabsim.metrics import Metric
from collabsim.plain import Frozen
from collabsim.results.files import digest
from collabsim.rules import OURS, Barrier, Rule, Rules
from collabsim.simulation import with_own

ABOUT = ("label", "unit", "says", "goal", "better", "matters")
"""What a folder keeps of a metric besides its name."""


@dataclass(frozen=True)
class OwnFunctions:
    """What of an experiment is its author's own; two are equal if the sources of all functions are.

    Attributes
    ----------
    sources : by name, such as ``"rule trust.gate"``, the function's name and a hash of its source.
        Functions that it calls are not looked into.
    rules : in force.
    metrics : of the author's own, by name.
    """

    sources: Mapping[str, str] = field(default_factory=lambda: Frozen({}))
    rules: Rules = field(default=OURS, compare=False, repr=False)
    metrics: Mapping[str, Metric] = field(default_factory=lambda: Frozen({}), compare=False)

    @classmethod
    def of(
        cls, rules: Mapping[str, Rule] | None, barrier: Barrier | None, metrics: Sequence[Metric]
    ) -> OwnFunctions:
        """Return what is not ours.

        Raises
        ------
        ValueError : if a rule or barrier does not fit, or a metric has the name of another.
        """
        made = Rules(rules, barrier) if rules or barrier else OURS
        with_own(metrics)
        sources = {f"rule {name}": _source(rule) for name, rule in (rules or {}).items()}
        if barrier:
            exposed = ", ".join(f"{name} {share:g}" for name, share in barrier.exposure.items())
            sources[f"barrier {barrier.name}"] = f"{_source(barrier.gate)}; {exposed}"
        sources |= {f"metric {each.name}": _source(each.of) for each in metrics}
        return cls(Frozen(sources), made, Frozen({each.name: each for each in metrics}))

    @classmethod
    def held(
        cls, sources: Mapping[str, str], metrics: Mapping[str, Mapping[str, Any]]
    ) -> OwnFunctions:
        """Return what a folder says of them: names and words, without the functions.

        Raises
        ------
        ValueError : if a metric has a goal or a direction that nothing knows.
        """
        known = {name: Metric(name, of=_absent, **about) for name, about in metrics.items()}
        return cls(Frozen(sources), metrics=Frozen(known))

    @property
    def described(self) -> dict[str, dict[str, Any]]:
        """What a folder keeps of each metric."""
        return {
            name: {key: getattr(each, key) for key in ABOUT} for name, each in self.metrics.items()
        }

    @property
    def absent(self) -> str:
        """Why nothing can be run with them, in a sentence; nothing if all functions are here."""
        lack = bool(self.sources) and not self.rules.replaced
        if not lack or any(each.of is not _absent for each in self.metrics.values()):
            return ""
        return (
            f"It has {', '.join(self.sources)} of its author's own, which a folder does not hold:"
            " run it from the program that made it."
        )


NOTHING_OWN = OwnFunctions()


def _source(function: Callable[..., Any]) -> str:
    """Return a function's name and a hash of its source, or of its code where there is no source."""
    name = f"{function.__module__}.{function.__qualname__}"
    try:
        text = inspect.getsource(function)
    except (OSError, TypeError):
        code = function.__code__
        text = f"{code.co_code.hex()} {code.co_consts!r}"
    return f"{name} {digest(text.encode())[:16]}"


def _absent(_: Any) -> NoReturn:
    raise NotImplementedError("a folder keeps what a metric is called, and not how it is measured")
