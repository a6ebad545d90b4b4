"""Parsers of files that strangers made run in a process of their own, without our secrets."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 40  # the process bounds its own computing time and memory; this bounds the rest


def run(module: str, data: bytes) -> "subprocess.CompletedProcess[bytes]":
    """What `python -m module` makes of `data`; subprocess.TimeoutExpired past SECONDS.

    The child gets no environment: a flaw of a parser would find neither key nor password there.
    """
    return subprocess.run(  # noqa: S603 modules of ours, named by us
        [sys.executable, "-m", module],
        input=data,
        capture_output=True,
        timeout=SECONDS,
        check=False,
        cwd=ROOT,
        env={},
    )
