"""What knock-outs took out of the model for good: the record, as the model has it no more."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REMOVED: Mapping[str, str] = MappingProxyType(
    {
        "traits.index_spread": "trusts alike in clarity, know-how and not-invented-here",
        "traits.pair_spread": "a trust disposed to all companies alike",
        "traits.link_spread": "trusts alike in hearing and needing the signal",
        "budget.deficit_persistence": "deficits drawn anew each year, with them the weakness of a type of trust",
        "clarity.symptom_pressure": "as many symptom projects whatever the slack",
        "clarity.challenge_delay": "a challenge of plans that takes no time",
        "trust.media": "a scandal charged to its sector in its own month",
        "trust.width": "0.12",
        "trust.company_prior": "3.5 events",
        "perceptions.stubborn": "no trust led by conviction alone",
        "perceptions.listening": "views not moved by peers'",
        "perceptions.confidence": "the same",
        "companies.place_focus": "outreach that does not look at the place",
        "ahsns.need_focus": "triage that does not look at local need",
        "perceptions.ease_spread": "trusts alike in their first ease with industry",
    }
)
"""Parameters, and what the model has in their place."""

BEFORE = 259
"""Parameters of the model when it had them."""

FIRST, AT_ONCE = 14, 309
"""How many went at first, and the readings of patterns, levers and interactions compared on the same
luck with and without all of these: none moved by more than its error (Holm over each kind, twelve
replicates)."""
