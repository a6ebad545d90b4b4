"""A long feed is read once, applied slice after slice, and nothing is lost or done twice."""

import io

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jobs import projection
from jobs.imports import batch, claim, ending, runner, spool
from jobs.imports.reader import Unreadable
from jobs.models import ImportedOffer, ImportLine, ImportRun, Offer, OfferSearch, Outcome
from jobs.services import incoming
from jobs.signals import offer_moved
from meilleursjobs.lib import states
from privacy.models import SiteMail
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.jobs import (
    CompanyFactory,
    FeedSourceFactory,
    ImportRunFactory,
    MembershipFactory,
    OfferFactory,
)
from tests.jobs.feeding import bring, feed, job
from tests.lib.test_fetch import says, server

pytestmark = pytest.mark.django_db
State = ImportRun.State


@pytest.fixture
def one_by_one(monkeypatch):
    """A transaction for each offer, so that short feeds are long ones."""
    monkeypatch.setattr(spool, "BATCH", 1)
    monkeypatch.setattr(ending, "BATCH", 1)


def started(source, *jobs):
    return runner.start(source, file=ContentFile(feed(*jobs).encode()))


def slice_of(run):
    """As much as a worker does whose time is over at once. Returns whether there is more."""
    more = runner.work(run.pk, seconds=0)
    run.refresh_from_db()
    return more


def the_lease_ends(run):
    ImportRun.objects.filter(pk=run.pk).update(busy_until=timezone.now())


def references():
    return sorted(Offer.objects.visible().values_list("reference", flat=True))


# --- From one slice to the next -----------------------------------------------------------------
def test_a_worker_killed_between_two_slices_is_followed_by_another(source, one_by_one):
    run = started(source, *(job(f"N{n}") for n in range(4)))
    assert slice_of(run)
    assert (run.position, run.counts) == (1, {"created": 1})
    assert claim.take(run.pk)  # the next worker takes it, and is heard of no more
    assert not runner.work(run.pk)
    the_lease_ends(run)
    while slice_of(run):
        pass
    assert (run.state, run.counts) == (State.DONE, {"created": 4, "withdrawn": 0})
    assert references() == ["N0", "N1", "N2", "N3"]


def test_a_worker_killed_within_a_batch_leaves_nothing_of_it(source, one_by_one):
    run = started(source, job("A"), job("B"))
    slice_of(run)

    def power_cut(**_moved):
        raise SystemExit

    offer_moved.connect(power_cut)
    try:
        with pytest.raises(SystemExit):
            runner.work(run.pk)
    finally:
        offer_moved.disconnect(power_cut)
    assert (references(), OfferSearch.objects.count()) == (["A"], 1)
    the_lease_ends(run)
    assert not runner.work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.counts) == (State.DONE, {"created": 2, "withdrawn": 0})


def test_a_worker_killed_while_it_fetches_leaves_one_file(source, settings):
    settings.FEEDS_FROM_LOOPBACK = True
    source.url = "http://127.0.0.1:9/flux.xml"
    run = started(source, job("A"), job("B"))
    storage, half = run.file.storage, f"imports/{run.pk}.lines"
    storage.save(half, ContentFile(b'[2, {"refer'))
    assert not runner.work(run.pk)
    run.refresh_from_db()
    assert run.counts["created"] == 2
    assert not storage.exists(half)


def test_a_feed_that_changes_between_two_slices_is_read_as_it_was(source, settings, one_by_one):
    settings.FEEDS_FROM_LOOPBACK = True
    asked, texts = [], [feed(job("A"), job("B")), feed(job("C"))]

    def answer(request):
        asked.append(1)
        says(texts[len(asked) - 1].encode())(request)

    with server(answer) as address:
        source.url = address
        source.save()
        run = runner.start(source)
        while slice_of(run):
            pass
        assert (len(asked), references()) == (1, ["A", "B"])
        bring_again = runner.start(source)
        runner.work(bring_again.pk)
    assert references() == ["C"]


def test_a_worker_that_was_thought_dead_writes_nothing_more(source, one_by_one):
    run = started(source, job("A"), job("B"), job("C"))
    slice_of(run)
    sleeper = claim.take(run.pk)
    the_lease_ends(run)
    assert slice_of(run)  # another goes on
    with pytest.raises(claim.Lost):
        batch.apply(sleeper, until=0)
    with pytest.raises(claim.Lost):
        ending.finish(sleeper, until=0)
    assert not runner.work(run.pk)
    run.refresh_from_db()
    assert run.counts == {"created": 3, "withdrawn": 0}
    assert ImportedOffer.objects.count() == 3


