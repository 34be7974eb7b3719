"""Fixtures that several folders of tests share, and how many tests run at once."""

from __future__ import annotations

import os

from tests.packages import optimizer_builder, optimizer_config, package

__all__ = ["optimizer_builder", "optimizer_config", "package", "pytest_xdist_auto_num_workers"]


def pytest_xdist_auto_num_workers() -> int:
    """``-n auto``: one more than there are processors, since some tests wait for disks and registries."""
    return (os.cpu_count() or 1) + 1
