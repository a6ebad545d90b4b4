"""Feeds that companies hand in: read within bounds, applied twice with the same result."""

import threading

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse

from jobs.imports import runner, spool
from jobs.models import FeedSource, ImportedOffer, ImportRun, Offer
from jobs.services import offers
from privacy.models import SiteMail
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.jobs import (
    FeedSourceFactory,
    ImportedOfferFactory,
    MembershipFactory,
    OfferFactory,
)
from tests.jobs.feeding import bring, feed, job
from tests.jobs.writing import WORDS

pytestmark = pytest.mark.django_db
State = ImportRun.State


# --- A feed, again and again --------------------------------------------------------------------
def test_a_feed_publishes_its_offers_and_the_same_feed_changes_nothing(source):
    text = feed(*(job(f"MEN-{n}") for n in range(3)))
    run = bring(source, text)
    assert (run.state, run.counts) == (State.DONE, {"created": 3, "withdrawn": 0})
    kept = list(Offer.objects.visible().order_by("pk").values())
    assert kept[0]["apply_url"] == "https://rh.tournelune.test/MEN-0?utm_source=mj&gh_src=x"
    assert "- débit\n- pose" in kept[0]["description"]
    assert (kept[0]["pay_min"], kept[0]["pay_max"], kept[0]["pay_period"]) == (26000, 31000, "an")
    assert bring(source, text).counts == {"same": 3, "withdrawn": 0}
    assert list(Offer.objects.visible().order_by("pk").values()) == kept
    assert not run.file


def test_what_changes_is_changed_and_what_vanishes_is_withdrawn(source):
    bring(source, feed(job("A"), job("B"), job("C")))
    run = bring(source, feed(job("A"), job("B", title="Ébéniste")))
    assert run.counts == {"same": 1, "updated": 1, "withdrawn": 1}
    titles = Offer.objects.visible().order_by("reference").values_list("reference", "title")
    assert list(titles) == [("A", "Menuisière ou menuisier d’atelier"), ("B", "Ébéniste")]
    assert bring(source, feed(job("A"), job("B"), job("C"))).counts["created"] == 1


def test_only_what_this_source_brought_is_withdrawn(source):
    own = OfferFactory(company=source.company)
    other = ImportedOfferFactory(source=FeedSourceFactory(company=source.company)).offer
    bring(source, feed(job("A")))
    bring(source, feed(job("B")))
    assert set(Offer.objects.visible()) >= {own, other}
    assert not Offer.objects.visible().filter(reference="A").exists()


def test_a_large_withdrawal_waits_for_a_yes(source, client):
    member = UserFactory()
    MembershipFactory(user=member, company=source.company)
    bring(source, feed(*(job(f"N{n}") for n in range(8))))
    run = bring(source, feed(job("N0")))
    assert (run.state, run.counts["to_withdraw"]) == (State.TO_CONFIRM, 7)
    assert Offer.objects.visible().count() == 8
    assert SiteMail.objects.get(name="jobs/import_attention").user == member
    enrol(member)
    client.force_login(member)
    client.post(reverse("import_confirm", args=[run.pk]), {"answer": "yes"})
    client.post(reverse("import_confirm", args=[run.pk]), {"answer": "yes"})  # a double click
    assert not runner.work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.counts["withdrawn"]) == (State.DONE, 7)
    assert Offer.objects.visible().count() == 1


def test_presence_in_the_feed_confirms_that_an_offer_is_open(source):
    bring(source, feed(job("A")))
    Offer.objects.update(confirmed_at=offers.timezone.now() - offers.LIFE / 2)
    offer = Offer.objects.get(reference="A")
    bring(source, feed(job("A")))
    assert Offer.objects.get(pk=offer.pk).confirmed_at > offer.confirmed_at


def test_what_the_company_closed_by_hand_is_left_so(source):
    bring(source, feed(job("A"), job("B")))
    offers.fill(Offer.objects.get(reference="A"))
    offers.archive(Offer.objects.get(reference="B"))
    assert bring(source, feed(job("A"), job("B"))).counts["left"] == 2
    assert not Offer.objects.visible().exists()


