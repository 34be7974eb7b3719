"""The ``codegen`` command.

Diagnostics go to stderr, data to stdout.  Exit: 0 ok, 1 a check failed, 2 bad usage or bad schema, 3 a
bug in codegen.  A command imports what it uses when it runs, because start-up is most of its time.
"""

from __future__ import annotations

import errno
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.errors import CodegenError

__all__ = ["main"]

_OUTPUT_FAILED = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code and never lets an exception out."""
    words = list(sys.argv[1:] if argv is None else argv)
    _open_streams()
    try:
        code = _guarded(words)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader went away, as in `codegen ... | head`
        _drop_output()
        return 141
    except OSError as error:  # the disk that the output goes to is full
        return _unwritten(error)


def _guarded(words: list[str]) -> int:
    try:
        return _run(words)
    except SystemExit as end:  # --help, --version
        return int(end.code or 0)
    except KeyboardInterrupt:  # what was said before is still sent on its way
        return 130
    except Exception as error:
        if isinstance(error, BrokenPipeError) or (
            isinstance(error, OSError) and error.filename is None and error.errno in _OUTPUT_FAILED
        ):
            raise
        from codegen.errors import CodegenError

        if isinstance(error, CodegenError):
            return _refused(error, words)
        return _bug(error)


def _run(words: list[str]) -> int:
    _accept_any_text()
    if words[:1] == ["validate"]:
        from codegen.cli.validate_command import quickly

        code = quickly(words[1:])
        if code is not None:
            return code
    from importlib import import_module

    from codegen.cli.parser import parse

    args = parse(words)
    command = import_module(f"codegen.cli.{args.command}_command")
    return int(command.run(args))


def _open_streams() -> None:
    """What goes to a stream that was closed before the start, as with ``>&-``, goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))


def _accept_any_text() -> None:
    """A character that the terminal's encoding lacks is shown as an escape, and is no error."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    """What is still buffered goes nowhere, or the interpreter would complain of it when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            os.dup2(nowhere, stream.fileno())
        except (OSError, ValueError):  # a stream without a file, as in a test
            continue


def _unwritten(error: OSError) -> int:
    from codegen.cli.show import show
    from codegen.errors import Diagnostic

    message = f"the output cannot be written: {error.strerror}"
    show([Diagnostic("output-unwritten", message, "make room, or send it elsewhere")])
    _drop_output()
    return 2


def _refused(error: CodegenError, words: list[str]) -> int:
    from codegen.cli.show import show

    show(error.diagnostics, _format(words))
    return error.exit_code


def _format(words: list[str]) -> str:
    """The format asked for, read without the parser: bad usage is shown in it as well."""
    for place, word in enumerate(words):
        if word.startswith("--format="):
            return word.partition("=")[2]
        if word == "--format" and place + 1 < len(words):
            return words[place + 1]
    return "text"


def _bug(error: Exception) -> int:
    """No traceback reaches a user unless they ask for it."""
    if os.environ.get("CODEGEN_TRACEBACK"):
        import traceback

        traceback.print_exception(error)
    from codegen.cli.show import complain

    complain(f"this is a bug in codegen: {type(error).__name__}: {str(error)[:1000]}")
    complain("run again with CODEGEN_TRACEBACK=1 and report what it shows")
    return 3
