"""Judges documents with a generated Python artefact, or with a generated schema file.

Run as a script: ``python.py MODE ...``.  It imports nothing of codegen, so that what is judged stands alone.

- ``checker FILE``: the printed checker, by itself.
- ``validate FOLDER PACKAGE``: the pydantic package in FOLDER, from parsed values.
- ``validate_json FOLDER PACKAGE``: the same, from JSON text.
- ``json_schema FOLDER PACKAGE``: what ``model_json_schema`` of each class says, through ``jsonschema_rs``.
- ``schema FILE``: a schema file, through ``jsonschema_rs``.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.machinery import FileFinder, SourceFileLoader
from os.path import join, realpath
from types import CodeType
from typing import Any

Errors = list[dict[str, str]]
Judge = Callable[[str], "tuple[bool, Errors]"]
Greeting = dict[str, Any]


def main(mode: str, *arguments: str) -> None:
    """Read the greeting, then a document a line; answer each."""
    sys.path.pop(0)  # this folder; nothing in it is for import
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    hello = json.loads(sys.stdin.buffer.readline())
    judges, words = MODES[mode](hello, *arguments)
    say({"protocol": 1, "definitions": list(judges), "words": words, "rules": mode not in STOCK})
    for line in sys.stdin.buffer:
        definition, text = json.loads(line)
        say(answer(judges[definition], text))


def answer(judge: Judge, text: str) -> dict[str, Any]:
    """The verdict, or what the artefact raised in place of one."""
    try:
        valid, errors = judge(text)
    except Exception as error:
        return {"valid": False, "failure": f"{type(error).__name__}: {error}"[:500]}
    return {"valid": valid, "errors": errors}


def say(value: Any) -> None:
    """One line on stdout."""
    sys.stdout.buffer.write(json.dumps(value).encode("ascii") + b"\n")
    sys.stdout.buffer.flush()


def checker(hello: Greeting, file: str) -> tuple[dict[str, Judge], bool]:
    """``accepts`` and ``check`` must say the same, so both are asked."""
    module = load_file(file)

    def judge_of(name: str) -> Judge:
        accepts, check = module["ACCEPTS"][name], module["CHECK"][name]

        def judge(text: str) -> tuple[bool, Errors]:
            value = json.loads(text)
            valid, issues = accepts(value), check(value)
            if valid is not (not issues):
                raise AssertionError(f"accepts says {valid}, check finds {len(issues)} issues")
            return valid, [{"pointer": i.pointer, "message": i.message} for i in issues]

        return judge

    return {name: judge_of(name) for name in module["CHECK"] if name in hello["definitions"]}, True


def load_file(file: str) -> dict[str, Any]:
    """The names of a module, compiled from the text that is there now: cached bytecode may be older."""
    with open(file, "rb") as source:
        code = compile(source.read(), file, "exec")
    module: dict[str, Any] = {"__name__": "checker", "__file__": file}
    exec(code, module)
    return module


def package(hello: Greeting, folder: str, name: str, text_mode: bool) -> tuple[dict[str, Judge], bool]:
    """``validate`` for the root, ``model_validate`` for every class that is exported under its name."""
    import pydantic

    module = load_package(folder, name)

    def judge_of(validate: Callable[[Any], object]) -> Judge:
        def judge(text: str) -> tuple[bool, Errors]:
            try:
                validate(text if text_mode else json.loads(text))
            except pydantic.ValidationError as error:
                found = error.errors(include_url=False, include_context=False, include_input=False)
                return False, [{"pointer": pointer(e["loc"]), "message": e["msg"]} for e in found]
            return True, []

        return judge

    judges = {hello["root"]: judge_of(module.validate_json if text_mode else module.validate)}
    for other, model in classes(module, hello).items():
        judges.setdefault(other, judge_of(model.model_validate_json if text_mode else model.model_validate))
    return judges, True


def classes(module: Any, hello: Greeting) -> dict[str, Any]:
    """The exported classes by definition; one whose name the package uses itself has ``_`` behind it.

    A definition that is a name for another class and says more than that has no class that judges it.
    """
    found = {}
    for name in hello["definitions"]:
        model = getattr(module, f"{name}_", None) or getattr(module, name, None)
        if (
            isinstance(model, type)
            and hasattr(model, "model_validate")
            and model.__name__.rstrip("_") == name
        ):
            found[name] = model
    return found


class Fresh(SourceFileLoader):
    """Compiles what is there now: cached bytecode may be older, and none is left behind."""

    def get_code(self, fullname: str) -> CodeType | None:
        return self.source_to_code(self.get_data(self.path), self.path)


def load_package(folder: str, name: str) -> Any:
    """The package that lies in the folder, and no other."""
    package = join(folder, name)

    def finder(path: str) -> FileFinder:
        if path != folder and not path.startswith(package):
            raise ImportError
        return FileFinder(path, (Fresh, [".py"]))

    sys.path.insert(0, folder)
    sys.path_hooks.insert(0, finder)
    sys.path_importer_cache.pop(folder, None)
    module = import_module(name)
    found = realpath(module.__file__ or "")
    if found != realpath(join(package, "__init__.py")):
        raise ImportError(f"imported {found}, which is not in {folder}")
    return module


def pointer(steps: Iterable[object]) -> str:
    """RFC 6901."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def validate(hello: Greeting, folder: str, name: str) -> tuple[dict[str, Judge], bool]:
    """The package, from parsed values."""
    return package(hello, folder, name, False)