def test_a_reference_named_twice_is_taken_once_whatever_lies_between(source, one_by_one):
    again = job("A", title="Ébéniste")
    for dry_run in (True, False):
        text = feed(job("A"), job("B"), job("C", salary=""), again, job("C"))
        run = bring(source, text, dry_run=dry_run)
        assert run.counts == {"created": 2, "refused": 3, "withdrawn": 0}
        said = [line.sentences[0] for line in run.lines.all()]
        assert [("déjà plus haut" in one) for one in said] == [False, True, True]
    assert Offer.objects.visible().get(reference="A").title != "Ébéniste"


def test_a_dry_run_in_slices_counts_what_a_reading_would_withdraw(source, one_by_one):
    bring(source, feed(job("A"), job("B"), job("C")))
    run = bring(source, feed(job("B"), job("B"), job("D")), dry_run=True)
    assert run.counts == {"same": 1, "refused": 1, "created": 1, "withdrawn": 2}
    assert references() == ["A", "B", "C"]


def test_what_comes_before_a_broken_place_is_read(source):
    text = feed(job("A"), job("B"))[:-60]
    run = bring(source, text)
    assert (run.state, run.counts) == (State.FAILED, {"created": 1})
    assert "Ligne" in run.problem


def test_a_run_that_another_release_began_goes_on(source, one_by_one):
    bring(source, feed(job("A")))
    run = started(source, job("A"), job("B"))
    ImportRun.objects.filter(pk=run.pk).update(position=1, counts={"same": 1}, state=State.RUNNING)
    ImportedOffer.objects.update(seen_in=run)
    assert not runner.work(run.pk)
    run.refresh_from_db()
    assert run.counts == {"same": 1, "created": 1, "withdrawn": 0}


def test_a_batch_of_long_offers_is_short():
    out = io.BytesIO()
    spool.write([feed(*(job(f"N{n}", process="x" * 19_000) for n in range(120))).encode()], out)
    sizes = [len(items) for items, _after in spool.batches(out, 0)]
    assert sum(sizes) == 120
    assert max(sizes) < spool.BATCH
    assert max(sizes) * 19_000 < spool.LARGEST + 100_000


def test_a_feed_is_gone_on_with_from_the_place_of_any_batch():
    out = io.BytesIO()
    spool.write([feed(*(job(f"N{n}") for n in range(250))).encode()[:-30]], out)

    def read_from(place):
        """(references, place behind) of each batch, and why it goes no further."""
        found = []
        try:
            for items, after in spool.batches(out, place):
                found.append(([one.reference for one in items], after))
        except Unreadable as error:
            return found, error.message
        return found, ""

    whole, why = read_from(0)
    assert [name for names, _after in whole for name in names] == [f"N{n}" for n in range(249)]
    assert why.startswith("Ligne ")
    for number, (_names, after) in enumerate(whole, 1):
        assert read_from(after) == (whole[number:], why)


# --- Few queries --------------------------------------------------------------------------------
def test_more_new_offers_take_no_more_queries(source):
    def asked(count):
        run = started(source, *(job(f"N{n}") for n in range(count)))
        with CaptureQueriesContext(connection) as queries:
            runner.work(run.pk)
        return len(queries)

    asked(1)
    assert asked(1 + 3) == asked(1 + 3 + 12)


def test_many_changes_are_written_to_the_search_together(source):
    offers = [OfferFactory(company=source.company) for _ in range(3)]
    OfferSearch.objects.all().delete()
    with projection.together():
        for offer in offers:
            projection.refresh([offer.pk])
        assert not OfferSearch.objects.exists()
    assert OfferSearch.objects.count() == 3


def test_new_offers_of_a_company_that_nobody_knows_wait_for_our_staff():
    company = CompanyFactory(verified=True)
    run = bring(FeedSourceFactory(company=company), feed(job("A"), job("B")))
    assert run.counts["created"] == 2
    assert set(company.offers.values_list("state", flat=True)) == {"in_review"}
    assert not OfferSearch.objects.exists()


def test_one_refused_offer_holds_no_other_back(source):
    values = {"title": "x"}
    found = incoming.put_all(source.company, {"A": values, "B": values})
    assert [type(one) for one in found.values()] == [incoming.Refused] * 2
    assert not source.company.offers.filter(reference__in="AB").exists()