def test_a_dry_run_says_what_would_be_done_and_does_nothing(source):
    bring(source, feed(job("A"), job("B")))
    before = list(Offer.objects.order_by("pk").values())
    text = feed(job("A"), job("C"), job("D", salary=""))
    run = bring(source, text, dry_run=True)
    assert run.counts == {"same": 1, "created": 1, "refused": 1, "withdrawn": 1}
    assert list(Offer.objects.order_by("pk").values()) == before
    assert ImportedOffer.objects.count() == 2


def test_an_interrupted_run_goes_on_where_it_stopped(source, monkeypatch):
    monkeypatch.setattr(spool, "BATCH", 1)
    run = runner.start(source, file=ContentFile(feed(job("A"), job("B")).encode()))
    assert runner.work(run.pk, seconds=0)  # the clock was over at once
    turns = 1
    while runner.work(run.pk, seconds=0.001) and turns < 9:
        turns += 1
    runner.work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.counts["created"]) == (State.DONE, 2)


def test_our_own_feed_can_be_read_back(source, client):
    offer = OfferFactory(places=["34301"], contract="cdd", duration_months=6, description=WORDS)
    run = bring(source, b"".join(client.get(reverse("offers_feed"))))
    assert run.counts["created"] == 1, list(run.lines.values())
    copy = Offer.objects.get(company=source.company, reference=str(offer.pk))
    same = ("title", "occupation", "contract", "duration_months", "pay_min", "pay_max",
            "pay_period", "description")  # fmt: skip
    assert [getattr(copy, n) for n in same] == [
        getattr(Offer.objects.get(pk=offer.pk), n) for n in same
    ]
    assert [place.commune_code for place in copy.places.all()] == ["34301"]


def test_the_final_client_of_an_agency_is_known_to_us_only(source, client):
    FeedSource.objects.update(is_agency=True)
    source.refresh_from_db()
    bring(source, feed(job("A", company="Scierie du Vidourle")))
    offer = Offer.objects.get(reference="A")
    assert (offer.is_agency, offer.final_client) == (True, "Scierie du Vidourle")
    for path in (offer.get_absolute_url(), reverse("offers"), reverse("offers_rss")):
        assert b"Vidourle" not in client.get(path).content
    assert b"Vidourle" not in b"".join(client.get(reverse("offers_feed")))
    [line] = bring(source, feed(job("B"))).lines.all()
    assert line.sentences[0].startswith("company : ")  # the element that most feeds have


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Caissière ou caissier", "D1505"),
        ("Caissier (H/F)", "D1505"),
        ("Plaquiste", "F1604"),
        ("Boulanger·ère", "D1102"),
    ],
)
def test_an_occupation_is_known_by_the_name_that_people_have_for_it(source, title, code):
    run = bring(source, feed(job("A", rome="", title=title)))
    assert run.counts["created"] == 1, list(run.lines.values())
    assert Offer.objects.get(reference="A").occupation == code


@pytest.mark.parametrize(
    ("period", "code", "low", "amount"),
    [
        ("annuel", "an", "24 000 €", 24_000),
        ("par mois", "mois", "2 100", 2_100),
        ("hourly", "heure", "13,50 €", 13.5),
        ("an", "an", "24000", 24_000),
    ],
)
def test_pay_in_elements_is_read_as_people_write_it(source, period, code, low, amount):
    run = bring(source, feed(job("A", salary="", salarymin=low, salaryperiod=period)))
    assert run.counts["created"] == 1, list(run.lines.values())
    offer = Offer.objects.get(reference="A")
    assert (offer.pay_period, offer.pay_min) == (code, amount)


