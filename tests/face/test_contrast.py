"""The palette of tokens.css holds WCAG 2.2's contrasts, day and night, whatever page uses it."""

import re
from pathlib import Path

import pytest

TOKENS = Path("static/css/tokens.css").read_text()
GROUNDS = ("bg", "surface", "sunk")
TEXTS = ("ink", "muted", "accent-ink", "ok", "wait", "bad", "info")
# Words on their own tinted ground, and words on a filled control.
PAIRS = [
    *((name, f"{name}-soft") for name in ("ok", "wait", "bad", "info")),
    *(("ink", f"{name}-soft") for name in ("ok", "wait", "bad", "info", "accent")),
    *(("accent-ink", f"{name}-soft") for name in ("ok", "wait", "bad", "info", "accent")),
    *(("muted", f"{name}-soft") for name in ("bad", "info")),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("bg", "ink"),
    ("bg", "bad"),
]


def schemes():
    """The colours of each scheme: the light ones, and the dark ones that replace them."""
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    colours = r"--([\w-]+): (#[0-9a-f]{6});"
    day = dict(re.findall(colours, light))
    return {"light": day, "dark": day | dict(re.findall(colours, dark.split("@supports")[0]))}


def luminance(colour):
    """Relative luminance, from 0 to 1 (WCAG 2.2, definition of « relative luminance »)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(part * c for part, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def failures(pairs, floor):
    return [
        f"{scheme}: {text} on {ground} {ratio:.2f}"
        for scheme, colours in schemes().items()
        for text, ground in pairs
        if (ratio := contrast(colours[text], colours[ground])) < floor
    ]


def test_black_on_white_is_twenty_one_to_one():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_words_can_be_read_on_every_ground():
    everywhere = [(text, ground) for text in TEXTS for ground in GROUNDS]
    assert failures(everywhere + PAIRS, 4.5) == []


def test_the_edges_of_controls_and_the_focus_can_be_seen():
    """WCAG 1.4.11: 3 to 1 for what tells a control from its ground."""
    shapes = [(shape, ground) for shape in ("edge", "focus", "seal") for ground in GROUNDS]
    assert failures(shapes, 3) == []
