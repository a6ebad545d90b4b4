"""The supervisor with its real servers, and one child instead of the site: it boots in a second."""

import sys

from tools.dev import Site, main


class BareSite(Site):
    def prepare(self, servers) -> None:
        """No migrations, no static files."""

    def start_site(self) -> None:
        """A child with a child of its own that ignores polite requests, as a busy task may."""
        stubborn = "trap '' TERM; echo stubborn $$; while :; do sleep 1; done"
        self.child("Enfant", "child", ["sh", "-c", f'sh -c "{stubborn}" & wait'])


if __name__ == "__main__":
    sys.exit(main(BareSite))
