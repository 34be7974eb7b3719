"""Target ``torch``."""

from __future__ import annotations

from codegen.target import Target

__all__ = ["TARGET"]

TARGET = Target(
    name="torch",
    summary="a PyTorch optimizer builder for the generated package",
    render=lambda model, package: {},
)
