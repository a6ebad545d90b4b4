"""Where the mails of the demo land: each as a file, and beside it what a mailbox would show."""

import re
from email.message import Message
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.text import slugify


class EmailBackend(BaseEmailBackend):
    """`<time>-<to>-<subject>.eml` for mail programs, `.html` of the same name for a browser."""

    def send_messages(self, email_messages: list[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for one in email_messages:
            words = slugify(re.sub(r"[@.]", " ", f"{one.to[0]} {one.subject}"))[:80]
            now = timezone.localtime()
            self.keep(one.message(), folder / f"{now:%Y%m%d-%H%M%S}-{words}-{uuid4().hex[:6]}")
        return len(email_messages)

    @staticmethod
    def keep(message: Message, path: Path) -> None:
        """The `.eml` appears last, and whole: who watches the folder reads no half of it."""
        for part in message.walk():
            if part.get_content_type() == "text/html":
                path.with_suffix(".html").write_bytes(part.get_payload(decode=True))
        path.with_suffix(".part").write_bytes(message.as_bytes())
        path.with_suffix(".part").rename(path.with_suffix(".eml"))
