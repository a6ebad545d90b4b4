"""Which files become a CV, and what each refusal says."""

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, NameObject, NumberObject, TextStringObject

from accounts import resume_check
from accounts.demo_pdf import write_pdf
from accounts.resume_limits import MAX_PAGES, MAX_RECEIVED, MAX_STORED
from accounts.resumes import SENTENCES, Checked, Refused, safe_name
from accounts.resumes import check as check_apart

from . import files
from .files import TEXT, dictionary, name


def check(data):
    """The judgement without its process, which costs a second each time."""
    facts, content = resume_check.guarded(data)
    if "refused" in facts:
        raise Refused(facts["refused"])
    return Checked(content=content, pages=facts["pages"], source=facts["from"])


def pdf(checked):
    return PdfReader(BytesIO(checked.content))


def test_a_plain_pdf_keeps_its_text():
    checked = check(write_pdf(TEXT))
    assert (checked.pages, checked.source) == (1, "pdf")
    assert "Zoé Bézu" in pdf(checked).pages[0].extract_text()


def test_the_same_file_gives_the_same_bytes():
    assert check(write_pdf(TEXT)).content == check(write_pdf(TEXT)).content


EMBEDDED = dictionary(Names=ArrayObject([TextStringObject("cv.xml"), dictionary(EF=dictionary())]))
REFUSED = {
    "nothing": (b"", "empty"),
    "words": (b"Mon CV, en texte", "unknown"),
    "a page of the web": (b"<html>%PDF-1.7 %%EOF</html>", "unknown"),
    "a program": (b"MZ\x90\x00 %PDF-1.7 %%EOF", "unknown"),
    "only the magic word": (b"%PDF-1.7\n%%EOF", "unreadable"),
    "noise behind the magic word": (
        b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"%%EOF",
        "unreadable",
    ),
    "half a file": (write_pdf(TEXT)[:-600], "truncated"),
    "a program when opened": (files.on_root("/OpenAction", files.javascript()), "javascript"),
    "a program when the page shows": (
        files.on_page("/AA", dictionary(O=files.javascript())),
        "javascript",
    ),
    "a program with a name": (
        files.on_root(
            "/Names",
            dictionary(
                JavaScript=dictionary(
                    Names=ArrayObject([TextStringObject("a"), files.javascript()])
                )
            ),
        ),
        "javascript",
    ),
    "a program after a harmless action": (
        files.on_root(
            "/OpenAction", dictionary(S=name("/GoTo"), Next=ArrayObject([files.javascript()]))
        ),
        "javascript",
    ),
    "a program under a disguised name": (
        files.in_an_object_stream("/OpenAction", files.javascript()),
        "javascript",
    ),
    "a link that is a program": (files.link("javascript:alert(1)"), "launch"),
    "a link to the disk": (files.link("file:///etc/passwd"), "launch"),
    "a command": (
        files.annotated(
            Subtype=name("/Link"), A=dictionary(S=name("/Launch"), F=TextStringObject("calc.exe"))
        ),
        "launch",
    ),
    "a command named elsewhere": (
        files.elsewhere(S=name("/Launch"), F=TextStringObject("calc.exe")),
        "launch",
    ),
    "a program as a link written elsewhere": (
        files.elsewhere(S=name("/URI"), URI=TextStringObject("javascript:alert(1)")),
        "launch",
    ),
    "a form that posts itself": (
        files.on_root(
            "/OpenAction", dictionary(S=name("/SubmitForm"), F=TextStringObject("http://x.test"))
        ),
        "launch",
    ),
    "an attachment": (files.on_root("/Names", dictionary(EmbeddedFiles=EMBEDDED)), "attachment"),
    "an attachment on a page": (files.annotated(Subtype=name("/FileAttachment")), "attachment"),
    "a portfolio": (files.on_root("/Collection", dictionary()), "attachment"),
    "a video": (files.annotated(Subtype=name("/RichMedia")), "media"),
    "a dynamic form": (
        files.on_root("/AcroForm", dictionary(XFA=TextStringObject("<xdp/>"))),
        "form",
    ),
    "a password to open": (files.encrypted(user="ouvre-toi", owner="maitre"), "password"),
    "a novel": (files.edited(lambda _w: None, pages=MAX_PAGES + 1), "pages"),
    "a bomb in a bomb": (files.bomb(times=2, size=1 << 22), "bomb"),
    "an image as large as a wall": (
        files.with_image(
            files.stream_of(
                b"x",
                Subtype=name("/Image"),
                Width=NumberObject(100_000),
                Height=NumberObject(100_000),
            )
        ),
        "bomb",
    ),
    "Word": (files.archive("[Content_Types].xml", "word/document.xml"), "word"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "word"),
    "rich text": (b"{\\rtf1 CV}", "word"),
    "LibreOffice": (files.archive("mimetype", "content.xml"), "odt"),
    "Pages": (files.archive("Index/Document.iwa", "preview.jpg"), "apple"),
    "an archive": (files.archive("cv.pdf"), "archive"),
    "a broken archive": (b"PK\x03\x04" + bytes(60), "archive"),
    "an archive that is a PDF too": (files.archive("a") + write_pdf(TEXT), "archive"),
    "an image that is a PDF too": (b"GIF89a" + write_pdf(TEXT), "image"),
    "an iPhone's photo": (b"\x00\x00\x00\x18ftypheic" + bytes(90), "heic"),
    "half a photo": (files.photo()[:900], "photo_broken"),
    "a thumbnail": (files.photo((300, 400)), "photo_small"),
    "ten megabytes and one byte": (write_pdf(TEXT).ljust(MAX_RECEIVED + 1), "size"),
}


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_is_refused_with_its_reason(data, reason):
    with pytest.raises(Refused) as refusal:
        check(data)
    assert refusal.value.reason == reason
    assert refusal.value.message == SENTENCES[reason]
    assert refusal.value.field == "file"


