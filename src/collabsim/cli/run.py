"""Run the model (England for ten years by default) and report what came out."""

from __future__ import annotations

import argparse

from collabsim.cli import options


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument(
        "config",
        metavar="CONFIG",
        nargs="?",
        help="a config file (TOML), or the name of one that ships, such as small.toml",
    )
    options.add_arguments(parser)


def execute(arguments: argparse.Namespace) -> int:
    """Run one scenario."""
    from collabsim.cli.work import carry_out
    from collabsim.scenario.shipped import config_path, named_config

    word = arguments.config
    config = named_config(word) if word else config_path("england.toml")
    return carry_out(options.checked(arguments, [config]))
