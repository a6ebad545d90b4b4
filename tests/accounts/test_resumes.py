"""One's CVs: put in, opened by their owner alone, renamed, let go."""

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts import resumes
from accounts.demo_pdf import write_pdf
from accounts.models import Resume
from accounts.resume_limits import MAX_RECEIVED, MOST_RESUMES
from accounts.tasks import sweep_orphan_files
from tests.factories.accounts import ResumeFactory, UserFactory

from . import files

PDF = write_pdf("# Zoé Bézu")


def upload(client, content=PDF, *, name="CV Zoé Bézu.pdf", title=""):
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return client.post(reverse("resumes"), {"title": title, "file": file}, follow=True)


def stored():
    """Names of the files in the storage."""
    return {
        f"cv/{folder}/{name}"
        for folder in default_storage.listdir("cv")[0]
        for name in default_storage.listdir(f"cv/{folder}")[1]
    }


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    (tmp_path / "cv").mkdir()
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
    }
    return tmp_path


def test_a_cv_is_kept_and_becomes_the_main_one(signed_in, user):
    page = upload(signed_in, title="CV comptable").content.decode()
    resume = Resume.objects.get()
    assert (resume.user, resume.title, resume.is_main) == (user, "CV comptable", True)
    assert resume.file_name == "CV Zoé Bézu.pdf"
    assert "Votre CV est enregistré (1\u00a0ko)" in page
    assert resume.read().startswith(b"%PDF-")


def test_without_a_title_the_name_of_the_file_serves(signed_in):
    upload(signed_in)
    assert Resume.objects.get().title == "CV Zoé Bézu"


def test_a_lighter_file_says_how_much_lighter(signed_in):
    heavy = files.with_image(files.raw_image(files.noise(1700, 1700)))
    page = upload(signed_in, heavy).content.decode()
    assert "allégé de" in page
    assert Resume.objects.get().received_size == len(heavy)


def test_a_refused_file_leaves_the_title_and_a_sentence_beside_the_field(signed_in):
    page = upload(signed_in, b"PK\x03\x04", title="Mon beau titre").content.decode()
    assert "C’est une archive" in page
    assert 'value="Mon beau titre"' in page
    assert not Resume.objects.exists()
    assert not stored()


def test_an_empty_file_and_a_missing_one_get_their_own_sentence(signed_in):
    assert "Ce fichier est vide" in upload(signed_in, b"").content.decode()
    page = signed_in.post(reverse("resumes"), {"title": "Titre"}).content.decode()
    assert "Choisissez un fichier" in page
    assert 'value="Titre"' in page


def test_a_file_beyond_ten_megabytes_is_thrown_away_while_it_arrives(signed_in):
    page = upload(signed_in, PDF.ljust(MAX_RECEIVED + 70_000), title="Lourd").content.decode()
    assert "dépasse 10\u00a0Mo" in page
    assert 'value="Lourd"' in page


def test_the_same_file_twice_is_one_cv(signed_in):
    upload(signed_in, title="Premier")
    page = upload(signed_in, title="Second").content.decode()
    assert "déjà parmi vos CV" in page
    assert "Premier" in page
    assert Resume.objects.count() == len(stored()) == 1


def test_two_people_may_keep_the_same_file(signed_in, stranger, client):
    upload(signed_in)
    client.force_login(stranger)
    upload(client)
    assert Resume.objects.count() == len(stored()) == 2


def test_there_is_a_last_cv(signed_in, user):
    for _number in range(MOST_RESUMES):
        ResumeFactory(user=user)
    with pytest.raises(resumes.TooMany):
        resumes.add(user, PDF, name="cv.pdf")
    assert "le nombre permis" in signed_in.get(reverse("resumes")).content.decode()


def test_a_storage_that_refuses_costs_a_sentence(signed_in, own_storage):
    (own_storage / "cv").rmdir()
    (own_storage / "cv").write_text("a file where the folder should be")
    page = upload(signed_in, title="Gardé").content.decode()
    assert "notre stockage ne répond pas" in page
    assert 'value="Gardé"' in page
    assert not Resume.objects.exists()


