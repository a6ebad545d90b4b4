"""What is dear to compute is kept for a while; without a cache it is computed each time."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

logger = logging.getLogger(__name__)
Value = TypeVar("Value")


def remembered(key: str, compute: Callable[[], Value], *, seconds: int) -> Value:
    """The value kept under `key`, or a new one, which is then kept for so many seconds.

    The value must be one that pickle takes, and not None.
    """
    try:
        kept: Value | None = cache.get(key)
    except Exception as error:  # noqa: BLE001 whatever the cache's client raises
        logger.warning("The cache does not answer for %s: %s", key, type(error).__name__)
        return compute()
    if kept is not None:
        return kept
    value = compute()
    try:
        cache.set(key, value, seconds)
    except Exception as error:  # noqa: BLE001 it went away meanwhile
        logger.warning("The cache does not keep %s: %s", key, type(error).__name__)
    return value
