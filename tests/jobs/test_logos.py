import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from jobs import logos
from jobs.admin import CompanyForm
from jobs.models import Company
from tests.factories.jobs import CompanyFactory


def picture(kind="PNG", size=(900, 300), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, "#bf3417").save(out, kind, **options)
    return out.getvalue()


def uploaded(content, name="logo.png"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_drawn_anew_and_fits_a_square(kind):
    kept = Image.open(logos.reencode(uploaded(picture(kind))))
    assert (kept.format, kept.size) == ("WEBP", (400, 133))


def test_what_a_photograph_says_beside_its_pixels_is_left_behind():
    exif = Image.Exif()
    exif[0x010E] = "prise chez Zoé"
    exif[0x0112] = 6  # lying on its side
    kept = logos.reencode(uploaded(picture("JPEG", exif=exif)))
    assert b"chez Zo" not in kept.read()
    image = Image.open(kept)
    assert not image.getexif()
    assert image.height > image.width


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        picture()[:-40],
        picture("GIF"),
        picture("BMP"),
        b"%PDF-1.7",
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(content):
    with pytest.raises(logos.BadLogo, match="image PNG, JPEG ou WebP"):
        logos.reencode(uploaded(content))


def test_a_file_too_heavy_or_with_too_many_pixels_is_refused():
    with pytest.raises(logos.BadLogo, match=r"2\sMo"):
        logos.reencode(uploaded(b"x" * 2_000_001))
    bomb = picture(size=(6000, 6000), mode="1")
    assert len(bomb) < 50_000
    with pytest.raises(logos.BadLogo, match="pixels"):
        logos.reencode(uploaded(bomb))


@pytest.mark.django_db
def test_staff_give_a_logo_and_the_page_shows_it(client):
    company = CompanyFactory()
    data = {"name": company.name, "siren": company.siren, "headcount": "11", "naf": "43.32A"}
    bad = CompanyForm(data, {"logo": uploaded(b"MZ")}, instance=company)
    assert "logo" in bad.errors
    form = CompanyForm(data, {"logo": uploaded(picture(), "../../x.png")}, instance=company)
    assert form.is_valid(), form.errors
    form.save()
    company = Company.objects.get()
    assert company.logo.name.startswith("logos/")
    assert company.logo.name.endswith(".webp")
    url = reverse("company_logo", args=[company.slug])
    assert url in client.get(company.get_absolute_url()).content.decode()
    response = client.get(url)
    assert response["Content-Type"] == "image/webp"
    assert Image.open(io.BytesIO(b"".join(response.streaming_content))).width == 400
