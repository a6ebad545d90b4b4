"""Waiting for another process: a bounded look at what it does, never a fixed pause."""

import time
from collections.abc import Callable

import pytest


def until(condition: Callable[[], object], what: str, seconds: float = 90) -> None:
    """Look until the condition holds; fail with `what` when it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"not within {seconds} s: {what}")
        time.sleep(0.02)
