"""The value of a YAML document of the commonest kind, many times faster than libyaml gives it.

Nested mappings and lists in block style, plain and quoted scalars on one line, flow collections on one
line, comments.  Each line has to keep a narrow pattern; on anything else (anchors, tags, block scalars,
escapes, tabs, a key that stands twice, …) this gives up, and :mod:`codegen.reading.yaml_text` reads the
document instead.  A test holds the two together on random documents and on every case of the corpus.
"""

from __future__ import annotations

import re

from codegen.reading.limits import MAX_BYTES, MAX_NODES
from codegen.reading.memory import uncollected
from codegen.reading.scalars import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["value_of"]

_MAX_DEPTH = 100
#: What may not stand in a line.  Characters beyond Latin-1 would make the patterns slow to compile: it
#: would take longer than to start Python.
_HIDDEN = r"\x00-\x1f\x7f-\x9f"
_LINE_ENDS = "\u2028\u2029\ufeff\ufffe\uffff"  # in some version of YAML, or no characters at all
_KEY = r"[A-Za-z_][A-Za-z0-9_./-]{0,200}"
_WORD = r"[A-Za-z0-9_./~+=@%^()*<>;!?$&,-]"
_PLAIN = rf"(?:[A-Za-z0-9_./~+(^;<$]|-(?=[A-Za-z0-9_.])){_WORD}*(?:(?: +|:){_WORD}+)*"
_FLOW_CHARS = r"[A-Za-z0-9_.+,:{}\[\] -]*"
_SCALAR = rf"{_PLAIN}|\"[^\"\\{_HIDDEN}]*\"|'[^'{_HIDDEN}]*'|\[{_FLOW_CHARS}\]|\{{{_FLOW_CHARS}\}}"
_COMMENT = rf"#[^{_HIDDEN}]*"
_GAP = r"(?: +(?! )|(?=\n))"  # all the spaces there are: what gave some back could take time without end
#: A line: indentation, dash, key, scalar.
_LINE = re.compile(
    rf"^( *)(?! )(?:(-{_GAP})?(?:({_KEY}):{_GAP})?({_SCALAR})? *(?:(?<= ){_COMMENT})?|{_COMMENT})\n",
    re.MULTILINE,
)
_FLOW_SCALAR = r"-?[A-Za-z0-9_.+][A-Za-z0-9_.+-]*"
_FLOW = re.compile(rf" *(?:([\[\]{{}},])|({_KEY}):(?= )|({_FLOW_SCALAR})) *")
_CHUNK = 1 << 16


class _Unsure(Exception):
    """This is no document of the commonest kind."""


def value_of(data: bytes) -> Any:
    """The value, or None."""
    least = 2 * (data.count(b"\n") + data.count(b",")) if len(data) > MAX_NODES // 3 else 0
    if least > MAX_NODES or len(data) > MAX_BYTES:
        return None
    try:
        text = data.decode()
        if "\r" in text:
            text = text.replace("\r\n", "\n")
        if text[-1:] != "\n":
            text += "\n"
        text = text.removeprefix("\ufeff").removeprefix("---\n")
        if not text.isascii() and any(mark in text for mark in _LINE_ENDS):
            return None
        with uncollected(len(data)):
            quick = _Quick()
            value = quick.document(text)
            return value if least + quick.boxes + 2 <= MAX_NODES else None
    except (_Unsure, ValueError, OverflowError):
        return None


