"""The validators that codegen did not write: on a schema as it came, and on what is exported from it."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from codegen.agree.protocol import Document
from codegen.agree.reference import FAST, SLOW, References
from codegen.load import plain
from tests.fuzz.cases import PACKAGE, Case, Counts, exact

__all__ = ["Stock"]

#: Patterns that ``re`` of Python, as ``jsonschema`` uses it, does not read as ECMA-262 has them.
_FOREIGN = re.compile(r"\\\\[pdws]|\$")


class Stock:
    """``jsonschema`` and ``jsonschema_rs`` on the schema as it came, on the bundle and on draft-07."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.root = case.names[case.model.root]
        self.text = json.dumps(plain(case.schema))
        self.named = References(plain(case.model.schema), case.refs)
        self.judges: dict[str, list[tuple[str, Callable[[Any], bool] | None]]] = {
            "original": [("rs", self._fast(plain(case.schema))), ("py", self._slow(plain(case.schema)))]
        }
        self._exported("bundle", f"schema/{PACKAGE}.schema.json")
        if case.draft_07:
            self._exported("draft-07", f"schema/{PACKAGE}.draft-07.schema.json")

    def _exported(self, name: str, path: str) -> None:
        value = json.loads(self.case.files[path])
        old = name == "draft-07"
        self.judges[name] = [("rs", self._fast(value, old)), ("py", self._slow(value, old))]

    def _fast(self, schema: Any, old: bool = False) -> Callable[[Any], bool] | None:
        import jsonschema_rs

        make = jsonschema_rs.Draft7Validator if old else jsonschema_rs.Draft202012Validator
        try:
            return make(schema, validate_formats=False).is_valid
        except (ValueError, jsonschema_rs.ReferencingError):
            return None

    def _slow(self, schema: Any, old: bool = False) -> Callable[[Any], bool] | None:
        from jsonschema import Draft7Validator, Draft202012Validator

        if _FOREIGN.search(self.text) is not None and any(
            word in self.text for word in ('"pattern"', '"patternProperties"')
        ):
            return None
        return (Draft7Validator if old else Draft202012Validator)(schema).is_valid

    def apart(self, name: str, text: str, ours: bool, counts: Counts) -> Iterator[tuple[str, str]]:
        """Where no reference agrees with us; where they differ among themselves they are counted."""
        if not exact(text):
            return
        if name != self.root or self.case.refs[name] != "#":
            yield from self._of_definition(name, text, ours, counts)
            return
        value = json.loads(text)
        for which, judges in self.judges.items():
            said: dict[str, bool] = {}
            for by, judge in judges:
                if judge is None or (by == "py" and which != "original" and said.get("rs") is ours):
                    continue
                with contextlib.suppress(Exception):  # either raises what it likes at values it cannot hold
                    said[by] = judge(value)
            counts.comparisons += len(said)
            if said and ours not in said.values():
                yield f"reference: {which}", f"ours {ours}, they {said}"
            elif len(set(said.values())) > 1:
                counts.divided += 1
                yield f"divided: {which}", f"ours {ours}, they {said}"

    def _of_definition(self, name: str, text: str, ours: bool, counts: Counts) -> Iterator[tuple[str, str]]:
        """``jsonschema_rs`` on the place in the bundle; ``jsonschema`` as well where that disagrees."""
        document = Document(name, text)
        said = self.named.verdicts(document, FAST)
        if said[FAST] is not ours:
            said |= self.named.verdicts(document, SLOW)
        verdicts = {v for v in said.values() if v is not None}
        counts.comparisons += len(verdicts)
        if verdicts and ours not in verdicts:
            yield "reference: definition", f"ours {ours}, they {said}"
