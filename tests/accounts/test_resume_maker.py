"""The CV that the profile makes: read in order by people, by pypdf, PDFium and pdftotext."""

import io
import subprocess
from datetime import timedelta

import pypdf
import pypdfium2
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts import resume_maker
from accounts.demo import EXPERIENCES, create_people
from accounts.models import Experience, Resume, User
from tests.factories.accounts import ProfileFactory, UserFactory

ADDRESS = reverse("resume_compose")


@pytest.fixture
def lea(client, db, settings):
    settings.DEMO = True
    create_people()
    user = User.objects.get_by_natural_key("lea@demo.test")
    client.force_login(user)
    return user


def by_pypdf(data):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def by_pdfium(data):
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def by_pdftotext(data):
    """Poppler's, the words as most tools that sort CVs see them."""
    done = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode()


def page_of(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    "extract", [by_pypdf, by_pdfium, pytest.param(by_pdftotext, marks=pytest.mark.browser)]
)
def test_its_text_comes_out_in_reading_order_accents_included(lea, extract):
    text = " ".join(extract(resume_maker.pdf(resume_maker.content(lea))).split())
    order = [
        "Léa Dupré",
        lea.profile.headline,
        lea.email,
        "Expériences",
        *Experience.objects.owned_by(lea).values_list("title", flat=True),
        "Formations",
        "Compétences",
        "Langues",
    ]
    at = 0
    for words in order:
        assert words in text[at:]
        at = text.index(words, at) + len(words)


@pytest.mark.parametrize("name", ["Łukasz Żółć", "Nguyễn Thị Ánh", "Œdipe L’Évêque", "Ђорђе Ћосић"])
def test_names_of_the_whole_of_europe_and_beyond_are_printed(db, name):
    first, _, last = name.partition(" ")
    user = UserFactory(first_name=first, last_name=last)
    Experience.objects.create(user=user, title="Luthière", employer="x", started_on="2020-01-01")
    data = resume_maker.pdf(resume_maker.content(user))
    assert name in by_pdfium(data).replace("\r\n", " ")


def test_it_is_read_before_it_is_kept_and_then_stands_among_the_cvs(client, lea):
    page = page_of(client.get(ADDRESS))
    for one in EXPERIENCES:
        assert one["title"] in page
    count = Resume.objects.owned_by(lea).count()
    answer = client.post(ADDRESS, follow=True)
    assert "Votre CV est prêt" in page_of(answer)
    made = Resume.objects.owned_by(lea).latest("created_at")
    assert Resume.objects.owned_by(lea).count() == count + 1
    assert (made.title, made.file_name) == ("CV de mon profil", "CV Léa Dupré.pdf")


def test_an_unchanged_profile_makes_no_second_cv(client, lea):
    with time_machine.travel(timezone.now() - timedelta(days=3), tick=True):
        made = resume_maker.make(lea)
    assert "déjà parmi vos CV" in page_of(client.post(ADDRESS))
    assert resume_maker.made(lea) == made


def test_a_profile_without_anything_says_what_to_add(client, db):
    client.force_login(UserFactory())
    assert "ajoutez au moins une expérience" in page_of(client.get(ADDRESS))
    assert "ajoutez au moins une expérience" in page_of(client.post(ADDRESS))
    assert not Resume.objects.exists()


def test_a_long_career_takes_more_pages_and_loses_no_word(db):
    user = UserFactory()
    ProfileFactory(user=user, summary="Une ligne.\n" * 40)
    for year in range(1990, 2020):
        Experience.objects.create(
            user=user, title=f"Poste {year}", employer="Atelier", started_on=f"{year}-01-01",
            description="Bordés, ponts, mâts. " * 30,
        )  # fmt: skip
    data = resume_maker.pdf(resume_maker.content(user))
    text = by_pdfium(data)
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) > 3
    assert all(f"Poste {year}" in text for year in range(1990, 2020))


def test_the_seventh_cv_is_refused_with_its_reason(client, lea):
    from tests.factories.accounts import ResumeFactory

    while Resume.objects.owned_by(lea).count() < 6:
        ResumeFactory(user=lea)
    assert "Vous avez déjà six CV" in page_of(client.post(ADDRESS))


def test_it_says_nothing_of_anybody_else(client, lea):
    other = UserFactory()
    Experience.objects.create(user=other, title="Secret", employer="x", started_on="2020-01-01")
    assert "Secret" not in page_of(client.get(ADDRESS))
