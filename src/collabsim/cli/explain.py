"""The command ``explain``: what a name means, or why an innovation came to what it came to in an NHS trust."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from collabsim.cli.command import Answer, argument, command
from collabsim.cli.options import LARGEST_SEED, whole
from collabsim.scenario.faults import Fault, ScenarioError, refused

if TYPE_CHECKING:  # slow to import
    from collabsim.tracing import Difference, Trace, Which, Why

TRACED = ("--nhs-trust", "--innovation")
"""Both are needed to ask why; neither to ask what a name means."""

OF_A_TRACE = ("scenario", "variant", "replicate", "seed", "without", "adding")
"""Options that are only asked of a trace."""


@command(
    argument("name", metavar="NAME", nargs="?", help="what to explain; without it, all there is. With the options below: a results folder, a config or an experiment"),
    argument("--nhs-trust", metavar="CODE", help="why an innovation came to what it came to here"),
    argument("--innovation", metavar="N", help="its code, or its number"),
    argument("--scenario", metavar="NAME", help="of several scenarios or points (default: the first; of an experiment, today)"),
    argument("--variant", metavar="N", help="of an experiment (default 0, its base)"),
    argument("--replicate", metavar="N", help="which simulated England (default 0)"),
    argument("--seed", metavar="S", help="of a config (default 1)"),
    argument("--without", metavar="LEVER", help="run it again without a lever, on the same draws"),
    argument("--with", metavar="LEVER[=LEVEL]", dest="adding", help="run it again with a lever"),
    examples=(
        "explain permission",
        "explain trust.kappa",
        "explain metrics",
        "explain packages/hard.toml --nhs-trust NW-07 --innovation 12",
        "explain results/england-1 --nhs-trust NW-07 --innovation 12 --with permission",
    ),
)  # fmt: skip
def explain(arguments: argparse.Namespace) -> Answer:
    """Explain any name, with its sources; or why an innovation came to what it came to in an NHS trust."""
    from collabsim.explain import contents, explain

    asked = (arguments.nhs_trust, arguments.innovation)
    if all(asked):
        return _why(arguments)
    stray = [name for name in OF_A_TRACE if getattr(arguments, name)]
    if any(asked) or stray:
        missing = " and ".join(key for key, given in zip(TRACED, asked, strict=True) if not given)
        raise refused(f"expected {missing} as well, to tell why something happened.")
    try:
        text = explain(arguments.name) if arguments.name else contents()
    except LookupError as error:
        raise refused(str(error.args[0])) from error
    return Answer(text, {"name": arguments.name, "text": text})


def _why(arguments: argparse.Namespace) -> Answer:
    """Run it again, watched, and tell why it happened."""
    from collabsim.tracing import why

    which, of = _which(arguments), arguments.name or "england.toml"
    print("Running it again, agent by agent ...", file=sys.stderr)
    found = why(
        of,
        nhs_trust=arguments.nhs_trust,
        innovation=arguments.innovation,
        which=which,
        without=arguments.without or "",
        adding=arguments.adding or "",
    )
    return Answer(found.text, _data(found))


def _which(arguments: argparse.Namespace) -> Which:
    """Return which run is meant.

    Raises
    ------
    ScenarioError : naming every number that is none.
    """
    from collabsim.tracing import Which

    faults: list[Fault] = []
    variant, replicate = (
        whole(f"--{name}", getattr(arguments, name) or "0", 0, 2**31 - 1, faults)
        for name in ("variant", "replicate")
    )
    given = arguments.seed
    seed = None if given is None else whole("--seed", given, 0, LARGEST_SEED, faults)
    if faults:
        raise ScenarioError(faults)
    return Which(arguments.scenario or "", variant, replicate, seed)


def _data(found: Why) -> dict[str, Any]:
    """Return the same for machines."""
    data = {**_run(found.trace), "text": found.text}
    return (
        data if found.difference is None else data | {"difference": _difference(found.difference)}
    )


def _run(trace: Trace) -> dict[str, Any]:
    about = {key: getattr(trace.record, key) for key in ("scenario", "replicate", "seed")}
    months = trace.months.to_dict("records")
    return {**about, "subject": trace.subject, "months": months, "events": trace.own_events}


def _difference(found: Difference) -> dict[str, Any]:
    links = {"first": found.first, "chain": found.chain}
    return {"says": found.says, "counts": found.counts, **links, "other": _run(found.other)}
