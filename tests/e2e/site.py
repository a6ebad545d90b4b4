"""The whole site as `make run` starts it, and what a test may look at from outside."""

import json
from email import message_from_bytes, policy

import psycopg

from tests.start.conftest import Start


class Site(Start):
    """The whole site, and what a test may look at from outside."""

    def __init__(self, state):
        super().__init__(state, module="tools.dev")

    @property
    def google(self):
        return self.environment["GOOGLE_BASE_URL"]

    @property
    def environment(self):
        return json.loads((self.state / "environment.json").read_text())

    def rows(self, sql, *values):
        server, _, rest = self.environment["DATABASE_URL"].partition("?")
        name, host = server.rpartition("/")[2], dict(p.split("=") for p in rest.split("&"))["host"]
        with psycopg.connect(dbname=name, host=host.replace("%2F", "/"), user="mj") as connection:
            return connection.execute(sql, values).fetchall()

    def mails_to(self, address):
        """The mails to an address, the oldest first."""
        files = sorted(
            (self.state / "mails").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns
        )
        read = (message_from_bytes(file.read_bytes(), policy=policy.default) for file in files)
        return [mail for mail in read if address in (mail["To"] or "")]
