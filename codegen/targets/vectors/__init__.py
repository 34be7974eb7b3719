"""Target ``vectors``: documents with verdicts and errors, for the tests of any language.

Made from the schema; the printed checker says what is valid and what is wrong.  ``<package>.jsonl`` has one
document a line, ``index.json`` says of which definitions there are how many, ``README.md`` how to read them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from codegen.errors import Origin
from codegen.header import header
from codegen.ir import Definition, Model
from codegen.jsontext import plain_line, pretty
from codegen.keywords import ASSERTING
from codegen.sampling.judges import Judges, judges_of, type_name
from codegen.sampling.sampler import Sampler
from codegen.target import Support, Target
from codegen.targets.vectors.cases import cases
from codegen.targets.vectors.readme import readme

__all__ = ["TARGET"]

MAX_DOCUMENTS = 300  # of a definition
MAX_TOTAL = 10_000  # of a schema; many definitions get fewer each
MIN_DOCUMENTS = 10
MAX_TEXT = 3_000_000  # characters of all documents
MAX_LINE = 20_000  # characters; a longer document is left out


def _render(model: Model, package: str) -> Mapping[str, str]:
    judges = judges_of(model)
    sampler = Sampler(model, judges)
    types = [d for d in model.definitions if not d.internal]
    most = max(MIN_DOCUMENTS, min(MAX_DOCUMENTS, MAX_TOTAL // len(types)))
    room = max(2000, MAX_TEXT // len(types))
    lines: list[str] = []
    index = []
    for definition in types:
        found = list(_vectors(sampler, judges, definition, most, room))
        lines += (plain_line(vector) for vector in found)
        index.append(_row(model, definition, found))
    root = type_name(model.definition(model.root))
    about = {"$comment": header(model), "root": root, "definitions": index}
    return {
        f"vectors/{package}.jsonl": "".join(text + "\n" for text in lines),
        "vectors/index.json": pretty(about),
        "vectors/README.md": readme(header(model), package, root, len(lines)),
    }


def _vectors(
    sampler: Sampler, judges: Judges, definition: Definition, most: int, room: int
) -> Iterator[dict[str, Any]]:
    """The vectors of one definition, each document once: at most so many, in so many characters."""
    name = type_name(definition)
    check = judges.check[name]
    sampler.steps = 0
    seen: set[str] = set()
    for about, document in cases(sampler, definition):
        text = plain_line(document)
        if text in seen or len(text) > MAX_LINE:
            continue
        seen.add(text)
        issues = check(document)
        yield {
            "definition": name,
            "about": about,
            "valid": not issues,
            **_stock(judges, name, document, not issues),
            "errors": [{"pointer": i.pointer, "message": i.message} for i in issues],
            "document": document,
        }
        room -= len(text)
        if len(seen) >= most or room < 0:
            return


def _stock(judges: Judges, name: str, document: Any, valid: bool) -> dict[str, bool]:
    """What a validator without rules says, where it says something else."""
    accepts = judges.stock.get(name)
    verdict = valid if accepts is None else accepts(document)
    return {} if verdict is valid else {"stock": verdict}


def _row(model: Model, definition: Definition, found: list[dict[str, Any]]) -> dict[str, Any]:
    """What the index says of a definition.  That no valid document was found stands there, not nowhere."""
    valid = sum(v["valid"] for v in found)
    row: dict[str, Any] = {"definition": type_name(definition)}
    if definition.key in model.refs:
        row["ref"] = model.refs[definition.key]
    row |= {"documents": len(found), "valid": valid}
    return row | ({} if valid else {"note": "no valid document was found"})


def _names(model: Model, package: str) -> Mapping[Origin, str]:
    return {
        d.source: f'vectors/{package}.jsonl, "definition": "{type_name(d)}"'
        for d in model.definitions
        if not d.internal
    }


_SUPPORT: dict[str, Support] = dict.fromkeys((*sorted(ASSERTING), "x-rules"), "checker")

TARGET = Target(
    name="vectors",
    summary="documents with verdicts and errors, one a line, for the tests of any language",
    render=_render,
    support=_SUPPORT,
    names=_names,
)
