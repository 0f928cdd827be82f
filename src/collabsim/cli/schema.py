"""Print the JSON Schema of config files, with which editors complete and check them."""

from __future__ import annotations

import argparse
import json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments: there are none."""


def execute(arguments: argparse.Namespace) -> int:  # noqa: ARG001
    """Print the schema."""
    from collabsim.scenario.schema import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return 0
