"""Patterns to trees: the grammar of ECMA-262 22.2.1 with the ``u`` flag, read strictly.

One pass over the text with an explicit stack: nothing is tried twice, and depth costs no recursion.
Groups that no back reference names vanish: their captures are nobody's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from codegen.regex.chars import DOT, Ranges, complement, union
from codegen.regex.measure import ranges, size, width
from codegen.regex.reader import Reader, escape, shown
from codegen.regex.syntax import (
    Alternatives,
    Assertion,
    BackReference,
    Chars,
    Group,
    Look,
    MalformedPattern,
    Node,
    Repeat,
    Series,
    UnportablePattern,
)

__all__ = ["MAX_LENGTH", "MAX_NESTING", "MAX_RANGES", "MAX_REPEAT", "MAX_SIZE", "parse"]

MAX_LENGTH = 10_000  # code points of a pattern
MAX_NESTING = 200  # groups inside groups
MAX_REPEAT = 65_535  # in {n,m}
MAX_RANGES = 20_000  # of code points, in all classes and properties together
MAX_SIZE = 1_000_000  # nodes when every {n,m} is written out

_REFERENCES = re.compile(
    r"\\(?:k<(?P<name>[^>]*)>|(?P<number>[1-9][0-9]*)|.)"
    r"|\[(?:\\.|[^\]\\])*\]?"
    r"|(?P<group>\((?:(?!\?)|\?<(?![=!])(?P<called>[^>]*)>))",
    re.DOTALL,
)
_NAME = re.compile(r"([A-Za-z_$][A-Za-z0-9_$]*)>")
_DECIMAL = re.compile(r"[1-9][0-9]*")
_BOUNDS = re.compile(r"\{([0-9]+)(?:(,)([0-9]+)?)?\}")
_OPENERS = ("(?:", "(?=", "(?!", "(?<=", "(?<!", "(?<", "(?", "(")
_FOREIGN = {
    "(?P<": "write (?<name>...)",
    "(?P=": r"write \k<name>",
    "(?P>": "recursion does not exist in ECMA-262",
    "(?#": "leave the comment out",
    "(?>": r"write (?=(...))\1 for an atomic group",
    "(?|": "write (?:...)",
    "(?'": "write (?<name>...)",
}


@dataclass(frozen=True, slots=True)
class _Groups:
    """What a first glance at the text tells: how many groups, their names, and which are referred to."""

    count: int
    numbers: dict[str, int]
    wanted: frozenset[int]


@dataclass(slots=True)
class _Frame:
    """A group that is still open; the pattern itself is the outermost."""

    opener: str
    offset: int
    number: int = 0
    branches: list[Node] = field(default_factory=list)
    parts: list[Node] = field(default_factory=list)


def parse(pattern: str) -> Node:
    """The tree of a pattern.

    :raises MalformedPattern: ECMA-262 refuses it.
    :raises UnportablePattern: it passes a limit or needs what languages do not share.
    """
    if len(pattern) > MAX_LENGTH:
        reason = f"a pattern of {len(pattern)} characters; at most {MAX_LENGTH} are read"
        raise UnportablePattern(reason, MAX_LENGTH, "split it, as in allOf")
    root = _Parser(_joined(pattern)).run()
    if size(root) > MAX_SIZE:
        reason = f"counted repeats that write out to more than {MAX_SIZE} parts"
        raise UnportablePattern(reason, 0, "lower the bounds of nested repeats, or use maxLength")
    if ranges(root) > MAX_RANGES:
        reason = f"properties that write out to more than {MAX_RANGES} ranges of characters"
        raise UnportablePattern(reason, 0, r"name fewer properties, or repeat one class, as in \p{L}{4}")
    return root


def _joined(text: str) -> str:
    """A lead and a trail surrogate side by side are one character, as in ECMAScript."""
    if any("\ud800" <= c <= "\udfff" for c in text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return text


def _glance(text: str) -> _Groups:
    numbers: dict[str, int] = {}
    named: set[str] = set()
    wanted: set[int] = set()
    count = 0
    for found in _REFERENCES.finditer(text):
        if found["group"]:
            count += 1
            numbers.setdefault(found["called"] or "", count)
        elif found["name"]:
            named.add(found["name"])
        elif found["number"] and len(found["number"]) < 6:
            wanted.add(int(found["number"]))
    wanted |= {numbers[name] for name in named if name in numbers}
    return _Groups(count, numbers, frozenset(wanted))


class _Parser:
    """Reads one pattern.  ``stack`` holds the open groups."""

    def __init__(self, text: str) -> None:
        self.r = Reader(text)
        self.groups = _glance(text)
        self.stack = [_Frame("", 0)]
        self.opened = 0
        self.names: set[str] = set()

    def run(self) -> Node:
        while self.r.peek():
            self._term()
        if len(self.stack) > 1:
            raise MalformedPattern("a group without end", self.stack[-1].offset, r"write ) at its end, or \(")
        return _body(self.stack[0])

    def _term(self) -> None:
        char, start = self.r.peek(), self.r.at
        if char == "(":
            self._open()
        elif char == ")":
            self._close()
        elif char == "\\":
            self._escaped()
        elif char in "*+?{}]":
            raise _misplaced(self.r, char)
        else:
            self.r.at += 1
            if char == "|":
                frame = self.stack[-1]
                frame.branches.append(_series(frame.parts))
                frame.parts = []
            elif char in "^$":
                self._add(Assertion("start" if char == "^" else "end"))
            elif char == ".":
                self._repeatable(Chars(DOT))
            elif char == "[":
                self._repeatable(Chars(_class(self.r, start)))
            else:
                self._repeatable(Chars(((ord(char), ord(char)),)))

    def _add(self, node: Node) -> None:
        parts = self.stack[-1].parts
        parts.extend(node.parts if isinstance(node, Series) else (node,))

    def _repeatable(self, node: Node) -> None:
        self._add(_quantified(self.r, node))

    def _escaped(self) -> None:
        r, start = self.r, self.r.at
        after = r.peek(1)
        if after in ("b", "B"):
            r.at += 2
            self._add(Assertion("word" if after == "b" else "not word"))
        elif after == "k" or "1" <= after <= "9":
            r.at += 1
            self._repeatable(BackReference(self._referred(start), start))
        else:
            found = escape(r, in_class=False)
            self._repeatable(Chars(((found, found),) if isinstance(found, int) else found))

    def _referred(self, start: int) -> int:
        digits = self.r.match(_DECIMAL)
        if digits:
            if len(digits[0]) < 6 and int(digits[0]) <= self.groups.count:
                return int(digits[0])
            count = self.groups.count
            many = "1 group" if count == 1 else f"{count} groups"
            hint = f"the pattern has {many}; a character is written \\xHH or \\uHHHH"
            raise MalformedPattern("a back reference to a group that is not there", start, hint)
        self.r.at += 1
        name = self.r.match(_NAME) if self.r.take("<") else None
        if not name:
            hint = r"write \k<name> with a name of ASCII letters, digits and _"
            raise MalformedPattern(r"\k needs the name of a group", start, hint)
        if name[1] not in self.groups.numbers:
            hint = f"write (?<{name[1][:60]}>...) where the group is"
            raise MalformedPattern(f"there is no group named {name[1][:60]}", start, hint)
        return self.groups.numbers[name[1]]

    def _open(self) -> None:
        r, start = self.r, self.r.at
        if len(self.stack) > MAX_NESTING:
            reason = f"groups nested deeper than {MAX_NESTING}"
            raise UnportablePattern(reason, start, "nest fewer groups")
        opener = next(o for o in _OPENERS if r.text.startswith(o, start))
        if opener == "(?":
            raise _no_group(r, start)
        r.at += len(opener)
        frame = _Frame(opener, start)
        if opener in ("(", "(?<"):
            self.opened += 1
            frame.number = self.opened
        if opener == "(?<":
            self._named(start)
        self.stack.append(frame)

    def _named(self, start: int) -> None:
        name = self.r.match(_NAME)
        if not name:
            reason = "a group name that is not made of ASCII letters, digits, _ and $"
            raise UnportablePattern(reason, start, "write (?<name>...)")
        if name[1] in self.names:
            raise UnportablePattern(f"two groups named {name[1][:60]}", start, "give them different names")
        self.names.add(name[1])

    def _close(self) -> None:
        if len(self.stack) == 1:
            raise MalformedPattern("a ) that closes nothing", self.r.at, r"write \)")
        self.r.at += 1
        frame = self.stack.pop()
        body = _body(frame)
        if frame.opener in ("(?=", "(?!", "(?<=", "(?<!"):
            self._add(_look(frame, body))
            if self.r.peek() and self.r.peek() in "*+?{":
                hint = "put the assertion into a group, as in (?:(?=...))*"
                raise MalformedPattern("an assertion cannot be repeated", self.r.at, hint)
        elif frame.number in self.groups.wanted:
            self._repeatable(Group(frame.number, body))
        else:
            self._repeatable(body)


def _series(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Series(tuple(parts))


def _body(frame: _Frame) -> Node:
    last = _series(frame.parts)
    return Alternatives((*frame.branches, last)) if frame.branches else last


def _look(frame: _Frame, body: Node) -> Node:
    """An assertion.  A lookbehind with alternatives of several widths becomes several lookbehinds."""
    behind, negative = frame.opener.startswith("(?<"), frame.opener.endswith("!")
    if not behind or not isinstance(body, Alternatives):
        return Look(body, behind, negative, frame.offset)
    if len({width(branch) for branch in body.branches}) == 1:
        return Look(body, behind, negative, frame.offset)
    looks = tuple(Look(branch, behind, negative, frame.offset) for branch in body.branches)
    return Series(looks) if negative else Alternatives(looks)


def _misplaced(r: Reader, char: str) -> MalformedPattern:
    before = r.text[r.at - 1] if r.at else ""
    if char in "}]":
        return MalformedPattern(f"a {char} that closes nothing", r.at, f"write \\{char}")
    if char == "{" and (before and before not in "|(^$*+?}"):
        upper = re.compile(r"\{,([0-9]+)\}").match(r.text, r.at)
        hint = f"write {{0,{upper[1][:10]}}}" if upper else r"write {n}, {n,} or {n,m}; a brace itself is \{"
        return MalformedPattern("an incomplete repeat", r.at, hint)
    if char == "+" and before and before in "*+?}":
        hint = r"ECMA-262 has no possessive repeats; write (?=(...))\1"
        return MalformedPattern("a repeat of a repeat", r.at, hint)
    hint = f"write \\{char} for the character itself"
    return MalformedPattern(f"nothing to repeat before {char}", r.at, hint)


def _no_group(r: Reader, start: int) -> MalformedPattern | UnportablePattern:
    flags = re.compile(r"\(\?[a-z]*-?[a-z]*([:)])").match(r.text, start)
    if flags:
        return UnportablePattern("a pattern cannot change flags", start, "write both cases, as in [Aa]")
    for opener, hint in _FOREIGN.items():
        if r.text.startswith(opener, start):
            return MalformedPattern(f"{opener} opens no group of ECMA-262", start, hint)
    return MalformedPattern("an unknown kind of group", start, r"write (?:...), or \(\? for the characters")


def _quantified(r: Reader, node: Node) -> Node:
    """The node with the repeat behind it, if there is one."""
    start = r.at
    bounds = r.match(_BOUNDS)
    low: int
    high: int | None
    if bounds:
        low = _bound(bounds[1], start)
        high = low if not bounds[2] else _bound(bounds[3], start) if bounds[3] else None
        if high is not None and high < low:
            raise MalformedPattern("a repeat whose bounds are out of order", start, f"write {{{high},{low}}}")
    elif r.peek() and r.peek() in "*+?":
        low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}[r.peek()]
        r.at += 1
    else:
        return node
    return Repeat(node, low, high, lazy=r.take("?"))


def _bound(digits: str, start: int) -> int:
    if len(digits.lstrip("0")) > 5 or int(digits) > MAX_REPEAT:
        hint = "use minLength or maxLength, or a lower bound"
        raise UnportablePattern(f"a repeat of more than {MAX_REPEAT}", start, hint)
    return int(digits)


def _class(r: Reader, start: int) -> Ranges:
    """A character class, from behind its ``[``."""
    negated = r.take("^")
    found: list[tuple[int, int]] = []
    while not r.take("]"):
        low = _class_atom(r, start)
        first = r.at
        if r.peek() == "-" and r.peek(1) not in ("]", ""):
            r.at += 1
            found.append(_range(low, _class_atom(r, start), first))
        else:
            found.extend(((low, low),) if isinstance(low, int) else low)
    merged = union(found)
    return complement(merged) if negated else merged


def _range(low: int | Ranges, high: int | Ranges, offset: int) -> tuple[int, int]:
    if not isinstance(low, int) or not isinstance(high, int):
        hint = r"write \- for a hyphen"
        raise MalformedPattern("a range needs single characters at both ends", offset, hint)
    if high < low:
        hint = f"write {shown(chr(high))}-{shown(chr(low))}, or \\- for a hyphen"
        raise MalformedPattern("a range whose ends are out of order", offset, hint)
    return low, high


def _class_atom(r: Reader, start: int) -> int | Ranges:
    char = r.peek()
    if not char:
        raise MalformedPattern("a class without end", start, r"write ] at its end, or \[")
    if char == "\\":
        return escape(r, in_class=True)
    r.at += 1
    return ord(char)
