"""The rules in force: ours, or yours in the place of some, and perhaps a barrier of your own.

The month calls the rules by their modules; where there are others in their place, it is copied with
those (``rule_substitution``), for Mesa and for machine code alike.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import FunctionType, MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from collabsim import composition
from collabsim.barriers import (
    budget,
    capacity,
    clarity,
    incentives,
    leadership,
    perceptions,
    permission,
    resource,
    scaling,
    trust,
)
from collabsim.behaviour import ahsns, companies, outcomes
from collabsim.composition import BARRIERS
from collabsim.plain import freeze
from collabsim.rule_substitution import Substituter, full_name
from collabsim.scenario import Scenario
from collabsim.scenario.faults import nearest

F = TypeVar("F", bound=Callable[..., Any])
Rule = Callable[..., Any]
"""A rule: a plain function of numbers and of a group of parameters, ``p``."""

MODULES: Mapping[str, ModuleType] = MappingProxyType(
    {
        "capacity": capacity,
        "budget": budget,
        "incentives": incentives,
        "resource": resource,
        "scaling": scaling,
        "clarity": clarity,
        "trust": trust,
        "perceptions": perceptions,
        "leadership": leadership,
        "permission": permission,
        "companies": companies,
        "ahsns": ahsns,
        "outcomes": outcomes,
        "composition": composition,
    }
)
"""Where rules are, by the name that stands before theirs in ``"trust.gate"``."""


class Scene(NamedTuple):
    """What a barrier of your own may look at: one NHS trust that considers one innovation.

    Attributes
    ----------
    month : months since the start of the run; 0 is an April.
    income : of the trust (£m a year).
    slack, attention : of the trust: share of capacity free, share of attention on innovation.
    deficit, money : 1 if the trust is in deficit, else 0; £m left this year.
    clarity, absorptive, ease, belief : clarity of its problems, capacity to use others'
        knowledge, ease with industry, belief that industry values prevention (indices).
    permission, stance, tenure : signal received (index); the board's stance (-1 forbids,
        0 silent, 1 encourages); months its leader has been in post.
    trust, standing : the trust's trust in the company, and the company's in it (indices).
    need : local need for the innovation (index).
    known, used, support : credible evidence (index), share of peers that use it, support by
        the AHSN (dose).
    value, complexity : net value of the innovation (index), 1 simple to 3 complex.
    cost, stake, stereotype, mandate : of its class: share of income, and indices.
    piloted : 1 if it needs a pilot, 0 if it is a medicine.
    effort, size : UK effort of the company (index), size relative to the mean company.
    """

    month: float
    income: float
    slack: float
    attention: float
    deficit: float
    money: float
    clarity: float
    absorptive: float
    ease: float
    belief: float
    permission: float
    stance: float
    tenure: float
    trust: float
    standing: float
    need: float
    known: float
    used: float
    support: float
    value: float
    complexity: float
    cost: float
    stake: float
    stereotype: float
    mandate: float
    piloted: float
    effort: float
    size: float


@dataclass(frozen=True, slots=True)
class Barrier:
    """A barrier of your own, the eleventh.

    Parameters
    ----------
    name : what the barrier account calls it.
    gate : a plain function of a ``Scene`` to [0, 1]: 1 lets everything through, 0 nothing.
    exposure : how far each class of innovation meets it, in [0, 1]; classes left out do not.

    Raises
    ------
    ValueError : if the name is one of ours, the gate is not a plain function of a scene, or an
        exposure is outside [0, 1].
    """

    name: str
    gate: Callable[[Scene], float]
    exposure: Mapping[str, float]

    def __post_init__(self) -> None:
        """Refuse what is no barrier, and freeze the rest."""
        if self.name in BARRIERS:
            raise ValueError(f'"{self.name}" is one of the ten barriers; call yours something else')
        if (
            not isinstance(self.gate, FunctionType)
            or len(inspect.signature(self.gate).parameters) != 1
        ):
            raise ValueError(f"{self.name}: expected a plain function of a scene as the gate")
        for kind, share in self.exposure.items():
            if not 0.0 <= share <= 1.0:
                raise ValueError(f"{self.name}: exposure of {kind} is {share}, not from 0 to 1")
        freeze(self, "exposure")


def own_gate(scene: Scene) -> float:  # noqa: ARG001 -- yours reads it
    """Return the gate of a user's own barrier; here nobody has one, and it is open."""
    return 1.0


