"""With time: an empty alert may ask for less, an old one is asked about, none vanishes unasked."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs.models import Alert, AlertHit
from jobs.services import alert_care, alert_links, alerts
from privacy import post
from privacy.services import retention
from tests.applications.pages import text_of
from tests.factories.accounts import UserFactory
from tests.factories.jobs import AlertFactory, CompanyFactory, OfferFactory
from tests.jobs.test_alerts import later, link, mails, named

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)


def ago(**delta):
    return timezone.now() - timedelta(**delta)


def said(name):
    return mails(name).get().body.replace("\xa0", " ")


def old(**made):
    made = {"confirmed_at": ago(days=30), "used_at": ago(days=30), "query": "q=calfat"} | made
    return AlertFactory(**made)


@pytest.fixture
def stranger():
    """A mail program: no cookie, no token."""
    return Client(enforce_csrf_checks=True)


# --- Three empty weeks --------------------------------------------------------------------------
def test_an_alert_that_found_nothing_for_three_weeks_is_offered_wider_searches_with_their_counts():
    alert = old(query="q=calfat&lieu=34172&contrat=cdi", name="calfat, Montpellier (34), CDI")
    OfferFactory.create_batch(2, title="Calfat", places=["13055"])
    assert alert_care.propose_wider(dry_run=True) == 1
    assert not mails("alert_empty").exists()
    assert alert_care.propose_wider() == 1
    one = mails("alert_empty").get()
    assert (one.user, one.to_email) == (alert.user, alert.email)
    body = said("alert_empty")
    assert "« calfat, Montpellier (34), CDI » n’a rien trouvé depuis trois semaines" in body
    assert "– dans toute la France : 2 offres" in body
    assert named(alert_links.widen_path(alert)) in one.body
    assert named(one.unsubscribe) == named(alert_links.stop_path(alert))


@pytest.mark.parametrize(
    "why",
    ["young", "touched", "paused", "found", "another told it", "nothing wider", "company gone"],
)
def test_no_other_alert_is_bothered(why):
    OfferFactory(title="Calfat", places=["13055"], published_at=ago(days=40))
    made = {"query": "q=calfat&lieu=34172"}
    if why == "young":
        made |= {"confirmed_at": ago(days=20), "used_at": ago(days=20)}
    elif why == "touched":
        made["used_at"] = ago(days=3)
    elif why == "paused":
        made["paused_at"] = ago(days=2)
    elif why == "nothing wider":
        made["query"] = "q=goelette&lieu=34172"
    elif why == "company gone":
        made["query"] = "q=calfat&entreprise=partie"
    alert = old(**made)
    if why == "found":
        AlertHit.objects.create(
            alert=alert, email=alert.email, offer=OfferFactory(), at=ago(days=10)
        )
    elif why == "another told it":
        OfferFactory(title="Calfat", places=["34172"], published_at=ago(days=5))
    assert alert_care.propose_wider() == 0


def test_it_is_offered_once_a_season_unless_something_was_found_between():
    alert = old(query="q=calfat&lieu=34172")
    OfferFactory(title="Calfat", places=["13055"], published_at=ago(days=40))
    assert [alert_care.propose_wider() for _sweep in "12"] == [1, 0]
    assert alert_care.propose_wider(as_of=later(days=30)) == 0
    hit = AlertHit.objects.create(alert=alert, email=alert.email, offer=OfferFactory())
    assert alert_care.propose_wider(as_of=later(days=22)) == 1
    hit.delete()
    assert alert_care.propose_wider(as_of=later(days=22 + 92)) == 1


def test_a_radius_that_finds_nothing_either_leads_to_the_next_one():
    old(query="q=calfat&lieu=34172")
    OfferFactory(title="Calfat", places=["30189"])  # Nîmes, 45 km away
    alert_care.propose_wider()
    assert "– à 50 km de Montpellier : 1 offre" in said("alert_empty")
    assert "France" not in said("alert_empty")  # where there is no other one


def test_the_link_of_the_mail_widens_without_a_cookie_and_shows_first(stranger):
    alert = old(user=None, email="nour@exemple.test", query="q=calfat&lieu=34172")
    OfferFactory(title="Calfat", places=["13055"])
    alert_care.propose_wider()
    page = link("alert_empty", "/elargir/")
    assert "1 offre" in text_of(stranger.get(page))
    alert.refresh_from_db()
    assert alert.query == "q=calfat&lieu=34172"
    assert "Votre alerte est élargie" in text_of(stranger.post(page, {"query": "q=calfat"}))
    alert.refresh_from_db()
    assert (alert.query, alert.name) == ("q=calfat", "calfat")
    OfferFactory(title="Calfat", places=["13055"], published_at=later(minutes=1))
    assert alerts.look("daily", as_of=later(days=1)) == 1


@pytest.mark.parametrize("query", ["", "q=autre", "lieu=34172&q=calfat", "x" * 5_000, "\0"])
def test_only_what_was_offered_can_be_chosen(stranger, query):
    alert = old(query="q=calfat&lieu=34172")
    OfferFactory(title="Calfat", places=["13055"])
    answer = stranger.post(alert_links.widen_path(alert), {"query": query})
    assert "en voici d’autres" in text_of(answer)
    alert.refresh_from_db()
    assert alert.query == "q=calfat&lieu=34172"


def test_widening_into_an_alert_that_one_has_already_says_so(stranger):
    alert = old(query="q=calfat&lieu=34172")
    AlertFactory(user=alert.user, query="q=calfat", slot=alert.slot % 20 + 1)
    OfferFactory(title="Calfat", places=["13055"])
    answer = stranger.post(alert_links.widen_path(alert), {"query": "q=calfat"})
    assert "Vous avez déjà une alerte" in text_of(answer)


def test_an_alert_is_never_widened_to_everything():
    old(query="lieu=2A247&contrat=stage")
    OfferFactory(places=["13055"])
    assert alert_care.propose_wider() == 0


def test_ones_own_page_leads_to_wider_searches(client):
    lea = UserFactory()
    client.force_login(lea)
    alert = old(user=lea, query="q=calfat&lieu=34172")
    assert named(alert_links.widen_path(alert)) in text_of(client.get(reverse("alerts")))


# --- A year without a sign ----------------------------------------------------------------------
def test_after_a_year_a_mailbox_is_asked_once_about_all_its_alerts():
    first = AlertFactory(user=None, email="nour@exemple.test", name="calfat", slot=1)
    AlertFactory(
        user=None, email=first.email, name="voilier", query="q=voilier", slot=2,
        paused_at=timezone.now(),
    )  # fmt: skip
    AlertFactory(user=None, email=first.email, query="q=x", slot=3, used_at=later(days=90))
    assert alert_care.ask(as_of=later(days=360)) == 0
    assert alert_care.ask(as_of=later(days=366), dry_run=True) == 1
    assert [alert_care.ask(as_of=later(days=366)) for _sweep in "12"] == [1, 0]
    one = mails("alert_old").get()
    assert one.subject == "Vos alertes vous servent-elles encore ?"
    assert ("– calfat" in one.body, "– voilier" in one.body) == (True, True)


def test_a_yes_without_a_cookie_keeps_them_for_another_year(stranger):
    alert = AlertFactory(user=None, email="nour@exemple.test")
    alert_care.ask(as_of=later(days=366))
    page = link("alert_old", "/garder/")
    stranger.get(page)
    alert.refresh_from_db()
    assert alert.asked_at  # GET shows
    Alert.objects.update(used_at=ago(days=380))
    assert "C’est noté pour un an" in text_of(stranger.post(page))
    alert.refresh_from_db()
    assert alert.asked_at is None
    assert alert_care.forget(as_of=later(days=100)) == 0
    assert alert_care.ask(as_of=later(days=366)) == 1


def test_without_an_answer_they_are_erased_a_month_later_and_nobody_unasked():
    AlertFactory(used_at=ago(days=500))
    assert alert_care.forget() == 0
    assert retention.purge(only="alert") == {}
    alert_care.ask()
    assert alert_care.forget(as_of=later(days=30)) == 0
    assert alert_care.forget(as_of=later(days=32)) == 1


def test_one_press_of_the_mail_program_stops_all_that_was_asked_about(stranger):
    lea = UserFactory()
    for number in range(1, 21):
        AlertFactory(user=lea, query=f"q=calfat{number}", slot=number)
    alert_care.ask(as_of=later(days=366))
    post.send_due()
    stop = mail.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>")
    assert len(stop) < 900
    stranger.post(stop.removeprefix("http://localhost:8000"), {"List-Unsubscribe": "One-Click"})
    assert not Alert.objects.exists()


def test_ones_own_page_asks_too_and_takes_the_answer(client):
    lea = UserFactory()
    client.force_login(lea)
    alert = AlertFactory(user=lea, asked_at=timezone.now(), used_at=ago(days=370))
    assert "La garder" in text_of(client.get(reverse("alerts")))
    client.post(reverse("alert_act", args=[alert.pk]), {"action": "keep"})
    assert "La garder" not in text_of(client.get(reverse("alerts")))


def test_the_command_does_what_beat_does(capsys):
    AlertFactory(used_at=ago(days=366))
    call_command("send_alerts")
    assert "1 courriels" in capsys.readouterr().out
    assert mails("alert_old").count() == 1


# --- From a mail, without an account ------------------------------------------------------------
def test_a_mailbox_pauses_resumes_and_slows_its_alert_by_the_link_of_a_mail(stranger):
    alert = AlertFactory(user=None, email="nour@exemple.test", query="q=calfat")
    page = alert_links.stop_path(alert)
    assert "Mettre en pause" in text_of(stranger.get(page))
    assert "C’est en pause" in text_of(stranger.post(page, {"action": "pause"}))
    OfferFactory(title="Calfat", published_at=later(minutes=1))
    assert alerts.look("daily", as_of=later(days=1)) == 0
    assert "Reprendre" in text_of(stranger.get(page))
    stranger.post(page, {"action": "resume"})
    stranger.post(page, {"action": "weekly"})
    alert.refresh_from_db()
    assert (alert.paused_at, alert.frequency) == (None, "weekly")


def test_a_link_of_before_still_stops_its_alert(stranger):
    from django.core import signing

    alert = AlertFactory()
    token = signing.dumps(str(alert.pk), salt=alert_links.STOP)
    stranger.post(reverse("alert_stop", args=[token]))
    assert not Alert.objects.exists()


def test_mails_speak_the_language_in_which_a_mailbox_asked(client):
    client.cookies["langue"] = "en"
    data = {"query": "q=calfat", "email": "nour@exemple.test", "frequency": "daily"}
    client.post(reverse("alert_new"), data, headers={"Accept-Language": "en"})
    alert = Alert.objects.get()
    assert mails("alert_confirm").get().language == alert.language


# --- Twenty at once, and whose they are ---------------------------------------------------------
def test_the_page_asks_the_same_few_questions_for_one_alert_and_for_twenty(
    client, django_assert_max_num_queries
):
    lea = UserFactory()
    client.force_login(lea)
    sail = CompanyFactory(verified=True)
    for number in range(1, 21):
        query = f"entreprise={sail.slug}&q=calfat{number}" if number % 2 else f"q=calfat{number}"
        AlertFactory(user=lea, query=query, slot=number)
    OfferFactory(company=sail, title="Calfat1")
    with django_assert_max_num_queries(14):
        page = text_of(client.get(reverse("alerts")))
    assert page.count("elle aurait trouvé 1 offre.") == 1
    assert page.count("elle n’aurait rien trouvé.") == 19


def test_what_an_erased_alert_told_is_not_told_by_another_one():
    lea = UserFactory()
    daily = AlertFactory(user=lea, query="q=calfat")
    AlertFactory(user=lea, query="lieu=34172", frequency="weekly")
    OfferFactory(title="Calfat", published_at=later(minutes=1))
    assert alerts.look("daily", as_of=later(days=1)) == 1
    Client().post(alert_links.stop_path(daily))
    assert alerts.look("weekly", as_of=later(days=8)) == 0


@pytest.mark.parametrize("again", ["same", "a figure changed"])
def test_an_offer_published_again_is_not_mailed_again(again):
    sail = CompanyFactory(verified=True)
    text = (
        "Reprendre les coutures d’un pont en teck, au soleil, avec deux collègues aguerris. "
        "Le chantier compte trois cales, un atelier chauffé et une cantine ouverte à midi. "
        "Vous apprenez le métier auprès de la patronne, puis menez seul un bateau par saison."
    )
    AlertFactory(query="q=calfat")
    OfferFactory(company=sail, title="Calfat", description=text, published_at=later(minutes=1))
    assert alerts.look("daily", as_of=later(days=1)) == 1
    if again != "same":
        text += " Prime de 300 €."
    OfferFactory(company=sail, title="Calfat (H/F)", description=text, published_at=later(days=2))
    assert alerts.look("daily", as_of=later(days=3)) == 0


@pytest.mark.parametrize("what", ["place", "company", "text", "contract", "client"])
def test_another_job_of_the_same_name_is_mailed(what):
    sail = CompanyFactory(verified=True)
    first = {"company": sail, "title": "Calfat", "description": "Un pont en teck, au soleil. " * 5}
    other = (
        first
        | {
            "place": {"places": ["13055"]},
            "company": {"company": CompanyFactory(verified=True)},
            "text": {"description": "Un mât de misaine à regréer avant la course. " * 5},
            "contract": {"contract": "saisonnier"},
            "client": {"final_client": "Chantier du Lez"},
        }[what]
    )
    AlertFactory(query="q=calfat")
    OfferFactory(**first, published_at=later(minutes=1))
    alerts.look("daily", as_of=later(days=1))
    OfferFactory(**other, published_at=later(days=2))
    assert alerts.look("daily", as_of=later(days=3)) == 1


def test_a_search_too_long_to_be_kept_is_refused_kindly(client):
    client.force_login(UserFactory())
    answer = client.post(reverse("alert_new"), {"query": "q=" + "é" * 190}, follow=True)
    assert "trop longue pour une alerte" in text_of(answer)
    assert not Alert.objects.exists()


def test_who_signs_in_to_make_an_alert_finds_the_search_again(client):
    page = text_of(client.get(reverse("alert_new"), {"q": "calfat", "lieu": "34172"}))
    way = "/compte/connexion/?next=/alertes/nouvelle/%3Fq%3Dcalfat%26lieu%3Dmontpellier-34172"
    assert way in page
    client.force_login(UserFactory())
    page = text_of(client.get("/alertes/nouvelle/?q=calfat&lieu=34172"))
    assert "Créer l’alerte" in page
    assert not Alert.objects.exists()


def test_who_is_about_to_make_an_alert_reads_what_it_would_have_found(client):
    OfferFactory(title="Calfat")
    page = text_of(client.get(reverse("alert_new"), {"q": "calfat"}))
    assert "Cette alerte aurait trouvé 1 offre cette semaine" in page


def test_alerts_made_signed_out_are_found_on_the_account_of_the_mailbox(client):
    lea = UserFactory()
    AlertFactory(user=None, email=lea.email, query="q=calfat", slot=1)
    client.force_login(lea)
    client.post(reverse("alert_new"), {"query": "q=voilier"})
    assert Alert.objects.filter(user=lea).count() == 2


def test_an_alert_that_was_never_confirmed_does_not_stand_in_the_way(client):
    lea = UserFactory()
    for number in range(1, 21):
        AlertFactory(
            user=None, email=lea.email, query=f"q=calfat{number}", slot=number, confirmed_at=None
        )
    client.force_login(lea)
    client.post(reverse("alert_new"), {"query": "q=calfat1"})
    client.post(reverse("alert_new"), {"query": "q=voilier"})
    assert Alert.objects.owned_by(lea).count() == 2
