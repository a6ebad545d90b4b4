"""A recruiter’s sources of offers: made, changed, handed a file; and the answers that are kept."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jobs.imports import ending, runner
from jobs.models import FeedSource, ImportRun, Offer
from meilleursjobs.lib import states
from privacy.models import SiteMail
from tests.accounts.test_second_factor import enrol
from tests.applications.pages import text_of
from tests.applications.test_pipeline import at_once
from tests.factories.accounts import UserFactory
from tests.factories.jobs import (
    CompanyFactory,
    FeedSourceFactory,
    ImportRunFactory,
    MembershipFactory,
)
from tests.jobs.feeding import bring, feed, job
from tests.lib.test_fetch import says, server

pytestmark = pytest.mark.django_db
State = ImportRun.State


@pytest.fixture
def member(client, source):
    user = UserFactory()
    MembershipFactory(user=user, company=source.company)
    enrol(user)
    client.force_login(user)
    return user


def change(client, source, **typed):
    values = {"name": source.name, "url": source.url, "most_withdrawn": source.most_withdrawn}
    return client.post(reverse("import_edit", args=[source.pk]), values | typed)


def jobs(*numbers):
    return feed(*(job(f"N{number}") for number in numbers))


def online():
    return sorted(Offer.objects.visible().values_list("reference", flat=True))


def read(source):
    """What the clock does, then the workers."""
    for pk in runner.start_due():
        while runner.work(pk):
            pass
    return source.runs.first()


# --- Making one, and handing in a file ---------------------------------------------------------
def test_a_recruiter_makes_a_source_hands_in_a_file_and_reads_the_report(
    client, source, member, django_capture_on_commit_callbacks
):
    made = client.post(reverse("imports"), {
        "company": source.company_id, "name": "Notre logiciel", "url": "", "most_withdrawn": 30,
    })  # fmt: skip
    own = FeedSource.objects.get(name="Notre logiciel")
    assert made.url == reverse("import_source", args=[own.pk])
    file = ContentFile(feed(job("A"), job("B", salary="")).encode(), name="feed.xml")
    answer = client.post(made.url, {"file": file})
    run = own.runs.get()
    assert answer.url == reverse("import_run", args=[run.pk])
    runner.work(run.pk)
    page = client.get(answer.url).content.decode()
    assert "Indiquez une fourchette" in page
    assert "terminé" in page
    client.post(reverse("import_delete", args=[own.pk]))
    assert Offer.objects.visible().filter(reference="A").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "Choisissez le fichier XML"),
        (b"", "Ce fichier est vide"),
        (b"PK\x03\x04feed.xml", "Ce fichier est compressé"),
        (b"\x1f\x8b\x08feed", "Ce fichier est compressé"),
        (b" " * 10_000_001, "Ce fichier dépasse"),
        (b" " * 10_100_000, "Ce fichier dépasse"),  # thrown away before the form sees it
    ],
)
def test_a_file_that_is_no_feed_is_refused_in_words(client, source, member, content, said):
    posted = {"dry_run": "on"}
    if content is not None:
        posted["file"] = ContentFile(content, name="feed.xml")
    page = client.post(reverse("import_source", args=[source.pk]), posted).content.decode()
    assert said in page
    assert "checked" in page
    assert not source.runs.exists()


def test_strangers_see_no_source_and_no_report(client, source, member):
    run = ImportRunFactory(state="confirm")
    paths = (
        ("import_source", run.source_id), ("import_run", run.pk), ("import_delete", run.source_id),
        ("import_confirm", run.pk),
    )  # fmt: skip
    for name, pk in paths:
        path = reverse(name, args=[pk])
        assert client.post(path).status_code in {404, 405}, name
        assert client.get(path).status_code in {404, 405}, name
    assert run.source.name not in client.get(reverse("imports")).content.decode()
    run.refresh_from_db()
    assert run.state == State.TO_CONFIRM


def test_a_source_of_another_company_cannot_be_made(client, member):
    other = CompanyFactory(verified=True)
    client.post(reverse("imports"), {"company": other.pk, "name": "x", "most_withdrawn": 30})
    assert not other.sources.exists()


def test_a_run_is_confirmed_once(source):
    run = ImportRunFactory(source=source, state="confirm", counts={"to_withdraw": 9})
    ending.confirm(run, withdraw=False)
    with pytest.raises(states.MoveRefused):
        ending.confirm(ImportRun(pk=run.pk, source=source, state="confirm"), withdraw=True)


# --- Another address ----------------------------------------------------------------------------
def test_a_new_address_is_read_at_once_and_its_offers_are_known_by_their_references(
    client, source, member, settings
):
    settings.FEEDS_FROM_LOOPBACK = True
    with (
        server(says(jobs(1, 2, 3).encode())) as old,
        server(says(feed(job("N2"), job("N3", title="Ébéniste"), job("N4")).encode())) as new,
    ):
        FeedSource.objects.update(url=old)
        assert read(source).counts["created"] == 3
        assert read(source).pk == source.runs.get().pk  # not before an hour has gone
        page = client.get(reverse("import_edit", args=[source.pk])).content.decode()
        assert old in page
        assert "par la même référence" in page
        answer = change(client, source, url=new, name="Autre logiciel")
        assert answer.url == reverse("import_source", args=[source.pk])
        assert online() == ["N1", "N2", "N3"]
        run = read(source)
    assert run.counts == {"same": 1, "updated": 1, "created": 1, "withdrawn": 1}
    assert online() == ["N2", "N3", "N4"]
    source.refresh_from_db()
    assert (source.name, source.url) == ("Autre logiciel", new)


def test_a_new_address_that_cannot_be_read_changes_nothing_and_is_told(
    client, source, member, settings
):
    bring(source, jobs(1, 2))
    settings.FEEDS_FROM_LOOPBACK = True
    FeedSource.objects.update(failing_since=timezone.now(), paused_at=timezone.now())
    with server(says(b"oups", Content_Type="text/html")) as new:
        change(client, source, url=new)
        assert read(source).state == State.FAILED
    assert online() == ["N1", "N2"]
    assert SiteMail.objects.filter(name="jobs/import_attention", user=member).count() == 1


def test_a_new_address_that_lacks_many_offers_asks_before_it_withdraws(
    client, source, member, settings
):
    bring(source, jobs(*range(8)))
    settings.FEEDS_FROM_LOOPBACK = True
    with server(says(jobs(0).encode())) as new:
        change(client, source, url=new)
        run = read(source)
    assert (run.state, run.counts["to_withdraw"]) == (State.TO_CONFIRM, 7)
    assert len(online()) == 8


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://127.0.0.1/flux.xml", "ne mène pas à un serveur public"),
        ("http://exemple.test/flux.xml", "commence par https"),
        ("https://nom:secret@exemple.test/flux.xml", "ni nom ni mot de passe"),
        ("pas une adresse", "Écrivez une adresse entière"),
        ("ftp://exemple.test/flux.xml", "commence par https"),
    ],
)
def test_an_address_that_we_would_not_fetch_is_refused_and_stays_as_typed(
    client, source, member, url, said
):
    page = change(client, source, url=url, name="Nom changé").content.decode()
    assert page.count(said) == 1
    assert f'value="{url}"' in page
    assert 'value="Nom changé"' in page
    assert FeedSource.objects.get(pk=source.pk).url == source.url


def test_the_last_readings_say_what_they_did_and_that_some_were_refused(client, source, member):
    bring(source, feed(job("A"), job("B"), job("C", salary="")))
    page = text_of(client.get(reverse("import_source", args=[source.pk]))).replace("\xa0", " ")
    assert "Créée : 2 · Refusée : 1" in page
    assert "terminé, avec des refus" in page
    bring(source, "<!DOCTYPE a><source/>")
    page = text_of(client.get(reverse("import_source", args=[source.pk])))
    assert "DOCTYPE" in page


def test_who_writes_the_file_reads_which_elements_it_holds(client, source, member):
    for path in (reverse("imports"), reverse("import_source", args=[source.pk])):
        page = text_of(client.get(path))
        assert "<code>referencenumber</code>" in page
        assert reverse("offers_feed") in page


def test_a_name_that_another_source_has_is_refused_in_words(client, source, member):
    FeedSourceFactory(company=source.company, name="Déjà pris")
    page = change(client, source, url="", name="Déjà pris").content.decode()
    assert "Une de vos sources porte déjà ce nom." in page


def test_a_source_stays_with_its_company(client, source, member):
    other = CompanyFactory(verified=True)
    MembershipFactory(user=member, company=other)
    change(client, source, url="", company=other.pk, most_withdrawn=50)
    changed = FeedSource.objects.get(pk=source.pk)
    assert (changed.company, changed.most_withdrawn) == (source.company, 50)


def test_rules_change_without_touching_what_a_reading_wrote_meanwhile(client, source, member):
    pause = timezone.now()
    before = source.next_pull_at
    FeedSource.objects.update(paused_at=pause)
    change(client, source, most_withdrawn=60)
    source.refresh_from_db()
    assert (source.paused_at, source.next_pull_at) == (pause, before)


def test_a_source_without_address_takes_files_and_keeps_its_offers(client, source, member):
    bring(source, jobs(1))
    FeedSource.objects.update(url="https://exemple.test/flux.xml")
    answer = change(client, source, url="")
    assert "déposez ses fichiers ici" in client.get(answer.url).content.decode()
    assert runner.start_due() == []
    assert online() == ["N1"]


def test_a_reading_that_waits_for_the_address_that_went_is_dropped(client, source, member):
    FeedSource.objects.update(url="https://exemple.test/flux.xml")
    runner.start(source)
    change(client, source, url="")
    assert not source.runs.exists()
    assert not SiteMail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_source_and_no_fault():
    user, company = UserFactory(), CompanyFactory(verified=True)
    MembershipFactory(user=user, company=company)
    enrol(user)
    found = []

    def post():
        browser = Client()
        browser.force_login(user)
        typed = {"company": company.pk, "name": "Logiciel", "url": "", "most_withdrawn": 30}
        found.append(browser.post(reverse("imports"), typed).status_code)

    assert at_once(post, post) == [None, None]
    assert 302 in found
    assert set(found) <= {200, 302}
    assert company.sources.count() == 1


# --- An answer is kept --------------------------------------------------------------------------
@pytest.fixture
def kept(source):
    """Seven of eight offers that the feed no longer names and a member keeps."""
    bring(source, jobs(*range(8)))
    ending.confirm(bring(source, jobs(0)), withdraw=False)
    return source


def test_what_was_kept_is_not_asked_about_hour_after_hour(kept, client, member):
    for _hour in range(3):
        run = bring(kept, jobs(0))
        assert (run.state, run.counts) == (State.DONE, {"same": 1, "withdrawn": 0})
    assert not SiteMail.objects.filter(name="jobs/import_attention").exists()
    assert len(online()) == 8
    dry = bring(kept, jobs(0), dry_run=True)
    assert dry.counts == {"same": 1, "withdrawn": 0}
    page = client.get(reverse("import_source", args=[kept.pk])).content.decode()
    assert "7 offres gardées" in page


def test_what_vanishes_besides_is_dealt_with_as_ever(kept):
    bring(kept, jobs(0, *range(10, 20)))
    run = bring(kept, jobs(10, 11))
    assert (run.state, run.counts["to_withdraw"]) == (State.TO_CONFIRM, 9)
    ending.confirm(run, withdraw=True)
    while runner.work(run.pk):
        pass
    assert online() == sorted([*(f"N{n}" for n in range(1, 8)), "N10", "N11"])


def test_an_offer_that_the_feed_names_again_follows_the_feed_again(kept):
    bring(kept, feed(job("N0"), job("N1"), job("N2", title="Ébéniste")))
    assert kept.items.filter(kept=True).count() == 5
    assert bring(kept, jobs(0)).counts == {"same": 1, "withdrawn": 2}
    assert online() == ["N0", *(f"N{n}" for n in range(3, 8))]


def test_an_answer_is_for_what_was_still_missing_when_it_was_given(source):
    bring(source, jobs(*range(14)))
    asked = bring(source, jobs(0))
    bring(source, jobs(*range(8)))
    ending.confirm(asked, withdraw=False)
    kept = source.items.filter(kept=True).values_list("reference", flat=True)
    assert sorted(kept) == sorted(f"N{n}" for n in range(8, 14))


def test_what_was_kept_stays_so_at_a_new_address(kept, client, member, settings):
    settings.FEEDS_FROM_LOOPBACK = True
    with server(says(jobs(0, 1).encode())) as new:
        change(client, kept, url=new)
        assert read(kept).counts == {"same": 2, "withdrawn": 0}
    assert len(online()) == 8


def test_a_member_may_let_go_of_what_was_kept(kept, client, member):
    client.post(reverse("import_release", args=[kept.pk]))
    run = bring(kept, jobs(0))
    assert (run.state, run.counts["to_withdraw"]) == (State.TO_CONFIRM, 7)


# --- The list -----------------------------------------------------------------------------------
def test_a_longer_list_of_sources_takes_no_more_queries(client, source, member):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("imports"))
        assert page.status_code == 200
        return len(queries)

    def some_more(count):
        for one in FeedSourceFactory.create_batch(count, company=source.company):
            ImportRunFactory.create_batch(3, source=one)

    some_more(1)
    asked()
    first = asked()
    some_more(6)
    assert asked() == first


def test_the_list_shows_the_last_reading_of_each_source(client, source, member):
    ImportRunFactory(source=source, state="done")
    last = ImportRunFactory(source=source, state="failed")
    other = FeedSourceFactory(company=source.company)
    rows = dict(client.get(reverse("imports")).context["rows"])
    assert (rows[source], rows[other]) == (last, None)
