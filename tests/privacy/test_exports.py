"""A person's copy: whole, theirs alone, readable elsewhere, fetched once."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from importlib.resources import files

import jsonschema
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.json_resume import as_dict
from privacy import post, registry
from privacy.models import Export, RightsRequest, SiteMail
from privacy.services import exports
from tests.factories.accounts import ResumeFactory, UserFactory
from tests.factories.applications import ApplicationFactory

from . import marked


def copy_of(user):
    """The ZIP that a worker builds, open."""
    export = exports.ask(user)
    assert exports.build(export.pk)
    export.refresh_from_db()
    with export.file.open("rb") as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def everything(archive):
    return b"\n".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")


def test_the_copy_holds_every_marked_word_that_the_map_gives_out(google, db):
    lea = marked.make(google)
    marks = marked.mark(lea)
    Export.objects.all().delete()
    given = {f"{one.model}.{name}" for one in registry.personal() for name in one.exported}
    text = everything(copy_of(lea))
    for word, column in marks.items():
        assert (word in text) == (column in given), column
    assert lea.email in text


def test_the_copy_names_nobody_else(lea):
    karim = UserFactory(first_name="Karim", last_name="Benali", email="karim@exemple.test")
    other = ApplicationFactory(message="Une autre candidature")
    application = ApplicationFactory(candidate=lea, offer=other.offer)
    from applications import pipeline

    pipeline.note_reading(application, by=karim)
    pipeline.add_note(application, "À rappeler mardi", by=karim)
    archive = copy_of(lea)
    text = everything(archive)
    assert "À rappeler mardi" in text  # the notes about the candidate are theirs to read
    for word in ("Karim", "Benali", "karim@", other.message, other.candidate.email):
        assert word not in text
    notes = json.loads(archive.read("donnees/applications.ApplicationNote.json"))
    assert notes[0]["author"] == "une autre personne"
    told = json.loads(archive.read("destinataires.json"))
    assert told[0]["name"] == application.offer.company.name


def test_each_table_comes_as_json_and_as_csv_with_the_same_rows(lea):
    ResumeFactory(user=lea, title="=HYPERLINK(1)")
    archive = copy_of(lea)
    rows = json.loads(archive.read("donnees/accounts.Resume.json"))
    text = archive.read("donnees/accounts.Resume.csv").decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text)))
    assert [row["id"] for row in rows] == [row["id"] for row in table]
    assert rows[0]["title"] == "=HYPERLINK(1)"
    assert table[0]["title"] == "'=HYPERLINK(1)"  # a spreadsheet does not run it
    assert archive.read(rows[0]["file"]).startswith(b"%PDF")


def test_the_map_in_the_copy_says_why_and_how_long(lea):
    told = json.loads(copy_of(lea).read("carte.json"))
    assert told["accounts.Resume"]["days_kept"] == 730
    assert told["accounts.User"]["withheld"]["password"]


def test_the_cv_is_json_resume_and_says_what_the_profile_says(google, db):
    lea = marked.make(google)
    found = json.loads(copy_of_fresh(lea).read("cv.json"))
    assert faults(found) == []
    assert found == json.loads(json.dumps(as_dict(lea)))
    assert found["basics"]["location"] == {
        "city": "Montpellier",
        "postalCode": "34000",
        "countryCode": "FR",
    }
    assert found["work"] == [{"name": "x", "position": "x", "startDate": "2020-01"}]


def faults(found):
    """What the schema that jsonresume.org publishes says against a file."""
    schema = json.loads(files("resume_pycli").joinpath("schema.json").read_text("utf-8"))
    checker = jsonschema.validators.validator_for(schema)(
        schema, format_checker=jsonschema.FormatChecker()
    )
    return [one.json_path for one in checker.iter_errors(found)]


def test_a_file_that_is_no_json_resume_is_noticed():
    assert faults({"basics": {"email": "nothing"}}) == ["$.basics.email"]
    assert faults({"work": [{"startDate": "1er mars 2020"}]}) == ["$.work[0].startDate"]


def copy_of_fresh(user):
    Export.objects.filter(user=user).delete()
    return copy_of(user)


# --- The page -------------------------------------------------------------------------------------
def test_a_copy_is_asked_built_by_a_worker_fetched_once(proven, lea):
    proven.post(reverse("copies"))
    export = Export.objects.get()
    assert "en préparation" in proven.get(reverse("copies")).content.decode()
    assert exports.build_due() == 1
    assert SiteMail.objects.filter(name="privacy/export_ready", user=lea).exists()
    answer = proven.post(reverse("copy_file", args=[export.pk]))
    assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).testzip() is None
    assert "no-store" in answer["Cache-Control"]
    assert proven.post(reverse("copy_file", args=[export.pk])).status_code == 410
    assert RightsRequest.objects.get().kind == "access"


def test_a_double_click_asks_for_one_copy(proven):
    proven.post(reverse("copies"))
    proven.post(reverse("copies"))
    assert Export.objects.count() == 1
    assert RightsRequest.objects.count() == 1


def test_a_copy_is_asked_for_even_when_the_broker_is_down(proven, no_broker):
    assert proven.post(reverse("copies")).status_code == 302
    assert exports.build_due() == 1


def test_nobody_else_can_fetch_a_copy(client, lea, proven):
    export = exports.ask(UserFactory())
    exports.build(export.pk)
    assert proven.post(reverse("copy_file", args=[export.pk])).status_code == 404


def test_a_copy_asks_for_a_recent_proof(signed_in, lea):
    export = exports.ask(lea)
    exports.build(export.pk)
    for address in (reverse("copies"), reverse("copy_file", args=[export.pk])):
        answer = signed_in.post(address)
        assert answer.url.startswith(reverse("account_reauthenticate"))
    export.refresh_from_db()
    assert export.state == Export.State.READY


def test_after_a_week_the_copy_is_gone(proven, lea):
    export = exports.ask(lea)
    exports.build(export.pk)
    export.refresh_from_db()
    name, storage = export.file.name, export.file.storage
    later = timezone.now() + timedelta(days=8)
    assert exports.expire(as_of=later, dry_run=True) == 1
    call_command("expire_exports", as_of=f"{later}", stdout=io.StringIO())
    assert not storage.exists(name)
    assert proven.post(reverse("copy_file", args=[export.pk])).status_code in (404, 410)


def test_a_new_copy_replaces_the_one_that_was_left(proven, lea):
    first = exports.ask(lea)
    exports.build(first.pk)
    exports.build(exports.ask(lea).pk)
    first.refresh_from_db()
    name, storage = first.file.name, first.file.storage
    assert proven.post(reverse("copy_file", args=[first.pk])).status_code == 410
    exports.expire()
    assert not storage.exists(name)
    assert Export.objects.filter(state=Export.State.READY).count() == 1


def test_a_copy_past_its_week_is_gone_even_before_the_sweep(proven, lea):
    export = exports.ask(lea)
    exports.build(export.pk)
    Export.objects.filter(pk=export.pk).update(expires_at=timezone.now())
    assert proven.post(reverse("copy_file", args=[export.pk])).status_code == 410
    export.refresh_from_db()
    assert export.state == Export.State.READY  # nobody took it


def test_a_copy_whose_worker_died_is_built_by_the_next(lea):
    export = exports.ask(lea)
    past = timezone.now() - timedelta(minutes=1)
    Export.objects.filter(pk=export.pk).update(lease_until=past, progress=40)
    assert exports.build_due() == 1


def test_two_workers_build_a_copy_once(lea):
    export = exports.ask(lea)
    Export.objects.filter(pk=export.pk).update(lease_until=timezone.now() + timedelta(minutes=9))
    assert exports.build_due() == 0
    assert not exports.build(export.pk)


def test_a_full_disk_leaves_the_copy_waiting(lea, settings, tmp_path):
    resume = ResumeFactory(user=lea)
    resume.file.storage.delete(resume.file.name)  # its file cannot be read
    export = exports.ask(lea)
    assert not exports.build(export.pk)
    export.refresh_from_db()
    assert (export.state, export.progress) == (Export.State.WAITING, 0)


def test_a_copy_that_the_storage_cannot_give_is_not_taken(proven, lea):
    export = exports.ask(lea)
    exports.build(export.pk)
    export.refresh_from_db()
    export.file.storage.delete(export.file.name)
    page = proven.post(reverse("copy_file", args=[export.pk]), follow=True).content.decode()
    assert "ne peut pas être lue pour le moment" in page
    export.refresh_from_db()
    assert export.state == Export.State.READY


def test_erasing_the_account_erases_the_file_of_the_copy(lea, django_capture_on_commit_callbacks):
    from privacy.services import erasure

    export = exports.ask(lea)
    exports.build(export.pk)
    export.refresh_from_db()
    name, storage = export.file.name, export.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(lea)
    assert not storage.exists(name)


# --- Where my data is -----------------------------------------------------------------------------
def test_the_page_counts_what_is_held_and_says_until_when(signed_in, lea):
    ResumeFactory.create_batch(2, user=lea)
    page = signed_in.get(reverse("my_data")).content.decode()
    assert '<strong class="numbers">2</strong> CV' in page
    assert "disparaît le" in page
    assert "aucun recruteur n’a ouvert votre CV" in page


def test_the_page_names_who_opened_the_cv(signed_in, lea):
    from applications import pipeline

    application = ApplicationFactory(candidate=lea)
    pipeline.note_reading(application, by=UserFactory())
    page = signed_in.get(reverse("my_data")).content.decode()
    assert application.offer.company.name in page
    assert "a ouvert votre candidature" in page


def test_ready_copies_are_told_by_mail_without_their_words(lea):
    exports.build(exports.ask(lea).pk)
    post.send_due()
    told = SiteMail.objects.get(name="privacy/export_ready")
    assert reverse("copies") in told.body
    assert str(Export.objects.get().pk) not in told.body
