"""What runs say, data first: tables, findings and figures; text and files are made of them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pandas import DataFrame

from collabsim.report.question import Finding
from collabsim.report.source import ILLUSTRATIVE, PRACTICE, Source
from collabsim.report.style import Chart, save
from collabsim.report.summary import Summary
from collabsim.results import write_csv
from collabsim.results.dictionary import dictionary_of
from collabsim.results.files import write_whole


@dataclass(frozen=True, repr=False)
class Answer:
    """What runs say.

    Attributes
    ----------
    question : what was asked.
    source : where the numbers come from.
    summary : three sentences: the answer, how much it depends on assumptions, what not to conclude.
    ranking : the main table as people read it, every cell a text, units in the headings; empty if
        there is nothing to rank. ``attrs["caption"]`` says what it shows.
    beside : another table of that kind: of a run that also asked for levers, its goals.
    cautions : everything that should not be concluded.
    judgement : what of it rests on judgement: how good the evidence is for what was varied.
    findings : sentences, each with the effects it tells of.
    certainty : how certain they are: Monte Carlo error, parameters and structure apart.
    conditions : of what the findings hold.
    missing : what failed, is still to be run, or could not be worked out, and why.
    tables : by file name.
    charts : the figures that were asked for, by name.
    """

    question: str
    source: Source
    summary: Summary
    ranking: DataFrame = field(default_factory=DataFrame)
    beside: DataFrame = field(default_factory=DataFrame)
    cautions: tuple[str, ...] = ()
    judgement: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    certainty: tuple[Finding, ...] = ()
    conditions: str = ""
    missing: tuple[str, ...] = ()
    tables: Mapping[str, DataFrame] = field(default_factory=dict)
    charts: Mapping[str, Chart] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Name what it holds; ``text`` says it."""
        tables, figures = ", ".join(self.tables) or "none", ", ".join(self.charts) or "none"
        return f"Answer({self.question!r}: tables {tables}; figures {figures})"

    @property
    def text(self) -> str:
        """The answer as a page of text: what a director reads first, statistics beneath."""
        blocks = {
            "What is missing": self.missing,
            "How sure": [each.sentence for each in self.certainty],
            "What not to conclude": self.cautions,
            "What rests on judgement": self.judgement,
            "Details": [each.sentence for each in self.findings],
            "Conditions": [self.conditions] if self.conditions else [],
        }
        stamp = (
            [f"{PRACTICE}: no number here is one of England.", ""] if self.source.practice else []
        )
        lines = [_filled(self.question), "", *stamp, *map(_filled, self.summary.sentences)]
        lines += _block("What is missing", blocks.pop("What is missing"))
        lines += [line for table in (self.ranking, self.beside) for line in _table(table)]
        lines += [line for head, said in blocks.items() for line in _block(head, said)]
        return "\n".join([*lines, "", ILLUSTRATIVE])

    @property
    def findings_table(self) -> DataFrame:
        """The findings as a table, a row for each effect that a sentence tells of."""
        rows: list[dict[str, Any]] = []
        for each in self.findings:
            claims = [claim.row for claim in each.effects] or [{}]
            rows += [{"sentence": each.sentence, **claim} for claim in claims]
        return DataFrame(rows, columns=None if rows else ["sentence"])

    def write(self, out: str | Path) -> None:
        """Write ``finding.txt``, a CSV for every table, and SVG, PNG and CSV for every figure.

        ``dictionary.csv`` says what the columns are.

        ``out`` is a folder, made if it is not there.
        """
        folder = Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        for name, chart in self.charts.items():
            save(chart.page(self.source), as_written(chart.numbers), folder / f"figure_{name}")
        tables = {**self.tables, "findings": self.findings_table}
        every = [*(chart.numbers for chart in self.charts.values()), *tables.values()]
        names = (name for table in every for name in as_written(table))
        for name, table in {**tables, "dictionary": dictionary_of(names)}.items():
            write_csv(as_written(table), folder / f"{name}.csv")
        write_whole(folder / "finding.txt", f"{self.text}\n".encode())


def _filled(sentence: str) -> str:
    return textwrap.fill(sentence, 100)


def _table(table: DataFrame) -> list[str]:
    """Return a table as lines of text, its caption above; nothing if it is empty."""
    return ["", table.attrs.get("caption", ""), table.to_string(index=False)] if len(table) else []


def _block(head: str, sentences: Sequence[str]) -> list[str]:
    """Return some sentences below their heading; nothing if there is none."""
    said = [
        textwrap.fill(each, 100, initial_indent="  ", subsequent_indent="    ")
        for each in sentences
    ]
    return ["", head, *said] if said else []


def as_written(table: DataFrame) -> DataFrame:
    """Return a table as its CSV has it: a mean effect is a ``change`` between two levels."""
    return table.rename(columns={"mean": "change"}) if "from" in table else table
