"""Finds the files that ship with the package, in a wheel or in a checkout, by one name everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from collabsim.scenario.faults import nearest, refused


def config_folder() -> Path:
    """Return the folder of shipped configs: inside the package, or at the top of a checkout."""
    return _folder("configs")


def experiment_folder() -> Path:
    """Return the folder of shipped experiments."""
    return _folder("experiments")


def model_page() -> str:
    """Return the page of the model, ``docs/model.md``, with every equation."""
    return (_folder("docs") / "model.md").read_text("utf-8")


def _folder(name: str) -> Path:
    package = Path(__file__).parents[1]
    inside = package / name
    return inside if inside.is_dir() else package.parents[1] / name


WORLDS = ("england.toml", "small.toml")
"""The worlds that ship: all that they state lies below what parameter sets and users state."""


def is_world(text: str) -> bool:
    """Say whether a text is that of a world that ships, wherever it lies: a copy states no more."""
    worlds = ((config_folder() / name).read_text("utf-8") for name in WORLDS)
    return without_schema(text) in map(without_schema, worlds)


def without_schema(text: str) -> str:
    """Return a config's text without the line that says where its JSON Schema is."""
    return re.sub(r"\A#:schema .*\n", "", text)


def shipped_configs() -> list[str]:
    """Return the names of all shipped configs, such as ``packages/hard.toml``, in order."""
    return list(_files(config_folder()))


def shipped_files() -> dict[str, Path]:
    """Return the paths of all configs, experiments and templates that ship, by name."""
    templates = {f"templates/{name}": path for name, path in _files(template_folder()).items()}
    return {**_files(config_folder()), **_files(experiment_folder()), **templates}


def _files(folder: Path) -> dict[str, Path]:
    found = sorted(folder.rglob("*.toml"), key=lambda path: path.relative_to(folder).as_posix())
    return {path.relative_to(folder).as_posix(): path for path in found}


def template_folder() -> Path:
    """Return the folder of templates: files to copy and fill in."""
    return _folder("templates")


def near_shipped(name: str, others: Iterable[str] = (), known: Iterable[str] = ()) -> str:
    """Return ' Did you mean "..."?' for the nearest of some names and of all (or ``known``) that ship.

    What ships in a folder is compared by its file's name too.
    """
    shipped = list(known or shipped_files())
    meant = {each.rpartition("/")[2]: each for each in shipped} | {each: each for each in shipped}
    meant |= {each: each for each in others}
    hint = nearest(name, meant)
    for short, full in meant.items():
        hint = hint.replace(f'"{short}"', f'"{full}"')
    return hint


def config_path(name: str) -> Path:
    """Return the path of a shipped config.

    Raises
    ------
    ScenarioError : if no such config ships; names the nearest one.
    """
    known = _files(config_folder())
    if name not in known:
        said = f"no config of this name ships with collabsim.{near_shipped(name, known=known)}"
        raise refused(said, file=name)
    return known[name]


def named_file(word: str | Path) -> Path:
    """Return the path somebody means: a file of theirs or, if there is none, one that ships.

    A shipped one goes by its name, ``packages/hard.toml`` or ``packages/hard``, or by its path in
    a checkout.

    Raises
    ------
    ScenarioError : if there is no such file, but one of that name ships in a folder.
    """
    path, known = Path(word), shipped_files()
    own = path if path.suffix or _is_file(path) else path.with_name(f"{path.name}.toml")
    name = re.sub(r"^(configs|experiments)/", "", own.as_posix())
    inside = [each for each in known if each == name or each.endswith(f"/{name}")]
    if _is_file(path) or _is_file(own) or not inside:
        return own if _is_file(own) else path
    if name not in known:
        raise refused(f'no such file. Did you mean "{inside[0]}"?', file=str(word))
    return known[name]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # such as a name that is too long for the system
        return False
