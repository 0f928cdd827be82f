"""The page on parameters: which the data speak of, ridges, and the ranks of levers."""

from __future__ import annotations

from typing import Any

from collabsim.results import ENOUGH_FOR_A_RANGE
from studies.england.identifiability import UNMEASURED
from studies.england.lever_ranking import DEFAULT, REPLICATES
from studies.england.markdown import code, percent, table
from studies.england.page_search import assessed
from studies.england.tables import Tables


def parameters(tables: Tables) -> str:
    """Return what the data say of each parameter, and what they are silent on."""
    if "identifiability" not in tables:
        return "Too few sets are plausible to say anything of parameters."
    known, sets = tables["identifiability"], len(tables["plausible_sets"])
    moving = known[known["moves"].fillna("") != ""]
    order = moving["correlation"].abs().sort_values(ascending=False).index
    rows = [_parameter(row) for _, row in moving.loc[order].iterrows()]
    ends = "5–95 %" if sets >= ENOUGH_FOR_A_RANGE else f"lowest to highest of {sets}"
    head = (
        "parameter",
        "prior",
        f"plausible, {ends}",
        "shift (sd)",
        "shrinkage",
        "p",
        "moves most",
    )
    words = (
        f"Over all {assessed(tables)} sets assessed, {len(moving)} of {len(known)} uncertain parameters "
        "clearly move some target: the data speak of these, singly or with others. Of the other "
        f"{len(known) - len(moving)} they say nothing that so few sets could show. No series "
        f"measures {', '.join(UNMEASURED)} themselves; of their {int(known['unmeasured'].sum())} "
        f"parameters {int(moving['unmeasured'].sum())} move a target all the same. "
        f"{_narrowed(tables)} The full table is `studies/england/tables/identifiability.csv`. "
        "*Shift* is from the prior's mean to that of the plausible sets; *shrinkage* states how much "
        "narrower they are (below 0: wider, by chance); *p* tests whether they differ from the prior at "
        "all; *moves most* is the target with the strongest rank correlation over all sets."
    )
    return "\n\n".join([words, table(head, rows), _ridges(tables), levers(tables)])


def _narrowed(tables: Tables) -> str:
    """State which parameters have another distribution in plausible sets than in the prior."""
    known, sets = tables["identifiability"], len(tables["plausible_sets"])
    speaks = known[known["speaks"]]["parameter"]
    if len(speaks):
        return f"Narrowed in the plausible sets, beyond chance: {code(speaks)}."
    return (
        f"No single one is narrowed beyond what chance would do among {len(known)} tests of {sets} "
        "plausible sets each, which only a strong narrowing would pass."
    )


def _parameter(row: Any) -> list[str]:
    return [
        f"`{row['parameter']}`",
        f"{row['prior_low']:.3g} – {row['prior_high']:.3g}",
        f"{row['low']:.3g} – {row['high']:.3g}",
        f"{row['shift']:+.1f}",
        percent(row["shrinkage"]),
        f"{row['p']:.2g}",
        f"{row['moves']} ({row['correlation']:+.2f})",
    ]


def _ridges(tables: Tables) -> str:
    found = tables["ridges"]
    clear = found[found["clear"]]
    if not len(clear):
        return (
            "No two parameters are tied to each other by more than chance among the plausible sets: "
            "no ridge can be seen with so few of them."
        )
    pairs = (f"`{r.one}` with `{r.other}` ({r.correlation:+.2f})" for r in clear.itertuples())
    return f"Ridges (rank correlations beyond chance): {'; '.join(pairs)}."


def levers(tables: Tables) -> str:
    """Return whether the ranking of levers depends on the set."""
    if "levers" not in tables:
        return "The levers were not run over the sets."
    found = tables["levers"]
    wide = found.pivot_table(index="lever", columns="set", values="rank")
    others = wide.drop(columns=[DEFAULT, 0], errors="ignore")  # 0 is the default as well
    agree = [wide[DEFAULT].corr(others[name], method="kendall") for name in others]
    gains = found[found["set"] > 0].groupby("lever")["gain"].median()
    rows = [
        [
            f"`{name}`",
            f"{wide.loc[name, DEFAULT]:.0f}",
            f"{others.loc[name].median():.0f}",
            f"{others.loc[name].min():.0f}–{others.loc[name].max():.0f}",
            f"{100 * gains[name]:+.1f}",
        ]
        for name in others.median(axis=1).sort_values().index
    ]
    head = ("lever", "rank, default", "median rank", "ranks over sets",
            "points of adoption, median")  # fmt: skip
    words = (
        "Levers alone, ranked by what they add to adoption of piloted innovations in ten years, "
        f"under the default and {others.shape[1]} plausible sets: Kendall's correlation of a set's "
        f"ranking with the default's is {min(agree):.2f} to {max(agree):.2f}. The data cannot show what "
        "differs between these sets, so a rank is only as firm as its range "
        f"({REPLICATES} replicates a run: Monte Carlo error is in it too)."
    )
    return f"{words}\n\n{table(head, rows)}"
