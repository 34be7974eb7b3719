"""Functions that printed checkers contain, as far as a schema needs them.

This module is real code (linted, typed and tested here); the printer copies the source of those
functions that it uses, with what they use in turn.  Nothing here may import anything.  There are more of them
in ``runtime_values``.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

_INF = float("inf")
_Path = tuple[str | int, ...]
_PATTERNS: tuple[str, ...] = ()


class Issue:
    """One thing that is wrong with a document.

    ``pointer`` is the RFC 6901 JSON Pointer of the place, ``path`` the same as a tuple, ``message`` the
    whole line, ``code`` the event, ``group`` the property group and ``keys`` its members that were found; or
    the keys that are missing, or that a broken rule is about, or that would take a value of the wrong type.
    """

    __slots__ = ("code", "group", "keys", "message", "path", "pointer")

    def __init__(
        self, path: _Path, message: str, code: str, group: str | None = None, keys: tuple[str, ...] = ()
    ) -> None:
        self.path = path
        self.pointer = "".join("/" + str(s).replace("~", "~0").replace("/", "~1") for s in path)
        self.message = message
        self.code = code
        self.group = group
        self.keys = keys

    def __repr__(self) -> str:
        return f"Issue({self.pointer!r}, {self.message!r}, {self.code!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Issue) and (self.path, self.message) == (other.path, other.message)

    def __hash__(self) -> int:
        return hash((self.path, self.message))


class _Issues:
    """Collects issues while a document is read."""

    __slots__ = ("comparisons", "found", "root")

    def __init__(self, root: str) -> None:
        self.root = root
        self.found: list[Issue] = []
        self.comparisons = 2000

    def add(self, path: _Path, code: str, words: str) -> None:
        self.found.append(Issue(path, f"{_subject(path, self.root)}: {words}", code))

    def bare(self, path: _Path, words: str, value: object, keys: "dict[str, str]") -> None:
        """A value where an object should stand; ``keys`` has the key that takes one of its type, by type."""
        key = keys.get(_kind(value))
        words = f"{_subject(path, self.root)}: {words}"
        self.found.append(Issue(path, words, "type", None, () if key is None else (key,)))

    def missing(self, path: _Path, key: str, words: str, code: str = "required") -> None:
        """A key that is not there: told at the object, named after the key."""
        self.found.append(Issue(path, f"{_name(key)}: {words}", code, None, (key,)))

    def unknown(
        self, value: "dict[Any, Any]", path: _Path, key: str, words: str, names: "Sequence[str]" = ()
    ) -> None:
        """A key that nothing declares, with the nearest of the declared ones."""
        self.add((*path, key), "unknown-key", words + _hint(key, names, value, self))

    def group(
        self,
        value: "dict[Any, Any]",
        path: _Path,
        name: str,
        rule: str,
        members: "Sequence[str]",
        found: list[str],
    ) -> None:
        """A property group of which the wrong number of members is set."""
        words = f"set {rule} of {_listed(members)}; found {_found(value, members, found)}"
        code = f"group-{rule.replace(' ', '-')}-{'several' if found else 'none'}"
        self.found.append(Issue(path, f"{_name(name)}: {words}", code, name, tuple(found)))

    def rule(
        self,
        value: "dict[Any, Any]",
        path: _Path,
        at: str,
        words: str,
        keys: "Sequence[str]",
        defaults: "dict[str, Any] | None" = None,
    ) -> None:
        """A rule between fields that is broken: told at one of them, or at the object that lacks it."""
        found = ", ".join(_told(key, value, defaults or {}) for key in keys)
        where = (*path, at) if at in value else path
        self.found.append(Issue(where, f"{_name(at)}: {words}; found {found}", "rule", None, tuple(keys)))

    def behind(self, start: int, words: str) -> None:
        """Say behind each issue found since ``start`` under which condition it is one."""
        for issue in self.found[start:]:
            told, mark, hint = issue.message.partition(". Did you mean ")
            issue.message = told + words + mark + hint

    def of_key(self, start: int, path: _Path, words: str) -> None:
        """Say of the issues found since ``start`` that they are about a key, not about its value."""
        skip = len(_subject(path, self.root)) + 2
        for issue in self.found[start:]:
            issue.code = "property-names"
            issue.message = issue.message[:skip] + words + issue.message[skip:]

    def sorted(self, value: object) -> list[Issue]:
        """Each issue once, in document order: an object before its members, issues of one place as met."""
        ranks: dict[int, dict[object, int]] = {}

        def place(issue: Issue) -> tuple[int, ...]:
            at: object = value
            steps: list[int] = []
            for step in issue.path:
                if type(at) is list and type(step) is int:
                    steps.append(step)
                    at = at[step]
                elif type(at) is dict:
                    if id(at) not in ranks:
                        ranks[id(at)] = {key: number for number, key in enumerate(at)}
                    steps.append(ranks[id(at)].get(step, len(at)))
                    at = at.get(step)
            return tuple(steps)

        return sorted(dict.fromkeys(self.found), key=place)


def _subject(path: _Path, root: str) -> str:
    """What a message is about: the last key and the indices behind it (``boundaries[2]``)."""
    indices = ""
    for step in reversed(path):
        if type(step) is str:
            return _name(step) + indices
        indices = f"[{step}]{indices}"
    return root + indices


def _escape(text: str) -> str:
    """Text without control, bidirectional, invisible or lone surrogate characters, cut at 60."""
    shown = []
    for character in text[:61]:
        code = ord(character)
        if (
            code < 32
            or 127 <= code < 160
            or code in (0xAD, 0x61C, 0xFEFF)
            or 0x200B <= code < 0x2010
            or 0x2028 <= code < 0x202F
            or 0x2060 <= code < 0x2070
            or 0xE0000 <= code < 0xE1000
            or 0xD800 <= code < 0xE000
        ):
            shown.append(f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}")
        else:
            shown.append(character)
    found = "".join(shown)
    return found if len(found) <= 60 and len(text) <= 60 else found[:60] + "..."


def _name(key: object) -> str:
    """A key as messages show it."""
    return (_escape(key) if type(key) is str else "a key that is no string") or '""'


def _quoted(text: str) -> str:
    """A string as messages show it."""
    return '"' + _escape(text[:61].replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _number(value: int | float) -> str:
    """A number in ECMAScript form (RFC 8785 section 3.2.2.3): ``2``, ``1e-7``, ``1e+21``."""
    if type(value) is int and -(2**53) <= value <= 2**53:
        return str(value)
    try:
        number = float(value)
    except OverflowError:
        return f"a number {'above ' if value > 0 else 'below -'}1.7976931348623157e+308"
    if number != number or number in (_INF, -_INF):
        return "a number that is not finite"
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    mantissa, _, exponent = repr(abs(number)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return sign + digits[:1] + ("." + digits[1:] if count > 1 else "") + power


def _kind(value: object) -> str:
    """The JSON type of a value; empty for what JSON does not have."""
    kinds = {str: "string", dict: "object", list: "array", bool: "boolean", int: "number", float: "number"}
    return "null" if value is None else kinds.get(type(value), "")


def _shown(value: object) -> str:
    """A value as messages show it."""
    if type(value) is str:
        return f"the string {_quoted(value)}"
    if type(value) is int or type(value) is float:
        return _number(value)
    if type(value) is bool:
        return "true" if value else "false"
    kind = _kind(value)
    return {"array": "an array", "object": "an object", "null": "null"}.get(kind, "a value that is not JSON")


def _told(key: str, value: "dict[Any, Any]", defaults: "dict[str, Any]") -> str:
    """A field with its value, as a broken rule shows it."""
    if key in value:
        return f"{_name(key)} {_brief(value[key])}"
    return f"{_name(key)} {_brief(defaults[key])} by default"


def _brief(value: object) -> str:
    """A value on a part of a line: a short list of numbers is shown, of a long one how long it is."""
    if type(value) is not list:
        return _shown(value)
    if len(value) <= 20 and all(type(item) is int or type(item) is float for item in value):
        found = f"[{', '.join(map(_number, value))}]"
        if len(found) <= 60:
            return found
    return "1 item" if len(value) == 1 else f"{len(value)} items"


def _listed(names: "Sequence[str]") -> str:
    """Names with commas between them, cut at 40."""
    rest = f", and {len(names) - 40} more" if len(names) > 40 else ""
    return ", ".join(map(_name, names[:40])) + rest


def _found(value: "dict[Any, Any]", keys: "Sequence[str]", found: "Sequence[str]") -> str:
    """What a group found: the members that are set, or none and which of them are null."""
    if found:
        return _listed(found)
    null = [key for key in keys if key in value and value[key] is None]
    if not null:
        return "none"
    return f"none ({_listed(null)} {'is' if len(null) == 1 else 'are'} null; null means not set)"


def _hint(key: str, names: "Sequence[str]", value: "dict[Any, Any]", issues: "_Issues") -> str:
    """`` Did you mean ...?`` when a name that is not used yet is near."""
    if len(key) > 100:
        return ""
    best, limit = "", (len(key) + 1) // 3 + 1
    for name in names:
        if abs(len(name) - len(key)) < limit and name not in value and issues.comparisons:
            issues.comparisons -= 1
            distance = _distance(key, name)
            if distance < limit:
                best, limit = name, distance
    return f". Did you mean {_name(best)}?" if best else ""


def _distance(a: str, b: str) -> int:
    """Edits (insert, delete, replace, swap neighbours) between two names: optimal string alignment."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _mark(
    value: "dict[Any, Any]",
    constants: "Sequence[tuple[str, tuple[object, ...]]]",
    required: "Sequence[str]",
    known: "Sequence[str]",
) -> int:
    """How much an object looks like an alternative.

    Hundreds: 3 when its constants are there, 2 when its required keys are, 1 when neither speaks against it,
    0 when one does.  Below that, how many of its keys are there.
    """
    same = min(99, sum(key in value for key in known))
    held = [_identity(value[key]) in allowed for key, allowed in constants if key in value]
    if not all(held):
        return same
    if held and len(held) == len(constants):
        return 300 + same
    if not all(key in value for key in required):
        return same
    return (200 if required else 100) + same