def test_a_cv_whose_file_is_gone_costs_a_sentence(signed_in, user):
    resume = ResumeFactory(user=user)
    default_storage.delete(resume.file.name)
    page = signed_in.get(reverse("resume_file", args=[resume.pk]), follow=True)
    assert "ne peut pas être lu" in page.content.decode()


def test_the_owner_opens_their_cv_under_strict_headers(signed_in, user):
    resume = ResumeFactory(user=user, file_name="CV d’été.pdf")
    answer = signed_in.get(reverse("resume_file", args=[resume.pk]))
    assert answer.content == resume.read()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''CV%20d")


@pytest.mark.parametrize("name", ["resume_file", "resume_rename", "resume_delete"])
def test_another_person_does_not_know_that_the_cv_exists(client, stranger, user, name):
    resume = ResumeFactory(user=user)
    client.force_login(stranger)
    assert client.get(reverse(name, args=[resume.pk])).status_code == 404
    assert client.get(reverse(name, args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("name", ["resume_main", "resume_rename", "resume_delete"])
def test_another_person_changes_nothing(client, stranger, user, name):
    resume = ResumeFactory(user=user)
    client.force_login(stranger)
    assert client.post(reverse(name, args=[resume.pk]), {"title": "Volé"}).status_code == 404
    resume.refresh_from_db()
    assert resume.title != "Volé"


def test_a_visitor_signs_in_first(client, db):
    resume = ResumeFactory()
    assert client.get(reverse("resume_file", args=[resume.pk])).status_code == 302


def test_the_file_lies_under_a_name_that_says_nothing(signed_in, own_storage):
    upload(signed_in)
    [path] = [one for one in (own_storage / "cv").rglob("*") if one.is_file()]
    assert len(path.stem) == 62
    assert "zo" not in path.name.lower()


def test_a_cv_is_renamed(signed_in, user):
    resume = ResumeFactory(user=user)
    signed_in.post(reverse("resume_rename", args=[resume.pk]), {"title": "Nouveau"})
    resume.refresh_from_db()
    assert resume.title == "Nouveau"
    page = signed_in.post(reverse("resume_rename", args=[resume.pk]), {"title": ""})
    assert "obligatoire" in page.content.decode()


def test_the_main_cv_changes_and_stays_alone(signed_in, user):
    first, second = ResumeFactory(user=user), ResumeFactory(user=user)
    for _press in range(2):
        signed_in.post(reverse("resume_main", args=[second.pk]))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_main, second.is_main) == (False, True)


def test_a_deleted_cv_takes_its_file_along(signed_in, user, django_capture_on_commit_callbacks):
    gone, kept = ResumeFactory(user=user), ResumeFactory(user=user)
    assert (
        "seront effacés" in signed_in.get(reverse("resume_delete", args=[gone.pk])).content.decode()
    )
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("resume_delete", args=[gone.pk]))
    assert signed_in.post(reverse("resume_delete", args=[gone.pk])).status_code == 404
    kept.refresh_from_db()
    assert kept.is_main
    assert stored() == {kept.file.name}


def test_the_file_stays_when_the_deletion_does_not_hold(user):
    resume = ResumeFactory(user=user)
    resume.delete()  # inside the test's transaction, which never commits
    assert resume.file.name in stored()


def test_a_file_without_a_row_is_swept_away_after_a_day(user, own_storage):
    import os

    kept = ResumeFactory(user=user)
    old = default_storage.save("cv/aa/orphan.pdf", ContentFile(PDF))
    young = default_storage.save("cv/aa/young.pdf", ContentFile(PDF))
    long_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for name in (old, kept.file.name):
        os.utime(own_storage / name, (long_ago, long_ago))
    sweep_orphan_files()
    assert stored() == {kept.file.name, young}


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_end_in_one_row_and_one_file():
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    user = UserFactory()

    def add(_number):
        try:
            return resumes.add(user, PDF, name="cv.pdf")
        except resumes.AlreadyThere:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(add, range(2)))
    assert sum(one is not None for one in results) == 1
    assert Resume.objects.count() == len(stored()) == 1


def test_a_photo_arrives_as_a_pdf(signed_in):
    upload(signed_in, files.photo(), name="IMG_0042.JPG")
    resume = Resume.objects.get()
    assert resume.file_name == "IMG_0042.pdf"
    assert BytesIO(resume.read()).read(5) == b"%PDF-"
