"""Counting in the cache: how often something may be asked for in a while."""

import logging

from django.core.cache import cache

logger = logging.getLogger(__name__)


def allow(what: str, who: object, *, times: int, seconds: int) -> bool:
    """Count one more and tell whether it stays within `times` per `seconds` (fixed window).

    When the cache does not answer, says yes: these limits spare the machine and the mail server;
    what must hold in any case is a constraint of the database.
    """
    key = f"limit:{what}:{who}"
    try:
        cache.add(key, 0, timeout=seconds)
        return cache.incr(key) <= times
    except ValueError:  # the key expired between the two calls
        return True
    except Exception:
        logger.exception("The cache that counts %s does not answer", what)
        return True
