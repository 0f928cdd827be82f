"""The commands on files and names: what ships, copies of it, what is valid, what a name means."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from collabsim.cli.command import Answer, argument, command
from collabsim.plain import plural
from collabsim.scenario.faults import Fault, ScenarioError, refused
from collabsim.scenario.shipped import named_file, shipped_files, without_schema

EXPERIMENTS = {"question", "base", "vary", "design", "variants", "points", "analyses"}
"""Tables and keys that experiments have and configs do not."""


KINDS = {
    "scenarios": "Base scenarios",
    "packages": "Packages of levers, laid over England",
    "questions": "Questions",
    "templates": "Templates, to copy and fill in",
}
"""Kinds of file that ship, and how they are headed."""


@command(examples=("list", "list --json"))
def list_(arguments: argparse.Namespace) -> Answer:  # noqa: ARG001
    """List the scenarios, packages of levers, questions and templates that ship, by the names that all commands take."""
    from collabsim.scenario.documents import read_document

    found: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    for name, path in shipped_files().items():
        tables = read_document(path, name).tables
        folder = name.partition("/")[0]
        kind = "questions" if "question" in tables else folder if folder in KINDS else "scenarios"
        says = (tables.get(key) for key in ("question", "title", "name"))
        found[kind][name.removesuffix(".toml")] = next(filter(None, says), "")
    lines = [
        f"{KINDS[kind]}\n" + "\n".join(f"  {name:<40}{said}" for name, said in names.items())
        for kind, names in found.items()
    ]
    return Answer("\n".join(lines), found)


@command(
    argument("name", metavar="NAME", help="a name that collabsim list shows, or a config of yours"),
    argument("to", metavar="FILE", nargs="?", help="the new file (default: NAME in this folder)"),
    argument("--full", action="store_true", help="write out every value, with unit and evidence"),
    examples=("copy lever_ranking", "copy packages/hard mine.toml --full"),
)
def copy(arguments: argparse.Namespace) -> Answer:
    """Copy a scenario, package, question or template that ships, with what it extends; nothing is overwritten."""
    from collabsim.scenario.scenario import Scenario
    from collabsim.scenario.writing import scenario_toml

    path = named_file(arguments.name)
    to = Path(arguments.to or path.name)
    if arguments.full:
        texts = {to: scenario_toml(Scenario.load(path))}
    else:
        texts = dict(_with_others(path, to))
    there = [each for each in texts if each.exists()]
    kept = [each for each in there if each != to and _same(each, texts[each])]
    if set(there) - set(kept):
        said = "there is such a file already; give another name, or copy into another folder."
        raise ScenarioError([Fault(said, file=str(each)) for each in there if each not in kept])
    for each, text in texts.items():
        if each not in kept:
            with each.open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
    more = [str(each) for each in texts if each != to]
    also = f", and with it {', '.join(more)}" if more else ""
    data = {"from": arguments.name, "to": to, "with": more}
    return Answer(f"Copied {arguments.name} to {to}{also}.", data)


def _with_others(path: Path, to: Path) -> Iterator[tuple[Path, str]]:
    """Yield a file as it is to be written, then what it extends or reads, each beside it."""
    from collabsim.scenario.documents import read_document
    from collabsim.scenario.files import read_text

    text = read_text(path, str(path))
    yield to, without_schema(text)  # its schema is where it was
    tables = read_document(path, str(path)).tables
    extended = tables.get("extends") or tables.get("base", {}).get("extends")
    if extended:
        near = path.parent / extended
        yield from _with_others(
            near if near.is_file() else named_file(extended), to.with_name(Path(extended).name)
        )
    if "series" in tables:
        series = path.parent / tables["series"]
        yield to.with_name(series.name), read_text(series, str(series))


def _same(path: Path, text: str) -> bool:
    """Tell whether a file holds a text already."""
    try:
        return path.read_text("utf-8") == text
    except (OSError, ValueError):
        return False


@command(
    argument("files", metavar="FILE", nargs="+", help="config or experiment files"),
    examples=("validate mine.toml", "validate my_question.toml --json"),
)
def validate(arguments: argparse.Namespace) -> Answer:
    """Check config and experiment files and list every fault in them."""
    faults: list[Fault] = []
    valid: dict[str, dict[str, Any]] = {}
    for file in arguments.files:
        try:
            valid[file] = _described(file)
        except ScenarioError as error:
            faults.extend(error.faults)
    if faults:
        raise ScenarioError(faults)
    lines = [f"{file}: valid. {found['says']}" for file, found in valid.items()]
    return Answer("\n".join(lines), {"valid": valid})


def _described(file: str) -> dict[str, Any]:
    """Return what a valid file holds; a table that only experiments have makes it one."""
    from collabsim.scenario.differences import describe_differences, is_practice, trusts_of
    from collabsim.scenario.documents import read_document
    from collabsim.scenario.scenario import Scenario

    path = named_file(file)
    tables = read_document(path, file).tables
    if "class" in tables:
        said = "a series of one's own: collabsim calibrate and collabsim predict read and check it."
        raise refused(said, file=file)
    if not EXPERIMENTS & tables.keys():
        scenario = Scenario.load(path)
        levers = [name for name, setting in scenario.levers.items() if setting.level > 0.0]
        trusts = trusts_of(scenario)
        practice = is_practice(scenario)
        world = "practice world, not England, " if practice else ""
        says = f"{scenario.name}, {world}{plural(trusts, 'NHS trust')}, {plural(len(levers), 'lever')} applied."
        differs = describe_differences(scenario, scenario.name)
        return {
            "kind": "config",
            "says": f"{says}\n  {differs}".strip(),
            "nhs_trusts": trusts,
            "levers": levers,
            "practice": practice,
            "differences": differs,
        }
    from collabsim.experiment import Experiment
    from collabsim.experiment.parameter_sets import describe_left_out
    from collabsim.scenario.differences import describe_late

    found = Experiment.load(path)
    more = [describe_left_out(found.left_out), *describe_late(found.base)]
    without = "".join(f"\n  {each}" for each in more if each)
    size = {"points": len(found.design), "variants": len(found.variants)}
    size["replicates"] = found.replicates
    points, variants, replicates = (plural(number, each[:-1]) for each, number in size.items())
    says = f"{points} in {variants}, {replicates}"
    return {"kind": "experiment", "says": f"{says}: {found.question}{without}", **size}


@command(
    argument("--experiment", action="store_true", help="of experiment files, not of configs"),
    examples=("schema > collabsim.schema.json",),
)
def schema(arguments: argparse.Namespace) -> Answer:
    """Print the JSON Schema of config or experiment files, with which editors check them."""
    from collabsim.experiment.schema import experiment_schema
    from collabsim.scenario.scenario_format import json_schema

    made = experiment_schema() if arguments.experiment else json_schema()
    return Answer(json.dumps(made, indent=2, ensure_ascii=False), made)


@command(
    argument("shell", metavar="SHELL", choices=("bash", "zsh", "tcsh"), help="bash, zsh or tcsh"),
    examples=("completion bash > ~/.local/share/bash-completion/completions/collabsim",),
)
def completion(arguments: argparse.Namespace) -> Answer:
    """Print what makes a shell complete commands, options and files of collabsim."""
    import shtab

    made = arguments.root
    for each in made._subparsers._group_actions[0].choices.values():
        for action in each._actions:
            if action.metavar in ("CONFIG", "FILE", "DIR"):
                action.complete = shtab.DIRECTORY if action.metavar == "DIR" else shtab.FILE
    text = shtab.complete(made, arguments.shell)
    return Answer(text, {"shell": arguments.shell, "text": text})


def version() -> Answer:
    """Return the versions of collabsim and of what its numbers depend on, and the results version."""
    from collabsim.results import results_version, versions

    found = {**versions(), "results": results_version()}
    return Answer("\n".join(f"{name} {number}" for name, number in found.items()), found)
