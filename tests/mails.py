"""What holds for each mail of the site's own: two parts that agree, and nothing from elsewhere."""

import re
from html.parser import HTMLParser

from django.conf import settings

BULLETS = re.compile(r"^[–-] +(?=\S)", re.MULTILINE)
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "footer"),
    *("div", "h1", "p", "ul", "li", "a", "strong", "br", "wbr"),
}
INLINE = {"a", "strong", "wbr"}
FETCHED = re.compile(r"url\(|@import|@font-face|expression\(", re.IGNORECASE)
TRACKED = re.compile(r"utm_|[?&](token|uid|click)=")
MOST = 15_000  # bytes of HTML beside the words


class Reading(HTMLParser):
    """The HTML part as a reader meets it: what is shown, what is hidden, where links lead."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.languages, self.links = [], [], [], []
        self.shown, self.heading, self.hidden, self.way = "", "", "", []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append(tag)
        self.attributes += attrs
        if "lang" in attrs:
            self.languages.append(attrs["lang"])
        if tag == "a":
            self.links.append([attrs["href"], ""])
        if tag not in ("meta", "br", "wbr"):
            self.way.append("hidden" if "aria-hidden" in attrs else tag)
        self.space(tag)

    def handle_endtag(self, tag):
        self.way.pop()
        self.space(tag)

    def space(self, tag):
        if tag not in INLINE:
            self.shown += " "

    def handle_data(self, data):
        if "hidden" in self.way:
            self.hidden += data
        elif "h1" in self.way:
            self.heading += data
        elif "head" not in self.way:
            self.shown += data
        if "a" in self.way:
            self.links[-1][1] += data


def check(message):
    """Assert that a mail of ours may leave. Returns the reading of its HTML part."""
    sent = message.message()
    assert sent.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in sent.get_payload()] == ["text/plain", "text/html"]
    text, html = (part.get_payload(decode=True).decode() for part in sent.get_payload())
    read = Reading(html)
    assert BULLETS.sub("", text).split() == read.shown.split()
    assert message.subject.split() == read.heading.split()
    assert set(read.hidden.replace(" …", "").split()) <= set(text.split())
    _leads_to_us_alone(text, read)
    assert set(read.tags) <= TAGS
    assert not {one for one in read.attributes if one == "src" or one.startswith("on")}
    assert not FETCHED.search(html)
    assert (read.tags.count("h1"), read.tags.count("main"), read.tags.count("footer")) == (1, 1, 1)
    assert read.languages in (["fr"] * 2, ["en"] * 2)
    assert len(html.encode()) - len(text.encode()) < MOST
    return read


def _leads_to_us_alone(text, read):
    """Each address of ours is a link of the same text, and no other word is one."""
    site = re.escape(settings.SITE_URL)
    ours = re.findall(rf"(?:^|(?<=[\s(«\"])){site}/[^\s»\")]*(?<![.,;])", text)
    assert [href for href, _words in read.links] == ours
    assert all(href == words for href, words in read.links)
    assert not [href for href, _words in read.links if TRACKED.search(href)]
