"""What each file of a results folder holds, whatever kind of folder it is."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType

FILES: Mapping[str, str] = MappingProxyType(
    {
        "manifest.json": "How the results were asked for and made: kind, versions, results version, command, seed, replicates, scenarios. It is all that is needed to run them again.",
        "SHA256SUMS": "The SHA-256 of every file that the answer rests on, as sha256sum --check reads them.",
        "dictionary.csv": "Unit, label and definition of every column of the tables beside it.",
        "metrics.parquet": "A row a month of every run: every metric of England.",
        "monthly.csv": "Every metric month by month for a spreadsheet: median over replicates, and in _low and _high the range they stay in.",
        "places.parquet": "Every region and AHSN at the end of each financial year of every run.",
        "classes.parquet": "A row a month, a class of innovation and a run: adoption, use, starts.",
        "account.parquet": "The barrier account: attempts of each month, and how many each barrier stopped.",
        "innovations.parquet": "A row an innovation and a run: launch, value, when a tenth and half of NHS trusts had adopted it.",
        "summary.csv": "Of a run: every metric at the end, median and range over replicates. Of an experiment: mean, deviation and effect of every metric at every point under every variant.",
        "summary.txt": "What came out of a run, or how scenarios differ, in words.",
        "comparison.csv": "How each scenario differs from the first in every metric, with its interval.",
        "finding.txt": "The answer in words, with how sure it is and under which conditions.",
        "findings.csv": "The sentences of the answer, and the effects they rest on.",
        "report.html": "The answer as one page to read and to print: figure, table, how sure, provenance.",
        "report-handout.html": "The same on one sheet of A4.",
        "report.pptx": "The same as slides.",
        "experiment.toml": "The experiment file as it was written.",
        "base.toml": "The base scenario in full.",
        "design.parquet": "A row a point of the design: its label and the value of every factor.",
        "variants.parquet": "A row a variant: structure, parameter set and the values they change.",
        "runs/*.parquet": "Finished runs: point, variant, replicate, and every metric at the end.",
        "failures/*.parquet": "Failed runs of a block: point, variant, replicate, reason.",
        "failures.csv": "Runs that failed, and why.",
        "journal/*": "Runs that are not yet in a block of runs: lines with a check each. It is empty once all is run.",
        "worked.jsonl": "How long runs were worked at, with how many workers.",
        "lock": "Held by the process that works on the folder.",
        "answer/*": "The answer of an experiment: text, a table for each analysis, a picture and its numbers for each figure.",
        "figures/*": "The figures of a run or a comparison: SVG, PNG, and CSV of the numbers.",
        "band.csv": "The band of the simulated curves of a series, and the naive forecasts.",
        "band.svg": "The same as a picture.",
        "plan.json": "What a calibration is to do.",
    }
)
"""By name or pattern. Tables of an answer are named after their analysis."""


def contents(name: str) -> str:
    """Return what the file of a name in a results folder holds; nothing if no folder has one."""
    return next((says for each, says in FILES.items() if fnmatchcase(name, each)), "")
