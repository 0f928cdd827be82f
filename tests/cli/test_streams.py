"""Standard streams may be closed, full, no longer read or poor in characters: no result is lost."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabsim.cli.main import main
from collabsim.cli.progress import Progress
from collabsim.cli.streams import Stream, standard
from collabsim.scenario.shipped import config_path

SMALL = str(config_path("small.toml"))
RUN = ["run", SMALL, "--replicates", "2", "--no-figures", "--out", "o", "--set", "world.months=12"]
POSIX = pytest.mark.skipif(os.name != "posix", reason="file numbers of POSIX")
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device always full")


def started(
    *arguments: str, closing: str = "", here: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command whose streams a shell has redirected."""
    shell = ["sh", "-c", f'exec "$@" {closing}', "sh", sys.executable, "-m", "collabsim"]
    return subprocess.run(
        [*shell, *arguments], cwd=here, capture_output=True, text=True, check=False
    )


@POSIX
@pytest.mark.parametrize("closing", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_run_needs_no_stream(closing: str, tmp_path: Path) -> None:
    ended = started(*RUN, closing=closing, here=tmp_path)
    assert (ended.returncode, "Traceback" in ended.stderr) == (0, False)
    summary = (tmp_path / "o" / "summary.txt").read_text(encoding="utf-8")
    assert "Small by 2026/27" in summary
    assert (summary in ended.stdout) == (closing == "2>&-")


@POSIX
@pytest.mark.parametrize("command", [["--version"], ["validate", SMALL], ["explain"], ["--help"]])
def test_a_command_works_with_all_streams_closed(command: list[str]) -> None:
    assert started(*command, closing="<&- >&- 2>&-").returncode == 0
    assert started("frobnicate", closing="2>&-").returncode == 2


@FULL
def test_a_full_output_is_a_sentence_and_costs_no_result(tmp_path: Path) -> None:
    ended = started(*RUN, closing="> /dev/full", here=tmp_path)
    assert ended.returncode == 1
    last = "Not all of the output could be printed: No space left on device."
    assert ended.stderr.splitlines()[-1] == last
    assert (tmp_path / "o" / "manifest.json").is_file()
    assert started("--help", closing="> /dev/full").stderr.strip() == last
    assert started("--version", closing="> /dev/full 2> /dev/full").returncode == 1


def test_a_reader_that_has_had_enough_is_no_error() -> None:
    for command in ("explain", "--help"):
        read, write = os.pipe()
        os.close(read)
        ended = subprocess.run(
            [sys.executable, "-m", "collabsim", command],
            stdout=write, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        os.close(write)
        assert (ended.returncode, ended.stderr) == (0, "")


def test_a_listener_that_has_left_costs_no_result(tmp_path: Path) -> None:
    """Progress is not wanted any more; what is run goes on."""
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "collabsim", *RUN]
    ended = subprocess.run(command, cwd=tmp_path, stdout=write, stderr=write, check=False)
    os.close(write)
    assert ended.returncode == 0
    assert (tmp_path / "o" / "manifest.json").is_file()


def test_a_sign_is_never_lost_to_a_poor_encoding() -> None:
    under = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    print("−0.005 ± 0.002, £3m, Trafford Général, 日", file=Stream(under))
    under.flush()
    assert under.buffer.getvalue() == b"-0.005 +/- 0.002, GBP 3m, Trafford General, ?\n"  # type: ignore[attr-defined]


CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
"""Characters that act on a terminal, or hide: all but a tab and the end of a line."""


@given(st.text(), st.sampled_from(["ascii", "latin-1", "utf-8", "cp1252"]))
def test_any_text_can_be_written_and_none_acts_on_a_terminal(text: str, encoding: str) -> None:
    under = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    Stream(under).write(text)
    under.flush()
    written = under.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]
    assert not CONTROLS.search(written)
    if encoding == "utf-8" and text.isprintable():
        assert written == text


def test_python_keeps_its_own_streams(capsys: pytest.CaptureFixture[str]) -> None:
    before = sys.stdout, sys.stderr
    assert main(["--version"]) == 0
    assert (sys.stdout, sys.stderr) == before
    assert capsys.readouterr().out.startswith("collabsim ")


@POSIX
def test_a_name_that_is_no_text_is_refused_before_anything_runs(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "collabsim", "run", SMALL, "--out", b"o\xff"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert "expected a name in UTF-8" in ended.stderr
    assert list(tmp_path.iterdir()) == []


class Watched(io.StringIO):
    """A terminal as far as a progress line can tell."""

    def isatty(self) -> bool:
        return True


def told(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch, seconds: int) -> str:
    """Return what is said of a run a second, all the way."""
    now = [0.0]
    monkeypatch.setattr(sys, "stderr", Stream(stream))
    progress = Progress("run", lambda: now[0])
    for second in range(seconds + 1):
        now[0] = float(second)
        progress.tell(100 + second, 100 + seconds, "wave 1", failed=2)
    progress.say("Done.")
    return stream.getvalue()


def test_off_a_terminal_a_line_comes_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = told(io.StringIO(), monkeypatch, 3600).splitlines()
    assert lines[0] == "wave 1: 130 of 3,700 runs, 3 %, about 60 min left, 2 failed"
    assert lines[-1] == "Done."
    assert 10 <= len(lines) <= 30
    assert told(io.StringIO(), monkeypatch, 20) == "Done.\n"


def test_on_a_terminal_one_line_is_written_over(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = told(Watched(), monkeypatch, 4)
    assert shown.count("\n") == 1
    assert "\rwave 1: 103 of 104 runs, 99 %, about 1 s left, 2 failed" in shown
    assert shown.endswith(" \rDone.\n")


def test_what_was_printed_before_a_failure_is_kept() -> None:
    """The first error is the one that is told; what follows it is dropped."""
    under = io.StringIO()
    stream = Stream(under)
    stream.write("kept")
    under.close()
    stream.write("lost")
    assert "closed" in stream.trouble
    with standard() as (out, err):
        assert (sys.stdout, sys.stderr) == (out, err)


@POSIX
def test_too_little_memory_is_a_sentence() -> None:
    code = 'ulimit -v "$1"; shift; exec "$@"'
    for kilobytes, ended in (("400000", 1), ("1000000", 0)):
        command = [sys.executable, "-m", "collabsim", "--version"]
        done = subprocess.run(
            ["sh", "-c", code, "sh", kilobytes, *command],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == ended
        said = "There is too little memory: collabsim needs about 1 GB"
        assert done.stderr.startswith(said if ended else "")
        assert "Traceback" not in done.stderr


@POSIX
def test_no_name_of_a_file_or_folder_acts_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    odd = "a\x1b[31m\r\u202eb"
    Path(f"{odd}.toml").write_text('extends = "small.toml"\n')
    main(["validate", f"{odd}.toml"])
    main(["validate", f"{odd}x.toml"])
    main(["explain", odd])
    main([odd])
    main(["run", "small.toml", "--set", f"{odd}=1"])
    main(["run", "small.toml", "--out", f"{odd}.toml"])
    main(["status", odd])
    told = "".join(capsys.readouterr())
    assert told.count(r"a\x1b[31m\r\u202eb") >= 7
    assert not CONTROLS.search(told)
