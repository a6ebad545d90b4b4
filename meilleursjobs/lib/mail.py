"""Words of the site's own mails, from templates `<app>/email/<name>.{subject,body}.txt`."""

from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation


class Words(NamedTuple):
    subject: str
    body: str


def write(name: str, context: dict[str, Any], *, language: str) -> Words:
    """Render the mail `app/name` in a language; the subject on one line.

    Plain text without pixel nor tracked link (CNIL 2026-042).
    """
    app, _, template = name.partition("/")
    context = {"site_url": settings.SITE_URL, **context}
    with translation.override(language):
        subject = render_to_string(f"{app}/email/{template}.subject.txt", context)
        body = render_to_string(f"{app}/email/{template}.body.txt", context)
    return Words(" ".join(subject.split()), body.strip() + "\n")