class _Quick:
    """One reading.  ``scalars`` and ``names`` are those met already, each one object."""

    def __init__(self) -> None:
        self.scalars: dict[str, Any] = {"": None}
        self.names: dict[str, str] = {}
        self.stack: list[tuple[int, Any]] = []  # the open mappings and lists, and their indentation
        self.root: Any = None
        self.box: Any = None  # the innermost of them
        self.at, self.in_list = -1, False  # its indentation and kind
        self.boxes = 0  # how many there were
        self.hole = True  # whether the line before left its value open

    def document(self, text: str) -> Any:
        """The whole document, a handful of lines at a time."""
        begin = 0
        while begin < len(text):
            end = text.find("\n", begin + _CHUNK) + 1 or len(text)
            rows = _LINE.findall(text, begin, end)
            if len(rows) != text.count("\n", begin, end):  # some line keeps no pattern
                raise _Unsure
            self.lines(rows)
            begin = end
        return self.root

    def lines(self, rows: list[tuple[str, str, str, str]]) -> None:
        scalars, names = self.scalars, self.names
        box, at, in_list, hole = self.box, self.at, self.in_list, self.hole
        for spaces, dash, key, scalar in rows:
            if not key and not dash:
                if scalar:
                    raise _Unsure
                continue  # a comment, or nothing
            if len(spaces) != at or in_list is not (dash != ""):
                at, in_list = len(spaces), dash != ""
                box = self.level(at, in_list, hole)
            hole = not scalar
            value = scalars[scalar] if scalar in scalars else self.scalar(scalar)
            if not key:
                box.append(value)
                continue
            if dash:
                self.boxes += 1
                box.append({})
                box, at, in_list = box[-1], at + len(dash), False
                self.stack.append((at, box))
            if key in box:
                raise _Unsure
            box[names[key] if key in names else self.name(key)] = value
        self.box, self.at, self.in_list, self.hole = box, at, in_list, hole

    def level(self, indent: int, is_list: bool, hole: bool) -> Any:
        """The mapping or list that a line of this indentation belongs to."""
        stack = self.stack
        at, box = stack[-1] if stack else (-1, None)
        if indent > at or (indent == at and is_list and hole and box.__class__ is dict):
            if not hole or len(stack) > _MAX_DEPTH or (box is None and indent > 0):
                raise _Unsure
            child: Any = [] if is_list else {}
            self.boxes += 1
            if box is None:
                self.root = child
            else:
                box[next(reversed(box)) if box.__class__ is dict else -1] = child
            stack.append((indent, child))
            return child
        while stack and stack[-1][0] > indent:
            stack.pop()
        if stack and stack[-1][0] == indent and stack[-1][1].__class__ is list and not is_list:
            stack.pop()  # the list was indented no further than the key it belongs to
        if not stack or stack[-1][0] != indent or (stack[-1][1].__class__ is list) is not is_list:
            raise _Unsure
        return stack[-1][1]

    def scalar(self, text: str) -> Any:
        first = text[0]
        if first in "[{":
            return _Flow(text, self).whole()
        value = text[1:-1] if first in "\"'" else resolve(text)
        if len(text) <= 64 and len(self.scalars) < 100_000:
            self.scalars[text] = value
        return value

    def name(self, key: str) -> str:
        if not isinstance(resolve(key), str):
            raise _Unsure
        self.names[key] = key
        return key


class _Flow:
    """A flow collection on one line; what is no more than that of scalars, lists and mappings."""

    def __init__(self, text: str, quick: _Quick) -> None:
        boxes = text.count("[") + text.count("{")
        if boxes > _MAX_DEPTH // 2:
            raise _Unsure
        quick.boxes += boxes
        self.text, self.quick = text, quick
        self.end = 0

    def whole(self) -> Any:
        value = self.value(self.token())
        if self.end != len(self.text):
            raise _Unsure
        return value

    def token(self) -> Any:
        found = _FLOW.match(self.text, self.end)
        if found is None:
            raise _Unsure
        self.end = found.end()
        return found

    def value(self, found: Any) -> Any:
        mark, _, scalar = found.groups()
        if scalar is not None:
            return self.quick.scalar(scalar)
        if mark == "[":
            return self.items()
        if mark == "{":
            return self.members()
        raise _Unsure

    def items(self) -> list[Any]:
        items: list[Any] = []
        found = self.token()
        while found.group(1) != "]":
            items.append(self.value(found))
            found = self.comma("]")
        return items

    def members(self) -> dict[str, Any]:
        members: dict[str, Any] = {}
        found = self.token()
        while found.group(1) != "}":
            key = found.group(2)
            if key is None or key in members:
                raise _Unsure
            members[self.quick.name(key)] = self.value(self.token())
            found = self.comma("}")
        return members

    def comma(self, end: str) -> Any:
        """The next member's first token, or the end."""
        found = self.token()
        if found.group(1) == end:
            return found
        if found.group(1) != ",":
            raise _Unsure
        following = self.token()
        if following.group(1) == end:  # a comma before the end
            raise _Unsure
        return following
