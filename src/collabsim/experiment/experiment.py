"""An experiment: a question, put in a file or in Python, and run into a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from collabsim.experiment.finished import Finished
from collabsim.experiment.own_functions import OwnFunctions
from collabsim.experiment.pool import MakeExecutor
from collabsim.experiment.question import Question
from collabsim.experiment.reading import question_of, read_question
from collabsim.experiment.runner import Progress, run_experiment
from collabsim.metrics import Metric
from collabsim.rules import Barrier, Rule
from collabsim.scenario import Scenario
from collabsim.scenario.shipped import named_file


@dataclass(frozen=True, eq=False, repr=False)
class Experiment(Question):
    """A question that can be run: ``Experiment.load(path)``, or ``Experiment.of(tables, base)``."""

    @classmethod
    def load(cls, path: str | Path, *, small: bool = False) -> Experiment:
        """Read an experiment file, or one that ships if there is no file of this name.

        ``small`` asks the same question of the small world, twice: seconds instead of minutes,
        to see that all is well. Its numbers say nothing of England.

        Raises
        ------
        ScenarioError : listing every fault of the file at once.
        """
        return cls._with(read_question(named_file(path), small=small))

    @classmethod
    def of(
        cls,
        tables: Mapping[str, Any],
        base: Scenario,
        *,
        rules: Mapping[str, Rule] | None = None,
        barrier: Barrier | None = None,
        metrics: Sequence[Metric] = (),
    ) -> Experiment:
        """Put a question together in Python.

        Parameters
        ----------
        tables : what a file would say, such as ``{"question": "...", "replicates": 40, "vary":
            {"levers": ["permission", "slack"]}, "design": {"kind": "factorial"}}``. A table of
            parameter sets is looked for in the folder that the program is run in.
        base : the scenario that points and variants change.
        rules : rules of your own by the name of those they replace: ``{"trust.gate": mine}``.
        barrier : a barrier of your own.
        metrics : metrics of your own, kept besides those that ``tables`` name.

        Raises
        ------
        ScenarioError : listing every fault of the tables at once.
        ValueError : if a rule, barrier or metric of your own does not fit.
        """
        own = OwnFunctions.of(rules, barrier, metrics)
        return cls._with(question_of(tables, base, own))

    @classmethod
    def _with(cls, question: Question) -> Experiment:
        return cls(**{each.name: getattr(question, each.name) for each in fields(Question)})

    def run(
        self,
        out: str | Path,
        *,
        executor: MakeExecutor = ThreadPoolExecutor,
        workers: int | None = None,
        progress: Progress | None = None,
    ) -> Finished:
        """Run what is missing in a folder, new or of this experiment, and return the finished one.

        Parameters
        ----------
        out : the folder that keeps the runs.
        executor : makes what to run on, given how many at once, such as the class
            ``ProcessPoolExecutor``; threads of this process if not said. It is asked again for
            new workers if some die.
        workers : how many at once; all cores if not said.
        progress : called with (runs done, runs in all, runs that failed).

        Raises
        ------
        FolderError : if the folder is in use or holds something else than this experiment.
        """
        return run_experiment(
            self, Path(out), executor=executor, workers=workers, progress=progress
        )
