"""One schema with its documents, to everything that judges; and what they differ on."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codegen.agree.run import judged_definitions
from codegen.errors import CodegenError
from codegen.pipeline import Compiled, compile_schema
from codegen.targets.pydantic import TARGET as PYDANTIC
from codegen.targets.schema import DRAFT_07_TARGET
from codegen.targets.schema import TARGET as SCHEMA
from codegen.targets.typescript import TARGET as TYPESCRIPT
from tests.fuzz.cases import PACKAGE, Case, Counts, exact
from tests.fuzz.packages import imported
from tests.fuzz.references import Stock
from tests.unit.targets.typescript import Judged, judged

__all__ = ["Finding", "case_of", "compare", "traced"]

#: Verdict, and pointer and message of each issue.
Answer = tuple[bool, list[tuple[str, str]]]


@dataclass(frozen=True)
class Finding:
    """Something that should not be: ``kind`` says what, and of whom."""

    kind: str
    schema: Any
    text: str
    detail: str


def case_of(schema: Any, counts: Counts) -> Case | list[Finding] | None:
    """None when codegen refuses the schema as it should; findings when something else goes wrong."""
    try:
        compiled = compile_schema(schema)
        model = compiled.model
        files = {**PYDANTIC.render(model, PACKAGE), **TYPESCRIPT.render(model, PACKAGE)}
        files |= SCHEMA.render(model, PACKAGE)
    except CodegenError as error:
        found = error.diagnostics[0]
        counts.refused[found.code] = counts.refused.get(found.code, 0) + 1
        if found.origin is None or not found.message:
            return [Finding("refusal without a place", schema, "", f"{found.code}: {found.message}")]
        return None
    except Exception as error:
        return [Finding(f"traceback {type(error).__name__}", schema, "", traced(error))]
    return _with_draft_07(schema, compiled, files, counts)


def _with_draft_07(
    schema: Any, compiled: Compiled, files: dict[str, str], counts: Counts
) -> Case | list[Finding]:
    counts.schemas += 1
    model = compiled.model
    try:
        more = DRAFT_07_TARGET.render(model, PACKAGE)
    except CodegenError as error:
        if error.diagnostics[0].origin is None:
            return [Finding("refusal without a place", schema, "", error.diagnostics[0].message)]
        more = {}
    except Exception as error:
        return [Finding(f"traceback draft-07 {type(error).__name__}", schema, "", traced(error))]
    named = judged_definitions(model)
    names = {key: name for key, (name, _) in named.items()}
    return Case(schema, model, names, dict(named.values()), {**files, **more}, bool(more))


def traced(error: BaseException) -> str:
    import traceback

    return "".join(traceback.format_exception(error)[-6:])


def compare(cases: Sequence[Case], folder: Path, counts: Counts, node: bool = True) -> list[Finding]:
    """Everything that differs."""
    found: list[Finding] = []
    os.environ["NODE_OPTIONS"] = "--max-old-space-size=1000"
    javascript = _node(cases, folder) if node else [None] * len(cases)
    for case, answers in zip(cases, javascript, strict=True):
        found += _compare(case, answers, counts)
    return found


def _node(cases: Sequence[Case], folder: Path) -> list[list[Judged]]:
    """What the TypeScript packages say, Node being started once."""
    asked = []
    for number, case in enumerate(cases):
        place = folder / str(number)
        for path, text in case.files.items():
            if path.startswith("typescript/") and path.endswith((".js", "/package.json")):
                file = place / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
        by_name = [(place / "typescript" / PACKAGE, name, [text]) for name, text in case.texts]
        asked.append(by_name)
    return _said(asked)


def _said(asked: list[list[tuple[Path, str, list[str]]]]) -> list[list[Judged]]:
    """The answers; one that Node dies of is found by halves."""
    try:
        flat = iter(judged([one for by_name in asked for one in by_name]))
    except (AssertionError, subprocess.TimeoutExpired) as error:
        if len(asked) == 1:
            return [[(False, [["", f"raised {str(error)[-300:]}"]]) for _ in asked[0]]]
        half = len(asked) // 2
        return _said(asked[:half]) + _said(asked[half:])
    return [[next(flat)[0] for _ in by_name] for by_name in asked]


def _compare(case: Case, javascript: list[Judged] | None, counts: Counts) -> Iterator[Finding]:
    judges, references = _judges(case), Stock(case)
    with contextlib.ExitStack() as stack:
        try:
            package = stack.enter_context(imported(PACKAGE, case.files))
        except Exception as error:
            yield Finding(f"import raises {type(error).__name__}", case.schema, "", traced(error))
            return
        models = _Models(package, case)
        for number, (name, text) in enumerate(case.texts):
            counts.documents += 1
            answers: dict[str, Answer] = {k: _asked(judge, name, text) for k, judge in judges.items()}
            answers |= {k: _asked(judge, name, text) for k, judge in models.judges().items()}
            if javascript is not None:
                verdict, issues = javascript[number]
                answers["typescript"] = (verdict, [(i[0], i[1]) for i in issues])
                if verdict is bool(issues):
                    answers["typescript"] = (verdict, [("", f"ACCEPTS says {verdict}, CHECK {issues}")])
            counts.comparisons += len(answers)
            counts.valid += answers["checker"][0]
            for kind, detail in _apart(answers):
                yield Finding(kind, case.schema, f"{name} {text}", detail)
            for kind, detail in references.apart(name, text, answers["checker"][0], counts):
                yield Finding(kind, case.schema, f"{name} {text}", detail)
            if answers["checker"][0]:
                try:
                    for kind in models.dumped(name, text):
                        yield Finding(kind, case.schema, f"{name} {text}", "")
                except Exception as error:
                    kind = f"dump raises {type(error).__name__}"
                    yield Finding(kind, case.schema, f"{name} {text}", traced(error))


def _asked(judge: Callable[[str, str], Answer], name: str, text: str) -> Answer:
    try:
        return judge(name, text)
    except Exception as error:
        return False, [("", f"raised {type(error).__name__}: {error}")]


def _apart(answers: Mapping[str, Answer]) -> Iterator[tuple[str, str]]:
    first = answers["checker"]
    for name, answer in answers.items():
        if any(message.startswith("raised ") for _, message in answer[1]):
            yield f"raises: {name}", str(answer[1])[:1500]
        elif answer[0] is not first[0]:
            yield f"verdict: {name}", f"{name} {answer}\n      checker {first}"
        elif answer[1] != first[1] and answer[1] != [("", "-")]:
            how = "order" if sorted(answer[1]) == sorted(first[1]) else "words"
            yield f"{how}: {name}", f"{name} {answer[1]}\n      checker {first[1]}"
        if answer[0] is bool(answer[1]):
            yield f"verdict without issue: {name}", str(answer)


def _judges(case: Case) -> dict[str, Callable[[str, str], Answer]]:
    module: dict[str, Any] = {"__name__": "checker"}
    exec(compile(case.files[f"python/{PACKAGE}/checker.py"], "checker.py", "exec", dont_inherit=True), module)

    def checker(name: str, text: str) -> Answer:
        value = json.loads(text)
        valid, issues = module["ACCEPTS"][name](value), module["CHECK"][name](value)
        return valid, [(i.pointer, i.message) for i in issues]

    return {"checker": checker}


class _Models:
    """The pydantic package of a case."""

    def __init__(self, package: Any, case: Case) -> None:
        self.package, self.case = package, case
        self.root = case.names[case.model.root]
        self.classes: dict[str, Any] = {}
        for name in case.refs:
            found = getattr(package, f"{name}_", None) or getattr(package, name, None)
            if hasattr(found, "model_validate") and found.__name__ in (name, f"{name}_"):
                self.classes[name] = found
        self.checker = sys.modules[f"{PACKAGE}.checker"]
        self.frozen = sys.modules[f"{PACKAGE}._frozen"]
        text = json.loads(case.files[f"python/{PACKAGE}/schema.json"])
        sys.modules[f"{PACKAGE}._schema"].__dict__["_document"] = lambda: text  # the package is in no folder
        self.schemas: dict[str, Any] = {}
        self.definition_of = sys.modules[f"{PACKAGE}._judge"].definition_of

    def judges(self) -> dict[str, Callable[[str, str], Answer]]:
        return {
            "validate": self.validate,
            "validate_json": self.validate_json,
            "loads": self.loads,
            "model_json_schema": self.given_back,
        }

    def _answer(self, name: str, call: Callable[[], Any]) -> Answer:
        from pydantic import ValidationError

        try:
            call()
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=False, include_input=False)
            return False, [(_pointer(e["loc"]), e["msg"]) for e in found]
        return True, []

    def _known(self, name: str) -> bool:
        return name == self.root or name in self.classes

    def built(self, name: str, value: Any) -> Any:
        return self.package.validate(value) if name == self.root else self.classes[name].model_validate(value)

    def validate(self, name: str, text: str) -> Answer:
        if not self._known(name) or "\\ud8" in text:
            return self._checker(name, text)
        return self._answer(name, lambda: self.built(name, json.loads(text)))

    def validate_json(self, name: str, text: str) -> Answer:
        if not self._known(name) or not exact(text):
            return self._checker(name, text)
        if name == self.root:
            return self._answer(name, lambda: self.package.validate_json(text))
        return self._answer(name, lambda: self.classes[name].model_validate_json(text))

    def loads(self, name: str, text: str) -> Answer:
        """The verdict on a text: the words say where it stands there."""
        if not self._known(name) or not exact(text):
            return self._checker(name, text)
        by_class = self.classes.get(name)
        load = self.package.loads if by_class is None else by_class.loads
        try:
            load(text, "json")
        except self.package.InvalidDocument:
            return False, [("", "-")]
        return True, []

    def given_back(self, name: str, text: str) -> Answer:
        """The verdict of the schema that a class gives back."""
        import jsonschema_rs

        ours = self._checker(name, text)
        if name not in self.classes or not exact(text):
            return ours
        if name not in self.schemas:
            schema = self.classes[name].model_json_schema()
            self.schemas[name] = jsonschema_rs.Draft202012Validator(schema, validate_formats=False)
        valid = self.schemas[name].is_valid(json.loads(text))
        return ours if valid is ours[0] else (valid, [] if valid else [("", "-")])

    def _checker(self, name: str, text: str) -> Answer:
        value = json.loads(text)
        valid, issues = self.checker.ACCEPTS[name](value), self.checker.CHECK[name](value)
        return valid, [(i.pointer, i.message) for i in issues]

    def dumped(self, name: str, text: str) -> Iterator[str]:
        """What is wrong with the ways out of an object, and with the way back in."""
        if not self._known(name) or "\\ud8" in text:  # pydantic takes no key with half of a pair
            return
        value, equal = json.loads(text), _equal
        made = self.built(name, value)
        if not equal(self.frozen.plain(made), value):
            yield "built: not the document"
        if not equal(self.frozen.plain(self.built(name, made)), value):
            yield "built again: not the document"
        hash(made)
        if not hasattr(made, "model_dump"):
            return
        accepts = self.checker.ACCEPTS[self.definition_of(type(made))]
        if not equal(made.model_dump(exclude_unset=True), value):
            yield "dump: not the document"
        for options in ({}, {"exclude_none": True}, {"exclude_defaults": True}, {"mode": "json"}):
            if not accepts(made.model_dump(**options)):
                yield f"dump: not valid with {options}"
        if not accepts(json.loads(made.model_dump_json())):
            yield "dump: not valid as JSON"
        if not accepts(made.resolved()):
            yield "resolved: not valid"
        kind = type(made)
        named = {n: getattr(made, n) for n in made.model_fields_set & kind.model_fields.keys()}
        if kind.model_fields.keys() & (made.model_extra or {}).keys():  # the constructor means the field
            return
        again = kind(**named, **(made.model_extra or {}))
        if again != made:
            yield "constructor: another object"
        for field_name in sorted(named)[:1]:
            if made.model_copy(update={field_name: getattr(made, field_name)}) != made:
                yield "copy: another object"
        if exact(text) and kind.loads(made.to_yaml()) != made:
            yield "yaml: another object"


def _identity(value: Any) -> Any:
    """Something that is equal for equal JSON values and for no others."""
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, dict):
        return frozenset((k, _identity(v)) for k, v in value.items())
    return tuple(map(_identity, value)) if isinstance(value, (list, tuple)) else value


def _equal(one: Any, other: Any) -> bool:
    return bool(_identity(one) == _identity(other))


def _pointer(steps: Sequence[Any]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
