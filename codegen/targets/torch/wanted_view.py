"""The functions that turn a whole configuration into what it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from codegen.checker.source import quote
from codegen.ir import Model
from codegen.naming import pascal
from codegen.python_docs import docstring
from codegen.targets.torch.algorithms import Algorithm
from codegen.targets.torch.layout import WIDTH, call
from codegen.targets.torch.naming import Naming
from codegen.targets.torch.paths import Path
from codegen.targets.torch.schedules import kind_source
from codegen.targets.torch.wanting import Builder, Group

__all__ = ["WantedView", "wanted_view"]

#: The lines of a value, and the condition that it is there (empty: always).
Branch: TypeAlias = tuple[tuple[str, ...], str]
#: Classes that take every kind of parameter, best first.
FALLBACKS = ("AdamW", "Adam", "SGD")


@dataclass(frozen=True, slots=True)
class WantedView:
    """``configs`` are the classes of whole configurations, ``arms`` the cases of the match over them.

    ``falls_back``: some configuration may say no rate, so that the algorithm's own is used.  ``merges``: the
    groups of some may override the algorithm.
    """

    configs: tuple[str, ...]
    arms: tuple[tuple[str, ...], ...]
    functions: tuple[tuple[str, ...], ...]
    falls_back: bool
    merges: bool


def wanted_view(
    model: Model, builders: tuple[Builder, ...], algorithms: Mapping[str, Algorithm], names: Naming
) -> WantedView:
    """The functions of every configuration, in the order of the schema."""
    printer = _Printer(model, algorithms, names)
    functions: list[tuple[str, ...]] = []
    for builder in builders:
        functions.append(tuple(printer.wanted(builder)))
        if builder.group is not None:
            functions.append(tuple(printer.rule(builder, builder.group)))
            if builder.group.choice is not None:
                functions.append(tuple(printer.override(builder, builder.group)))
    return WantedView(
        configs=tuple(names.of(b.definition) for b in builders),
        arms=tuple(
            (
                f"case {names.of(b.definition)}():",
                f"    return {names.function('wanted_by_', b.definition)}(config)",
            )
            for b in builders
        ),
        functions=tuple(functions),
        falls_back=any(not b.always_a_rate for b in builders) or any(map(printer.own_rates, builders)),
        merges=any(b.group is not None and b.group.choice is not None for b in builders),
    )


@dataclass(frozen=True, slots=True)
class _Printer:
    model: Model
    algorithms: Mapping[str, Algorithm]
    names: Naming

    def wanted(self, builder: Builder) -> Iterator[str]:
        """``def _wanted_by_config(config) -> Wanted``."""
        definition = builder.definition
        value, kind = self.names.group(definition, builder.choice)
        name = self.names.of(definition)
        yield f"def {self.names.function('wanted_by_', definition)}(config: {name}) -> Wanted:"
        yield from docstring([f"What {pascal(definition.words)} asks for."], 1)
        yield "    return Wanted("
        yield "        digest=DIGEST,"
        place = kind_source(builder.choice, f"config.{kind}")
        yield f"        algorithm=algorithm_of(config.{kind}, config.{value}, {place}),"
        yield from (f"        {line}" for line in self._rates(builder, f"config.{value}", kind))
        yield from (f"        {line}" for line in self._groups(builder))
        yield from (f"        {line}" for line in self._spelling(builder))
        yield "    )"

    def _rates(self, builder: Builder, value: str, kind: str) -> Iterator[str]:
        single, towers = builder.parts.get("single"), builder.parts.get("towers")
        backbone = builder.parts.get("backbone")
        branches: list[Branch] = []
        if single is not None:
            branches.append((self._rate(single), single.there(self.names, "config")))
        if towers is not None and not builder.always_a_rate:
            branches.append((("None",), towers.there(self.names, "config")))
        own = f"own_rate({value}, {kind_source(builder.choice, f'config.{kind}')})"
        yield from _argument("single", branches, "None" if builder.always_a_rate else own)
        if towers is not None:
            source = towers.source(self.names, "config")
            pointer = f"below({quote(towers.pointer)}, name)"
            each = (
                "{",
                f"    name: rate_of(rate, {pointer})",
                f"    for name, rate in {source}.items()",
                "}",
            )
            yield from _argument("towers", [(each, towers.there(self.names, "config"))], "None")
        if backbone is not None:
            branches = [(self._rate(backbone), backbone.there(self.names, "config"))]
            yield from _argument("backbone", branches, "None")

    def _rate(self, path: Path) -> tuple[str, ...]:
        return call("rate_of", (path.source(self.names, "config"), quote(path.pointer)), room=WIDTH - 12)

    def _groups(self, builder: Builder) -> Iterator[str]:
        rules = builder.parts.get("parameter_groups")
        if rules is not None and builder.group is not None:
            function = self.names.function("rule_of_", builder.definition)
            start = quote(rules.pointer.replace("{", "{{").replace("}", "}}"))[1:-1]
            source, there = _list(rules, self.names, "config")
            each = (
                "tuple(",
                f'    {function}(config, entry, f"{start}/{{number}}")',
                f"    for number, entry in enumerate({source})",
                ")",
            )
            yield from _argument("rules", [(each, there)], "()")
        switch = builder.parts.get("no_weight_decay_on")
        if switch is not None:
            source, there = _list(switch, self.names, "config")
            yield from _argument("no_weight_decay_on", [((f"frozenset({source})",), there)], "frozenset()")

    def _spelling(self, builder: Builder) -> Iterator[str]:
        """Where errors say that something is to be written."""
        said = {
            name: builder.parts[part].pointer
            for name, part in (("towers", "towers"), ("backbone", "backbone"), ("rules", "parameter_groups"))
            if part in builder.parts
        }
        if builder.group is not None:
            parts = builder.group.parts
            said |= {part: parts[part].head for part in ("names", "dimensions") if part in parts}
            said |= self._fallback(builder.group)
        if said:
            yield "spelling=Spelling("
            yield from (f"    {name}={quote(text)}," for name, text in said.items())
            yield "),"

    def _fallback(self, group: Group) -> dict[str, str]:
        classes = {self.algorithms[d].signature.name: key for key, d in reversed([*group.members.items()])}
        found = next((classes[name] for name in FALLBACKS if name in classes), "")
        return {"fallback": found} if found else {}

    def rule(self, builder: Builder, group: Group) -> Iterator[str]:
        """``def _rule_of_config(config, entry, at) -> GroupRule``."""
        name = self.names.function("rule_of_", builder.definition)
        config, entry = self.names.of(builder.definition), self.names.of(group.definition)
        yield from _signature(name, f"config: {config}, entry: {entry}, at: str", "GroupRule")
        yield from docstring(["An entry of its parameter groups."], 1)
        yield "    return GroupRule("
        yield "        pointer=at,"
        for part in ("label", "names", "pattern", "module_types", "dimensions"):
            if part in group.parts:
                path = group.parts[part]
                instead = {"label": '""', "pattern": "None"}.get(part, "()")
                source, there = _list(path, self.names, "entry", instead)
                whole = f"tuple({source})" if instead == "()" else source
                yield from (f"        {line}" for line in _argument(part, [((whole,), there)], instead))
        if group.choice is not None:
            function = self.names.function("override_of_", builder.definition)
            yield f"        algorithm={function}(config, entry, at),"
        yield from (f"        {line}" for line in self._rule_rate(group))
        yield "    )"

    def _rule_rate(self, group: Group) -> Iterator[str]:
        branches: list[Branch] = []
        path = group.parts.get("rate")
        if path is not None:
            pointer = path.pointer.replace("{", "{{").replace("}", "}}")
            arguments = (path.source(self.names, "entry"), f'f"{{at}}{quote(pointer)[1:]}')
            branches.append((call("rate_of", arguments, room=WIDTH - 12), path.there(self.names, "entry")))
        branches += self._own_rate_of(group)
        if branches:
            yield from _argument("rate", branches, "None")

    def _own_rate_of(self, group: Group) -> list[Branch]:
        """An algorithm of a group that writes a rate of its own runs at it."""
        keys = sorted(
            {
                self.names.attribute(self.model.definition(d), rate.key)
                for d in group.members.values()
                if (rate := self.algorithms[d].rate) is not None
            }
        )
        if group.choice is None or not keys:
            return []
        value, kind = self.names.group(group.definition, group.choice)
        some = f"entry.{value} is not None and " if group.choice.kind == "at most one" else ""
        wrote = f"not entry.{value}.model_fields_set.isdisjoint([{', '.join(map(quote, keys))}])"
        place = kind_source(group.choice, f"entry.{kind}", "at")
        return [((f"own_rate(entry.{value}, {place})",), f"{some}{wrote}")]

    def own_rates(self, builder: Builder) -> bool:
        """Whether the groups of a configuration may bring rates of algorithms."""
        return builder.group is not None and bool(self._own_rate_of(builder.group))

    def override(self, builder: Builder, group: Group) -> Iterator[str]:
        """``def _override_of_config(config, entry, at) -> Algorithm | None``."""
        assert group.choice is not None
        name = self.names.function("override_of_", builder.definition)
        config, entry = self.names.of(builder.definition), self.names.of(group.definition)
        value, kind = self.names.group(group.definition, group.choice)
        root, root_kind = self.names.group(builder.definition, builder.choice)
        yield from _signature(name, f"config: {config}, entry: {entry}, at: str", "Algorithm | None")
        yield from docstring(
            ["The algorithm of an entry.  Of the config's own, it writes only what differs."], 1
        )
        yield f"    kind, chosen = entry.{kind}, entry.{value}"
        if group.choice.kind == "at most one":
            yield "    if kind is None or chosen is None:"
            yield "        return None"
        yield f"    if kind == config.{root_kind}:"
        place = kind_source(group.choice, "kind", "at")
        yield f"        chosen = merged(config.{root}, chosen, {place})"
        yield f"    return algorithm_of(kind, chosen, {place})"


def _signature(name: str, parameters: str, result: str) -> Iterator[str]:
    whole = f"def {name}({parameters}) -> {result}:"
    if len(whole) <= WIDTH:
        yield whole
        return
    yield from (f"def {name}(", f"    {parameters}", f") -> {result}:")


def _list(path: Path, names: Naming, root: str, instead: str = "()") -> tuple[str, str]:
    """A value that may be null and is then as if empty, and the condition that it can be asked for."""
    source, there = path.source(names, root), path.there(names, root)
    if there == f"{source} is not None":
        return (source if instead == "None" else f"{source} or {instead}"), ""
    return source, there


def _argument(name: str, branches: Sequence[Branch], otherwise: str) -> Iterator[str]:
    """A keyword argument: the value of the first branch whose condition holds, or something else."""
    always = next((n for n, (_, there) in enumerate(branches) if not there), len(branches))
    last = branches[always][0] if always < len(branches) else (otherwise,)
    tests = branches[:always]
    if not tests:
        first, *rest = last
        yield from (f"{name}={first}", *rest[:-1], f"{rest[-1]},") if rest else (f"{name}={first},",)
        return
    line = f"{name}={tests[0][0][0]} if {tests[0][1]} else {last[0]},"
    if len(tests) == len(tests[0][0]) == len(last) == 1 and len(line) <= WIDTH - 8:
        yield line
        return
    yield f"{name}=("
    for number, (value, there) in enumerate(tests):
        first, *rest = value
        yield f"    {'else ' if number else ''}{first}"
        yield from (f"    {each}" for each in rest)
        condition, *others = there.split(" and ")
        yield f"    if {condition}"
        yield from (f"    and {each}" for each in others)
    first, *rest = last
    yield f"    else {first}"
    yield from (f"    {each}" for each in rest)
    yield "),"
