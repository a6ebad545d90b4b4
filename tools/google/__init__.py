"""A small Google for tests and the demo: OAuth, OpenID Connect, `messages.send`, with faults.

It runs on 127.0.0.1 only, imports nothing of the site, and is known to it only through
`GOOGLE_BASE_URL`. What it imitates is listed in README.md beside this file.
"""

from tools.google.faults import Fault, Hit
from tools.google.local import LocalGoogle
from tools.google.mail import Message
from tools.google.oauth import GMAIL_SEND
from tools.google.store import Grant

__all__ = ["GMAIL_SEND", "Fault", "Grant", "Hit", "LocalGoogle", "Message"]
