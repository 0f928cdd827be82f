"""The stages an innovation passes through in one NHS trust, and the arrows between them."""

from __future__ import annotations

from enum import IntEnum


class Stage(IntEnum):
    """Where an innovation stands in a trust."""

    UNAWARE = 0
    AWARE = 1
    APPROVAL = 2
    PILOT = 3
    EVALUATION = 4
    EVALUATED = 5
    ADOPTED = 6
    DECLINED = 7
    ABANDONED = 8


(
    UNAWARE, AWARE, APPROVAL, PILOT, EVALUATION, EVALUATED, ADOPTED, DECLINED, ABANDONED,
) = map(int, Stage)  # fmt: skip
"""The same as plain numbers, which is how rows hold them."""

ARROWS: dict[Stage, tuple[Stage, ...]] = {
    Stage.UNAWARE: (Stage.AWARE,),
    Stage.AWARE: (Stage.APPROVAL,),
    Stage.APPROVAL: (Stage.PILOT, Stage.ADOPTED, Stage.DECLINED),
    Stage.PILOT: (Stage.EVALUATION, Stage.DECLINED),
    Stage.EVALUATION: (Stage.EVALUATED, Stage.DECLINED),
    Stage.EVALUATED: (Stage.ADOPTED,),
    Stage.ADOPTED: (Stage.ABANDONED,),
    Stage.DECLINED: (Stage.AWARE,),
    Stage.ABANDONED: (Stage.AWARE,),
}
"""Where each stage can lead. An approval of no length is passed within the month."""
