"""The bundle for editors: the same verdicts, with messages that name a group and its members.

Language servers say of a group that "multiple schemas" match, or that its first member is missing.  They
show ``errorMessage`` (no keyword of JSON Schema) where a ``type`` is wrong.  So a titled group of an object
becomes a chain of ``if``, whose ``else`` asks for a type that an object never has.
"""

from __future__ import annotations

from typing import Any

from codegen.keywords import MANY_SCHEMAS, NAMED_SCHEMAS, ONE_SCHEMA

__all__ = ["for_editors"]

_SHOWN = 20  # members named in a message
_KINDS = {"oneOf": "exactly one", "anyOf": "at least one"}


def for_editors(schema: Any) -> Any:
    """A copy of the schema with the groups of its objects rewritten; data is copied as it is."""
    if not isinstance(schema, dict):
        return schema
    found: dict[str, Any] = {}
    for key, value in schema.items():
        if key in ONE_SCHEMA:
            found[key] = for_editors(value)
        elif key in MANY_SCHEMAS:
            found[key] = [for_editors(v) for v in value]
        elif key in NAMED_SCHEMAS:
            found[key] = {k: for_editors(v) for k, v in value.items()}
        else:
            found[key] = value
    if found.get("type") == "object" and "allOf" in found:
        found["allOf"] = [_telling(rule) for rule in found["allOf"]]
    return found


def _telling(rule: Any) -> Any:
    """A titled group with its messages; any other rule as it is."""
    if not isinstance(rule, dict) or not rule.get("title"):
        return rule
    keywords = rule.keys() - {"title", "description", "$comment"}
    keyword = keywords.pop() if len(keywords) == 1 else ""
    branches = rule.get(keyword)
    if keyword not in _KINDS or not isinstance(branches, list) or not all(map(_is_member, branches)):
        return rule
    told = {k: v for k, v in rule.items() if k != keyword}
    names = [" and ".join(b["required"]) for b in branches]
    listed = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    message = f"{rule['title']}: set {_KINDS[keyword]} of {listed}"
    rest = {} if keyword == "anyOf" else _unless({"oneOf": branches}, f"{message}; found more than one")
    return {
        **told,
        **_unless({"anyOf": branches}, f"{message}; found none"),
        **({"then": rest} if rest else {}),
    }


def _unless(condition: dict[str, Any], message: str) -> dict[str, Any]:
    return {"if": condition, "else": {"type": "null", "errorMessage": message}}


def _is_member(branch: Any) -> bool:
    return isinstance(branch, dict) and bool(branch.get("required"))
