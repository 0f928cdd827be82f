"""The checksum file of a results folder: of everything that an answer rests on, and of itself.

``SHA256SUMS`` has a line for every file, as ``sha256sum --check`` reads them, and a last line with
the check of those before it. A file may be listed twice while it is being replaced: whichever of
the two is there is whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from collabsim.results.files import digest, write_whole

SUMS = "SHA256SUMS"

WORKED = "worked.jsonl"
"""How long the runs of a folder were worked at, and with how many workers."""

REPORT = "report.html"
"""What people read of a folder: made of its files, at any time, and dated."""

REPORTS = (REPORT, "report-handout.html", "report.pptx")

UNLISTED = (SUMS, "lock", WORKED, "journal", *REPORTS)
"""What is no result: it tells of the running (two of these check their own lines) or is made of all the rest."""

_LINE = re.compile(r"([0-9a-f]{64})  ([^\\\x00-\x1f]+)")
_CHECK = "# check "


@dataclass
class Sums:
    """What the files of a folder were when they were written.

    Attributes
    ----------
    listed : SHA-256 of every file by its name in the folder; two while it is being replaced.
    fault : why the list itself is not to be believed, in a sentence; nothing if it is.
    """

    folder: Path
    listed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fault: str = ""

    @classmethod
    def read(cls, folder: Path) -> Sums:
        """Return the list of a folder, as far as its lines can be read.

        Where the list was damaged and a new one of the files that are there has the check that
        the damaged one states, the files are whole, and the new list is taken.
        """
        try:
            text = (folder / SUMS).read_bytes().decode("utf-8", "replace")
        except OSError as error:
            return cls(folder, fault=f"{SUMS} cannot be read ({error.strerror}).")
        listed: dict[str, tuple[str, ...]] = {}
        for line in text.split("\n"):
            found = _LINE.fullmatch(line)
            if found and _inside(found[2]):
                listed[found[2]] = (*listed.get(found[2], ()), found[1])
        if _text(listed) == text:
            return cls(folder, listed)
        again: dict[str, tuple[str, ...]] = {
            name: (_digest(folder / name),) for name in present(folder)
        }
        if any(line == _check(again) for line in text.split("\n")):
            listed = again
        return cls(folder, listed, f"{SUMS} is not as it was written.")

    def data(self, name: str) -> bytes:
        """Return what a file holds, if it is as it was written.

        Raises
        ------
        ValueError : if it is not, in a sentence.
        """
        try:
            data = (self.folder / name).read_bytes() if (self.folder / name).is_file() else None
        except OSError as error:
            raise ValueError(f"{name} cannot be read ({error.strerror}).") from None
        if data is None:
            raise ValueError(f"{name} is missing.")
        if digest(data) not in self.listed.get(name, ()):
            raise ValueError(f"{name} is not as it was written.")
        return data

    def faults(self, names: Iterable[str] | None = None) -> list[str]:
        """Return a sentence for each file that is not as it was written, and for the list."""
        found = [self.fault] if self.fault else []
        for name in sorted(self.listed) if names is None else names:
            try:
                whole = _digest(self.folder / name) in self.listed.get(name, ())
            except OSError as error:
                found.append(f"{name} cannot be read ({error.strerror}).")
                continue
            if not whole:
                there = (self.folder / name).is_file()
                found.append(f"{name} is {'not as it was written' if there else 'missing'}.")
        return found

    def also(self, changes: Mapping[str, str]) -> None:
        """List files that are about to be replaced, beside what is there now."""
        for name, word in changes.items():
            self.listed[name] = tuple(dict.fromkeys([*self.listed.get(name, ()), word]))

    def put(self, files: Mapping[str, bytes]) -> None:
        """Write files and list them: at every moment the list holds what is there."""
        words = {name: digest(data) for name, data in files.items()}
        again = {name: word for name, word in words.items() if name in self.listed}
        if again:
            self.also(again)
            self.write()
        for name, data in files.items():
            (self.folder / name).parent.mkdir(exist_ok=True)
            write_whole(self.folder / name, data)
        self.listed |= {name: (word,) for name, word in words.items()}
        self.write()

    def keep(self, names: Iterable[str]) -> None:
        """List files as they are."""
        self.listed |= {name: (_digest(self.folder / name),) for name in names}

    def drop(self, chosen: Iterable[str]) -> None:
        """Take files off the list."""
        for name in list(chosen):
            self.listed.pop(name, None)

    def settle(self) -> None:
        """Of a file that is listed twice keep what is there: a replacement was cut short."""
        for name, words in self.listed.items():
            if len(words) > 1:
                there = _digest(self.folder / name)
                self.listed[name] = (there if there in words else words[-1],)

    def write(self) -> None:
        """Write the list anew, whole or not at all."""
        write_whole(self.folder / SUMS, _text(self.listed).encode())
        self.fault = ""


def seal(folder: Path) -> None:
    """List every file of a folder that is finished."""
    sums = Sums(folder)
    sums.keep(present(folder))
    sums.write()


def present(folder: Path) -> list[str]:
    """Return the names of all files in a folder that a list should hold."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in name.parts)
        if not hidden and name.parts[0] not in UNLISTED and path.is_file():
            found.append(name.as_posix())
    return found


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and str(path) == name


def _lines(listed: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name, words in sorted(listed.items()):
        yield from (f"{word}  {name}\n" for word in words)


def _check(listed: Mapping[str, tuple[str, ...]]) -> str:
    return _CHECK + digest("".join(_lines(listed)).encode())


def _text(listed: Mapping[str, tuple[str, ...]]) -> str:
    return "".join([*_lines(listed), _check(listed), "\n"])


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file; nothing if there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
