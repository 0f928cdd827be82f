"""Writes the generated files anew: england.toml and the schemas. Run it when a default changes.

england.toml is where the places, types and classes of England are typed; its parameters are the
defaults of the code, and its comments what the code says about them.
"""

import json
import tomllib

from collabsim.experiment.schema import experiment_schema
from collabsim.scenario import GROUPS, Scenario
from collabsim.scenario.layers import Layers
from collabsim.scenario.scenario_format import json_schema
from collabsim.scenario.shipped import config_folder, experiment_folder
from collabsim.scenario.writing import scenario_toml


def england() -> str:
    """Return what england.toml has to say."""
    tables = tomllib.loads((config_folder() / "england.toml").read_text("utf-8"))
    layers = Layers("england.toml")
    layers.lay({name: t for name, t in tables.items() if name not in GROUPS}, layers.main)
    return scenario_toml(Scenario.of(layers), schema="./collabsim.schema.json")


def schema() -> str:
    """Return what the schema of configs has to say."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def schema_of_experiments() -> str:
    """Return what the schema of experiments has to say."""
    return json.dumps(experiment_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (config_folder() / "england.toml").write_text(england(), "utf-8", newline="\n")
    (config_folder() / "collabsim.schema.json").write_text(schema(), "utf-8", newline="\n")
    place = experiment_folder() / "experiment.schema.json"
    place.write_text(schema_of_experiments(), "utf-8", newline="\n")
