"""Compile plain functions: the same source that Python reads, lifted into machine code.

Rules and phases are ordinary functions. ``lift`` copies a function together with every
function of its package that it calls, and compiles the copies. A user's own rule takes the
place of ours in the copies only: nothing is patched.
"""

from __future__ import annotations

import dis
from collections.abc import Callable, Mapping
from types import FunctionType, ModuleType
from typing import Any

PACKAGE = "collabsim"


class Lifter:
    """Copies and compiles functions, each once.

    Parameters
    ----------
    make : what to do with each copy, such as ``numba.njit``; the identity leaves Python.
    replaced : own functions by the full name of those they replace,
        such as ``"collabsim.barriers.trust.gate"``.
    """

    def __init__(
        self,
        make: Callable[[Any], Any],
        replaced: Mapping[str, Callable[..., Any]],
    ) -> None:
        self.make = make
        self.replaced = dict(replaced)
        self.made: dict[int, Any] = {}

    def lift(self, function: Callable[..., Any]) -> Any:
        """Return the compiled copy of a function and of all it calls."""
        assert isinstance(function, FunctionType)
        name = f"{function.__module__}.{function.__qualname__}"
        source = self.replaced.get(name, function)
        assert isinstance(source, FunctionType)
        if id(source) not in self.made:
            self.made[id(source)] = self.make(self.copy(source))
        return self.made[id(source)]

    def copy(self, function: Callable[..., Any]) -> FunctionType:
        """Return a copy of a function that calls compiled copies of all that it calls."""
        assert isinstance(function, FunctionType)
        space = dict(function.__globals__)
        loaded, attributes = _names(function)
        for name in loaded:
            value = space.get(name)
            if isinstance(value, FunctionType) and self._ours(value):
                space[name] = self.lift(value)
            elif isinstance(value, ModuleType) and value.__name__.startswith(PACKAGE):
                space[name] = self._module(value, attributes)
        copy = FunctionType(
            function.__code__, space, function.__name__, function.__defaults__, function.__closure__
        )
        copy.__module__, copy.__qualname__ = function.__module__, function.__qualname__
        return copy

    def _ours(self, function: FunctionType) -> bool:
        ours = function.__module__.split(".")[0] == PACKAGE
        return ours or function in self.replaced.values()

    def _module(self, module: ModuleType, wanted: set[str]) -> ModuleType:
        copy = ModuleType(module.__name__)
        for name in wanted:
            value = getattr(module, name, None)
            if isinstance(value, FunctionType) and self._ours(value):
                value = self.lift(value)
            if value is not None:
                setattr(copy, name, value)
        return copy


def _names(function: FunctionType) -> tuple[set[str], set[str]]:
    """Return the global names a function loads, and the attributes it takes of anything."""
    loaded, attributes = set(), set()
    for step in dis.get_instructions(function):
        if step.opname == "LOAD_GLOBAL":
            loaded.add(step.argval)
        elif step.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            attributes.add(step.argval)
    return loaded, attributes
