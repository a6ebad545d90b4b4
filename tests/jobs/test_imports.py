"""Feeds that companies hand in: read within bounds, applied twice with the same result."""

import threading
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse

from jobs.imports import ending, reader, runner, spool
from jobs.imports.mapping import read_pay, text_of
from jobs.imports.reader import Unreadable, read
from jobs.models import FeedSource, ImportedOffer, ImportRun, Offer
from jobs.services import offers
from meilleursjobs.lib import states
from privacy.models import SiteMail
from tests.accounts.test_second_factor import enrol
from tests.factories.accounts import UserFactory
from tests.factories.jobs import (
    CompanyFactory,
    FeedSourceFactory,
    ImportedOfferFactory,
    ImportRunFactory,
    MembershipFactory,
    OfferFactory,
)
from tests.jobs.test_publishing import WORDS

pytestmark = pytest.mark.django_db
State = ImportRun.State


def job(reference, title="Menuisière ou menuisier d’atelier", **more):
    values = {
        "referencenumber": reference,
        "title": title,
        "rome": "H2206",
        "jobtype": "CDI",
        "city": "Montpellier",
        "postalcode": "34000",
        "description": f"<![CDATA[<p>{WORDS}</p><ul><li>débit</li><li>pose</li></ul>]]>",
        "salary": "26 000 - 31 000 € par an",
        "url": f"https://rh.tournelune.test/{reference}?utm_source=mj&amp;gh_src=x",
    } | more
    return f"<job>{''.join(f'<{n}>{v}</{n}>' for n, v in values.items())}</job>"


def feed(*jobs):
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<source>", *jobs, "</source>"]
    return "\n".join(lines)


@pytest.fixture
def source():
    company = CompanyFactory(verified=True)
    OfferFactory(company=company, state="filled")  # an earlier one passed: they are trusted
    return FeedSourceFactory(company=company)


def bring(source, text, **how):
    content = text if isinstance(text, bytes) else text.encode()
    run = runner.start(source, file=ContentFile(content), **how)
    while runner.work(run.pk):
        pass
    return ImportRun.objects.get(pk=run.pk)


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


# --- What is refused, line by line --------------------------------------------------------------
@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (job("A", city="Nulle-Part", postalcode=""), "city : Nous ne connaissons pas"),
        (job("A", salary=""), "salary : Indiquez une fourchette"),
        (job("A", rome="", title="Zorglub"), "rome / category : Choisissez le métier"),
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
    assert said in " ".join(line.sentences)
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


# --- Hostile and broken files -------------------------------------------------------------------
BOMB = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<source><job><title>&b;</title></job></source>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><source><job>&x;</job></source>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "DOCTYPE"),
        (OUTSIDE, "DOCTYPE"),
        ("<source>" + "<job>" * 50, "trop d’éléments"),
        ("<source><job><title>a", "Ligne 1 : "),
        ("<source><job></title></source>", "n’est pas refermée"),
        ("<source><job>&eacute;</job></source>", "une entité est inconnue"),
        ("", "Ligne 1 : "),
        ("<source/>", "aucune offre"),
        ("pas du XML", "Ligne 1 : "),
        ('<?xml version="1.0" encoding="klingon"?><source/>', "encodage"),
        (feed(job("A")).encode("latin-1", "replace").replace(b"?xml", b"?xml"), "encodage"),
        ("<source><" + "x" * 3_000_000, "n’en finit pas"),
    ],
)
def test_what_is_no_sound_feed_is_refused_with_its_line(text, said):
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(Unreadable) as refused:
        list(read(BytesIO(content)))
    assert said in refused.value.message.replace("\xa0", " ")


def test_other_encodings_are_read():
    text = feed(job("É1")).replace("utf-8", "windows-1252")
    (item,) = read(BytesIO(text.encode("cp1252")))
    assert item.values["referencenumber"] == "É1"


def test_files_and_feeds_have_a_largest_size(monkeypatch):
    text = feed(*(job(str(n)) for n in range(5))).encode()
    monkeypatch.setattr(reader, "MOST_ITEMS", 3)
    with pytest.raises(Unreadable, match="plus de 100 000 offres"):
        list(read(BytesIO(text)))
    monkeypatch.setattr(reader, "MOST_BYTES", 100)
    with pytest.raises(Unreadable, match=r"300.Mo"):
        list(read(BytesIO(text)))


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


# --- Understanding ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "low", "high", "period"),
    [
        ("26 000 - 31 000 € par an", "26000.00", "31000.00", "an"),
        ("De 2.100 à 2.400,50 euros brut mensuel", "2100.00", "2400.50", "mois"),
        ("12,50 €/h", "12.50", "12.50", "heure"),
        ("30000 per year", "30000.00", "30000.00", "an"),
    ],
)
def test_pay_written_in_words_is_read(text, low, high, period):
    found = read_pay(text)
    assert (found["pay_min"], found["pay_max"], found["pay_period"]) == (low, high, period)


@pytest.mark.parametrize("text", ["", "selon profil", "30000", "12 mois, 1 an, 2 ans, 3 par an"])
def test_pay_that_is_not_clear_is_not_guessed(text):
    assert read_pay(text) == {}


def test_html_becomes_the_few_marks_of_an_offer():
    html = "<p>Un <b>bel</b> atelier</p><ul><li>débit</li><li>pose</li></ul><script>x()</script>"
    assert text_of(html) == "Un **bel** atelier\n\n- débit\n- pose"
    assert text_of("deux\nlignes") == "deux\nlignes"


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


# --- Screens ------------------------------------------------------------------------------------
@pytest.fixture
def member(client, source):
    user = UserFactory()
    MembershipFactory(user=user, company=source.company)
    enrol(user)
    client.force_login(user)
    return user


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
