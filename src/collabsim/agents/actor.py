"""What all agents share: a code, an address for their luck, and a view of the month."""

from __future__ import annotations

from typing import Any

import mesa

from collabsim.agents.month import Month
from collabsim.randomness import Decision
from collabsim.rules import Rules


class Actor(mesa.Agent):
    """An agent of the model.

    Attributes
    ----------
    code : its name in results.
    index : its place among its kind; whatever agents do to others is added up in this order.
    address : the word from which its luck is drawn.
    """

    def __init__(self, model: Any, index: int, code: str, address: int) -> None:
        super().__init__(model)
        self.index = index
        self.code = code
        self.address = address

    def __repr__(self) -> str:
        """Say in a line who it is."""
        return f"{type(self).__name__}({', '.join([repr(self.code), *self.about()])})"

    def about(self) -> tuple[str, ...]:
        """Return what else says who it is."""
        return ()

    @property
    def month(self) -> Month:
        """The month it is."""
        month: Month = self.model.month
        return month

    @property
    def rules(self) -> Rules:
        """The rules in force, each in the barrier or behaviour it belongs to."""
        rules: Rules = self.model.rules
        return rules

    def draw(self, decision: Decision, what: int = 0) -> tuple[float, float]:
        """Return this agent's two uniforms for a decision about ``what`` (an address)."""
        return self.month.luck.draw(decision, self.address, what)
