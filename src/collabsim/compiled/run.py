"""A run as machine code: the state of a month as one pointer, and the loop over months.

A named tuple of thirty arrays would be passed to every function as some three hundred values,
which makes compilation twice and runs four times as slow. A loan has the same attributes as the
tuple and is one pointer to it, where its owner keeps it until the run ends. As nothing can
outlive the owner, nothing counts references.
"""

from __future__ import annotations

from typing import Any

from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_getattr_generic, register_model

from collabsim.month.begin import begin
from collabsim.month.phases import run_month


class Loan(types.Type):
    """The numba type of a pointer to a named tuple that somebody else keeps.

    Its name is short: the full one, of all fields, would be in every symbol.
    """

    def __init__(self, owned: Any) -> None:
        self.owned = owned
        super().__init__(f"Loan{owned.instance_class.__name__}")

    @property
    def key(self) -> Any:
        """What makes two loans the same type."""
        return self.owned


@register_model(Loan)
class LoanModel(models.PointerModel):  # type: ignore[misc]
    """A loan is a pointer to the tuple as numba lays it out."""

    def __init__(self, manager: Any, loan: Loan) -> None:
        kept = manager.lookup(loan.owned)
        models.PrimitiveModel.__init__(self, manager, loan, kept.get_value_type().as_pointer())


@infer_getattr
class LoanAttributes(AttributeTemplate):  # type: ignore[misc]
    """A loan has the attributes of the tuple."""

    key = Loan

    def generic_resolve(self, loan: Loan, name: str) -> Any:
        """Return the type of a field."""
        fields = dict(zip(loan.owned.fields, loan.owned.types, strict=True))
        return fields.get(name)


@lower_getattr_generic(Loan)  # type: ignore[untyped-decorator]
def field(_context: Any, builder: Any, loan: Loan, pointer: Any, name: str) -> Any:
    """Read one field through the pointer, and nothing else of the tuple."""
    return builder.load(_place(builder, loan, pointer, name))


def _place(builder: Any, loan: Loan, pointer: Any, name: str) -> Any:
    return cgutils.gep_inbounds(builder, pointer, 0, loan.owned.fields.index(name))


@intrinsic  # type: ignore[untyped-decorator]
def lend(_typing: Any, owned: Any) -> Any:
    """Return a loan of a named tuple; it ends with the function that lends."""

    def keep(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        return cgutils.alloca_once_value(builder, values[0])

    return Loan(owned)(owned), keep


@intrinsic  # type: ignore[untyped-decorator]
def turn_to(_typing: Any, now: Any, p: Any, month: Any) -> Any:
    """Write a month and its parameters into what is lent."""

    def write(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        loan, number = signature.args[0], values[2]
        season = builder.srem(number, number.type(12))
        for name, value in (("p", values[1]), ("month", number), ("season", season)):
            builder.store(value, _place(builder, loan, values[0], name))
        return context.get_dummy_value()

    return types.none(now, p, month), write


def run(opened: Any, schedule: Any) -> None:
    """Run every month of one replicate: what is compiled and called from Python."""
    now = lend(opened)
    turn_to(now, schedule[0], 0)
    begin(now)
    for month in range(len(schedule)):
        turn_to(now, schedule[month], month)
        run_month(now)
