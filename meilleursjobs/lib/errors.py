"""Errors whose sentence is meant for the person in front of the screen."""

from typing import Any


class UserFacingError(Exception):
    """Carries `message`, a sentence in the person's language, and the form field it is about.

    A subclass may set `message` and `field`; lazy translations are fine in both places.
    """

    message: Any = ""
    field: str | None = None

    def __init__(self, message: object = "", *, field: str | None = None) -> None:
        self.message = str(message or self.message)
        self.field = field or self.field
        super().__init__(self.message)
