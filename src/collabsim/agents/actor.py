"""What all agents share: a row of the month's state, whose methods are functions of the month."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import mesa

from collabsim.month.state import draw
from collabsim.randomness import Decision
from collabsim.rule_substitution import full_name
from collabsim.rules import Rules

Act = Callable[..., Any]


def act(function: Act) -> Act:
    """Return a function of the month as a method: the agent comes first, ``now`` is filled in.

    In a run of a model whose agents override the method, the method is what the month calls.
    """

    @wraps(function)
    def method(self: Any, *given: Any) -> Any:
        return self.model.in_force(function)(self, *given, self.model.now)

    signature = inspect.signature(function)
    *others, _ = signature.parameters.values()
    method.__dict__["function"] = function
    method.__dict__["__signature__"] = signature.replace(parameters=others)
    return method


def overridden(kind: type) -> dict[str, Act]:
    """Return what calls each method that a class overrides, by the function it stands for."""
    out = {}
    for name in dir(kind):
        for base in kind.__mro__:
            function = getattr(vars(base).get(name), "function", None)
            if function is not None and getattr(kind, name) is not vars(base)[name]:
                out[full_name(function)] = _call(name, function)
    return out


def _call(name: str, function: Act) -> Act:
    def called(agent: Any, *given: Any) -> Any:
        return getattr(agent, name)(*given[:-1])

    called.__module__ = function.__module__
    return called


class Actor(mesa.Agent):
    """An agent of the model; its other attributes are the columns of its row in ``month.state``.

    Attributes
    ----------
    code : its name in results.
    """

    id: int

    def __init__(self, model: Any, code: str, row: Mapping[str, Any]) -> None:
        super().__init__(model)
        self.code = code
        self.__dict__.update(row)

    def __repr__(self) -> str:
        """Say in a line who it is."""
        return f"{type(self).__name__}({', '.join([repr(self.code), *self.about()])})"

    def about(self) -> tuple[str, ...]:
        """Return what else says who it is."""
        return ()

    @property
    def rules(self) -> Rules:
        """The rules in force, each in the barrier or behaviour it belongs to."""
        rules: Rules = self.model.rules
        return rules

    def draw(self, decision: Decision, what: int = 0) -> tuple[float, float]:
        """Return this agent's two uniforms for a decision about ``what`` (an id)."""
        return draw(int(decision), self.id, what, self.model.now)
