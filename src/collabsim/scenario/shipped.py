"""Finds the config files that ship with the package, in a wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path

from collabsim.scenario.faults import Fault, ScenarioError, nearest


def config_folder() -> Path:
    """Return the folder of shipped configs: inside the package, or at the top of a checkout."""
    return _folder("configs")


def experiment_folder() -> Path:
    """Return the folder of shipped experiments."""
    return _folder("experiments")


def _folder(name: str) -> Path:
    package = Path(__file__).parents[1]
    inside = package / name
    return inside if inside.is_dir() else package.parents[1] / name


WORLDS = ("england.toml", "small.toml")
"""The worlds that ship: all that they state lies below what parameter sets and users state."""


def is_world(text: str) -> bool:
    """Say whether a text is that of a world that ships, wherever it lies: a copy states no more."""
    return any((config_folder() / name).read_text("utf-8") == text for name in WORLDS)


def shipped_configs() -> list[str]:
    """Return the names of all shipped configs, such as ``packages/hard.toml``, in order."""
    folder = config_folder()
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.toml"))


def config_path(name: str) -> Path:
    """Return the path of a shipped config.

    Raises
    ------
    ScenarioError : if no such config ships; names the nearest one.
    """
    known = shipped_configs()
    if name not in known:
        said = f"no config of this name ships with collabsim.{nearest(name, known)}"
        raise ScenarioError([Fault(said, file=name)])
    return config_folder() / name


def named_config(word: str) -> Path:
    """Return the path somebody means: a file of theirs or, if there is none, a shipped config.

    A shipped one goes by its name, ``packages/hard.toml``, or by its path in a checkout.

    Raises
    ------
    ScenarioError : if there is no such file, but one of that name ships in a folder.
    """
    path = Path(word)
    name = path.as_posix().removeprefix("configs/")
    inside = [each for each in shipped_configs() if each.endswith(f"/{name}")]
    if inside and not path.exists():
        raise ScenarioError([Fault(f'no such file. Did you mean "{inside[0]}"?', file=word)])
    return config_folder() / name if name in shipped_configs() and not path.exists() else path


def named_experiment(word: str) -> Path:
    """Return the path somebody means: a file of theirs or, if there is none, one that ships."""
    path = Path(word)
    shipped = experiment_folder() / path.as_posix().removeprefix("experiments/")
    meant = shipped.is_file() and shipped.resolve().is_relative_to(experiment_folder().resolve())
    return shipped if not path.exists() and meant else path
