"""Watches one NHS trust and one innovation while a model runs, and changes nothing.

What the trust would make of the innovation is asked of the trust's own methods at the end of its
decisions, when all that they read is as it was; the project is put back as it stood.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from collabsim import composition
from collabsim.month.decide import appeal
from collabsim.pipeline import AWARE, EVALUATED, Stage
from collabsim.randomness import Decision
from collabsim.rule_substitution import Substituter
from collabsim.scenario.dates import date_of

if TYPE_CHECKING:  # Mesa is slow to import
    from collabsim.model import CollaborationModel

HEARD = ("start", "must_pay", "refused", "collapse_hazard", "succeeds", "abandon_hazard")
"""Methods of an NHS trust that are listened to."""

CHANCES: Mapping[str, tuple[str, str, Decision]] = {
    "approval": ("refused", "of being refused", Decision.SIGN_OFF),
    "pilot": ("collapse_hazard", "of collapsing", Decision.PILOT),
    "adopted": ("abandon_hazard", "of being given up", Decision.USE),
}
"""Of stages in which a draw decides: whose answer it is held to, of what, and which draw."""


def pulls(**each: float) -> dict[str, float]:
    """Return the pulls that an appeal is the sum of, by name: stands in for ``composition.appeal``."""
    return each


class Witness:
    """What is seen of one trust and one innovation, month by month.

    Parameters
    ----------
    trust, innovation : their indices.
    """

    def __init__(self, trust: int, innovation: int) -> None:
        self.trust, self.innovation = trust, innovation
        self.heard: dict[str, Any] = {}

    def watched(self, kind: type[CollaborationModel]) -> type[CollaborationModel]:
        """Return a model whose trusts tell this witness what they decide."""
        trusts = kind.trust_class
        listening = {name: self._listening(name, getattr(trusts, name)) for name in HEARD}
        return type(
            kind.__name__, (kind,), {"trust_class": type(trusts.__name__, (trusts,), listening)}
        )

    def _listening(self, name: str, ours: Any) -> Any:
        def method(trust: Any, *given: Any) -> Any:
            if trust.index != self.trust:
                return ours(trust, *given)
            if name == "start":
                self.heard["decision"] = self._decision(trust)
            found = ours(trust, *given)
            if trust.model.innovations[self.innovation] in given:
                self.heard[name] = found
            return found

        return method

    def month(self, model: CollaborationModel, before: Stage) -> dict[str, Any]:
        """Return what was seen in the month that was run, and forget it.

        ``before`` is the stage that the innovation began the month in.
        """
        trust, innovation = model.trusts[self.trust], model.innovations[self.innovation]
        project = model.now.projects[self.trust, self.innovation]
        heard, self.heard = self.heard, {}
        month = model.now.month - model.setting.months_before
        row = {
            **_blank(model.rules.barriers),
            "month": month,
            "date": date_of(month, model.setting.today),
            "stage": before.name.lower(),
            "then": Stage(project.stage).name.lower(),
            "outcome": "",
            **self._chance(trust, innovation, before, heard),
            **(heard.get("decision") or {}),
            "use": project.use,
            **{name: getattr(trust, name) for name in STATE},
        }
        if innovation.launched == 0.0 or not project.eligible:
            row["outcome"] = "not_offered" if project.eligible else "not_eligible"
        elif heard.get("decision"):
            row["outcome"] = _outcome(
                row, heard, begun=project.stage != before and project.stage > AWARE
            )
        return row

    def _chance(
        self, trust: Any, innovation: Any, before: Stage, heard: dict[str, Any]
    ) -> dict[str, Any]:
        """Return what else was left to a draw this month, with its chance where it has one."""
        asked, of, decision = CHANCES.get(before.name.lower(), ("", "", Decision.USE))
        if asked not in heard:
            return {}
        drawn, _ = trust.draw(decision, innovation.id)
        chance = heard[asked] if decision != Decision.SIGN_OFF else math.nan
        return {"risk": of, "risk_drawn": drawn, "risk_chance": chance}

    def _decision(self, trust: Any) -> dict[str, Any] | None:
        """Return what the trust makes of the innovation, were it to decide now; None if it does not."""
        model, now = trust.model, trust.model.now
        innovation, project = (
            model.innovations[self.innovation],
            now.projects[trust.index, self.innovation],
        )
        waits = project.stage <= AWARE or project.stage == EVALUATED
        if innovation.launched == 0.0 or not project.eligible or not waits:
            return None
        kept = dict(vars(project))
        look = trust.look_at(project, innovation)
        wish = trust.appeal(project, innovation, look)
        trust.plan(project, innovation, look)
        price = project.price
        trust.gates(project, innovation, look)
        vars(project).update(kept)
        hearing, moving = (
            table[trust.index][innovation.index] for table in model.drawn(int(Decision.COURTSHIP))
        )
        hazard, combining = now.p.hazard, model.rules.composition
        shares = [0.0] * len(now.gates)
        combining.account(now.gates, hazard.sigma, shares)
        before = combining.attempt(wish, hazard.ceiling)
        barriers = model.rules.barriers
        return {
            "hearing_drawn": hearing,
            "hearing_chance": trust.chance_to_hear(innovation),
            "drawn": moving,
            "ceiling": hazard.ceiling,
            "before_barriers": before,
            "chance": before * combining.combine(now.gates, hazard.sigma, hazard.nu),
            "appeal": wish,
            "price": price,
            "money_left": trust.money,
            **self._pulls(trust, project, innovation, look, wish),
            **{f"gate_{name}": gate for name, gate in zip(barriers, now.gates, strict=True)},
            **{f"stopped_{name}": share for name, share in zip(barriers, shares, strict=True)},
        }

    def _pulls(
        self, trust: Any, project: Any, innovation: Any, look: Any, wish: float
    ) -> dict[str, float]:
        """Return what the appeal is the sum of; nothing where a user's own method says otherwise."""
        model = trust.model
        replaced = {**model.rules.replaced, "collabsim.composition.appeal": pulls}
        parted = Substituter(lambda function: function, replaced).copy(appeal)
        found: dict[str, float] = parted(trust, project, innovation, look, model.now)
        whole = model.rules.composition.appeal(**found)
        return {f"pull_{name}": value for name, value in found.items()} if whole == wish else {}


