"""Fixtures that several folders of tests share."""

from tests.packages import optimizer_builder, optimizer_config, package

__all__ = ["optimizer_builder", "optimizer_config", "package"]