def validate_json(hello: Greeting, folder: str, name: str) -> tuple[dict[str, Judge], bool]:
    """The package, from JSON text."""
    return package(hello, folder, name, True)


def verdicts(make: Callable[[], Any]) -> Judge:
    """A judge without words; the validator is made when it is first asked, as a schema may have thousands."""
    made: list[Any] = []

    def judge(text: str) -> tuple[bool, Errors]:
        if not made:
            made.append(make())
        return made[0].is_valid(json.loads(text)), []

    return judge


def json_schema(hello: Greeting, folder: str, name: str) -> tuple[dict[str, Judge], bool]:
    """Verdicts alone, of the schemas that the classes give back."""
    import jsonschema_rs

    def judge_of(model: Any) -> Judge:
        return verdicts(lambda: jsonschema_rs.Draft202012Validator(model.model_json_schema()))

    return {n: judge_of(model) for n, model in classes(load_package(folder, name), hello).items()}, False


def schema(hello: Greeting, file: str) -> tuple[dict[str, Judge], bool]:
    """Verdicts alone.  Only the root and named definitions keep the place they have in the bundle."""
    import jsonschema_rs

    with open(file, encoding="utf-8") as source:
        value = json.load(source)
    draft7 = isinstance(value, dict) and "draft-07" in value.get("$schema", "")
    validator = jsonschema_rs.Draft7Validator if draft7 else jsonschema_rs.Draft202012Validator
    resource = [("urn:codegen:file", value)]
    registry = (
        jsonschema_rs.Registry(resource, draft=jsonschema_rs.Draft7)
        if draft7
        else jsonschema_rs.Registry(resource)
    )

    def judge_of(ref: str) -> Judge:
        def make() -> Any:
            where = {"$ref": "urn:codegen:file" + ref}
            return validator(where, registry=registry, validate_formats=False)

        return verdicts(make)

    judges = {hello["root"]: judge_of("#")}
    for name, ref in hello["definitions"].items():
        if re.fullmatch(r"#/\$defs/[^/]+", ref):
            place = ref.replace("#/$defs/", "#/definitions/", 1) if draft7 else ref
            judges.setdefault(name, judge_of(place))
    return judges, False


MODES: dict[str, Callable[..., tuple[dict[str, Judge], bool]]] = {
    "checker": checker,
    "validate": validate,
    "validate_json": validate_json,
    "json_schema": json_schema,
    "schema": schema,
}

#: Modes that ask a stock validator, which knows no ``x-rules``.
STOCK = ("json_schema", "schema")

if __name__ == "__main__":
    main(*sys.argv[1:])
