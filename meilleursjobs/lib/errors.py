"""Errors whose sentence is meant for the person in front of the screen."""


class UserFacingError(Exception):
    """Carries `message`, a sentence in the person's language, and the form field it is about."""

    message = ""
    field: str | None = None

    def __init__(self, message: str = "", *, field: str | None = None) -> None:
        self.message = str(message or self.message)
        self.field = field or self.field
        super().__init__(self.message)
