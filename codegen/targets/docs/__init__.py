"""Target ``docs``."""

from __future__ import annotations

from codegen.target import Target

__all__ = ["TARGET"]

TARGET = Target(name="docs", summary="a static documentation site", render=lambda model, package: {})
