"""Plain documents on A4 paper: one column, real text, in an order that programs read as we do."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

MARGIN = 20  # millimetres
LEADING = 1.35  # of the size of the letters
POINT = 0.3528  # millimetres
INK, MUTED, RULE = (24, 28, 46), (95, 99, 115), (205, 200, 188)
STRIP = (560, 7, 9)  # points: width, size of the letters, from one line to the next


def _font_files() -> dict[str, Path]:
    import font_source_sans_pro

    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return {"": folder / "SourceSansPro-Regular.ttf", "B": folder / "SourceSansPro-Bold.ttf"}


class Document:
    """Words in, bytes of a PDF out. Sizes are points; characters that the font lacks are boxes."""

    def __init__(self, *, title: str, author: str, footer: str = "") -> None:
        from fpdf import FPDF  # where it is used: half a second

        class Page(FPDF):
            def footer(self) -> None:
                self.set_y(-14)
                self.set_font("text", size=8)
                self.set_text_color(*MUTED)
                count = _("page %(page)s sur %(pages)s") % {
                    "page": self.page_no(),
                    "pages": self.str_alias_nb_pages,
                }
                self.cell(0, 5, f"{footer} · {count}" if footer else count, align="C")

        self._pdf: Any = Page(format="A4")
        for style, path in _font_files().items():
            self._pdf.add_font("text", style, path)
        self._pdf.set_margin(MARGIN)
        self._pdf.set_auto_page_break(True, margin=MARGIN)
        self._pdf.set_title(title)
        self._pdf.set_author(author)
        self._pdf.set_creator("MeilleursJobs")
        self._pdf.set_lang(get_language() or "fr")
        self._pdf.add_page()

    def words(
        self, text: str, *, size: float = 10.5, bold: bool = False, muted: bool = False
    ) -> None:
        """Lines of text over the whole width; nothing when there is none."""
        if not text.strip():
            return
        self._pdf.set_font("text", "B" if bold else "", size)
        self._pdf.set_text_color(*(MUTED if muted else INK))
        self._pdf.multi_cell(
            0, size * POINT * LEADING, _printable(text), align="L", new_x="LMARGIN", new_y="NEXT"
        )

    def gap(self, millimetres: float) -> None:
        """Free space below what stands there."""
        self._pdf.ln(millimetres)

    def heading(self, text: str) -> None:
        """The title of a part, over a thin line; it never stands alone at the foot of a page."""
        self._pdf.ln(4)
        if self._pdf.will_page_break(22):
            self._pdf.add_page()
        self.words(text, size=13, bold=True)
        self._pdf.set_draw_color(*RULE)
        y = self._pdf.get_y() + 0.8
        self._pdf.line(MARGIN, y, self._pdf.w - MARGIN, y)
        self._pdf.ln(3)

    def table(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
    ) -> None:
        """Rows under a head that each page repeats; `widths`: shares of the line."""
        self._pdf.set_font("text", size=9)
        self._pdf.set_text_color(*INK)
        self._pdf.set_draw_color(*RULE)
        with self._pdf.table(
            col_widths=tuple(widths), line_height=5, text_align="LEFT", padding=1.2,
            borders_layout="HORIZONTAL_LINES",
        ) as table:  # fmt: skip
            for cells in (head, *rows):
                row = table.row()
                for cell in cells:
                    row.cell(_printable(cell))

    def finish(self, *, at: datetime | None = None) -> bytes:
        """The file. `at`: the date that it bears."""
        self._pdf.set_creation_date(at or timezone.now())
        return bytes(self._pdf.output())


def strip(text: str) -> bytes:
    """A PDF whose last page is as high as its text: small centred lines, to put under pages."""
    from fpdf import FPDF

    width, size, leading = STRIP
    pdf: Any = FPDF(unit="pt", format=(width, leading))
    pdf.add_font("text", "", _font_files()[""])
    pdf.set_font("text", size=size)
    pdf.set_text_color(*MUTED)
    pdf.set_margin(0)
    pdf.set_auto_page_break(False)
    said = _printable(text)
    pdf.add_page()  # to measure on
    lines = pdf.multi_cell(width, leading, said, dry_run=True, output="LINES")
    pdf.add_page(format=(width, 8 + leading * len(lines)))
    pdf.set_y(4)
    pdf.multi_cell(width, leading, said, align="C")
    return bytes(pdf.output())


def _printable(text: str) -> str:
    """No tab, no no-break space of an exotic width: fonts draw them as boxes."""
    return text.replace("\t", " ").replace("\u202f", "\xa0").replace("\r\n", "\n")
