"""Alerts: two clicks to have one, one mail for what is new, one press to stop."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from jobs.models import Alert, AlertHit, Bookmark, Company, Offer
from jobs.reverse import News
from jobs.services import alert_care, alerts, offers
from privacy import post
from privacy.models import SiteMail
from tests.applications.pages import text_of
from tests.applications.test_pipeline import at_once
from tests.factories.accounts import UserFactory
from tests.factories.jobs import AlertFactory, OfferFactory

pytestmark = pytest.mark.django_db
NEW = "/alertes/nouvelle/"


@pytest.fixture
def lea(client):
    user = UserFactory(first_name="Léa")
    client.force_login(user)
    return user


def mails(name="alert"):
    return SiteMail.objects.filter(name=f"jobs/{name}").order_by("pk")


def link(name, part):
    body = mails(name).last().body
    return next(path for path in re.findall(r"http://localhost:8000(/\S+)", body) if part in path)


def named(path):
    """What an address names, without its second and its signature."""
    return path.partition(":")[0]


def moment(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def later(**delta):
    return timezone.now() + timedelta(**delta)


# --- Having one ---------------------------------------------------------------------------------
def test_an_alert_is_made_in_two_clicks_from_a_search(client, lea):
    page = text_of(client.get(reverse("offers"), {"q": "calfat", "lieu": "34172"}))
    query = re.search(r'name="query" value="([^"]+)"', page)[1]
    client.post(NEW, {"query": query})
    alert = Alert.objects.get()
    assert (alert.user, alert.confirmed_at is None) == (lea, False)
    assert "calfat" in alert.name
    assert alert.name in text_of(client.get(reverse("alerts")))


def test_a_second_press_makes_no_second_alert(client, lea):
    client.post(NEW, {"query": "q=calfat"})
    client.post(NEW, {"query": "q=calfat&tri=date"})  # the order is no criterion
    assert Alert.objects.count() == 1


@pytest.mark.parametrize("query", ["", "tri=date", "rayon=50"])
def test_an_alert_for_everything_is_refused_kindly(client, lea, query):
    answer = client.post(NEW, {"query": query}, follow=True)
    assert "ajoutez un mot, un lieu ou un filtre" in text_of(answer)
    assert not Alert.objects.exists()


def test_a_search_that_means_nothing_makes_no_alert(client, lea):
    answer = client.post(NEW, {"query": "lieu=nulle-part"}, follow=True)
    assert "n’a pas été comprise" in text_of(answer)


def test_who_is_signed_out_confirms_by_mail_first(client):
    shown = client.post(NEW, {"query": "q=calfat"})
    assert "Votre adresse e-mail" in text_of(shown)
    client.post(NEW, {"query": "q=calfat", "email": "Nour@exemple.test", "frequency": "daily"})
    OfferFactory(title="Calfat")
    assert alerts.look("daily", as_of=later(days=1)) == 0
    page = link("alert_confirm", "/confirmer/")
    client.get(page)
    assert Alert.objects.get().confirmed_at is None  # a link scanner changes nothing
    client.__class__(enforce_csrf_checks=True).post(page)
    assert Alert.objects.get().confirmed_at


def test_the_answer_is_the_same_when_the_mailbox_has_it_already(client):
    typed = {"query": "q=calfat", "email": "nour@exemple.test", "frequency": "daily"}
    strip = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    first, second = (strip.sub("", text_of(client.post(NEW, typed))) for _ in "12")
    client.post(link("alert_confirm", "/confirmer/"))
    third = strip.sub("", text_of(client.post(NEW, typed)))
    assert first == second == third


def test_who_lost_the_link_gets_another_and_who_confirmed_gets_none(client):
    typed = {"query": "q=calfat", "email": "nour@exemple.test", "frequency": "daily"}
    for _press in "12":
        client.post(NEW, typed)
    assert mails("alert_confirm").count() == 2
    client.post(link("alert_confirm", "/confirmer/"))
    client.post(NEW, typed)
    assert mails("alert_confirm").count() == 2
    assert Alert.objects.get().confirmed_at


@pytest.mark.parametrize("email", ["", "nour", "nour@"])
def test_a_wrong_address_is_told_beside_its_field(client, email):
    shown = client.post(NEW, {"query": "q=calfat", "email": email, "frequency": "daily"})
    assert shown.context["form"].errors["email"]
    assert not Alert.objects.exists()


def test_twenty_alerts_and_no_more(client, lea):
    for number in range(21):
        client.post(NEW, {"query": f"q=calfat{number}"})
    assert Alert.objects.count() == 20
    with pytest.raises(IntegrityError):
        AlertFactory(user=lea, query="q=autre", slot=21)


@pytest.mark.django_db(transaction=True)
def test_presses_at_once_stay_within_twenty():
    from jobs.forms.search import read
    from jobs.services.alert_saving import create

    user = UserFactory()
    for number in range(18):
        create(read(f"q=calfat{number}"), user=user)
    acts = [lambda q=q: create(read(f"q=autre{q}"), user=user) for q in range(6)]
    at_once(*acts)
    slots = list(Alert.objects.values_list("slot", flat=True))
    assert len(slots) == len(set(slots)) <= 20


# --- What it writes -----------------------------------------------------------------------------
def test_a_new_offer_that_matches_is_mailed_once():
    alert = AlertFactory(query="q=calfat")
    offer = OfferFactory(title="Calfat de marine", published_at=later(minutes=5))
    OfferFactory(title="Boulanger", published_at=later(minutes=5))
    assert alerts.look("daily", as_of=later(days=1)) == 1
    assert alerts.look("daily", as_of=later(days=2)) == 0
    body = mails().get().body
    assert "Calfat de marine" in body
    assert "Boulanger" not in body
    assert AlertHit.objects.get().offer == offer
    assert mails().get().user == alert.user


@pytest.mark.parametrize("frequency", ["instant", "daily"])
def test_an_offer_whose_transaction_ended_after_a_look_is_told_by_the_next(frequency):
    AlertFactory(query="q=calfat", frequency=frequency)
    first, second = later(days=1), later(days=2)
    OfferFactory(title="Calfat", published_at=first - timedelta(minutes=3))
    assert alerts.look(frequency, as_of=first) == 1
    OfferFactory(title="Calfat de marine", published_at=first - timedelta(minutes=2))  # seen now
    assert alerts.look(frequency, as_of=second) == 1
    told = AlertHit.objects.order_by("at").values_list("offer__title", flat=True)
    assert list(told) == ["Calfat", "Calfat de marine"]


def test_two_alerts_of_one_person_do_not_tell_the_same_offer_twice():
    lea = UserFactory()
    AlertFactory(user=lea, query="q=calfat")
    AlertFactory(user=lea, query="lieu=34172")
    OfferFactory(title="Calfat", published_at=later(minutes=5))
    assert alerts.look("daily", as_of=later(days=1)) == 1
    assert AlertHit.objects.count() == 1


@pytest.mark.parametrize(
    ("frequency", "made", "early", "in_time"),
    [
        ("daily", "2026-03-04 16:00", "2026-03-04 19:30", "2026-03-05 07:30"),
        ("daily", "2026-03-28 16:00", "2026-03-28 19:30", "2026-03-29 07:30"),  # a short night
        ("weekly", "2026-03-05 10:00", "2026-03-08 19:40", "2026-03-09 07:40"),
        ("weekly", "2026-03-09 08:00", "2026-03-15 19:40", "2026-03-16 07:40"),
    ],
)
def test_each_frequency_keeps_its_pace_and_the_first_mail_comes_with_the_next_round(
    frequency, made, early, in_time
):
    made, early, in_time = (moment(text) for text in (made, early, in_time))
    AlertFactory(query="q=calfat", frequency=frequency, looked_at=made, confirmed_at=made)
    OfferFactory(title="Calfat", published_at=made + timedelta(minutes=1))
    assert alerts.look(frequency, as_of=early) == 0
    assert alerts.look(frequency, as_of=in_time) == 1
    OfferFactory(title="Calfat", published_at=in_time + timedelta(minutes=1))
    assert alerts.look(frequency, as_of=in_time + timedelta(hours=4)) == 0


def test_a_round_that_was_missed_is_made_up_for_the_same_day_or_the_next():
    made = moment("2026-03-05 10:00")
    AlertFactory(query="q=calfat", frequency="weekly", looked_at=made, confirmed_at=made)
    OfferFactory(title="Calfat", published_at=made + timedelta(minutes=1))
    assert alerts.look("weekly", as_of=moment("2026-03-10 11:40")) == 1


def test_an_instant_alert_writes_within_the_minute_three_times_a_day_then_a_digest():
    start = timezone.localtime().replace(hour=8, minute=0) + timedelta(days=1)
    AlertFactory(query="q=calfat", frequency="instant", looked_at=start)
    for number in range(5):
        at = start + timedelta(hours=number + 1)
        OfferFactory(title=f"Calfat {number}", published_at=at)
        alerts.look("instant", as_of=at + timedelta(minutes=1))
    assert mails().count() == 3
    night = start.replace(hour=0) + timedelta(days=1)
    for moment_of_sleep in (night, night.replace(hour=7, minute=29)):
        assert alerts.look("instant", as_of=moment_of_sleep) == 0
    alerts.look("instant", as_of=night.replace(hour=7, minute=30))
    assert mails().count() == 4
    assert "Calfat 3" in mails().last().body
    assert "Calfat 4" in mails().last().body


def test_an_instant_alert_that_has_mails_left_writes_at_night_too():
    night = timezone.localtime().replace(hour=1, minute=0) + timedelta(days=1)
    AlertFactory(query="q=calfat", frequency="instant", looked_at=night - timedelta(hours=3))
    for number, before in enumerate((150, 120, 5)):  # two mails before midnight
        at = night - timedelta(minutes=before)
        OfferFactory(title=f"Calfat {number}", published_at=at)
        assert alerts.look("instant", as_of=at + timedelta(minutes=1)) == 1


def test_what_ended_before_the_mail_is_not_told():
    AlertFactory(query="q=calfat")
    filled = OfferFactory(title="Calfat A", published_at=later(minutes=1))
    closed = OfferFactory(title="Calfat B", published_at=later(minutes=1))
    offers.fill(Offer.objects.get(pk=filled.pk))
    Company.objects.filter(pk=closed.company_id).update(suspended_at=timezone.now())
    assert alerts.look("daily", as_of=later(days=1)) == 0


def test_a_paused_or_stopped_alert_writes_nothing(client):
    paused = AlertFactory(query="q=calfat", paused_at=timezone.now())
    stopped = AlertFactory(query="q=calfat")
    OfferFactory(title="Calfat", published_at=later(minutes=1))
    stopped.delete()
    assert alerts.look("daily", as_of=later(days=1)) == 0
    assert paused.hits.count() == 0


def test_a_dry_run_counts_and_tells_nothing(capsys):
    AlertFactory(query="q=calfat")
    OfferFactory(title="Calfat", published_at=later(minutes=1))
    call_command("send_alerts", dry_run=True, as_of=later(days=1).isoformat())
    assert "1 courriels" in capsys.readouterr().out
    assert not mails().exists()
    assert not AlertHit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_write_one_mail():
    AlertFactory(query="q=calfat")
    OfferFactory(title="Calfat", published_at=later(minutes=1))
    at = later(days=1)
    assert at_once(*[lambda: alerts.look("daily", as_of=at)] * 3) == [None] * 3
    assert mails().count() == 1


def test_a_mail_shows_ten_and_says_how_many_there_are_at_least(monkeypatch):
    monkeypatch.setattr(News.find, "__kwdefaults__", {"most": 12})
    AlertFactory(query="q=calfat")
    for minute in range(14):
        OfferFactory(title=f"Calfat {minute}", published_at=later(minutes=minute))
    alerts.look("daily", as_of=later(days=1))
    body = mails().get().body
    assert ("Calfat 13" in body, "Calfat 3\n" in body) == (True, False)
    assert "Et plus de 2 autres\xa0:" in body


def test_offers_behind_those_that_another_alert_told_are_told(monkeypatch):
    monkeypatch.setattr(News.find, "__kwdefaults__", {"most": 2})
    lea = UserFactory()
    AlertFactory(user=lea, query="q=calfat", frequency="weekly")
    AlertFactory(user=lea, query="q=marin")
    for minute in range(4):
        title = f"Calfat {minute}" if minute < 2 else f"Calfat marin {minute}"
        OfferFactory(title=title, published_at=later(minutes=minute + 1))
    alerts.look("daily", as_of=later(days=1))
    alerts.look("weekly", as_of=later(days=7))
    bodies = [mail.body for mail in mails()]
    assert ["Calfat marin 3" in body for body in bodies] == [True, False]
    assert ["Calfat 0" in body for body in bodies] == [False, True]


def test_alerts_that_find_nothing_cost_no_question_each(django_assert_max_num_queries):
    for number in range(30):
        AlertFactory(query=f"q=goelette{number}", frequency="instant")
    OfferFactory(title="Calfat", published_at=later(minutes=1))
    with django_assert_max_num_queries(8):
        assert alerts.look("instant", as_of=later(minutes=2)) == 0


def test_alerts_are_looked_for_by_the_block(monkeypatch):
    monkeypatch.setattr("jobs.reverse.MOST_SEARCHES", 2)
    found = [AlertFactory(query="q=calfat") for _ in range(3)]
    others = [AlertFactory(query="q=goelette") for _ in range(3)]
    OfferFactory(title="Calfat", published_at=later(minutes=1))
    at = later(days=1)
    assert alerts.look("daily", as_of=at) == len(found)
    assert Alert.objects.filter(looked_at=at).count() == len(found + others)


def test_a_quick_alert_that_found_nothing_is_written_to_twice_an_hour_and_misses_nothing():
    alert = AlertFactory(query="q=calfat", frequency="instant")
    begun = alert.looked_at
    OfferFactory(title="Boulanger", published_at=later(minutes=1))
    for minutes in (2, 20, 40):
        alerts.look("instant", as_of=later(minutes=minutes))
        alert.refresh_from_db()
        assert (alert.looked_at > begun) == (minutes == 40)
    OfferFactory(title="Calfat", published_at=later(minutes=41))
    assert alerts.look("instant", as_of=later(minutes=42)) == 1
    assert alerts.look("instant", as_of=later(minutes=43)) == 0


def test_an_alert_changed_while_others_look_is_left_to_the_next_look(monkeypatch):
    alert = AlertFactory(query="q=calfat")
    OfferFactory(title="Calfat", published_at=later(minutes=1))
    find = News.find

    def find_slowly(news, rows):
        found = list(find(news, rows))
        Alert.objects.filter(pk=alert.pk).update(paused_at=timezone.now())
        return found

    monkeypatch.setattr(News, "find", find_slowly)
    assert alerts.look("daily", as_of=later(days=1)) == 0
    assert not mails().exists()


# --- Stopping it --------------------------------------------------------------------------------
def test_one_press_of_the_mail_program_stops_it_without_a_cookie(client):
    AlertFactory(query="q=calfat")
    OfferFactory(title="Calfat", published_at=later(minutes=1))
    alerts.look("daily", as_of=later(days=1))
    post.send_due()
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    client.get(page)
    assert Alert.objects.exists()  # GET shows
    client.__class__(enforce_csrf_checks=True).post(page, {"List-Unsubscribe": "One-Click"})
    assert not Alert.objects.exists()
    assert client.get(page).status_code == 410


def test_a_forged_link_is_gone(client):
    for path in ("/alertes/forged/arreter/", "/alertes/forged/confirmer/"):
        assert client.get(path).status_code == 410
        assert client.post(path).status_code == 410


def test_alerts_are_paused_renamed_and_deleted_by_their_owner_alone(client, lea):
    alert = AlertFactory(user=lea, query="q=calfat")
    other = AlertFactory(query="q=calfat")
    act = reverse("alert_act", args=[alert.pk])
    client.post(act, {"action": "pause"})
    alert.refresh_from_db()
    assert alert.paused_at
    client.post(act, {"action": "resume"})
    client.post(act, {f"{alert.pk}-name": "Le port", f"{alert.pk}-frequency": "weekly"})
    alert.refresh_from_db()
    assert (alert.paused_at, alert.name, alert.frequency) == (None, "Le port", "weekly")
    stranger = reverse("alert_act", args=[other.pk])
    assert client.post(stranger, {"action": "delete"}).status_code == 404
    assert other.name not in [
        one["alert"].name for one in client.get("/alertes/").context["rows"][1:]
    ]
    client.post(act, {"action": "delete"})
    assert Alert.objects.get() == other


def test_an_alert_says_what_it_would_have_found_this_week(client, lea):
    AlertFactory(user=lea, query="q=calfat")
    OfferFactory(title="Calfat")
    OfferFactory(title="Calfat", published_at=timezone.now() - timedelta(days=10))
    assert "elle aurait trouvé 1\xa0offre." in client.get(reverse("alerts")).content.decode()


def test_alerts_that_nobody_wants_any_more_are_forgotten():
    AlertFactory(confirmed_at=None, user=None, email="a@exemple.test")
    kept = AlertFactory()
    with time_machine.travel(later(days=8)):
        assert alert_care.forget(dry_run=True) == 1
        assert alert_care.forget() == 1
    assert Alert.objects.get() == kept
    assert alert_care.forget(as_of=later(days=400)) == 0  # nobody was asked
    assert alert_care.ask(as_of=later(days=366)) == 1
    assert alert_care.forget(as_of=later(days=390)) == 0
    assert alert_care.forget(as_of=later(days=400)) == 1


# --- Bookmarks ----------------------------------------------------------------------------------
def test_an_offer_is_kept_with_a_note_and_its_end_is_told_once(client, lea):
    offer = OfferFactory(title="Calfat")
    keep = reverse("bookmark_keep", args=[offer.pk])
    client.post(keep)
    client.post(keep)
    one = Bookmark.objects.get()
    client.post(reverse("bookmark", args=[one.pk]), {f"{one.pk}-note": "Appeler mardi"})
    assert "Appeler mardi" in text_of(client.get(reverse("bookmarks")))
    offers.fill(Offer.objects.get(pk=offer.pk))
    assert mails("bookmark_over").get().user == lea
    assert "terminée" in text_of(client.get(reverse("bookmarks")))


def test_somebody_elses_bookmark_is_not_found(client, lea):
    one = Bookmark.objects.create(user=UserFactory(), offer=OfferFactory(title="Calfat"))
    assert client.post(reverse("bookmark", args=[one.pk]), {"action": "delete"}).status_code == 404
    assert "Calfat" not in text_of(client.get(reverse("bookmarks")))


def test_an_ended_offer_cannot_be_kept(client, lea):
    offer = OfferFactory(state="filled")
    assert client.post(reverse("bookmark_keep", args=[offer.pk])).status_code == 404
