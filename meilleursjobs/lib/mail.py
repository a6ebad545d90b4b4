"""Words of the site's own mails, from templates `<app>/email/<name>.{subject,body}.txt`."""

from typing import Any, NamedTuple

from django.conf import settings
from django.template import Context, engines
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
        subject = _render(f"{app}/email/{template}.subject.txt", context)
        body = _render(f"{app}/email/{template}.body.txt", context)
    return Words(" ".join(subject.split()), body.strip() + "\n")


def _render(name: str, context: dict[str, Any]) -> str:
    """Plain text: nothing is escaped for HTML."""
    engine: Any = engines["django"]
    return engine.engine.get_template(name).render(Context(context, autoescape=False))