class Rules:
    """All rules, each an attribute of the barrier or behaviour it belongs to.

    Parameters
    ----------
    own : rules of your own by the name of those they replace, such as
        ``{"trust.gate": mine}``; each has the parameters of the rule it replaces.
    barrier : a barrier of your own.

    Attributes
    ----------
    replaced : functions of your own by the full name of those they replace.
    own_gate : the gate of your own barrier.

    Raises
    ------
    ValueError : naming every rule that does not exist, or has other parameters than ours.
    """

    own_gate: Callable[[Scene], float]

    def __init__(self, own: Mapping[str, Rule] | None = None, barrier: Barrier | None = None):
        if own is not None and not isinstance(own, Mapping):
            raise ValueError(
                f'rules: expected rules by name, such as {{"trust.gate": mine}}, found {own!r}; '
                "Mesa's batch_run takes a dictionary apart: hand it over in a list"
            )
        self.own, self.barrier = dict(own or {}), barrier
        self.replaced = _checked(own or {})
        if barrier:
            self.replaced[full_name(own_gate)] = barrier.gate
        self.substituter = Substituter(lambda function: function, self.replaced)
        for name, module in MODULES.items():
            mine = self.substituter.module(module, vars(module)) if self.replaced else module
            setattr(self, name, mine)
        self.own_gate = self.in_force(own_gate)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Return the rules of a barrier or behaviour."""

    def __repr__(self) -> str:
        """Name what is not ours."""
        return f"Rules({', '.join([*self.own, *([self.barrier.name] if self.barrier else [])])})"

    def __reduce__(self) -> tuple[type[Rules], tuple[Any, ...]]:
        """Say how they are made again, in a copy or another process: of what is not ours."""
        return Rules, (self.own, self.barrier)

    @property
    def barriers(self) -> tuple[str, ...]:
        """Names of all barriers, in the order of a gate vector."""
        return (*BARRIERS, self.barrier.name) if self.barrier else BARRIERS

    def met_own(self, scenario: Scenario) -> list[float]:
        """Return how far each class of a scenario meets your own barrier; 0 where there is none.

        Raises
        ------
        ValueError : if your barrier names a class that is not among them.
        """
        classes = [kind.name for kind in scenario.classes]
        if self.barrier is None:
            return [0.0] * len(classes)
        for kind in self.barrier.exposure:
            if kind not in classes:
                near = nearest(kind, classes)
                raise ValueError(f'{self.barrier.name}: there is no class "{kind}".{near}')
        return [float(self.barrier.exposure.get(kind, 0.0)) for kind in classes]

    def in_force(self, function: F) -> F:
        """Return a function as it is when these rules are in force."""
        out: F = self.substituter.substitute(function) if self.replaced else function
        return out


def _checked(own: Mapping[str, Rule]) -> dict[str, Rule]:
    """Return rules by the full name of those they replace."""
    ours = {
        f"{place}.{name}": value
        for place, module in MODULES.items()
        for name, value in vars(module).items()
        if isinstance(value, FunctionType) and value.__module__ == module.__name__
    }
    faults = [fault for name, rule in own.items() for fault in _faults(name, rule, ours)]
    if faults:
        raise ValueError("\n".join(faults))
    return {full_name(ours[name]): rule for name, rule in own.items()}


def _faults(name: str, rule: Rule, ours: Mapping[str, FunctionType]) -> list[str]:
    if name not in ours:
        return [f'there is no rule "{name}".{nearest(name, ours)}']
    if not isinstance(rule, FunctionType):
        return [f"{name}: expected a plain function, found {type(rule).__name__}"]
    expected, found = (list(inspect.signature(each).parameters) for each in (ours[name], rule))
    if expected != found:
        return [f"{name}: expected parameters ({', '.join(expected)}), found ({', '.join(found)})"]
    return []


OURS = Rules()
"""The rules as they stand."""
