"""An algorithm's fields laid over the arguments of its class, and everything that can be wrong with that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from codegen.errors import Origin
from codegen.ir import Field, Json, Model, Node
from codegen.naming import pascal
from codegen.targets.torch.annotations import AlgorithmNote
from codegen.targets.torch.fitting import fits
from codegen.targets.torch.problems import Problems, near
from codegen.targets.torch.signatures import OF_THE_PROGRAM, Argument, Signature, signatures

__all__ = ["Algorithm", "Bound", "bind"]

RATE = "lr"


@dataclass(frozen=True, slots=True)
class Bound:
    """One argument and the field it comes from, or the fields that make its tuple."""

    argument: Argument
    fields: tuple[Field, ...]
    many: bool


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A definition as a class of torch.  ``rate`` is the field that is its own learning rate."""

    note: AlgorithmNote
    signature: Signature
    bound: tuple[Bound, ...]
    rate: Field | None

    @property
    def default_rate(self) -> float:
        """The learning rate that torch runs at when it is given none."""
        value = self.signature.arguments[RATE].default
        assert isinstance(value, (int, float))
        return float(value)


def bind(model: Model, note: AlgorithmNote, problems: Problems) -> Algorithm | None:
    """The algorithm, or None when something is wrong with it."""
    known = signatures()
    signature = known.classes.get(note.torch_class)
    if signature is None:
        message = f"torch.optim {known.torch} has no class {note.torch_class!r}"
        problems.add(note.at.child("class"), message, near(note.torch_class, known.classes))
        return None
    before = len(problems)
    bound = tuple(_bound(note, signature, problems))
    for each in bound:
        _check_types(model, each, note, problems)
    _check_missing(note, signature, bound, problems)
    _check_defaults(note, bound, problems)
    if len(problems) > before:
        return None
    rate = next((b.fields[0] for b in bound if b.argument.name == RATE), None)
    return Algorithm(note, signature, tuple(b for b in bound if b.argument.name != RATE), rate)


def _bound(note: AlgorithmNote, signature: Signature, problems: Problems) -> Iterator[Bound]:
    """In the order of the fields; an argument of several stands at the first of them."""
    fields = {f.key: f for f in note.record.fields}
    found: dict[str, Bound] = {}
    for name, keys in note.arguments.items():
        at = note.at.child("arguments", name)
        many = isinstance(keys, tuple)
        wanted = keys if isinstance(keys, tuple) else (keys,)
        argument = signature.arguments.get(name)
        if argument is None:
            message, hint = _unknown(name, signature)
            problems.add(at, message, hint)
        for key in wanted:
            if key not in fields:
                problems.add(
                    at, f"{key!r} is no field of {_name(note)}", near(key, fields, "it has no fields")
                )
            elif key in found:
                other = found[key].argument.name
                problems.add(at, f"{key} is used for {other} and for {name}", "name it for one of the two")
        if argument is not None and all(k in fields and k not in found for k in wanted):
            found |= dict.fromkeys(wanted, Bound(argument, tuple(fields[k] for k in wanted), many))
    mapped = {key for keys in note.arguments.values() for key in ([keys] if isinstance(keys, str) else keys)}
    taken = {b.argument.name: key for key, b in found.items()}
    for key, field in fields.items():
        if key in mapped:
            if key in found and found[key].fields[0] is field:
                yield found[key]
            continue
        argument = signature.arguments.get(key)
        if argument is None:
            message, hint = _unknown(key, signature)
            problems.add(field.node.origin, message, f"{hint} Or name its argument in x-torch/arguments")
        elif key in taken:
            problems.add(
                field.node.origin, f"{key} comes from the field {taken[key]} already", "take one of them out"
            )
        else:
            yield Bound(argument, (field,), False)


def _unknown(name: str, signature: Signature) -> tuple[str, str]:
    if name in OF_THE_PROGRAM or name == "params":
        return (
            f"{name} is not for a configuration to choose: it says where and how an update is computed",
            "take it out: the program gives it to build_optimizer.",
        )
    hint = near(name, signature.arguments)
    return f"torch.optim.{signature.name} {signatures().torch} takes no argument {name!r}", hint


def _check_types(model: Model, bound: Bound, note: AlgorithmNote, problems: Problems) -> None:
    argument = bound.argument
    if bound.many:
        items = argument.kind.items
        if len(items) != len(bound.fields):
            takes = f"a tuple of {len(items)}" if items else argument.kind.text
            problems.add(
                note.at.child("arguments", argument.name),
                f"{argument.name} gets {len(bound.fields)} field{'s' * (len(bound.fields) != 1)}, "
                f"and torch.optim.{note.torch_class} "
                f"takes {takes}",
                "name as many fields as the tuple has places" if items else "name one field",
            )
            return
        pairs = [*zip(bound.fields, items, strict=True)]
    else:
        pairs = [(bound.fields[0], argument.kind)]
    for field, kind in pairs:
        why = fits(model, field.node, kind, rate=argument.name == RATE)
        if why:
            problems.add(
                field.node.origin,
                f"{field.key} {why}, and {argument.name} of torch.optim.{note.torch_class} is {kind.text}",
                "give the field that type, or leave it out",
            )


def _check_missing(
    note: AlgorithmNote, signature: Signature, bound: tuple[Bound, ...], problems: Problems
) -> None:
    given = {b.argument.name for b in bound}
    for argument in signature.arguments.values():
        if argument.required and argument.name not in given and argument.name != RATE:
            problems.add(
                note.at,
                f"torch.optim.{signature.name} cannot be made without {argument.name}",
                "add a required field of that name, or name its field in arguments",
            )
    for each in bound:
        loose = [f for f in each.fields if not f.required and f.node.default is None]
        if each.argument.required and loose:
            problems.add(
                loose[0].node.origin,
                f"{loose[0].key} may be left out, and torch.optim.{signature.name} cannot be made without it",
                "make it required, or give it a default",
            )


def _check_defaults(note: AlgorithmNote, bound: tuple[Bound, ...], problems: Problems) -> None:
    """A default that is not torch's is a surprise unless the schema says that it is meant."""
    unlike: set[str] = set()
    for each in bound:
        of_torch = each.argument.default
        parts = of_torch if each.many and isinstance(of_torch, list) else [of_torch]
        for field, theirs in zip(each.fields, parts, strict=False):
            default = field.node.default
            if default is None or field.required or _same(default.value, theirs):
                continue
            unlike.add(field.key)
            if field.key not in note.own_defaults:
                problems.add(
                    _default_at(field.node),
                    f"{field.key} is {default.text} by default, and torch.optim.{note.torch_class} "
                    f"{signatures().torch} uses {json.dumps(theirs)}",
                    f'write that, or "{field.key}" in own_defaults of x-torch if it is meant',
                )
    fields = {f.key: f for f in note.record.fields}
    for number, key in enumerate(note.own_defaults):
        at = note.at.child("own_defaults", number)
        if key not in fields:
            problems.add(at, f"{key!r} is no field of {_name(note)}", near(key, fields))
        elif key not in unlike:
            problems.add(at, f"{key} has no default of its own: it does what torch does", "take it out here")


def _default_at(node: Node) -> Origin:
    return node.origin.child("default")


def _same(ours: Json, theirs: Json) -> bool:
    """Equal as JSON: 0 is 0.0, and not false."""
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(_same, ours, theirs))
    return isinstance(ours, bool) == isinstance(theirs, bool) and ours == theirs


def _name(note: AlgorithmNote) -> str:
    return pascal(note.definition.words)
