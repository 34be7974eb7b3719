"""What is kept is believed only if nobody else can have written it, and nothing fails without it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from codegen import keep

POSIX = pytest.mark.skipif(os.name == "nt", reason="no owners and modes of this kind")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that entries are kept in, not there yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "codegen"


def test_what_is_saved_is_loaded(place: Path) -> None:
    assert keep.load("a") is None
    keep.save("a", b"one")
    keep.save("a", b"two")
    keep.save("b", b"")
    assert (keep.load("a"), keep.load("b")) == (b"two", b"")
    assert sorted(p.name for p in place.iterdir()) == ["a", "b"]


@POSIX
def test_folder_and_files_are_for_the_user_alone(place: Path) -> None:
    keep.save("a", b"one")
    assert place.stat().st_mode & 0o777 == 0o700
    assert (place / "a").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.write_bytes(file.read_bytes()[:-1]),
        lambda file: file.write_bytes(file.read_bytes().replace(b"one", b"0ne")),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"another version\n" + file.read_bytes()),
    ],
    ids=["cut", "changed", "empty", "other"],
)
def test_a_damaged_entry_is_not_believed(place: Path, change: object) -> None:
    keep.save("a", b"one")
    change(place / "a")  # type: ignore[operator]
    assert keep.load("a") is None


@POSIX
def test_what_others_may_write_is_not_believed(place: Path) -> None:
    keep.save("a", b"one")
    (place / "a").chmod(0o622)
    assert keep.load("a") is None
    (place / "a").chmod(0o600)
    assert keep.load("a") == b"one"
    place.chmod(0o777)
    assert keep.load("a") is None
    keep.save("b", b"two")
    assert not (place / "b").exists()


@POSIX
def test_what_belongs_to_somebody_else_is_not_believed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep.save("a", b"one")
    monkeypatch.setattr(keep, "_user", lambda: os.geteuid() + 1)
    assert keep.load("a") is None


@POSIX
def test_a_link_is_not_followed(place: Path, tmp_path: Path) -> None:
    keep.save("a", b"one")
    (place / "b").symlink_to(place / "a")
    assert keep.load("b") is None
    elsewhere = tmp_path / "elsewhere"
    place.rename(elsewhere)
    place.symlink_to(elsewhere)
    assert keep.load("a") is None


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    keep.save("a", b"one")
    assert keep.load("a") is None


def test_a_relative_cache_home_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    keep.save("a", b"one")
    assert not Path("here").exists()
    assert keep.load("a") == b"one"


def test_the_oldest_entries_are_let_go(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "MAX_ENTRIES", 3)
    for number in range(5):
        keep.save(str(number), b"x")
        os.utime(place / str(number), (number, number))
    assert sorted(p.name for p in place.iterdir()) == ["2", "3", "4"]


def test_no_two_lists_of_parts_have_one_digest() -> None:
    assert len({keep.digest(*parts) for parts in ((b"ab",), (b"a", b"b"), (b"", b"ab"), (b"ab", b""))}) == 4
