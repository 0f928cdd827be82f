"""Results: the tables of a simulation with its manifest, written to a folder and read back."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from pandas import DataFrame

from collabsim import __version__
from collabsim.plain import Held, card
from collabsim.results.csvs import write_csv
from collabsim.results.dictionary import described, dictionary
from collabsim.results.folder import MANIFEST
from collabsim.results.tables import Tabulation, final
from collabsim.results.version import results_version
from collabsim.scenario.writing import scenario_toml

if TYPE_CHECKING:  # reading results needs no engine
    from collabsim.simulation import Simulation

LIBRARIES = ("numpy", "numba", "mesa", "pandas", "pyarrow")
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
        run = f"{self.replicates} replicates, seed {self.seed}"
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
        """
        if tabulation is None:
            tabulation = Tabulation(simulation.metrics)
            for record in simulation.every_record():
                tabulation.add(record)
        manifest = {
            **versions(),
            "results_version": results_version(),
            "command": list(command),
            "seed": simulation.seed,
            "replicates": simulation.replicates,
            "engine": simulation.engine,
            "metrics": described(simulation.metrics),
            "barriers": list(simulation.barriers),
            "scenarios": {name: scenario_toml(each) for name, each in simulation.scenarios.items()},
        }
        return cls(manifest, tabulation.tables(tuple(simulation.scenarios)))

    @classmethod
    def read(cls, folder: Path) -> Results:
        """Read a results folder.

        Raises
        ------
        ValueError : if a table is not the one that the manifest describes.
        OSError : if a file cannot be read.
        """
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        for name, digest in manifest["sha256"].items():
            if _digest(folder / name) != digest:
                raise ValueError(f"{folder / name} is not the file that {MANIFEST} describes.")
        return cls(manifest, {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES})

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, in the order they were given."""
        return tuple(self.tables["metrics"]["scenario"].unique())

    @property
    def seed(self) -> int:
        """Seed of all luck."""
        return int(self.manifest["seed"])

    @property
    def replicates(self) -> int:
        """Simulated Englands of each scenario."""
        return int(self.manifest["replicates"])

    def write(self, folder: Path) -> None:
        """Write manifest, tables, the summary for a spreadsheet and the data dictionary."""
        for name, table in self.tables.items():
            table.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")
        metrics, barriers = self.manifest["metrics"], self.manifest["barriers"]
        write_csv(final(self.tables["metrics"], metrics), folder / "summary.csv")
        write_csv(dictionary(metrics, barriers), folder / "dictionary.csv")
        written = sorted(path for path in folder.iterdir() if path.is_file())
        manifest = {**self.manifest, "sha256": {path.name: _digest(path) for path in written}}
        text = json.dumps(manifest, indent=2, ensure_ascii=False)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
