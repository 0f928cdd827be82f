"""What the validation page says of parameters: which the data speak of, ridges, and levers' ranks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from studies.england.identifiability import UNMEASURED
from studies.england.lever_ranking import REPLICATES
from studies.england.page_search import judged
from studies.england.page_targets import table

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

Tables = Mapping[str, "DataFrame"]


def parameters(tables: Tables) -> str:
    """Return what the data say of each parameter, and what they are silent on."""
    from collabsim.results import ENOUGH_FOR_A_RANGE  # with it comes pandas: slow

    if "identified" not in tables:
        return "Too few sets were accepted to say anything of parameters."
    known = tables["identified"]
    moving = known[known["moves"].notna() & (known["moves"] != "")]
    order = moving["correlation"].abs().sort_values(ascending=False).index
    rows = [_parameter(row) for _, row in moving.loc[order].iterrows()]
    sets = len(tables["accepted"])
    ends = "5–95 %" if sets >= ENOUGH_FOR_A_RANGE else f"lowest to highest of {sets}"
    head = ("parameter", "prior", f"accepted, {ends}", "shift (sd)", "shrinkage", "p", "moves most")
    soft = known[known["unmeasured"]]
    heard = int((soft["moves"].notna() & (soft["moves"] != "")).sum())
    words = (
        f"Over all {judged(tables)} sets judged, {len(moving)} of {len(known)} parameters in doubt "
        "clearly move some target: the data speak of these, singly or with others. Of the other "
        f"{len(known) - len(moving)} they say nothing that so few sets could show. No series "
        f"measures {', '.join(UNMEASURED)} themselves; of their {len(soft)} parameters {heard} move a "
        "target all the same. "
        f"{_narrowed(tables)} The full table is `identified.csv`, beside the other tables of the fit. "
        "*Shift* is from the prior's mean to that of the accepted sets; *shrinkage* says how much "
        "narrower they are (below 0: wider, as luck has it); *p* tests whether they differ from the "
        "prior at all; *moves most* is the target with the strongest rank correlation over all sets."
    )
    return f"{words}\n\n{table(head, rows)}\n\n{_ridges(tables)}\n\n{levers(tables)}"


def _narrowed(tables: Tables) -> str:
    """Say which parameters have another distribution in accepted sets than in the prior."""
    known, sets = tables["identified"], len(tables["accepted"])
    speaks = [f"`{name}`" for name in known[known["speaks"]]["parameter"]]
    if not speaks:
        return (
            f"No single one is narrowed beyond what chance would do among {len(known)} tests of "
            f"{sets} accepted sets each, which only a strong narrowing would pass."
        )
    return f"Narrowed in the accepted sets, beyond chance: {', '.join(speaks)}."


def _parameter(row: Any) -> list[str]:
    moves = row["moves"] if isinstance(row["moves"], str) else ""
    return [
        f"`{row['parameter']}`",
        f"{row['prior_low']:.3g} – {row['prior_high']:.3g}",
        f"{row['low']:.3g} – {row['high']:.3g}",
        f"{row['shift']:+.1f}",
        f"{100 * row['shrinkage']:.0f} %",
        f"{row['p']:.2g}",
        f"{moves} ({row['correlation']:+.2f})" if moves else "–",
    ]


def _ridges(tables: Tables) -> str:
    found = tables["ridges"]
    clear = found[found["clear"]]
    if not len(clear):
        return (
            "No two parameters are tied to each other by more than chance among the accepted sets: "
            "no ridge can be seen with so few of them."
        )
    pairs = (f"`{r.one}` with `{r.other}` ({r.correlation:+.2f})" for r in clear.itertuples())
    return f"Ridges (rank correlations beyond chance): {'; '.join(pairs)}."


def levers(tables: Tables) -> str:
    """Return whether the ranking of levers hangs on the set."""
    if "levers" not in tables:
        return "The levers were not run over the sets."
    found = tables["levers"]
    wide = found.pivot_table(index="lever", columns="set", values="rank")
    others = wide.drop(columns=[-1, 0], errors="ignore")  # -1 and 0 are the default
    agree = [wide[-1].corr(others[name], method="kendall") for name in others]
    gains = found[found["set"] > 0].groupby("lever")["gain"].median()
    order = others.median(axis=1).sort_values().index
    rows = [
        [
            f"`{name}`",
            f"{wide.loc[name, -1]:.0f}",
            f"{others.loc[name].median():.0f}",
            f"{others.loc[name].min():.0f}–{others.loc[name].max():.0f}",
            f"{100 * gains[name]:+.1f}",
        ]
        for name in order
    ]
    head = (
        "lever",
        "rank, default",
        "median rank",
        "ranks over sets",
        "points of adoption, median",
    )
    words = (
        f"Levers alone, ranked by what they add to adoption of piloted innovations in ten years, "
        f"under the default and {others.shape[1]} accepted sets: Kendall's correlation of a set's "
        f"ranking with the default's is {min(agree):.2f} to {max(agree):.2f}. What differs between "
        "these sets the data cannot see, so a rank is only as firm as its range "
        f"({REPLICATES} replicates a run: luck is in it too)."
    )
    return f"{words}\n\n{table(head, rows)}"