DECISION = (
    "hearing_drawn", "hearing_chance", "drawn", "ceiling", "before_barriers", "chance", "appeal",
    "price", "money_left",
)  # fmt: skip
"""Columns of a month in which the trust could decide, beside those of each barrier and pull."""

STATE = ("slack", "attention", "permission", "stance", "deficit", "tenure", "clarity", "absorptive")
"""Columns of the trust that are kept beside, as they are at the end of the month."""


def _blank(barriers: Sequence[str]) -> dict[str, Any]:
    """Return the columns of a month, empty."""
    of_barriers = (f"{what}_{name}" for what in ("gate", "stopped") for name in barriers)
    told = ("month", "date", "stage", "then", "outcome", "risk")
    numbers = (*DECISION, "risk_drawn", "risk_chance", *of_barriers)
    pulled = (f"pull_{name}" for name in inspect.signature(composition.appeal).parameters)
    return {**dict.fromkeys(told, ""), **dict.fromkeys([*numbers, *pulled], math.nan)}


def _outcome(row: dict[str, Any], heard: dict[str, Any], *, begun: bool) -> str:
    """Return in a word what came of a month in which the trust could have decided."""
    if row["stage"] == "unaware" and row["hearing_drawn"] >= row["hearing_chance"]:
        return "not_heard"
    if row["drawn"] >= row["before_barriers"]:
        return "not_wanted"
    if row["drawn"] >= row["chance"]:
        return "stopped"
    if begun:
        return "begun"
    return "no_money" if heard.get("must_pay") else "no_room"
