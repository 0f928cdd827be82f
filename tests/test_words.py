"""The project speaks its field's language: no private words in sources, docs, messages or names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "collabsim"

STEMS = frozenset(
    [
        "along",
        "aside",
        "asked",
        "bars",
        "births",
        "blame",
        "books",
        "crowd",
        "diary",
        "draft",
        "handle",
        "judge",
        "lift",
        "look",
        "own",
        "places",
        "pulls",
        "rows",
        "seen",
        "sets",
        "sweep",
        "told",
        "waves",
        "worked",
    ]
)
"""What no file is called: its name says what is in it."""

WORDS = {
    r"luck\w*": "random draws, the seed, Monte Carlo error or common random numbers",
    r"(told|tells?|telling) apart|clear of luck": "distinguishable",
    r"doubt": "uncertainty",
    r"accepted (parameter )?sets?": "plausible parameter sets",
    r"(kept|keeps|keeping|held|holds) aside": "held out",
    r"foret(ell|old)\w*": "predict",
    r"yardsticks?": "reference model",
    r"(levers?|it|is|are|was|being) pulled|pulled levers?|pulls? (a|the|its) levers?": "applied",
    r"idle": "no detectable effect, or the null model",
}
"""Private words, and the field's."""

HELPER = re.compile(r"def (_?(?:\w+_)?(?:said|told|words)(?:_\w+)?)\(")
"""Helpers that make sentences are called ``format_...`` or ``describe_...``."""

MEANT = re.compile(
    r"is pulled in|\bluck need|clarity\.(luck|gate)|clarity\) luck|``luck`` is|gate of clarity|\bluck: float = param|^\s*luck = |p\.luck\b|\bluck="
)
"""The parameter ``clarity.luck``, and what a demand-pull scheme pulls in."""


def texts() -> Iterator[Path]:
    """Yield every file that is held to these words."""
    yield from PACKAGE.rglob("*.py")
    yield from (ROOT / "studies").rglob("*.py")
    yield from (ROOT / "docs").rglob("*.md")
    yield from (path for top in ("configs", "experiments") for path in (ROOT / top).rglob("*.toml"))
    yield from (ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md"))


def faults(path: Path) -> Iterator[str]:
    """Yield every private word of a file, with its line and the word of the field."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        where = f"{path.relative_to(ROOT)}:{number}"
        for word, better in WORDS.items():
            for found in re.finditer(rf"\b({word})\b", line, re.IGNORECASE):
                if not MEANT.search(line):
                    yield f'{where}: "{found[0]}": say {better}'
        for helper in HELPER.findall(line):
            yield f"{where}: {helper}: call it format_... or describe_..."


def test_words_are_the_fields_own() -> None:
    assert not [fault for path in texts() for fault in faults(path)]


def test_file_names_say_what_is_in_them() -> None:
    assert not [path for path in texts() if path.stem.strip("_") in STEMS]
