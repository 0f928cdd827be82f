"""Trust: variable between trusts and companies, both ways, and lost faster than gained (A22, A24, A25, A27, B09-B11).

Mechanisms M7 (ability, benevolence, integrity: Mayer et al. 1995), M8 (beta reputation with
forgetting: Josang and Ismail 2002; asymmetry: Slovic 1993, contested), M9 (guilt by
association: Jonsson et al. 2009), M10 (demonstration beats rhetoric; visibility). The null
forms are ``kappa = 1`` (no asymmetry) and ``spill = 0`` (no guilt by association).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from collabsim.numerics import logistic
from collabsim.parameters import param


# fmt: off
@dataclass(frozen=True, slots=True)
class Trust:
    """Parameters of evidence, memory, visibility and scandal."""

    initial: float = param(0.55, "index", (0.0, 1.0), (0.4, 0.65), "M7 S17", "T1", "Mean disposition to trust industry")
    initial_spread: float = param(0.17, "index sd", (0.0, 0.5), (0.15, 0.2), "M7 A22", "T1", "How far NHS trusts differ in their disposition to trust industry")
    prior: float = param(4.0, "events", (0.1, 50.0), (2.0, 10.0), "M8", "T4", "Weight of the disposition to trust industry against evidence")
    kappa: float = param(2.0, "times", (0.0, 20.0), (1.0, 5.0), "M8 S63", "T3", "Weight of a bad event against a good one; 1 is symmetric")
    memory: float = param(0.93, "per month", (0.0, 0.999), (0.9, 0.98), "M8 S64", "T3", "Evidence that is left after a month (lambda)")
    forget: float = param(0.5, "share", (0.0, 1.0), (0.2, 0.8), "M8 S67", "T4", "Evidence that leaves with a leader; of what companies hold, half of that")
    category: float = param(0.2, "share", (0.0, 1.0), (0.0, 0.5), "A25 M9", "T4", "How far evidence about one company counts for all")
    success: float = param(2.0, "events", (0.0, 20.0), (1.0, 4.0), "M10 B10", "T4", "Weight of one's own successful pilot")
    observed: float = param(0.45, "of own", (0.0, 1.0), (0.3, 0.6), "M10 S70", "T2", "Weight of what is seen elsewhere in the AHSN")
    far: float = param(0.05, "of near", (0.0, 1.0), (0.0, 0.2), "M10", "T4", "Weight of what is seen outside the AHSN")
    message: float = param(0.0025, "events a month", (0.0, 1.0), (0.001, 0.005), "M10 B10", "T4", "Weight of a message alone: rhetoric")
    setback: float = param(0.5, "of a harm", (0.0, 5.0), (0.2, 1.0), "M8", "T4", "Weight of a collapse or a failed evaluation against a harm")
    adoption: float = param(0.3, "events", (0.0, 5.0), (0.1, 0.6), "M10", "T4", "Weight of taking an innovation into use")
    use_failure: float = param(0.0006, "per month of use", (0.0, 0.5), (0.0003, 0.002), "M8", "T4", "Chance that an innovation in use disappoints")
    small_failure: float = param(0.005, "per pilot-month", (0.0, 0.5), (0.003, 0.01), "M8", "T4", "Chance that a running pilot disappoints")
    scandal: float = param(0.2, "per year", (0.0, 12.0), (0.1, 1.0), "M9 S75", "T1", "Number of severe breaches in the whole sector")
    severity: float = param(3.0, "events", (0.0, 50.0), (1.5, 6.0), "M9", "T4", "Size of a scandal in bad events, for its own company: kappa comes on top")
    spill: float = param(0.1, "share", (-0.5, 1.0), (-0.05, 0.5), "M9 A25", "T3", "Share of a scandal that lands on every company of the sector, its own among them")
    visible: float = param(-1.64, "logit", (-10.0, 10.0), (-3.0, 1.4), "M10 A35", "T4", "Visibility of a project when nobody speaks of it")
    openness: float = param(3.0, "logit per permission", (0.0, 20.0), (1.0, 5.0), "M10 A35", "T4", "How permission brings projects into the open (R2)")
    celebrate: float = param(0.0, "logit", (0.0, 10.0), (0.0, 2.2), "B11 L09", "T4", "Visibility added by joint celebration: of failure too")
    threshold: float = param(0.3, "index", (0.0, 1.0), (0.2, 0.4), "M7", "T4", "Trust a harmless innovation asks for")
    stakes: float = param(0.3, "index", (0.0, 1.0), (0.1, 0.5), "M7 A24", "T4", "Further trust asked where patients or data are at stake")
# fmt: on


WIDTH = 0.12
"""Spread of the threshold of trust (index): nothing hangs on it within 0.08 to 0.16."""

COMPANY_PRIOR = 3.5
"""Weight of companies' first belief in a trust (events): nothing hangs on it within 2 to 8."""

