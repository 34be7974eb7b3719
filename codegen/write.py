"""The only module that changes the output folder: compare, then replace what differs, or nothing.

Generation owns the files its manifest lists.  Only those are ever replaced or deleted; anything else
that is in the way is an :class:`~codegen.errors.OutputConflict`.  An owned file that was edited by hand
is drift: ``--check`` shows it (:attr:`Plan.drift`, :attr:`Plan.edited`), and generating writes over it,
because its first line says that it will.  A file that already holds what would be written is taken
over, so that a tree whose manifest was lost heals itself.

A write happens or does not, also when the process is killed; see :mod:`codegen.journal`.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from codegen import journal
from codegen.disk import Disk, Step, no_step
from codegen.errors import CodegenError, Diagnostic, OutputConflict
from codegen.lock import Busy, locked
from codegen.manifest import NAME as MANIFEST
from codegen.outpaths import JOURNAL
from codegen.plan import Plan, Request, compare, request
from codegen.terminal import visible

__all__ = ["OutputUnwritable", "Plan", "Request", "pending", "plan", "recover", "request", "write"]

WAIT = 30.0  # seconds a writer waits for another one to end
_REASONS = {
    errno.EACCES: ("codegen may not write there", "make it writable, or name another folder"),
    errno.EPERM: ("codegen may not write there", "make it writable, or name another folder"),
    errno.EROFS: ("the file system is read-only", "name another folder"),
    errno.ENOSPC: ("the disk is full", "make room, then run it again"),
    errno.EDQUOT: ("the disk quota is used up", "make room, then run it again"),
    errno.EXDEV: ("it is another file system than the rest", "keep the output folder on one file system"),
    errno.ENOTDIR: ("something that is no folder is in the way", "move it, or name another folder"),
    errno.EEXIST: ("something that is no folder is in the way", "move it, or name another folder"),
    errno.ELOOP: ("a symbolic link is in the way", "name the folder it leads to"),
}


class OutputUnwritable(CodegenError):
    """The system refused to read or write the output folder; the old tree is whole."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(Diagnostic("output-unwritable", message, hint))


def plan(out: str | os.PathLike[str], wanted: Request) -> Plan:
    """What :func:`write` would do.  Changes nothing and needs no lock.

    :raises OutputConflict: something generation does not own is in the way, or an earlier run was cut
        off (:func:`pending`) and :func:`recover` has to finish it.
    """
    disk = _disk(out)
    unfinished = pending(out)
    if unfinished is not None:
        raise OutputConflict(unfinished, "run `codegen generate`, which finishes it")
    with _explained(disk):
        return compare(disk, wanted)


def write(out: str | os.PathLike[str], wanted: Request, *, step: Step = no_step, wait: float = WAIT) -> Plan:
    """Do it, all or nothing; gives what was done.

    :param step: for tests; called before every operation on the disk with its name.
    :param wait: seconds to wait for another process that writes to the same folder.
    :raises OutputConflict: as :func:`plan`, or the other process took longer than ``wait``.
    :raises OutputUnwritable: the system refused; the old tree is whole.
    """
    disk = _disk(out, step)
    made = not os.path.lexists(disk.root)
    with _explained(disk):
        try:
            os.makedirs(disk.root, exist_ok=True)
            with _locked(disk, wait):
                journal.recover(disk)
                done = compare(disk, wanted)
                if not done.empty:
                    journal.apply(disk, _contents(done), done.deleted)
        except BaseException:
            if made:
                with suppress(OSError):  # not empty: somebody else's, or to be finished
                    os.rmdir(disk.root)
            raise
    return done


def recover(out: str | os.PathLike[str], *, step: Step = no_step, wait: float = WAIT) -> str | None:
    """Finish a write that was cut off; says what was repaired, or None if nothing was.

    Call it first in every command that writes, so that also a run that fails later repairs.
    """
    disk = _disk(out, step)
    if not os.path.isdir(disk.root):
        return None
    with _explained(disk), _locked(disk, wait):
        name = journal.pending(disk)
        paths = journal.recover(disk)
    if name is None:
        return None
    what = "finished" if name == JOURNAL else "taken back"
    return f"an earlier run was cut off while it wrote {_shown(disk)}; it is {what} now: {_named(paths)}"


def pending(out: str | os.PathLike[str]) -> str | None:
    """A message if a write to the folder was cut off (or is under way), so that it is a mixture now."""
    disk = _disk(out)
    name = journal.pending(disk)
    if name is None:
        return None
    return f"{_shown(disk)} is half written: a run was cut off, or is still at it ({name} is there)"


def _contents(plan: Plan) -> dict[str, bytes]:
    contents = {path: plan.request.files[path] for path in (*plan.added, *plan.changed)}
    if plan.manifest != plan.manifest_before:
        contents[MANIFEST] = plan.manifest
    return contents


def _disk(out: str | os.PathLike[str], step: Step = no_step) -> Disk:
    """The folder the user named may be a symbolic link; nothing below it may be."""
    return Disk(os.path.realpath(out), step)


@contextmanager
def _locked(disk: Disk, wait: float) -> Iterator[None]:
    try:
        with locked(disk.root, wait):
            yield
    except Busy:
        raise OutputConflict(
            f"another process has been writing to {_shown(disk)} for {wait:g} s",
            "wait for it to end, then run this again",
        ) from None


@contextmanager
def _explained(disk: Disk) -> Iterator[None]:
    """What the system refuses reads as one message, not as a traceback."""
    try:
        yield
    except journal.Damaged as error:
        raise OutputConflict(
            f"{_shown(disk)}/{error} cannot be read, so the run it belongs to cannot be finished",
            "delete it, then run `codegen generate`",
        ) from None
    except OSError as error:
        number = error.errno or 0
        reason, hint = _REASONS.get(number, (error.strerror or str(error), "mend that, then run it again"))
        where = error.filename2 or error.filename or disk.root
        left = "; the next run finishes or takes back what this one began" if journal.pending(disk) else ""
        raise OutputUnwritable(
            f"cannot write {_shown(disk)}: {_place(disk, where)}{reason}{left}", hint
        ) from None


def _place(disk: Disk, where: object) -> str:
    """The file in question, where it is another than the folder that is named anyway."""
    text = os.fsdecode(where) if isinstance(where, (str, bytes)) else disk.root
    if text == disk.root:
        return ""
    inside = text.startswith(disk.root + os.sep)
    return visible(os.path.relpath(text, disk.root) if inside else text) + ": "


def _shown(disk: Disk) -> str:
    return visible(disk.root)


def _named(paths: tuple[str, ...]) -> str:
    if not paths:
        return "only the manifest differed"
    more = len(paths) - 5
    return ", ".join(paths[:5]) + (f" and {more} more" if more > 0 else "")
