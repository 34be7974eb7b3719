"""One JSON Schema in, everything else out, and all of it agrees.

The library: :func:`codegen.render` (a schema to ``{path: text}``, nothing written) and
:func:`codegen.generate` (the same, written to a folder).  The command: ``codegen --help``.
"""

TYPE_CHECKING = False  # as typing has it, which takes as long to import as the interpreter to start
if TYPE_CHECKING:
    from codegen.errors import CodegenError, SchemaError
    from codegen.generating import generate
    from codegen.pipeline import render

__all__ = ["CodegenError", "SchemaError", "__version__", "generate", "render"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Import on first use (PEP 562): a run with nothing to do must not pay for what it does not use."""
    if name in ("CodegenError", "SchemaError"):
        from codegen import errors

        return getattr(errors, name)
    if name == "render":
        from codegen.pipeline import render

        return render
    if name == "generate":
        from codegen.generating import generate

        return generate
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