def test_the_judgement_runs_in_a_process_of_its_own():
    assert check_apart(write_pdf(TEXT)) == check(write_pdf(TEXT))
    with pytest.raises(Refused, match="JavaScript"):
        check_apart(files.on_root("/OpenAction", files.javascript()))


def test_a_bomb_costs_its_process_only():
    with pytest.raises(Refused) as refusal:
        check_apart(files.bomb(size=420_000_000))
    assert refusal.value.reason == "bomb"


def test_a_bomb_whose_packing_is_named_elsewhere_is_one_too():
    with pytest.raises(Refused) as refusal:
        check(files.hidden_bomb())
    assert refusal.value.reason == "bomb"


def test_a_file_that_takes_for_ever_is_given_up(monkeypatch):
    monkeypatch.setattr("accounts.apart.SECONDS", 0.01)
    with pytest.raises(Refused, match="trop de temps"):
        check_apart(write_pdf(TEXT))


def test_the_process_that_reads_files_knows_no_secret(monkeypatch, tmp_path):
    spy = tmp_path / "python"
    spy.write_text(
        '#!/bin/sh\ncat > /dev/null\necho \'{"pages": 1, "from": "pdf"}\'\n/usr/bin/env\n'
    )
    spy.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(spy))
    seen = check_apart(write_pdf(TEXT)).content.decode()
    assert "SECRET_KEY" not in seen
    assert "DATABASE_URL" not in seen


def test_every_reason_that_is_given_has_its_sentence():
    assert {reason for _data, reason in REFUSED.values()} <= SENTENCES.keys()


@pytest.mark.parametrize(
    "uri", ["https://exemple.test/zoe", "mailto:zoe@exemple.test", "tel:+33612345678"]
)
def test_an_ordinary_link_stays(uri):
    [annotation] = pdf(check(files.link(uri))).pages[0]["/Annots"]
    assert annotation.get_object()["/A"]["/URI"] == uri


def test_a_file_that_opens_without_password_is_kept_without_its_locks():
    checked = check(files.encrypted(user="", owner="maitre"))
    assert not pdf(checked).is_encrypted
    assert "Zoé Bézu" in pdf(checked).pages[0].extract_text()


def test_what_is_glued_to_the_file_does_not_stay():
    for data in (
        b"\n  junk " + write_pdf(TEXT),
        write_pdf(TEXT) + b"\n" + files.archive("virus.exe"),
    ):
        checked = check(data)
        assert checked.content.startswith(b"%PDF-")
        assert b"virus.exe" not in checked.content
        assert b"junk" not in checked.content


def test_a_harmless_opening_view_is_left_out():
    opening = ArrayObject([NumberObject(0), NameObject("/Fit")])
    assert "/OpenAction" not in pdf(check(files.on_root("/OpenAction", opening))).trailer["/Root"]


def test_heavy_images_are_made_lighter_and_still_show():
    heavy = files.with_image(files.raw_image(files.noise(1700, 1700)))
    assert MAX_STORED < len(heavy) < MAX_RECEIVED
    checked = check(heavy)
    assert len(checked.content) <= MAX_STORED
    page = pdf(checked).pages[0]
    assert "Zoé Bézu" in page.extract_text()
    assert page.images[0].image.width >= 850


def test_what_cannot_be_made_light_is_refused_with_what_to_do():
    font = files.stream_of(files.noise(1200, 1000).tobytes(), Type=name("/Font"))
    with pytest.raises(Refused) as refusal:
        check(files.on_page("/Weight", font))
    assert refusal.value.reason == "heavy"


def test_a_photo_becomes_a_page_without_its_metadata():
    exif = Image.Exif()
    exif[0x010F] = "Appareil de Zoé"
    checked = check(files.photo(exif=exif))
    assert (checked.pages, checked.source) == (1, "photo")
    assert b"Appareil" not in checked.content
    width, height = pdf(checked).pages[0].mediabox[2:]
    assert width <= 596
    assert height <= 843


def test_a_photo_taken_sideways_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down: the black half belongs below
    page = pdf(check(files.photo(exif=exif))).pages[0].images[0].image.convert("L")
    assert page.getpixel((page.width // 2, 40)) > 200
    assert page.getpixel((page.width // 2, page.height - 40)) < 50


def test_a_transparent_image_gets_a_white_page():
    out = BytesIO()
    Image.new("RGBA", (900, 1200), (0, 0, 0, 0)).save(out, "PNG")
    page = pdf(check(out.getvalue())).pages[0].images[0].image.convert("L")
    assert page.getpixel((400, 400)) > 250


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("CV Zoé Bézu.pdf", "CV Zoé Bézu.pdf"),
        ("C:\\Users\\zoe\\CV.PDF", "CV.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("cv\x00\r\nBcc: a@b.test.pdf", "cv Bcc a@b.test.pdf"),
        ("invoice\u202efdp.exe", "invoice fdp.pdf"),
        ("photo.jpeg", "photo.pdf"),
        ("  ..  .pdf", "CV.pdf"),
        ("", "CV.pdf"),
        ("é" * 300 + ".pdf", "é" * 96 + ".pdf"),
    ],
)
def test_a_file_name_is_made_safe_to_show(given, shown):
    assert safe_name(given) == shown
