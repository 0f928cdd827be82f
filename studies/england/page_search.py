"""How the sets were found, on the validation page: what each wave judged, and if none was accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from collabsim.calibration.goodness_of_fit import CUTOFF
from studies.england.page_targets import table
from studies.england.fit_tables import LAST

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

Tables = Mapping[str, "DataFrame"]


def judged(tables: Tables) -> int:
    """Return how many sets all waves judged; other rows count those judged once more."""
    found = tables["waves"]
    return int(found[found["stage"].str.startswith("wave")]["sets"].sum())


def still(tables: Tables) -> int:
    """Return how many accepted sets are plausible on luck that has chosen nothing too."""
    found = tables["waves"]
    return int(found[found["stage"] == LAST]["plausible"].sum())


def against(tables: Tables) -> list[tuple[str, int]]:
    """Return what speaks against accepted sets on luck that has chosen nothing, the commonest first."""
    found = tables["waves"].set_index("stage").drop(columns=["sets", "plausible"])
    counts = found.loc[LAST].sort_values(ascending=False, kind="stable")
    return [(str(name), int(count)) for name, count in counts.items() if count > 0]


def none(tables: Tables) -> str:
    """Return what is said if no set was accepted: there is then nothing else to say of fits."""
    return (
        f"**None of the {judged(tables)} parameter sets judged was accepted.** Each is further from "
        "a measured series than its yardstick, or is ruled out by a fitted pattern, or was plausible "
        "at first and not on luck that no fit has seen. The table says which ruled out most; more "
        "sets or a further wave may find some, and so may a wider range of a parameter."
    )


def waves(tables: Tables) -> str:
    """Return how many sets each wave judged, and what ruled them out."""
    found = tables["waves"]
    causes = [c for c in found.columns if c not in ("stage", "sets", "plausible")]
    rows = []
    for _, row in found.iterrows():
        worst = sorted(((row[c], c) for c in causes if row[c] > 0), reverse=True)[:5]
        words = ", ".join(f"{name} {count:.0f}" for count, name in worst) or "–"
        rows.append([str(row["stage"]), f"{row['sets']:.0f}", f"{row['plausible']:.0f}", words])
    words = (
        f"History matching: the first wave fills the prior, later ones are drawn from what linear "
        f"emulators do not rule out. Every set is run on replicates of its own, so that no few simulated Englands decide for all. A set is out if any implausibility is {CUTOFF:g} or more, or a "
        "series is beyond its yardstick. The implausibility of a series has the luck of one England, "
        "the error of the mean and a stated discrepancy in it, that of a pattern the error of its mean "
        "and a stated one. Waves read England's long run from fewer replicates than the rest. Plausible "
        "sets are judged once more on fresh luck, which is what accepts them, and those accepted a last "
        "time on luck that has chosen nothing, from which this page is made. `collabsim calibrate` does "
        "all of this and goes on where it was stopped."
    )
    return f"{words}\n\n{table(('stage', 'sets', 'plausible', 'against them most'), rows)}"
