"""Copies of plain functions with all that they call, in which others stand in the place of some.

Rules and phases are ordinary functions. A ``Substituter`` copies a function together with every
function of its package that it calls, and may compile the copies. A user's own rule takes the
place of ours in the copies only: nothing is patched.
"""

from __future__ import annotations

import dis
from collections.abc import Callable, Iterable, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any, TypeGuard

PACKAGE = "collabsim"

Key = tuple[int, tuple[Callable[..., Any], ...]]
"""A function, and the rules of a user's own within which it is called."""


class Substituter:
    """Copies functions, each once.

    Parameters
    ----------
    make : what to do with each copy, such as ``numba.njit``; the identity leaves Python.
    replaced : own functions by the full name of those they replace,
        such as ``"collabsim.barriers.trust.gate"``. What they call of their own package is
        copied too; the rule that one replaces may be called from within it.
    """

    def __init__(
        self,
        make: Callable[[Any], Any],
        replaced: Mapping[str, Callable[..., Any]],
    ) -> None:
        self.make = make
        self.replaced = dict(replaced)
        self.packages = {PACKAGE} | {package(own) for own in replaced.values()}
        self.made: dict[Key, Any] = {}
        self.within: tuple[Callable[..., Any], ...] = ()
        self.copying: set[Key] = set()

    def substitute(self, function: Callable[..., Any]) -> Any:
        """Return the copy of a function, or of what replaces it.

        Within a rule that replaces another, near or far, that other is itself: a rule may call
        what it replaces.

        Raises
        ------
        ValueError : if a function calls itself.
        """
        assert isinstance(function, FunctionType)
        source = self.replaced.get(full_name(function), function)
        if source in self.within:
            source = function
        key = (id(source), self.within)
        if key in self.copying:
            raise ValueError(f"{full_name(source)} calls itself, which no rule may")
        if key not in self.made:
            outside, self.copying = self.within, {*self.copying, key}
            if source is not function:
                self.within = (*outside, source)
            try:
                self.made[key] = self.make(self.copy(source))
            finally:
                self.within, self.copying = outside, self.copying - {key}
        return self.made[key]

    def put(self, function: Callable[..., Any], made: Any) -> None:
        """Let what was made elsewhere stand for the copy of a function."""
        self.made[id(function), ()] = made

    def copy(self, function: Callable[..., Any]) -> FunctionType:
        """Return a copy of a function that calls copies of all that it calls."""
        assert isinstance(function, FunctionType)
        space = dict(function.__globals__)
        loaded, attributes = names(function.__code__)
        for name in loaded:
            value = space.get(name)
            if self._ours(value):
                space[name] = self.substitute(value)
            elif isinstance(value, ModuleType) and value.__name__.split(".")[0] in self.packages:
                space[name] = self.module(value, attributes)
        copy = FunctionType(
            function.__code__, space, function.__name__, function.__defaults__, function.__closure__
        )
        copy.__kwdefaults__ = function.__kwdefaults__
        copy.__module__, copy.__qualname__ = function.__module__, function.__qualname__
        return copy

    def module(self, module: ModuleType, wanted: Iterable[str]) -> ModuleType:
        """Return a copy of a module with these of its names, functions copied."""
        copy = ModuleType(module.__name__)
        for name in wanted:
            value = getattr(module, name, None)
            if self._ours(value):
                value = self.substitute(value)
            if value is not None:
                setattr(copy, name, value)
        return copy

    def _ours(self, value: Any) -> TypeGuard[FunctionType]:
        return isinstance(value, FunctionType) and package(value) in self.packages


def called_by(function: Callable[..., Any]) -> set[str]:
    """Return the full names of all functions of the package that a function calls, near or far."""
    seen = Substituter(lambda copy: copy, {})
    seen.copy(function)
    return {full_name(copy) for copy in seen.made.values()}


def full_name(function: Callable[..., Any]) -> str:
    """Return the name of a function with that of its module."""
    return f"{function.__module__}.{function.__qualname__}"


def package(function: Callable[..., Any]) -> str:
    """Return the name of the package, or of the lone module, that a function is from."""
    return function.__module__.split(".")[0]


def names(code: CodeType) -> tuple[set[str], set[str]]:
    """Return the global names that code loads, and the attributes it takes of anything."""
    loaded, attributes = set(), set()
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            loaded.add(step.argval)
        elif step.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            attributes.add(step.argval)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            more, further = names(inner)
            loaded, attributes = loaded | more, attributes | further
    return loaded, attributes


def content(function: Callable[..., Any]) -> str:
    """Return a text that differs when a function, or anything that it uses, does.

    Raises
    ------
    ValueError : if it uses something whose content cannot be told, which might change unseen.
    """
    return "\n".join(_content(function, set()))


def _content(function: Callable[..., Any], seen: set[int]) -> Iterable[str]:
    assert isinstance(function, FunctionType)
    seen.add(id(function))
    yield full_name(function)
    yield from _instructions(function.__code__)
    yield repr((function.__defaults__, function.__kwdefaults__))
    for cell in function.__closure__ or ():
        yield from _used(cell.cell_contents, function, set(), seen)
    loaded, attributes = names(function.__code__)
    for name in sorted(loaded):
        yield from _used(function.__globals__.get(name), function, attributes, seen)


def _used(
    value: Any, function: Callable[..., Any], attributes: set[str], seen: set[int]
) -> Iterable[str]:
    """Yield the content of what a function uses: all that is not of another package, or a builtin."""
    value = getattr(value, "py_func", value)  # what numba compiled already
    if isinstance(value, FunctionType):
        if id(value) not in seen and package(value) == package(function):
            yield from _content(value, seen)
    elif isinstance(value, ModuleType):
        if value.__name__.split(".")[0] == package(function):
            for name in sorted(attributes & vars(value).keys()):
                yield from _used(vars(value)[name], function, attributes, seen)
    elif hasattr(value, "tobytes"):
        yield f"{value.dtype}{value.shape}{value.tobytes().hex()}"
    elif isinstance(value, bool | int | float | complex | str | bytes | tuple | frozenset):
        yield repr(value)
    elif isinstance(value, list | dict | set | bytearray) or _of(value) == package(function):
        raise ValueError(
            f"{full_name(function)} uses a {type(value).__name__}, which might change unseen: "
            "use numbers, arrays and functions"
        )


def _of(value: Any) -> str:
    """Return the package that the class of a value is from."""
    return "" if isinstance(value, type) else type(value).__module__.split(".")[0]


def _instructions(code: CodeType) -> Iterable[str]:
    yield code.co_code.hex()
    yield repr((code.co_names, code.co_varnames, code.co_freevars))
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _instructions(constant)
        else:
            yield repr(constant)
