"""Writing the output folder: all or nothing, and only what generation owns."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from codegen import journal, together
from codegen.errors import CodegenError, LimitExceeded, NameCollision, OutputConflict
from codegen.lock import locked
from codegen.manifest import NAME as MANIFEST
from codegen.outpaths import JOURNAL, STAGE
from codegen.plan import UnsafePath, request
from codegen.write import OutputUnwritable, pending, plan, recover, write
from tests.trees import NEW, OLD, asked, leftovers, plant, tree


@pytest.fixture(params=["one thread", "threads"])
def threads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are staged in the one thread there is, and then in several at a time."""
    if request.param == "threads":
        monkeypatch.setattr(together, "MANY", 1)


def steps_of(folder: Path) -> list[str]:
    """The operations of a write from the old tree to the new one."""
    plant(folder)
    steps: list[str] = []
    write(folder, asked(NEW), step=steps.append)
    return steps


class Failing:
    """A disk that refuses its n-th operation (and every later one)."""

    def __init__(self, at: int, number: int, forever: bool = False) -> None:
        self.at, self.number, self.forever, self.count = at, number, forever, -1

    def __call__(self, name: str) -> None:
        self.count += 1
        if self.count == self.at or (self.forever and self.count > self.at):
            raise OSError(self.number, os.strerror(self.number), name)


def failing_writes(
    tmp_path: Path, number: int, forever: bool
) -> list[tuple[Path, dict[str, bytes | None], CodegenError | None]]:
    """The folder, the old tree and the error, for a write that fails at each of its operations."""
    found = []
    for at in range(len(steps_of(tmp_path / "counted"))):
        folder = tmp_path / f"{number}-{forever}-{at}"
        before = plant(folder)
        error: CodegenError | None = None
        try:
            write(folder, asked(NEW), step=Failing(at, number, forever))
        except CodegenError as caught:
            error = caught
        found.append((folder, before, error))
    return found


def test_a_write_makes_the_tree_what_was_asked_for(threads: None, tmp_path: Path) -> None:
    plant(tmp_path)
    done = write(tmp_path, asked(NEW))
    found = tree(tmp_path)
    assert {p: c for p, c in found.items() if c is not None and p != MANIFEST} == {
        **{p: t.encode() for p, t in NEW.items()},
        "notes.txt": b"mine\n",
        "python/mine.py": b"mine = 1\n",
    }
    assert "python/sub" not in found
    assert leftovers(tmp_path) == []
    assert done.added == ("python/new/comes.py", "swap/inner.txt", "turn")
    assert done.changed == ("python/changes.py",)
    assert done.deleted == ("python/goes.py", "python/sub/goes_too.py", "swap", "turn/inner.txt")
    assert done.unchanged == ("docs/same.md",)
    assert done.edited == ()


def test_every_file_is_on_the_disk_before_the_write_happens(threads: None, tmp_path: Path) -> None:
    steps = steps_of(tmp_path)
    before = steps[: steps.index(f"move {JOURNAL}")]
    made = [s.removeprefix("create ") for s in before if s.startswith("create ")]
    assert len(made) > 3
    for name in made:
        written = max(n for n, step in enumerate(before) if step in (f"create {name}", f"write {name}"))
        assert f"sync {name}" in before[written:]
    assert f"sync {STAGE}" in before


