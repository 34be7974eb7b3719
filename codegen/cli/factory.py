"""The user's own model: ``module:factory`` imported and called.

Only commands that are told to run the user's code come here.  What it prints goes to stderr, since stdout
is for data; what it raises is told with the place, and in full with ``--traceback``.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from types import ModuleType
from typing import Any

from codegen.errors import UsageError

__all__ = ["made_by"]

_USAGE = "write module:factory, such as my_project.models:make_model, or models.py:make_model"
_LONGEST = 500  # characters of an exception's own words


def made_by(spec: str, kind: type, no_storage: Callable[[], Any], traceback: bool = False) -> Any:
    """What the factory of a spec makes: without storage if it can, else as it is.

    :param spec: ``module:name``, or ``path/to/file.py:name``; the name is that of a function or a class that
        needs no arguments, or of a finished object.
    :param kind: the class that it must be of.
    :param no_storage: a context manager under which tensors get no memory (torch's meta device).
    :raises UsageError: it cannot be imported, is not there, raises, or makes something else.
    """
    module, _, name = spec.rpartition(":")
    if not module or not name:
        raise UsageError(f"{spec!r} names no factory", _USAGE)
    with redirect_stdout(sys.stderr):
        found = _named(_guarded(spec, traceback, lambda: _imported(module)), name, spec)
        made = found if isinstance(found, kind) else _called(found, spec, no_storage, traceback)
    if not isinstance(made, kind):
        wanted = f"{kind.__module__.partition('.')[0]}'s {kind.__name__}"
        raise UsageError(f"{spec} made a {type(made).__name__}, and no {wanted}", "return the model itself")
    return made


def _imported(module: str) -> ModuleType:
    if not module.endswith(".py"):
        try:
            return importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name is None or not f"{module}.".startswith(f"{error.name}."):
                raise  # another one, that the user's module imports
        raise UsageError(f"there is no module {module!r} here or among what is installed", _USAGE)
    if not os.path.isfile(module):
        raise UsageError(f"there is no file {module!r}", _USAGE)
    sys.path.insert(0, os.path.dirname(os.path.abspath(module)))
    spec = importlib.util.spec_from_file_location(os.path.basename(module)[:-3], module)
    assert spec is not None and spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = found
    spec.loader.exec_module(found)
    return found


def _named(module: ModuleType, name: str, spec: str) -> Any:
    found: Any = module
    for step in name.split("."):
        if not hasattr(found, step):
            from difflib import get_close_matches

            near = get_close_matches(step, [n for n in dir(found) if not n.startswith("_")], 1)
            raise UsageError(f"{spec} is not there", f"did you mean {near[0]}?" if near else _USAGE)
        found = getattr(found, step)
    return found


def _called(factory: Any, spec: str, no_storage: Callable[[], Any], traceback: bool) -> Any:
    if not callable(factory):
        raise UsageError(f"{spec} is a {type(factory).__name__}, and cannot be called", _USAGE)
    try:
        with no_storage():
            return factory()
    except (Exception, SystemExit):  # some read weights or compute with values; they need real tensors
        return _guarded(spec, traceback, factory)


def _guarded(spec: str, traceback: bool, call: Callable[[], Any]) -> Any:
    try:
        return call()
    except UsageError:
        raise
    except (Exception, SystemExit) as error:
        if traceback:
            from traceback import print_exception

            print_exception(error)
        words = str(error)
        said = f": {words[:_LONGEST]}{'...' if len(words) > _LONGEST else ''}" if words else ""
        message = f"{spec} raised {type(error).__name__}{said}"
        raise UsageError(message, _place(error)) from None


def _place(error: BaseException) -> str:
    from traceback import extract_tb

    frames = extract_tb(error.__traceback__)
    last = frames[-1]
    more = "--traceback shows all of it"
    if len(frames) < 2:  # nothing but our own call
        return more
    return f"in {last.name}, {last.filename}:{last.lineno}; {more}"
