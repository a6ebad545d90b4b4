"""Put a line under each page of a CV. No Django, no secrets.

Runs as a process of its own (`python -m accounts.resume_mark`), within the bounds of the check, for
the same reason: a file that somebody else made is parsed. Standard input: the length of the line's
own PDF, a newline, that PDF, then the CV. Standard output: the CV with the line.

Each page grows by a strip below what is seen of it, so nothing of the CV is covered; the line is
the last thing drawn, so programs that read the CV find its words first, in their order.
"""

import io
import re
import resource
import sys
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    RectangleObject,
)

from accounts.resume_check import CPU_SECONDS, MEMORY, Refused, unpacked_size

A4 = (0.0, 0.0, 595.28, 841.89)  # points; for a page whose own size makes no sense
SIDE = 0.96  # of the page's width, at most
MOST_READ = 5_000_000  # bytes of a page's content that are looked through for states left open
WORDS = re.compile(rb"\((?:\\.|[^\\()])*\)", re.DOTALL)
OPENS, CLOSES = (re.compile(rb"(?<!\S)" + letter + rb"(?!\S)") for letter in (b"q", b"Q"))


def _inherited(page: PageObject, key: str) -> Any:
    """An attribute of the page, or of the group of pages that holds it."""
    holder: Any = page
    for _level in range(50):
        if key in holder:
            return holder[key]
        if "/Parent" not in holder:
            break
        holder = holder["/Parent"]
    return None


def _box(page: PageObject) -> list[float]:
    """What is seen of the page: left, bottom, right, top."""
    seen = list(A4)
    for place, key in enumerate(("/MediaBox", "/CropBox")):
        found = _inherited(page, key)
        if found is None or len(found) != 4:
            continue
        x0, y0, x1, y1 = (float(number.get_object()) for number in found)
        box = [min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)]
        if place:
            box = [max(box[0], seen[0]), max(box[1], seen[1]),
                   min(box[2], seen[2]), min(box[3], seen[3])]  # fmt: skip
        if box[2] - box[0] >= 1 and box[3] - box[1] >= 1:
            seen = box
    return seen


def _turned(page: PageObject) -> int:
    """By how much the page is turned clockwise when it is shown: 0, 90, 180 or 270."""
    turned = _inherited(page, "/Rotate")
    return round(float(turned or 0) / 90) * 90 % 360


def _grown(seen: list[float], turned: int, more: float) -> tuple[list[float], tuple[float, float]]:
    """The box with a strip at the side that is shown below, and the strip's lower left corner."""
    x0, y0, x1, y1 = seen
    return {
        0: ([x0, y0 - more, x1, y1], (x0, y0 - more)),
        90: ([x0, y0, x1 + more, y1], (x1 + more, y0)),
        180: ([x0, y0, x1, y1 + more], (x1, y1 + more)),
        270: ([x0 - more, y0, x1, y1], (x0 - more, y1)),
    }[turned]


def _form(strip: PageObject, writer: PdfWriter) -> tuple[Any, float, float]:
    """The strip as an object that pages draw by name; its width and height."""
    form = DecodedStreamObject()
    form.set_data(strip["/Contents"].get_object().get_data())
    box = strip.mediabox
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): RectangleObject(tuple(box)),
            NameObject("/Resources"): strip["/Resources"].clone(writer),
        }
    )
    return writer._add_object(form.flate_encode()), float(box.width), float(box.height)


def _still_open(streams: list[Any]) -> int:
    """How many drawing states the page's own content leaves open: few programs do."""
    streams = [one.get_object() for one in streams]
    try:
        if sum(unpacked_size(one, MOST_READ) for one in streams) > MOST_READ:
            return 0
    except Refused:
        return 0
    text = WORDS.sub(b"", b"\n".join(one.get_data() for one in streams))
    return max(0, len(OPENS.findall(text)) - len(CLOSES.findall(text)))


def _named(page: PageObject, writer: PdfWriter, form: Any) -> str:
    """A name by which this page's content draws the strip."""
    resources = DictionaryObject(_inherited(page, "/Resources") or {})
    drawn = resources.get("/XObject")
    drawn = DictionaryObject(drawn.get_object() if drawn is not None else {})
    name = next(name for number in range(99) if (name := f"/Mark{number}") not in drawn)
    drawn[NameObject(name)] = form
    resources[NameObject("/XObject")] = drawn  # copies: another page may share the original
    page[NameObject("/Resources")] = resources
    return name


def _stream(writer: PdfWriter, text: str) -> Any:
    stream = DecodedStreamObject()
    stream.set_data(text.encode())
    return writer._add_object(stream)


def _draw(page: PageObject, writer: PdfWriter, form: Any, width: float, height: float) -> None:
    seen, turned = _box(page), _turned(page)
    across = seen[3] - seen[1] if turned in (90, 270) else seen[2] - seen[0]
    unit = float(page.get("/UserUnit", 1)) or 1.0
    scale = min(1 / unit, across * SIDE / width)
    grown, corner = _grown(seen, turned, height * scale)
    placed = (
        Transformation()
        .scale(scale)
        .translate((across - width * scale) / 2, 0)
        .rotate(turned)
        .translate(*corner)
    )
    streams = page.get("/Contents")
    streams = streams.get_object() if streams is not None else ArrayObject()
    if not isinstance(streams, ArrayObject):
        streams = ArrayObject([page.raw_get("/Contents")])
    name = _named(page, writer, form)
    a, b, c, d, e, f = (f"{number:.4f}" for number in placed.ctm)
    back = "Q " * (1 + _still_open(streams))
    x0, y0, x1, y1 = (f"{number:.2f}" for number in _strip_of(seen, grown))
    white = f"1 g {x0} {y0} {x1} {y1} re f"
    after = f"\n{back}q {white} {a} {b} {c} {d} {e} {f} cm {name} Do Q\n"
    page[NameObject("/Contents")] = ArrayObject(
        [_stream(writer, "q\n"), *streams, _stream(writer, after)]
    )
    for key in ("/MediaBox", "/CropBox"):
        page[NameObject(key)] = RectangleObject(tuple(FloatObject(n) for n in grown))


def _strip_of(seen: list[float], grown: list[float]) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of what the page grew by."""
    x0 = seen[2] if grown[2] > seen[2] else grown[0]
    y0 = seen[3] if grown[3] > seen[3] else grown[1]
    x1 = seen[0] if grown[0] < seen[0] else grown[2]
    y1 = seen[1] if grown[1] < seen[1] else grown[3]
    return x0, y0, x1 - x0, y1 - y0


def mark(strip: bytes, data: bytes) -> bytes:
    """The CV with the last page of `strip` under each of its pages."""
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        reader.decrypt("")
    writer = PdfWriter(clone_from=reader)
    line = PdfReader(io.BytesIO(strip))  # held by name: its pages only point to it
    form, width, height = _form(line.pages[-1], writer)
    for page in writer.pages:
        _draw(page, writer, form, width, height)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    length = int(sys.stdin.buffer.readline())
    strip = sys.stdin.buffer.read(length)
    sys.stdout.buffer.write(mark(strip, sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
