"""What is kept between processes is read by its owner alone, and needs no home."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from collabsim.caches import folder, lend_to_matplotlib

pytestmark = pytest.mark.skipif(os.name != "posix", reason="owners and permissions of POSIX")
ROOT = pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root gives away")

SOMEBODY = 12345


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a user's cache, with temporary files beside it."""
    for name in ("COLLABSIM_CACHE", "XDG_CONFIG_HOME", "MPLCONFIGDIR"):
        monkeypatch.delenv(name, raising=False)
    for name in ("cache", "temporary", "home"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "cache"


def among_temporary(cache: Path) -> Path:
    return cache.parent / "temporary" / f"collabsim-{os.getuid()}"


def test_a_folder_is_its_users_alone_and_stays(cache: Path) -> None:
    made = folder("code")
    assert made == cache / "collabsim" / "code"
    assert made.parent.stat().st_mode & 0o777 == 0o700
    (made / "kept.nbc").write_bytes(b"code")
    assert folder("code") == made


def test_an_empty_folder_of_ones_own_is_closed_first(cache: Path) -> None:
    (cache / "collabsim").mkdir(mode=0o755)
    assert folder("code") == cache / "collabsim" / "code"
    assert (cache / "collabsim").stat().st_mode & 0o777 == 0o700


def somebody_elses(top: Path) -> None:
    top.mkdir(mode=0o700)
    os.chown(top, SOMEBODY, SOMEBODY)


def in_somebody_elses(top: Path) -> None:
    os.chown(top.parent, SOMEBODY, SOMEBODY)


def with_a_file_of_somebody(top: Path) -> None:
    (top / "code" / "inner").mkdir(parents=True)
    top.chmod(0o700)
    (top / "code" / "inner" / "code.nbc").write_bytes(b"")
    os.chown(top / "code" / "inner" / "code.nbc", SOMEBODY, SOMEBODY)


def open_to_others(top: Path) -> None:
    (top / "code").mkdir(parents=True)
    top.chmod(0o770)


def in_a_folder_open_to_all(top: Path) -> None:
    top.parent.chmod(0o777)


def a_link(top: Path) -> None:
    top.symlink_to(top.parent.parent / "home")


def with_a_link(top: Path) -> None:
    (top / "code").mkdir(parents=True)
    top.chmod(0o700)
    (top / "code" / "code.nbc").symlink_to(__file__)


def a_file(top: Path) -> None:
    top.write_text("")


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(somebody_elses, marks=ROOT),
        pytest.param(in_somebody_elses, marks=ROOT),
        pytest.param(with_a_file_of_somebody, marks=ROOT),
        open_to_others,
        in_a_folder_open_to_all,
        a_link,
        with_a_link,
        a_file,
    ],
)
def test_what_others_may_have_touched_is_passed_over(
    cache: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(cache / "collabsim")
    assert folder("code") == among_temporary(cache) / "code"


@ROOT
def test_where_both_are_taken_a_new_folder_serves(cache: Path) -> None:
    somebody_elses(cache / "collabsim")
    somebody_elses(among_temporary(cache))
    made = folder("code")
    assert made.parent.name.startswith("collabsim-")
    assert made.parent.parent == cache.parent / "temporary"
    assert made.parent.stat().st_mode & 0o777 == 0o700
    assert folder("code") == made


def test_no_home_is_needed(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert folder("code") == cache.parent / "home" / ".cache" / "collabsim" / "code"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert folder("code") == cache.parent / "home" / ".cache" / "collabsim" / "code"
    for home in ("/no/such/folder", "", "/", "relative", __file__):
        monkeypatch.setenv("HOME", home)
        assert folder("code") == among_temporary(cache) / "code"

    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    assert folder("code") == among_temporary(cache) / "code"
    assert not Path("relative").exists()


def test_matplotlib_is_lent_a_folder_only_if_it_has_none(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    lend_to_matplotlib()
    assert "MPLCONFIGDIR" not in os.environ
    for name, value in (
        ("HOME", "/no/such/folder"),
        ("XDG_CACHE_HOME", "relative"),
        ("XDG_CONFIG_HOME", __file__),
        ("MPLCONFIGDIR", __file__),
    ):
        with monkeypatch.context() as changed:
            changed.setenv(name, value)
            lend_to_matplotlib()
            assert Path(os.environ["MPLCONFIGDIR"]).name == "matplotlib"
            assert Path(os.environ["MPLCONFIGDIR"]).is_dir()
        os.environ.pop("MPLCONFIGDIR", None)


def test_matplotlib_is_lent_its_folder_before_any_report_imports_it(tmp_path: Path) -> None:
    """A home that is no place for it gets no folder of matplotlib's, whichever module comes first."""
    for module in ("comparison", "charts", "answer", "uptake"):
        code = f"import collabsim.report.{module}"
        elsewhere = {"HOME": "relative", "MPLCONFIGDIR": "", "XDG_CONFIG_HOME": ""}
        settings = {**os.environ, **elsewhere, "XDG_CACHE_HOME": ""}
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=settings, check=True)
        assert not list(tmp_path.iterdir())
