"""The page on how the sets were found, and on what was measured."""

from __future__ import annotations

from collabsim.calibration.goodness_of_fit import CUTOFF, measured_england
from collabsim.calibration.targets import measured
from studies.england.markdown import table
from studies.england.tables import HELD_OUT, Tables

BINDING = 0.5
"""Exposure from which a barrier is said to bind."""


def assessed(tables: Tables) -> int:
    """Return how many sets all waves assessed; other rows count those assessed once more."""
    found = tables["waves"]
    return int(found[found["stage"].str.startswith("wave")]["sets"].sum())


def still_plausible(tables: Tables) -> int:
    """Return how many plausible sets are so on held-out draws too."""
    found = tables["waves"]
    return int(found[found["stage"] == HELD_OUT]["plausible"].sum())


def ruled_out_by(tables: Tables) -> list[tuple[str, int]]:
    """Return what rules plausible sets out on held-out draws, the commonest first."""
    found = tables["waves"].set_index("stage").drop(columns=["sets", "plausible"])
    counts = found.loc[HELD_OUT].sort_values(ascending=False, kind="stable")
    return [(str(name), int(count)) for name, count in counts.items() if count > 0]


def none(tables: Tables) -> str:
    """Return what is said if no set is plausible: there is then nothing else to say of fits."""
    return (
        f"**None of the {assessed(tables)} parameter sets assessed is plausible.** Each is further from "
        "a measured series than its reference allows, or is ruled out by a fitted pattern, or was "
        "plausible at first and not on independent draws. The table shows which ruled out most; more "
        "sets or a further wave may find some, and so may a wider range of a parameter."
    )


def waves(tables: Tables) -> str:
    """Return how many sets each wave assessed, and what ruled them out."""
    found = tables["waves"]
    causes = [c for c in found.columns if c not in ("stage", "sets", "plausible")]
    rows = []
    for _, row in found.iterrows():
        worst = sorted(((row[c], c) for c in causes if row[c] > 0), reverse=True)[:5]
        words = ", ".join(f"{name} {count:.0f}" for count, name in worst) or "–"
        rows.append([str(row["stage"]), f"{row['sets']:.0f}", f"{row['plausible']:.0f}", words])
    words = (
        "History matching: the first wave fills the prior, later ones are drawn from what linear "
        "emulators do not rule out. Every set is run on replicates of its own, so that no few simulated "
        f"Englands decide for all. A set is out if any implausibility is {CUTOFF:g} or more, or a series "
        "is beyond its reference. The implausibility of a series has the random draws of one England, "
        "the Monte Carlo error of the mean and a stated discrepancy in it, that of a pattern the Monte "
        "Carlo error of its mean and a stated one. Waves read England's long run from fewer replicates "
        "than the rest. Plausible sets are assessed once more on independent draws, which is what "
        "confirms them, and those confirmed a last time on held-out draws, from which this page is made. "
        "`python -m studies.england` does all of this and goes on where it was stopped."
    )
    return f"{words}\n\n{table(('stage', 'sets', 'plausible', 'ruled out most by'), rows)}"


def targets() -> str:
    """Return what each series is, where it comes from, and what to beware of."""
    exposure = {kind.name: kind.exposure for kind in measured_england().classes}
    rows = []
    for s in measured():
        met = exposure[s.kind]
        most = max(met, key=lambda name: met[name])
        binding = ", ".join(name for name, share in met.items() if share >= BINDING)
        rows.append(
            [s.title, s.says, str(s.of), f"`{s.kind}`",
             binding or f"none by half; {most} most, {met[most]:g}", f"`{s.fitted}`", s.window,
             s.truncation, f"{s.discrepancy:g}", f"{s.source} ({s.licence})", s.caveat]
        )  # fmt: skip
    head = ("series", "what it is", "of", "class", "barriers that bind", "fitted", "window",
            "truncation", "discrepancy", "source (licence)", "beware")  # fmt: skip
    return table(head, rows)
