"""The net under the broker: a timer inside each worker polls PostgreSQL.

A Celery message is only a wake-up and may be lost with its broker; this does not ride on it.
"""

import logging
import threading

from celery import bootsteps
from django.conf import settings

logger = logging.getLogger(__name__)


class OutboxTimer(bootsteps.StartStopStep):
    """Started once the pool has forked; stopped with the worker."""

    requires = {"celery.worker.components:Pool"}

    def __init__(self, parent, **kwargs):
        super().__init__(parent, **kwargs)
        from .client import preload

        preload()  # before the pool forks: its processes share the library
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox timer", daemon=True)

    def start(self, parent):
        self._thread.start()

    def stop(self, parent):
        self._over.set()

    terminate = stop

    def _run(self):
        from django.db import close_old_connections

        from .services import deliver_due, sweep

        while not self._over.wait(settings.OUTBOX_POLL.total_seconds()):
            try:
                sweep()
                deliver_due()
            except Exception:
                logger.exception("The outbox timer stumbled; it goes on")
            finally:
                close_old_connections()
