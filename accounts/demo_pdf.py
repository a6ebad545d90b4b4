"""A plain PDF of one's own making: pages of text in Helvetica, searchable, with French accents.

For the demo people and the tests; real CVs come from their authors.
"""

from io import BytesIO
from textwrap import wrap

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

A4 = (595, 842)  # points
MARGIN = 56
LINE = 16
PER_PAGE = (A4[1] - 2 * MARGIN) // LINE
WIDTH = 88  # characters


def _font(name: str) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject(name),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )


def _content(lines: list[str]) -> bytes:
    drawn = [b"BT", f"{LINE} TL {MARGIN} {A4[1] - MARGIN} Td".encode()]
    for line in lines:
        bold = line.startswith("# ")
        font, size = ("/Bold", 15) if bold else ("/Plain", 10.5)
        text = line.removeprefix("# ").encode("cp1252", "replace")
        for sign in (b"\\", b"(", b")"):
            text = text.replace(sign, b"\\" + sign)
        drawn.append(f"{font} {size} Tf ".encode() + b"(" + text + b") Tj T*")
    return b"\n".join([*drawn, b"ET"])


def write_pdf(text: str) -> bytes:
    """Set a text on A4 pages; a line that begins with `# ` is a heading. Same text, same bytes."""
    lines = [piece for line in text.splitlines() for piece in (wrap(line, WIDTH) if line else [""])]
    writer = PdfWriter()
    fonts = DictionaryObject(
        {
            NameObject("/Plain"): writer._add_object(_font("/Helvetica")),
            NameObject("/Bold"): writer._add_object(_font("/Helvetica-Bold")),
        }
    )
    for start in range(0, max(len(lines), 1), PER_PAGE):
        page = writer.add_blank_page(*A4)
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(_content(lines[start : start + PER_PAGE]))
        page[NameObject("/Contents")] = writer._add_object(stream)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