# --- A feed that shrinks ------------------------------------------------------------------------
@pytest.fixture
def shrunk(source, one_by_one):
    """A reading that asks whether to withdraw seven of eight offers."""
    bring(source, feed(*(job(f"N{n}") for n in range(8))))
    run = bring(source, feed(job("N0")))
    assert (run.state, run.counts["to_withdraw"]) == (State.TO_CONFIRM, 7)
    return run


def test_a_large_withdrawal_goes_on_slice_after_slice(shrunk):
    ending.confirm(shrunk, withdraw=True)
    turns = 1
    while slice_of(shrunk):
        turns += 1
        assert Offer.objects.visible().count() == 8 - shrunk.counts["withdrawn"]
    assert turns > 5
    assert (shrunk.state, shrunk.counts["withdrawn"]) == (State.DONE, 7)
    assert references() == ["N0"]


def test_what_came_back_since_the_question_is_not_withdrawn(source, shrunk):
    bring(source, feed(*(job(f"N{n}") for n in range(6))))
    ending.confirm(shrunk, withdraw=True)
    while slice_of(shrunk):
        pass
    assert references() == [f"N{n}" for n in range(6)]


def test_the_question_is_asked_once_and_kept(source, shrunk, monkeypatch):
    MembershipFactory(user=UserFactory(), company=source.company)
    monkeypatch.setattr(ending, "KEPT_RUNS", 2)
    for _hour in range(3):
        run = bring(source, feed(job("N0")))
        assert (run.state, run.counts["to_withdraw"]) == (State.DONE, 7)
    assert not SiteMail.objects.filter(name="jobs/import_attention").exists()
    shrunk.refresh_from_db()
    assert shrunk.state == State.TO_CONFIRM
    assert Offer.objects.visible().count() == 8


def test_a_yes_waits_until_the_source_is_no_longer_being_read(source, shrunk, client):
    user = UserFactory()
    MembershipFactory(user=user, company=source.company)
    enrol(user)
    client.force_login(user)
    started(source, job("N0"))
    path = reverse("import_confirm", args=[shrunk.pk])
    page = client.post(path, {"answer": "yes"}, follow=True).content.decode()
    assert "déjà en cours" in page
    shrunk.refresh_from_db()
    assert shrunk.state == State.TO_CONFIRM


def test_a_no_is_an_answer_too(shrunk):
    ending.confirm(shrunk, withdraw=False)
    with pytest.raises(states.MoveRefused):
        ending.confirm(shrunk, withdraw=True)
    assert Offer.objects.visible().count() == 8


# --- The report ---------------------------------------------------------------------------------
def long_report(source, number):
    run = ImportRunFactory(source=source, counts={"refused": number - 10, "updated": 10})
    ImportLine.objects.bulk_create(
        ImportLine(run=run, line=n, reference=f"N{n}", outcome="updated" if n < 10 else "refused")
        for n in range(number)
    )
    return run


def test_a_long_report_is_paged_and_sorted_by_outcome(source, client):
    user = UserFactory()
    MembershipFactory(user=user, company=source.company)
    enrol(user)
    client.force_login(user)
    path = reverse("import_run", args=[long_report(source, 130).pk])
    assert client.get(path).context["page"].paginator.num_pages == 3
    refused = client.get(f"{path}?resultat=refused&page=3")
    assert [line.line for line in refused.context["page"]] == list(range(110, 130))
    assert "resultat=refused&amp;page=2" in refused.content.decode()
    assert len(client.get(f"{path}?resultat=updated").context["page"]) == 10
    for odd in ("?resultat=zzz", "?resultat=created&page=-1", "?page=zzz"):
        assert client.get(path + odd).status_code == 200


def test_a_reading_shortens_the_report_of_the_one_before(source, monkeypatch):
    monkeypatch.setattr(ending, "KEPT_LINES", 3)
    run = long_report(source, 12)
    bring(source, feed(job("A")))
    assert list(run.lines.values_list("line", flat=True)) == [0, 1, 2]


def test_a_report_has_a_largest_size_and_the_counts_go_on(source, monkeypatch, one_by_one):
    monkeypatch.setattr(batch, "MOST_LINES", 2)
    run = bring(source, feed(job("A"), *(job(f"N{n}", salary="") for n in range(4))))
    assert run.counts == {"created": 1, "refused": 4, "withdrawn": 0}
    assert run.lines.filter(outcome=Outcome.REFUSED).count() == 2
