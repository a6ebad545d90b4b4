"""The few marks that an offer's text may hold: paragraphs, lists, bold and italics."""

from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

ALLOWED = {"p", "br", "ul", "ol", "li", "strong", "em"}


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("zero", {"breaks": True}).enable(["list", "emphasis", "newline"])


def render(text: str) -> SafeString:
    """HTML of an offer's text. No link, image, title or raw HTML survives."""
    html = _reader().render(text)
    return mark_safe(nh3.clean(html, tags=ALLOWED, attributes={}))  # noqa: S308 cleaned just now
