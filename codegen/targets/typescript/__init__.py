"""Target ``typescript``."""

from __future__ import annotations

from codegen.target import Target

__all__ = ["TARGET"]

TARGET = Target(
    name="typescript",
    summary="an npm package of types and a validator",
    render=lambda model, package: {},
)