def test_the_disk_is_asked_for_every_file_and_folder(
    threads: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked_for = os.fsync, set()

    def fsync(handle: int) -> None:
        asked_for.add(os.fstat(handle).st_ino)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    write(tmp_path, asked({"a/b/c.txt": "c", "a/d.txt": "d", "e.txt": "e"}))
    made = {path.stat().st_ino for path in (tmp_path, *tmp_path.rglob("*"))}
    assert made <= asked_for


def test_new_folders_are_renamed_as_one(threads: None, tmp_path: Path) -> None:
    files = {"a/b/c.txt": "c", "a/b/d.txt": "d", "a/e/f.txt": "f", "old/g/h.txt": "h", "old/i.txt": "i"}
    (tmp_path / "old").mkdir()
    steps: list[str] = []
    write(tmp_path, asked(files), step=steps.append)
    moved = [s.removeprefix("move ") for s in steps if s.startswith("move ")]
    assert moved == [JOURNAL, "a", "old/g", "old/i.txt", MANIFEST]
    made = max(n for n, step in enumerate(steps) if step.startswith("create "))
    ready = steps[made : steps.index(f"move {JOURNAL}")]
    for staged in ("new-0", "new-0/b", "new-0/e", "new-1"):
        assert f"sync {STAGE}/{staged}" in ready
    assert {p: c for p, c in tree(tmp_path).items() if c and p != MANIFEST} == {
        p: t.encode() for p, t in files.items()
    }
    assert leftovers(tmp_path) == []


def test_a_new_folder_that_somebody_makes_meanwhile_keeps_what_they_put_there(tmp_path: Path) -> None:
    steps = steps_of(tmp_path / "counted")
    folder = tmp_path / "cut-off"
    plant(folder)
    with suppress(CodegenError):
        write(folder, asked(NEW), step=Failing(steps.index("move python/new"), errno.EIO, forever=True))
    assert pending(folder) is not None
    (folder / "python" / "new").mkdir()
    (folder / "python" / "new" / "theirs.txt").write_text("theirs")
    recover(folder)
    assert (folder / "python" / "new" / "comes.py").read_text() == NEW["python/new/comes.py"]
    assert (folder / "python" / "new" / "theirs.txt").read_text() == "theirs"
    assert leftovers(folder) == []


def test_a_second_write_touches_nothing(tmp_path: Path) -> None:
    write(tmp_path, asked(NEW))
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    steps: list[str] = []
    assert write(tmp_path, asked(NEW), step=steps.append).empty
    assert steps == []
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before


def test_a_new_key_changes_the_manifest_and_is_no_drift(tmp_path: Path) -> None:
    write(tmp_path, asked(NEW, inputs="1"))
    again = plan(tmp_path, asked(NEW, inputs="2"))
    assert again.drift == ()
    assert not again.empty
    write(tmp_path, asked(NEW, inputs="2"))
    assert b"target toy 2" in (tmp_path / MANIFEST).read_bytes()


def test_planning_changes_nothing(tmp_path: Path) -> None:
    before = plant(tmp_path)
    found = plan(tmp_path, asked(NEW))
    assert tree(tmp_path) == before
    assert found.drift == (
        "python/changes.py",
        "python/goes.py",
        "python/new/comes.py",
        "python/sub/goes_too.py",
        "swap",
        "swap/inner.txt",
        "turn",
        "turn/inner.txt",
    )
    assert "-old = 1" in found.diff()
    assert "+here = 1" in found.diff()


@pytest.mark.slow
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_an_error_at_any_operation_leaves_the_old_tree(threads: None, tmp_path: Path, number: int) -> None:
    results = failing_writes(tmp_path, number, forever=False)
    refused = [(folder, before, error) for folder, before, error in results if error is not None]
    assert len(refused) > 30
    for folder, before, error in refused:
        assert tree(folder) == before, folder.name
        assert leftovers(folder) == [], folder.name
        assert isinstance(error, OutputUnwritable)
        assert "cannot write" in error.diagnostics[0].message
        assert error.diagnostics[0].hint
    for folder, _, error in results:
        if error is None:  # only what is left to tidy once the new tree stands
            assert tree(folder) == tree(tmp_path / "counted"), folder.name


@pytest.mark.slow
def test_a_disk_that_fails_for_good_leaves_a_tree_that_the_next_run_repairs(
    threads: None, tmp_path: Path
) -> None:
    named = 0
    for folder, before, error in failing_writes(tmp_path, errno.EIO, forever=True):
        if pending(folder) is None:
            assert tree(folder) in (before, tree(tmp_path / "counted")), folder.name
        else:
            named += 1
            assert error is not None
            assert "the next run" in error.diagnostics[0].message
            with pytest.raises(OutputConflict, match="half written"):
                plan(folder, asked(NEW))
        recover(folder)
        assert tree(folder) in (before, tree(tmp_path / "counted")), folder.name
        write(folder, asked(NEW))
        assert tree(folder) == tree(tmp_path / "counted"), folder.name
        assert leftovers(folder) == []
    assert named > 5


@pytest.mark.slow
def test_an_interrupt_at_any_operation_leaves_a_whole_tree(threads: None, tmp_path: Path) -> None:
    steps = steps_of(tmp_path / "counted")
    after = tree(tmp_path / "counted")
    for at in range(len(steps)):
        folder = tmp_path / str(at)
        before = plant(folder)

        def interrupt(name: str, left: list[int] = [at]) -> None:  # noqa: B006 - counts down
            left[0] -= 1
            if left[0] == -1:
                raise KeyboardInterrupt

        with suppress(KeyboardInterrupt):
            write(folder, asked(NEW), step=interrupt)
        recover(folder)
        assert tree(folder) in (before, after), steps[at]


def test_a_folder_that_was_made_for_nothing_is_taken_away(tmp_path: Path) -> None:
    with pytest.raises(OutputUnwritable):
        write(tmp_path / "out", asked(NEW), step=Failing(3, errno.ENOSPC))
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_ours_is_never_replaced(tmp_path: Path) -> None:
    plant(tmp_path)
    (tmp_path / "turned").write_text("mine\n")
    before = tree(tmp_path)
    with pytest.raises(OutputConflict, match="turned was not written by codegen"):
        write(tmp_path, asked({**NEW, "turned": "generated\n"}))
    assert tree(tmp_path) == before


def test_a_file_of_ours_with_the_right_content_is_taken_over_when_the_manifest_is_lost(
    tmp_path: Path,
) -> None:
    write(tmp_path, asked(NEW))
    (tmp_path / MANIFEST).unlink()
    found = plan(tmp_path, asked(NEW))
    assert found.drift == (MANIFEST,)
    assert write(tmp_path, asked(NEW)).added == ()
    assert plan(tmp_path, asked(NEW)).empty


def test_a_lost_manifest_never_costs_a_file_of_somebody_else(tmp_path: Path) -> None:
    plant(tmp_path)
    (tmp_path / MANIFEST).unlink()
    before = tree(tmp_path)
    with pytest.raises(OutputConflict, match="not written by codegen"):
        write(tmp_path, asked(NEW))
    assert tree(tmp_path) == before


def test_an_edit_by_hand_is_drift_and_is_named(tmp_path: Path) -> None:
    write(tmp_path, asked(OLD))
    (tmp_path / "python/changes.py").write_text("edited = 1\n")
    (tmp_path / "python/goes.py").write_text("edited = 2\n")
    assert plan(tmp_path, asked(OLD)).drift == ("python/changes.py", "python/goes.py")
    done = write(tmp_path, asked(NEW))
    assert done.edited == ("python/changes.py", "python/goes.py")
    assert (tmp_path / "python/changes.py").read_text() == NEW["python/changes.py"]


def test_a_deleted_file_comes_back(tmp_path: Path) -> None:
    write(tmp_path, asked(OLD))
    (tmp_path / "python/changes.py").unlink()
    assert plan(tmp_path, asked(OLD)).drift == ("python/changes.py",)
    write(tmp_path, asked(OLD))
    assert plan(tmp_path, asked(OLD)).empty


@pytest.mark.parametrize("place", ["python/changes.py", "python", MANIFEST])
def test_no_symbolic_link_in_the_output_folder_is_written_through(tmp_path: Path, place: str) -> None:
    out, outside = tmp_path / "out", tmp_path / "outside"
    write(out, asked(OLD))
    write(outside, asked(OLD))
    before = tree(outside)
    path = out / place
    moved = tmp_path / "moved"
    path.rename(moved)
    path.symlink_to(outside / place)
    with pytest.raises(OutputConflict, match="nothing is written"):
        write(out, asked(NEW))
    assert tree(outside) == before
    assert path.is_symlink()


def test_the_output_folder_itself_may_be_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(tmp_path / "link", asked(NEW))
    assert (tmp_path / "real/turn").read_text() == NEW["turn"]


def test_a_link_planted_where_staging_goes_is_not_followed(tmp_path: Path) -> None:
    out, outside = tmp_path / "out", tmp_path / "outside"
    plant(out)
    outside.mkdir()
    (outside / "precious").write_text("mine\n")
    (out / ".codegen-stage").symlink_to(outside)
    write(out, asked(NEW))
    assert tree(outside) == {"precious": b"mine\n"}
    assert leftovers(out) == []


def test_a_foreign_folder_in_the_place_of_a_file_is_a_conflict(tmp_path: Path) -> None:
    plant(tmp_path, {"docs/same.md": OLD["docs/same.md"]})
    (tmp_path / "turn").mkdir()
    (tmp_path / "turn/mine.txt").write_text("mine\n")
    with pytest.raises(OutputConflict, match=r"turn is a folder with turn/mine\.txt in it"):
        write(tmp_path, asked(NEW))


def test_a_foreign_file_in_the_place_of_a_folder_is_a_conflict(tmp_path: Path) -> None:
    (tmp_path / "python").write_text("mine\n")
    with pytest.raises(OutputConflict, match="python is no folder"):
        write(tmp_path, asked(NEW))


def test_a_folder_that_keeps_a_foreign_file_stays(tmp_path: Path) -> None:
    write(tmp_path, asked(OLD))
    (tmp_path / "python/sub/mine.txt").write_text("mine\n")
    write(tmp_path, asked(NEW))
    assert sorted(p.name for p in (tmp_path / "python/sub").iterdir()) == ["mine.txt"]


def test_compiled_python_goes_with_its_module(tmp_path: Path) -> None:
    write(tmp_path, asked(OLD))
    cache = tmp_path / "python/sub/__pycache__"
    cache.mkdir()
    (cache / "goes_too.cpython-311.pyc").write_bytes(b"\0")
    write(tmp_path, asked(NEW))
    assert not (tmp_path / "python/sub").exists()


@pytest.mark.parametrize(
    "path",
    [
        "../out.py",
        "/etc/passwd",
        "a/../b.py",
        "a//b.py",
        "a\\b.py",
        ".hidden",
        ".codegen-manifest",
        "-rf",
        "café.py",
        "a\nb",
        "nul.txt",
        "python/COM1",
        "dot.",
        "",
        "C:x",
        "a\0b",
    ],
)
def test_a_name_that_is_not_safe_everywhere_is_refused(path: str) -> None:
    with pytest.raises(UnsafePath):
        request({"toy": {path: ""}})


@pytest.mark.parametrize("path", ["x" * 201, "/".join(["x" * 100] * 9)])
def test_a_name_that_is_too_long_is_refused(path: str) -> None:
    with pytest.raises(LimitExceeded, match="longer"):
        request({"toy": {path: ""}})


@pytest.mark.parametrize("paths", [("a.py", "A.py"), ("a/x.py", "A/y.py"), ("a", "a/x.py"), ("A", "a/x.py")])
def test_names_that_cannot_stand_side_by_side_are_refused(paths: tuple[str, str]) -> None:
    with pytest.raises(NameCollision, match="side by side"):
        request({"toy": dict.fromkeys(paths, "")})


def test_two_targets_cannot_write_one_file() -> None:
    with pytest.raises(NameCollision, match="both write"):
        request({"one": {"a.py": ""}, "two": {"a.py": ""}})


def test_a_run_of_one_target_leaves_the_files_of_others_alone(tmp_path: Path) -> None:
    write(tmp_path, request({"one": {"one/a": "1\n"}, "two": {"two/b": "2\n"}}, inputs="k"))
    done = write(tmp_path, request({"one": {"one/c": "3\n"}}, inputs="k", whole=False))
    assert done.deleted == ("one/a",)
    assert (tmp_path / "two/b").read_text() == "2\n"
    with pytest.raises(OutputConflict, match="belongs to the target two"):
        write(tmp_path, request({"one": {"two/b": "mine now\n"}}, whole=False))
    assert write(tmp_path, request({"one": {"one/c": "3\n"}})).deleted == ("two/b",)


def test_a_half_merged_manifest_owns_what_both_sides_own(tmp_path: Path) -> None:
    write(tmp_path, asked(OLD))
    ours = (tmp_path / MANIFEST).read_text()
    write(tmp_path, asked(NEW))
    theirs = (tmp_path / MANIFEST).read_text()
    for name, text in OLD.items():  # as version control leaves it: files of both sides
        if name not in ("swap", "turn/inner.txt"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
    (tmp_path / MANIFEST).write_text(f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> branch\n")
    assert "python/goes.py" in plan(tmp_path, asked(NEW)).drift
    write(tmp_path, asked(NEW))
    assert plan(tmp_path, asked(NEW)).empty
    assert not (tmp_path / "python/goes.py").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "codegen-manifest 2\n",
        "codegen-manifest 1\nfile toy 00 ../../etc/passwd\n",
        f"codegen-manifest 1\nfile toy {'0' * 64} ../../etc/passwd\n",
        f"codegen-manifest 1\nfile toy {'0' * 64} /etc/passwd\n",
        "codegen-manifest 1\nrm -rf\n",
        "caf\xe9",
    ],
)
def test_a_manifest_that_is_none_stops_the_run(tmp_path: Path, text: str) -> None:
    plant(tmp_path)
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    before = tree(tmp_path)
    with pytest.raises(OutputConflict, match="no manifest that codegen can read"):
        write(tmp_path, asked(NEW))
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-5],
        lambda data: b"",
        lambda data: data.replace(b"replace", b"delete "),
        lambda data: b"\xff" + data,
    ],
)
def test_a_damaged_journal_is_never_acted_on(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    folder = cut_off(tmp_path, "move python/changes.py")
    path = folder / ".codegen-journal"
    path.write_bytes(spoil(path.read_bytes()))
    before = tree(folder)
    with pytest.raises(OutputConflict, match="cannot be read") as caught:
        recover(folder)
    assert tree(folder) == before
    assert "delete it" in caught.value.diagnostics[0].hint


def cut_off(tmp_path: Path, step: str) -> Path:
    """A folder whose write stopped before an operation, as a kill leaves it."""
    folder = tmp_path / "cut"
    plant(folder)

    class Killed(BaseException):
        pass

    def stop(name: str) -> None:
        if name == step:
            raise Killed

    original = journal._take_back
    try:
        journal._take_back = lambda disk, changes: None
        with pytest.raises(Killed):
            write(folder, asked(NEW), step=stop)
    finally:
        journal._take_back = original
    return folder


def test_a_run_that_was_cut_off_is_named_and_finished(tmp_path: Path) -> None:
    folder = cut_off(tmp_path, "move python/changes.py")
    message = pending(folder)
    assert message is not None
    assert "half written" in message
    said = recover(folder)
    assert said is not None
    assert "finished" in said
    assert "python/changes.py" in said
    assert recover(folder) is None
    assert plan(folder, asked(NEW)).empty


def test_a_journal_cannot_name_a_file_outside(tmp_path: Path) -> None:
    folder = cut_off(tmp_path, "move python/changes.py")
    precious = tmp_path / "precious"
    precious.write_text("mine\n")
    changes = [journal.Change("delete", "../precious", "")]
    (folder / ".codegen-journal").write_text(journal._print(changes))
    with pytest.raises(OutputConflict, match="cannot be read"):
        recover(folder)
    assert precious.exists()


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    plant(tmp_path)
    before = tree(tmp_path)
    with locked(str(tmp_path), 1), pytest.raises(OutputConflict, match="another process"):
        write(tmp_path, asked(NEW), wait=0.1)
    assert tree(tmp_path) == before
    write(tmp_path, asked(NEW), wait=0.1)


def test_many_writers_at_once_leave_one_of_their_trees(tmp_path: Path) -> None:
    wanted = [{"a.txt": f"{n}\n" * 1000, "b.txt": f"{n}\n" * 1000, f"own/{n}.txt": "x\n"} for n in range(6)]
    errors: list[BaseException] = []

    def run(files: dict[str, str]) -> None:
        try:
            for _ in range(5):
                write(tmp_path, asked(files))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(files,)) for files in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    found = {p: c for p, c in tree(tmp_path).items() if c is not None and p != MANIFEST}
    assert found in [{p: t.encode() for p, t in files.items()} for files in wanted]
    assert leftovers(tmp_path) == []


def test_a_system_without_hard_links_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*args: object, **kwargs: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", no_links)
    before = plant(tmp_path)
    with pytest.raises(OutputUnwritable):
        write(tmp_path, asked(NEW), step=lambda name: _fail_at(name, "move turn"))
    assert tree(tmp_path) == before
    write(tmp_path, asked(NEW))
    assert (tmp_path / "turn").read_text() == NEW["turn"]


def _fail_at(name: str, step: str) -> None:
    if name == step:
        raise OSError(errno.ENOSPC, "full", name)


def test_an_output_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine\n")
    with pytest.raises(CodegenError) as caught:
        write(tmp_path / "out", asked(NEW))
    assert caught.value.exit_code == 2
    out = tmp_path / "out"
    assert caught.value.diagnostics[0].message == (
        f"cannot write {out}: something that is no folder is in the way"
    )
