"""A line under each page of a CV: of odd and turned pages too, with nothing of the CV covered."""

import io
import subprocess

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, FloatObject, NameObject, RectangleObject

from accounts import resume_mark, resumes
from accounts.demo_pdf import write_pdf
from meilleursjobs.lib import pdf

from .files import TEXT, edited

LINE = "Consulté par Łukasz Belkacem, Chantier du Ponant, le 3 mars 2026 sur MeilleursJobs"


def pages_of(data):
    return PdfWriter(clone_from=PdfReader(io.BytesIO(data))).pages


def mark(data, line=LINE):
    """The pages of a marked copy; here the process of its own is spared."""
    return pages_of(resume_mark.mark(pdf.strip(line), data))


def turned(degrees, **boxes):
    def edit(writer):
        page = writer.pages[0]
        page[NameObject("/Rotate")] = FloatObject(degrees)
        for key, box in boxes.items():
            page[NameObject(f"/{key}")] = RectangleObject(box)

    return edited(edit)


def where(page):
    """The corner of the line as it is drawn: the lower left one for who reads it."""
    found = []

    def visit(operator, _operands, cm, _tm):
        if operator == b"Do":
            found.append((cm[4], cm[5]))

    page.extract_text(visitor_operand_before=visit)
    return found[-1]


def inside(point, box):
    x, y = point
    return box[0] - 0.01 <= x <= box[2] + 0.01 and box[1] - 0.01 <= y <= box[3] + 0.01


def test_each_page_bears_the_line_after_its_own_words():
    pages = mark(edited(lambda _writer: None, pages=3))
    assert len(pages) == 3
    for page in pages:
        assert page.extract_text().strip().endswith(LINE)
    first = pages[0].extract_text()
    assert first.startswith("Zoé Bézu\nComptable – dix ans de cabinet, à l’œuvre")
    assert first.count("Zoé Bézu") == 1


@pytest.mark.browser
def test_pdftotext_reads_the_cv_first_and_the_line_last():
    marked = resume_mark.mark(pdf.strip(LINE), edited(lambda _writer: None))
    done = subprocess.run(["pdftotext", "-", "-"], input=marked, capture_output=True, check=True)
    text = " ".join(done.stdout.decode().split())
    assert text.startswith("Zoé Bézu Comptable – dix ans de cabinet, à l’œuvre")
    assert text.endswith(LINE)


def test_the_page_grows_and_nothing_of_the_cv_is_covered():
    before = pages_of(write_pdf(TEXT))[0].mediabox
    (page,) = mark(write_pdf(TEXT))
    assert (page.mediabox.left, page.mediabox.top) == (before.left, before.top)
    assert before.bottom - 40 < page.mediabox.bottom < before.bottom
    assert page.cropbox == page.mediabox


def test_a_long_line_is_folded_and_still_read():
    (page,) = mark(write_pdf(TEXT), "Compagnie des chantiers " * 20)
    assert page.extract_text().count("chantiers") == 20


@pytest.mark.parametrize(
    ("degrees", "side"),
    [
        (0, lambda old, new: new.bottom < old.bottom),
        (90, lambda old, new: new.right > old.right),
        (180, lambda old, new: new.top > old.top),
        (270, lambda old, new: new.left < old.left),
        (-90, lambda old, new: new.left < old.left),
        (450, lambda old, new: new.right > old.right),
    ],
)
def test_a_turned_page_bears_it_where_its_reader_sees_the_foot(degrees, side):
    data = turned(degrees)
    old = pages_of(data)[0].mediabox
    (page,) = mark(data)
    new = page.mediabox
    assert side(old, new)
    assert sum(abs(a - b) > 1 for a, b in zip(old, new, strict=True)) == 1
    point = where(page)
    assert inside(point, new)
    assert not inside(point, old)


def test_what_is_cut_off_the_page_stays_cut_off():
    data = turned(0, MediaBox=(0, 0, 600, 900), CropBox=(100, 200, 500, 700))
    (page,) = mark(data)
    left, bottom, right, top = page.cropbox
    assert (left, right, top) == (100, 500, 700)
    assert 170 < bottom < 200
    assert inside(where(page), (100, bottom, 500, 200))


@pytest.mark.parametrize(
    "box",
    [(0, 0, 40, 60), (0, 0, 14000, 14000), (-300, -400, 295, 442), (595, 842, 0, 0), (0, 0, 0, 0)],
    ids=["tiny", "huge", "below zero", "upside down", "nothing"],
)
def test_odd_sizes_bear_it_too(box):
    (page,) = mark(turned(0, MediaBox=box))
    assert "Łukasz Belkacem" in " ".join(page.extract_text().split())
    point = where(page)
    assert inside(point, page.mediabox)


def test_a_size_in_other_units_is_followed():
    def edit(writer):
        writer.pages[0][NameObject("/UserUnit")] = FloatObject(2)

    (page,) = mark(edited(edit))
    assert -20 < page.mediabox.bottom < 0  # half as many units as points


def test_a_page_that_leaves_its_drawing_state_open_bears_it_in_its_place():
    def edit(writer):
        odd = DecodedStreamObject()
        odd.set_data(b"q 3 0 0 3 900 900 cm BT (un q ouvert) Tj ET ")
        page = writer.pages[0]
        page[NameObject("/Contents")] = ArrayObject(
            [page.raw_get("/Contents"), writer._add_object(odd)]
        )

    (page,) = mark(edited(edit))
    assert inside(where(page), page.mediabox)


def test_a_page_without_content_or_resources_bears_it():
    def edit(writer):
        for key in ("/Contents", "/Resources"):
            writer.pages[0].pop(key, None)

    (page,) = mark(edited(edit))
    assert page.extract_text().strip() == LINE


def test_a_marked_copy_that_comes_back_is_marked_once_more():
    """Here in the process of its own, as the site does it."""
    once = resumes.marked(write_pdf(TEXT), "Consulté par Karim")
    text = mark(once, "Consulté par Inès")[0].extract_text()
    assert "Karim" in text
    assert "Inès" in text


def test_an_owners_password_does_not_keep_it_away():
    def locked(user_password):
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(write_pdf(TEXT))))
        writer.encrypt(user_password, owner_password="maître", algorithm="RC4-128")
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    assert LINE in mark(locked(""))[0].extract_text()
    closed = locked("secret")
    assert resumes.marked(closed, LINE) == closed


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 rien", b"\x00" * 2000], ids=["", "half", "zeros"])
def test_what_cannot_be_marked_is_given_as_it_is_and_the_fault_is_logged(data, caplog):
    assert resumes.marked(data, LINE) == data
    assert "could not be marked" in caplog.text


def test_a_process_that_takes_too_long_does_not_keep_the_cv_away(monkeypatch, caplog):
    monkeypatch.setattr("accounts.apart.SECONDS", 0.01)
    data = write_pdf(TEXT)
    assert resumes.marked(data, LINE) == data
    assert "too long" in caplog.text


def test_the_largest_cv_is_marked():
    """Twenty pages, three megabytes, and a page that unpacks to thirty."""

    def edit(writer):
        for number, page in enumerate(writer.pages):
            drawn = DecodedStreamObject()
            drawn.set_data(b"0 0 m 1 1 l S " * (2_000_000 if number == 5 else 10_000))
            page[NameObject("/Contents")] = writer._add_object(drawn.flate_encode())

    pages = pages_of(resumes.marked(edited(edit, pages=20), LINE))
    assert all("Łukasz" in page.extract_text() for page in (pages[0], pages[19]))
