"""Wake-ups: a worker is told, once. What must happen is in the database, and a sweep finds it."""

import logging
from typing import Any

logger = logging.getLogger(__name__)


def wake_up(task: Any, *args: str) -> None:
    """Hand a task to the broker without retry; a broker that is down costs a line in the log."""
    try:
        task.apply_async(args, retry=False)
    except Exception as error:  # noqa: BLE001 whatever the broker's client raises
        logger.warning("No wake-up for %s %s: %s", task.name, args, type(error).__name__)