def _pick(marks: "Sequence[int]") -> int:
    """The alternative that a value is meant to be: the one with the best mark, -1 when that is a tie."""
    best = max(marks)
    return marks.index(best) if best > 0 and marks.count(best) == 1 else -1


def _is_json(value: object) -> bool:
    """Whether a value is made of plain JSON types with finite numbers, all the way down."""
    waiting: list[Any] = [value]
    while waiting:
        item = waiting.pop()
        kind = type(item)
        if kind is dict:
            for key in item:
                if type(key) is not str:
                    return False
            waiting.extend(item.values())
        elif kind is list:
            waiting.extend(item)
        elif kind is float:
            if not -_INF < item < _INF:
                return False
        elif kind is not str and kind is not int and kind is not bool and item is not None:
            return False
    return True


def _identity(value: object) -> object:
    """Something hashable that is equal for equal JSON values: ``1`` and ``1.0`` are, ``true`` is not."""
    if type(value) is bool:
        return (value,)
    if type(value) is list:
        return ("[", *[_identity(item) for item in value])
    if type(value) is dict:
        return frozenset((key, _identity(item)) for key, item in value.items())
    if value is None or type(value) is str or type(value) is int or type(value) is float:
        return value
    return ("", id(value))


def _equal(value: object, other: object) -> bool:
    """JSON equality."""
    return _identity(value) == _identity(other)


def _distinct(items: list[object]) -> bool:
    """Whether no two items are equal."""
    return len({_identity(item) for item in items}) == len(items)


def _equal_items(items: list[object]) -> str:
    """The first two items that are equal, as ``0 and 2``."""
    seen: dict[object, int] = {}
    for number, item in enumerate(items):
        first = seen.setdefault(_identity(item), number)
        if first != number:
            return f"{first} and {number}"
    return ""


def _not_json(value: object, path: _Path, issues: _Issues) -> None:
    """Issues for everything in a value that JSON does not have."""
    if type(value) is dict:
        for key, item in value.items():
            if type(key) is str:
                _not_json(item, (*path, key), issues)
            else:
                issues.add(path, "key-type", "expected keys that are strings; found another key")
    elif type(value) is list:
        for number, item in enumerate(value):
            _not_json(item, (*path, number), issues)
    elif not _is_json(value):
        issues.add(path, "not-json", f"expected a JSON value; found {_shown(value)}")
