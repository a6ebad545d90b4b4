"""A real Celery worker, over the test's database and broker, that may be killed at any moment."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.waiting import until

ROOT = Path(__file__).resolve().parent.parent.parent


def environment(**changes):
    """What a worker reads: the test's own database under the name that this run gave it."""
    before, _, query = os.environ["DATABASE_URL"].partition("?")
    server = before.rpartition("/")[0]
    return os.environ | {
        "DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}?{query}",
        "GOOGLE_BASE_URL": settings.GOOGLE_BASE_URL,
        "GOOGLE_GMAIL_CLIENT_ID": settings.GOOGLE_GMAIL_CLIENT_ID,
        "GOOGLE_GMAIL_CLIENT_SECRET": settings.GOOGLE_GMAIL_CLIENT_SECRET,
        "GMAIL_PACE_SECONDS": str(int(settings.GMAIL_PACE.total_seconds())),
        **changes,
    }


class Worker:
    """`with Worker() as worker:` starts one and waits until it takes work.

    `kill()` is SIGKILL to the whole group, as when a machine dies.
    """

    def __init__(self, *, ready=True, **changes):
        self._wait_for_it = ready
        self.log = Path(tempfile.mkstemp(suffix=".log")[1])
        self._environment = environment(**changes)

    def __enter__(self):
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "meilleursjobs", "worker", "-c", "1",
                 "-l", "INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"],
                cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        if self._wait_for_it:
            until(lambda: " ready." in self.text, "the worker is ready")
        return self

    def __exit__(self, *exc):
        if self.process.poll() is None:
            self.kill()
        self.log.unlink()

    @property
    def text(self):
        return self.log.read_text(errors="replace")

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def freeze(self):
        os.killpg(self.process.pid, signal.SIGSTOP)

    def thaw(self):
        os.killpg(self.process.pid, signal.SIGCONT)
