"""Print the JSON Schema of config or experiment files, with which editors check them."""

from __future__ import annotations

import argparse
import json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument(
        "--experiment", action="store_true", help="of experiment files, not of configs"
    )


def execute(arguments: argparse.Namespace) -> int:
    """Print the schema."""
    from collabsim.experiment.schema import experiment_schema
    from collabsim.scenario.scenario_format import json_schema

    schema = experiment_schema() if arguments.experiment else json_schema()
    print(json.dumps(schema, indent=2, ensure_ascii=False))
    return 0
