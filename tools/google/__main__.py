"""`python -m tools.google`: the local Google as a process of its own."""

import argparse
import signal
import sys
import threading

from tools.google.journal import StateInUse
from tools.google.local import BIND, LocalGoogle
from tools.google.web import is_loopback


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.google",
        description="A local Google for the demo and for benches. It gives tokens to whoever asks:"
        f" it only ever listens on {BIND}.",
    )
    parser.add_argument("--port", type=int, default=0, help="0 (default) takes a free one")
    parser.add_argument("--host", default=BIND, help=f"{BIND}, and nothing else")
    parser.add_argument("--state", help="file that keeps consents, keys and mails")
    parser.add_argument("--app-url", default="", help="address of the site, for the link back")
    wanted = parser.parse_args()
    if wanted.host != BIND:
        parser.error(f"--host: only {BIND} is allowed")
    if wanted.app_url and not is_loopback(wanted.app_url):
        parser.error("--app-url: only an address of this machine is allowed")
    return wanted


def main() -> int:
    wanted = options()
    asked_to_stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked_to_stop.set())
    try:
        google = LocalGoogle(wanted.port, wanted.state, app_url=wanted.app_url)
        google.start()
    except (StateInUse, OSError) as error:
        print(f"Local Google: {error}", file=sys.stderr)
        return 1
    print(f"Local Google ready: {google.base_url}", flush=True)
    asked_to_stop.wait()
    google.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
