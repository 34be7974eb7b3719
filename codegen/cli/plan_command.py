"""``codegen plan``: which parameter of a model would go into which group, and why.  Nothing is built."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from codegen.errors import CodegenError, Diagnostic, Origin, Position, UsageError

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["run"]

#: An argument of the Python function, as errors propose it.
_OPTION = re.compile(r'on_(unmatched|overlap)="(\w+)"')
#: What the message of a ConfigError begins with.
_PLACE = re.compile(r"(/[^:]*): (.*)", re.DOTALL)


class _DoesNotFit(CodegenError):
    """The config is wrong, or does not fit the model: a check that failed."""

    exit_code = 1


def run(args: argparse.Namespace) -> int:
    """:raises CodegenError: torch, the package or the factory is missing, or the config does not fit."""
    torch = _torch()
    if args.at and not args.at.startswith("/"):
        raise UsageError(f"{args.at!r} is no JSON Pointer", "begin with /, as in /training/optimizer")
    sys.path.insert(0, os.getcwd())  # as `python -m` does: the user's module is here
    package = _package(args)
    builder = _builder(package)
    config = _config(package, builder, args)

    from codegen.cli.factory import made_by

    model = made_by(args.factory, torch.nn.Module, lambda: torch.device("meta"), args.traceback)
    try:
        options = {"on_unmatched": args.on_unmatched, "on_overlap": args.on_overlap}
        plan = builder.plan(model, config, **options)
        text = plan.to_json() if args.format == "json" else plan.to_text(parameters=args.parameters)
    except ValueError as error:
        raise _DoesNotFit(*_diagnostics(error, args)) from None
    sys.stdout.write(text)
    return 0


def _torch() -> ModuleType:
    try:
        return import_module("torch")
    except ImportError as error:
        raise UsageError(f"plan needs PyTorch: {error}", "install it: pip install torch") from None


def _package(args: argparse.Namespace) -> ModuleType:
    """The generated package: the project's own, or the one that is named."""
    from codegen.settings import check_package, find_settings, package_of

    project = find_settings()
    name = args.package or (project and (project.package or package_of(project.schema)))
    if not name:
        raise UsageError(
            "no package: there is no [tool.codegen] in a pyproject.toml here or above",
            "name the generated package with --package NAME, and its folder with --path DIR",
        )
    check_package(name)
    folder = args.path or (os.path.join(project.out, "python") if project is not None else "")
    if folder:
        sys.path.insert(0, os.path.abspath(folder))
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise UsageError(f"{name} cannot be imported: {error}", f"install {error.name}") from None
    hint = "run codegen generate, or say with --path DIR where it is"
    raise UsageError(f"there is no package {name!r}{f' in {folder!r}' if folder else ''}", hint)


def _builder(package: ModuleType) -> Any:
    name = f"{package.__name__}.builder"
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise UsageError(f"{name} cannot be imported: {error}", f"install {error.name}") from None
    except ImportError as error:  # torch is too old, say
        raise UsageError(str(error), "install what it asks for") from None
    raise UsageError(
        f"the package {package.__name__!r} has no optimizer builder",
        "say with x-torch in the schema what the algorithms are in torch, and run codegen generate",
    )


def _config(package: Any, builder: Any, args: argparse.Namespace) -> Any:
    """The config as an object of the package.

    :raises UsageError: it cannot be read.  :raises _DoesNotFit: it is not valid.
    """
    kind = _class(package, builder, args.definition)
    try:
        return kind.load(args.config, args.at or None)
    except package.InvalidDocument as error:
        raise _DoesNotFit(*map(_own, error.issues)) from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UsageError(f"cannot read {args.config!r}: {why}", "name the config's file") from None
    except ImportError as error:
        raise UsageError(str(error), "install what is missing") from None


def _class(package: Any, builder: Any, name: str) -> Any:
    """The class of the config: one of those that the builder takes."""
    from difflib import get_close_matches
    from typing import get_args

    config = getattr(builder, "Config", None)
    known = {each.__name__: each for each in get_args(config) or (config,) if each is not None}
    name = name or package.Root.__name__
    if name in known:
        return known[name]
    near = get_close_matches(name, known, 1)
    hint = (
        f"did you mean --as {near[0]}?"
        if near
        else f"say one with --as: {', '.join(known)}; --at POINTER if it is a part of the file"
    )
    if not known:
        hint = "say with x-torch in the schema which definition is a whole config"
    raise UsageError(f"{name} is no config that the package {package.__name__!r} can build", hint)


def _own(issue: Any) -> Diagnostic:
    """A diagnostic of the package, which has a copy of our class, as one of ours."""
    origin = Origin(issue.origin.document, issue.origin.pointer) if issue.origin is not None else None
    place = issue.position
    position = Position(place.line, place.column) if place is not None else None
    return Diagnostic(issue.code, issue.message, issue.hint, origin, issue.file, position)


def _diagnostics(error: ValueError, args: argparse.Namespace) -> Iterator[Diagnostic]:
    """The problems of a plan, with their places in the config's file."""
    from codegen.reading import format_of, read

    with open(args.config, "rb") as file:
        reading = read(file.read(), format_of(args.config), args.config)
    for pointer, message, hint in _problems(error):
        whole = args.at + pointer
        place = reading.key_at(_there(reading.value, whole)) if pointer else None
        hint = _OPTION.sub(r"--on-\1 \2", hint)
        yield Diagnostic("plan", message, hint, Origin(args.config, whole), args.config, place)


def _problems(error: Any) -> Iterator[tuple[str, str, str]]:
    """Pointer, message and hint: of a PlanError each, of a ConfigError what its message begins with."""
    if hasattr(error, "problems"):
        yield from ((p.pointer, p.message, p.hint) for p in error.problems)
    else:
        found = _PLACE.match(str(error))
        yield (found[1], found[2], "") if found is not None else ("", str(error), "")


def _there(value: Any, pointer: str) -> str:
    """The pointer, or that of the nearest value around it that the document has."""
    found = ""
    for step in pointer.split("/")[1:]:
        try:
            key = step.replace("~1", "/").replace("~0", "~")
            value = value[int(key) if isinstance(value, list) else key]
        except (LookupError, TypeError, ValueError):
            break
        found += f"/{step}"
    return found
