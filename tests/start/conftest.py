"""A supervisor started as a person would start it: another process, its own STATE."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# What the test plugin has set for this process and a fresh shell would not have.
OURS = re.compile(
    r"_URL$|^(SECRET_KEY|FIELD_KEYS|ALLOWED_HOSTS|DEBUG|DEMO|STATIC_MANIFEST|PYTEST_)"
)


def fresh_environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not OURS.search(name)}
    # Nothing in a test leaves this machine: npm takes the fonts from its cache, or not at all.
    return kept | {"npm_config_offline": "true"} | changes


class Start:
    """One start over a state folder, and what it has printed."""

    def __init__(self, state, module="tests.start.bare", wrap=(), **env):
        self.state = Path(state)
        self.printed = Path(tempfile.mkstemp()[1])
        with self.printed.open("wb") as output:
            self.process = subprocess.Popen(
                [*wrap, sys.executable, "-m", module],
                cwd=ROOT,
                env=fresh_environment(**{"STATE": str(state), "PORT": ""} | env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def text(self) -> str:
        return self.printed.read_text()

    def until(self, words: str, seconds: float = 60) -> "Start":
        """Wait until it has printed these words."""
        end = time.monotonic() + seconds
        while words not in self.text:
            alive = self.process.poll() is None
            if not alive and words not in self.text:
                pytest.fail(f"« {words} » was never printed:\n{self.text}")
            assert time.monotonic() < end, f"« {words} » is late:\n{self.text}"
            time.sleep(0.02)
        return self

    def ready(self, seconds: float = 240) -> "Start":
        return self.until("Prêt : http://localhost:", seconds)

    @property
    def url(self) -> str:
        return re.search(r"Prêt : (\S+)", self.text)[1]

    def send(self, number: signal.Signals) -> "Start":
        self.process.send_signal(number)
        return self

    def wait(self, seconds: float = 60) -> int:
        return self.process.wait(seconds)

    def stop(self) -> int:
        return self.send(signal.SIGTERM).wait()


@pytest.fixture
def start(tmp_path):
    """Start over `tmp_path/…` as often as wanted; whatever still runs at the end is stopped."""
    started = []

    def start(state=None, **options):
        started.append(Start(state or tmp_path / "state", **options))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.stop()
        one.printed.unlink()


def processes_of(state) -> list[str]:
    """The command lines of every process that belongs to this state folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if f"{state}".encode() in words.replace(b"\0", b" ") and int(entry.name) != os.getpid():
            found.append(words.split(b"\0")[0].decode())
    return found


def wait_until_gone(state, seconds=15):
    end = time.monotonic() + seconds
    while left := processes_of(state):
        assert time.monotonic() < end, f"still running: {left}"
        time.sleep(0.05)
