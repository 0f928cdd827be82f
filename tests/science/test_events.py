"""What happens between an NHS trust and a company weighs what the page says, for both and for others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from collabsim import CollaborationModel, Scenario
from collabsim.agents import Company, NHSTrust
from collabsim.month.evidence import Event
from collabsim.scenario import config_path

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "model.md").read_text("utf-8")
BUSY = Scenario.load(config_path("small.toml")).with_values(
    {
        "hazard.gates": 0.0,
        "hazard.pull": 6.0,
        "trust.kappa": 3.0,
        "trust.success": 1.7,
        "trust.setback": 0.4,
        "trust.adoption": 0.3,
        "trust.use_failure": 0.2,
        "trust.small_failure": 0.1,
        "resource.collapse": 0.05,
        "leadership.rejection": 0.5,
    }
)


def weighs(cell: str) -> float:
    """Return the events that a cell of the table counts."""
    p = BUSY.parameters.trust
    known = {
        "": 0.0, "κ": p.kappa, "`trust.setback`": p.setback * p.kappa, "`success`": p.success,
        "`adoption`": p.adoption,
    }  # fmt: skip
    return known[cell] if cell in known else float(cell)


def table() -> set[tuple[float, ...]]:
    """Return good, bad, the company's good and bad, and what others see, of every row."""
    part = PAGE[PAGE.index("**Events as evidence**") : PAGE.index("### 5.6 Learn")]
    rows = set()
    for row in re.findall(r"^\| (?!event|-)(.+) \|$", part, re.MULTILINE):
        _, *cells, others = (cell.strip() for cell in row.split("|"))
        seen = dict.fromkeys(("good", "bad"), 0.0)
        plain = others.removesuffix(" (piloted classes)")
        if plain:
            kind, _, weight = plain.partition(" ")
            seen[kind] = weighs(weight)
        rows.add((*map(weighs, cells), *seen.values()))
        if plain != others:
            rows.add((*map(weighs, cells), 0.0, 0.0))
    return rows


def test_events_weigh_what_the_page_says_and_others_see_them_at_that_weight() -> None:
    happened: set[tuple[float, ...]] = set()

    class Listening(NHSTrust):
        def note(self, company: Company, event: Event) -> None:
            before = len(self.deferred)
            super().note(company, event)
            seen = [0.0, 0.0]
            for _, whom, *weights in self.deferred[before:]:
                assert whom is company
                seen = [weight / self.visibility for weight in weights]
            happened.add(tuple(round(each, 9) for each in (*event[:4], *seen)))

    class ListeningModel(CollaborationModel):
        trust_class = Listening

    ListeningModel(BUSY, seed=3).run()
    assert len(table()) == 7
    assert sorted(happened) == [pytest.approx(row) for row in sorted(table())]
