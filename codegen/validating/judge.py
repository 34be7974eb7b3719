"""The verdict on files, and on those that fail everything there is to say.

Most files are valid, and a verdict needs neither positions nor words: :meth:`Judge.failing` reads quickly
and asks ``accepts``.  Only what that does not accept is read again with positions and checked in full.
"""

from codegen.opening import STDIN, read_bytes
from codegen.reading import FORMATS, quick_reader
from codegen.reading.limits import MAX_BYTES
from codegen.validating.checkers import Checker
from codegen.validating.files import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeAlias

    from codegen.errors import Diagnostic

    #: The code of a checker, then what else a judge is made of.
    Recipe: TypeAlias = "tuple[bytes, str, str, str, str, bool]"

__all__ = ["Failure", "Judge", "rebuilt"]


class Failure:
    """A file that is not valid: what is wrong with it, and that as text for people."""

    __slots__ = ("diagnostics", "text")

    def __init__(self, diagnostics: "tuple[Diagnostic, ...]", text: str) -> None:
        self.diagnostics = diagnostics
        self.text = text


class Judge:
    """Judges files by one definition of a schema.

    :param at: the JSON Pointer of the part of each file that is judged.
    :param input: the format of the files; by the ending of their names when empty.
    :param format: what failures are written as (``text`` and ``github`` are written here, where the
        file's text is at hand).  :param color: with ANSI colours.
    """

    __slots__ = ("_accepts", "_checker", "_readers", "_steps", "at", "color", "definition", "format", "input")

    def __init__(
        self,
        checker: Checker,
        definition: str = "",
        at: str = "",
        input: str = "",
        format: str = "text",
        color: bool = False,
    ) -> None:
        self._checker = checker
        self._accepts = checker.accepts(definition)
        self._readers: dict[str, Callable[[bytes], Any]] = {}
        self._steps = [s.replace("~1", "/").replace("~0", "~") for s in at.split("/")[1:]]
        self.definition, self.at, self.input, self.format, self.color = definition, at, input, format, color

    def recipe(self) -> "Recipe":
        """What another process needs to judge alike."""
        return self._checker.code, self.definition, self.at, self.input, self.format, self.color

    def failing(self, names: "Sequence[str]") -> "list[Failure]":
        """What is wrong, file by file, in order; nothing for a file that is valid."""
        found = [self.failure(*doubtful) for doubtful in self.doubtful(names)]
        return [failure for failure in found if failure.diagnostics]

    def doubtful(self, names: "Sequence[str]") -> "list[tuple[str, bytes | Exception]]":
        """The files that a quick look does not find valid, with their bytes, or why there are none."""
        accepts, found = self._accepts, list[tuple[str, bytes | Exception]]()
        for name in names:
            try:
                data = read_bytes(name, MAX_BYTES)
            except (OSError, ValueError) as error:
                found.append((name, error))
                continue
            format = self._format_of(name)
            if format not in self._readers:
                self._readers[format] = quick_reader(format)
            value = self._readers[format](data)
            if self._steps:
                value = self._inside(value)
            if value is None or not accepts(value):
                found.append((name, data))
        return found

    def _format_of(self, name: str) -> str:
        """By the ending of the name, empty for an unknown one; stdin is YAML, of which JSON is a part."""
        return self.input or FORMATS.get(name[name.rfind(".") :].lower(), "yaml" if name == STDIN else "")

    def _inside(self, value: object) -> object:
        for step in self._steps:
            if type(value) is dict:
                value = value.get(step)
            elif type(value) is list and step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
            else:
                return None
        return value

    def failure(self, name: str, data: "bytes | Exception") -> Failure:
        """What is wrong with a file of these bytes, or with one that gave none; nothing if it is valid."""
        from codegen.report import render

        diagnostics, text = self._explained(name, data)
        written = ""
        if diagnostics and self.format in ("text", "github"):
            sources = {} if text is None else {shown(name): text}
            written = render(
                diagnostics, "github" if self.format == "github" else "text", sources, self.color
            )
        return Failure(diagnostics, written)

    def _explained(self, name: str, data: "bytes | Exception") -> "tuple[tuple[Diagnostic, ...], str | None]":
        """Everything that is wrong with a file, and its text; nothing if it is valid after all."""
        from codegen.advice import diagnose, inside
        from codegen.errors import CodegenError
        from codegen.opening import too_large, unreadable
        from codegen.reading import format_of, read

        file = shown(name)
        if isinstance(data, Exception):
            return (unreadable(file, data),), None
        if len(data) > MAX_BYTES:
            return (too_large(file, MAX_BYTES),), None
        try:
            reading = read(data, self._format_of(name) or format_of(name), file)
        except CodegenError as error:
            found = tuple(d.located(file, d.position) for d in error.diagnostics)
            return found, data.decode("utf-8", "replace").removeprefix("\ufeff")
        value, absent = inside(reading, self.at)
        if absent is not None:
            return (absent,), reading.text
        issues = self._checker.check(self.definition)(value)
        return diagnose(issues, reading, self.at), reading.text


def rebuilt(recipe: "Recipe") -> Judge:
    """The judge of :meth:`Judge.recipe`."""
    code, definition, at, input, format, color = recipe
    return Judge(Checker(code), definition, at, input, format, color)
