"""Files that a room adds to the copy of a person's data: a CV in a standard format, say."""

from collections.abc import Callable
from typing import Any

Exporter = Callable[[Any], bytes]  # takes the user
_exporters: dict[str, Exporter] = {}


def register(name: str, exporter: Exporter) -> None:
    """Add the file `name` to every copy."""
    _exporters[name] = exporter


def every() -> dict[str, Exporter]:
    """{file name: what makes its bytes from a user}."""
    return dict(_exporters)