# --- What is refused, line by line --------------------------------------------------------------
@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (job("A", city="Nulle-Part", postalcode=""), "city : Nous ne connaissons pas"),
        (job("A", salary=""), "salary : Indiquez une fourchette"),
        (job("A", rome="", title="Zorglub"), "title : Choisissez le métier"),
        (job("A", jobtype="Zorglub"), "jobtype : « Zorglub » n’est pas lu. Nous lisons : cdi, cdd"),
        (job("A", contract="Zorglub", jobtype=""), "contract : « Zorglub » n’est pas lu."),
        (job("A", salary="", salarymin="beaucoup", salaryperiod="an"), "salarymin : "),
        (
            job("A", salary="", salarymin="24000", salaryperiod="siècle"),
            "salaryperiod : « siècle » n’est pas lu. Nous lisons : an, mois, jour, heure.",
        ),
        (job("A", startdate="bientôt"), "startdate : "),
        (job("A", rome="", title="Zorglub"), "donnez un code ROME"),
        (job("A", jobtype="CDD"), "months : Ce contrat a une durée"),
        (job("A", title="x" * 10_000), "title : "),
        (job("A", title="x" * 30_000), "title : Plus de 20000 caractères"),
        (job("A", description=WORDS + " Moins de 30 ans."), "30 ans"),
        (job("A", url="javascript:alert(1)"), "url : "),
        (job(""), "Chaque offre a une référence"),
        (job("r" * 81), "Chaque offre a une référence"),
    ],
)
def test_an_offer_that_cannot_be_taken_is_named_with_its_line(source, broken, said):
    run = bring(source, feed(job("Z"), broken))
    line = run.lines.get(outcome="refused")
    assert said in " ".join(line.sentences).replace("\xa0", " ")
    assert line.line > 3
    assert run.counts["created"] == 1
    assert Offer.objects.visible().get().reference == "Z"


def test_a_reference_twice_in_a_feed_is_taken_once(source):
    run = bring(source, feed(job("A"), job("A", title="Ébéniste")))
    assert run.counts == {"created": 1, "refused": 1, "withdrawn": 0}
    assert "déjà plus haut" in run.lines.get().sentences[0]


def test_a_reference_typed_by_hand_is_not_taken_over(source):
    own = OfferFactory(company=source.company, reference="A")
    run = bring(source, feed(job("A")))
    assert "Une autre de vos offres" in run.lines.get().sentences[0]
    own.refresh_from_db()
    assert own.description != WORDS


def test_a_change_that_is_refused_neither_changes_nor_withdraws_the_offer(source):
    bring(source, feed(job("A")))
    run = bring(source, feed(job("A", salary="")))
    assert run.counts == {"refused": 1, "withdrawn": 0}
    assert Offer.objects.visible().get().pay_min == 26000


# --- A file that goes wrong ----------------------------------------------------------------
def test_a_truncated_file_withdraws_nothing_and_tells_once(source):
    member = UserFactory()
    MembershipFactory(user=member, company=source.company)
    text = feed(job("A"), job("B"))
    bring(source, text)
    for _time in range(2):
        run = bring(source, text[:-60])
        assert run.state == State.FAILED
        assert "Ligne" in run.problem
    assert Offer.objects.visible().count() == 2
    assert SiteMail.objects.filter(name="jobs/import_attention").count() == 1
    bring(source, text)  # it works again: the next failure is told
    bring(source, text[:-60])
    assert SiteMail.objects.filter(name="jobs/import_attention").count() == 2


# --- Two at once --------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_pulls_at_once_read_a_feed_once(source):
    begun, text = [], ContentFile(feed(*(job(f"N{n}") for n in range(4))).encode())

    def pull():
        try:
            run = runner.start(source, file=text)
            begun.append(run.pk)
        except runner.AlreadyRunning:
            begun.append(None)
        finally:
            connection.close()

    def work(pk):
        try:
            runner.work(pk)
        finally:
            connection.close()

    def twice(target, *args):
        threads = [threading.Thread(target=target, args=args) for _time in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    twice(pull)
    twice(work, next(pk for pk in begun if pk))
    assert sorted(pk is None for pk in begun) == [False, True]
    run = ImportRun.objects.get()
    assert (run.state, run.counts["created"]) == (State.DONE, 4)
    assert Offer.objects.visible().count() == 4
