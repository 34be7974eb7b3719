from __future__ import annotations


def value_of(data: bytes) -> object:
    return None
