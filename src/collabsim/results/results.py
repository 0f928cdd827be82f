"""Results: the tables of a simulation with its manifest, written to a folder and read back."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pandas import DataFrame

from collabsim import __version__
from collabsim.evidence import PRICE_YEAR
from collabsim.plain import Held, card, plural
from collabsim.results.dictionary import described, dictionary
from collabsim.results.files import csv_of, digest, json_of, parquet_of, table_of
from collabsim.results.folder import MANIFEST
from collabsim.results.sums import Sums
from collabsim.results.tables import Tabulation, final, monthly
from collabsim.results.version import results_version
from collabsim.scenario.differences import (
    describe_differences,
    describe_unequal_months,
    is_practice,
)
from collabsim.scenario.writing import scenario_from, scenario_toml

if TYPE_CHECKING:  # reading results needs no engine
    from collabsim.scenario import Scenario
    from collabsim.simulation import Simulation

LIBRARIES = ("numpy", "numba", "mesa", "pandas", "pyarrow")
TYPES = {
    "seed": int,
    "replicates": int,
    "engine": str,
    "today": str,
    "metrics": dict,
    "barriers": list,
    "own": list,
    "scenarios": dict,
    "results_version": str,
    "practice": bool,
    "differences": dict,
}
"""What reading needs of a manifest."""

TABLES = ("metrics", "places", "classes", "account", "innovations")


def versions() -> dict[str, str]:
    """Return the versions of collabsim, of Python and of the libraries numbers depend on."""
    libraries = {name: version(name) for name in LIBRARIES}
    return {"collabsim": __version__, "python": platform.python_version(), **libraries}


@dataclass(frozen=True, eq=False, repr=False)
class Results(Held):
    """What came out of a simulation, and all that is needed to get it again.

    Attributes
    ----------
    manifest : versions, command, seed, replicates, engine, what every metric means, the barriers
        and the scenarios in full.
    tables : by name; every column is in ``dictionary.csv``.
    """

    manifest: Mapping[str, Any]
    tables: Mapping[str, DataFrame]

    def __repr__(self) -> str:
        """Say in a line what was run."""
        run = f"{plural(self.replicates, 'replicate')}, seed {self.seed}"
        return f"Results({', '.join(self.scenarios)}; {run}; tables {', '.join(self.tables)})"

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        rows = {name: f"{len(table):,} rows" for name, table in self.tables.items()}
        facts = {"Replicates": self.replicates, "Seed": self.seed, **rows}
        return card(f"Results of {', '.join(self.scenarios)}", facts)

    @classmethod
    def of(
        cls,
        simulation: Simulation,
        command: Sequence[str] = (),
        tabulation: Tabulation | None = None,
    ) -> Results:
        """Make the results of a simulation.

        Parameters
        ----------
        simulation : all that was run.
        command : how it was asked for.
        tabulation : the tables, if they took in each record of the simulation as it came;
            else they are made of the records it kept.

        Raises
        ------
        ValueError : if its scenarios end in different months, or have another today, as results
            compare their ends.
        """
        unequal = describe_unequal_months(simulation.scenarios)
        if unequal:
            raise ValueError(unequal)
        if tabulation is None:
            tabulation = Tabulation(simulation.metrics)
            for record in simulation.every_record():
                tabulation.add(record)
        (today,) = {each.today for each in simulation.scenarios.values()}
        manifest = {
            "kind": "run",
            **versions(),
            "results_version": results_version(),
            "command": list(command),
            "seed": simulation.seed,
            "replicates": simulation.replicates,
            "engine": simulation.engine,
            "today": today,
            "metrics": described(simulation.metrics),
            "barriers": list(simulation.barriers),
            "own": list(simulation.own),
            "practice": any(map(is_practice, simulation.scenarios.values())),
            "differences": {n: describe_differences(s, n) for n, s in simulation.scenarios.items()},
            "scenarios": {name: scenario_toml(each) for name, each in simulation.scenarios.items()},
        }
        return cls(manifest, tabulation.tables(tuple(simulation.scenarios), today))

    @classmethod
    def read(cls, folder: Path) -> Results:
        """Read a results folder.

        Raises
        ------
        ValueError : if a file of it is not as it was written, or the manifest makes no sense.
        """
        faults = Sums.read(folder).faults()
        if faults:
            raise ValueError("\n".join(f"{folder}: {each}" for each in faults))
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        wrong = [key for key, kind in TYPES.items() if not _is(manifest.get(key), kind)]
        if wrong:
            raise ValueError(f"{folder / MANIFEST}: {', '.join(wrong)} cannot be right.")
        tables = {n: table_of((folder / f"{n}.parquet").read_bytes()) for n in TABLES}
        found = cls(manifest, tables)
        ran = found.tables["metrics"]
        same = {*ran["scenario"]} == {*manifest["scenarios"]}
        if not same or ran["replicate"].nunique() != manifest["replicates"]:
            raise ValueError(f"{folder}: {MANIFEST} and metrics.parquet do not fit together.")
        return found

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, in the order they were given."""
        return tuple(self.tables["metrics"]["scenario"].unique())

    def in_full(self) -> dict[str, Scenario]:
        """Return the scenarios by name, as they were run."""
        return {name: scenario_from(text) for name, text in self.manifest["scenarios"].items()}

    @property
    def today(self) -> str:
        """The month that is month 0, such as ``2026-04``."""
        return str(self.manifest["today"])

    @property
    def seed(self) -> int:
        """Seed of all random draws."""
        return int(self.manifest["seed"])

    @property
    def replicates(self) -> int:
        """Simulated Englands of each scenario."""
        return int(self.manifest["replicates"])

    @property
    def own(self) -> tuple[str, ...]:
        """What of the run was its author's own, such as ``rule trust.gate``, and is not in the folder."""
        return tuple(self.manifest["own"])

    @property
    def practice(self) -> bool:
        """Whether a scenario has other places than England's, so that no number is of England."""
        return bool(self.manifest["practice"])

    def write(self, folder: Path) -> None:
        """Write manifest, tables, the summary for a spreadsheet and the data dictionary."""
        metrics, barriers = self.manifest["metrics"], self.manifest["barriers"]
        words = dictionary(metrics, barriers)
        about = {"today": self.today, "price_base": f"pounds of {PRICE_YEAR}"}
        files = {
            f"{n}.parquet": parquet_of(table, words, about) for n, table in self.tables.items()
        }
        files["monthly.csv"] = csv_of(monthly(self.tables["metrics"], list(metrics), self.today))
        files["summary.csv"] = csv_of(final(self.tables["metrics"], metrics))
        files["dictionary.csv"] = csv_of(words)
        files[MANIFEST] = json_of(self.manifest)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        Sums(folder, {name: (digest(data),) for name, data in files.items()}).write()


def _is(value: Any, kind: type) -> bool:
    return type(value) is kind and not (type(value) is int and value < 0)
