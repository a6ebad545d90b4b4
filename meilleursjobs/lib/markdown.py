"""Markdown of ours: the few marks of an offer's text, and the pages that we write ourselves."""

from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

ALLOWED = {"p", "br", "ul", "ol", "li", "strong", "em"}
OF_PAGES = ALLOWED | {"h3", "a", "code"}


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("zero", {"breaks": True}).enable(["list", "emphasis", "newline"])


@cache
def _page_reader() -> MarkdownIt:
    return MarkdownIt("zero").enable(["list", "emphasis", "heading", "link", "backticks"])


def render(text: str) -> SafeString:
    """HTML of an offer's text. No link, image, title or raw HTML survives."""
    html = _reader().render(text)
    return mark_safe(nh3.clean(html, tags=ALLOWED, attributes={}))  # noqa: S308 cleaned just now


def render_page(text: str) -> SafeString:
    """HTML of a text of our own, which may also hold titles and links."""
    html = nh3.clean(
        _page_reader().render(text), tags=OF_PAGES, attributes={"a": {"href"}}, link_rel=None
    )
    return mark_safe(html)  # noqa: S308 cleaned just now