COMPANY_START = 0.57
"""What a company believes of a trust it has never worked with (T4)."""

REFUSAL, COLLAPSE, FAILURE = 0.3, 1.0, 0.3
"""Bad events that a refused plan, a collapsed pilot and a failed evaluation count for with a company."""

SUCCESS, ADOPTION = 1.0, 0.5
"""Good events that a successful pilot and an adoption count for with a company."""


def belief(prior_mean: float, prior: float, good: float, bad: float) -> float:
    """Return a beta-reputation belief in [0, 1] (M8).

    ``(prior prior_mean + good) / (prior + good + max(0, bad))``. What rivals lose (a negative ``spill``) can cancel bad evidence, but never leaves less than none.
    """
    return (prior * prior_mean + good) / (prior + good + max(0.0, bad))


def counted(own: float, everyone: float, p: Any) -> float:
    """Return the evidence that counts about one company: its own, and a share of all others'.

    Without the category share the 0.3 projects a trust-year, spread over a hundred companies,
    could never move trust in anyone.
    """
    return own + p.category * (everyone - own)


def faded(stock: float, months: float, p: Any) -> float:
    """Return what is left of an evidence stock some months after it was last touched."""
    return stock * p.memory**months


def remembered(memory: float, p: Any) -> float:
    """Return the share of others' evidence a trust remembers: a new leader slowly learns it."""
    return 1.0 - (1.0 - memory) * p.memory


def kept(p: Any) -> float:
    """Return the share of the NHS trust's evidence that outlasts its leader."""
    return 1.0 - p.forget


def company_kept(p: Any) -> float:
    """Return the share of companies' evidence that outlasts an NHS trust's leader: they stay."""
    return 1.0 - 0.5 * p.forget


def heard(message: float, permission: float, worth: float, p: Any) -> float:
    """Return what messages have done, with this month's: rhetoric, as far as it is worth much."""
    return message + p.message * permission * worth


def setback(p: Any) -> float:
    """Return the bad events that a collapse or a failed evaluation counts for."""
    return p.setback * p.kappa


def seen(near: float, everywhere: float, p: Any) -> float:
    """Return the evidence that a trust of one AHSN takes from visible events of one month."""
    return p.observed * (near + p.far * (everywhere - near))


def scandal_chance(companies: int, p: Any) -> float:
    """Return the chance that one of so many companies has a scandal this month."""
    return p.scandal / 12.0 / companies


def scandal_evidence(own: float, sector: float, p: Any, on: Any) -> float:
    """Return bad events that a month's scandals add about one company (B1, guilt by association).

    ``B1 kappa severity (own + spill sector)``: ``own`` is 1 in the month of its own scandal,
    ``sector`` the scandals of its sector that month, its own among them.
    """
    return on.B1 * p.kappa * p.severity * (own + p.spill * sector)


def visibility(permission: float, stance: float, p: Any, on: Any) -> float:
    """Return the share of others who can see a project (0 is under the radar, A35).

    The same visibility carries success and failure. Cut R2 and permission no longer matters.
    """
    climate = on.R2 * (p.openness * permission + 0.5 * stance)
    return logistic(p.visible + climate + p.celebrate)


def gate(trust: float, stake: float, p: Any) -> float:
    """Return how far trust lets an innovation through: ``Lambda((trust - asked) / 0.12)``.

    ``asked = threshold + stakes stake``
    """
    return logistic((trust - p.threshold - p.stakes * stake) / WIDTH)
