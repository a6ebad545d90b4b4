"""Following a company: an alert whose one criterion is whose offers they are."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs.forms.search import read
from jobs.models import Alert, Company
from jobs.services import alerts
from privacy import post
from tests.applications.pages import text_of
from tests.factories.accounts import UserFactory
from tests.factories.jobs import AlertFactory, CompanyFactory, EstablishmentFactory, OfferFactory
from tests.jobs.test_alerts import later, link, mails

pytestmark = pytest.mark.django_db
BUTTON = "Suivre cette entreprise"
OFFERS, ALERTS = reverse("offers"), reverse("alerts")


@pytest.fixture
def sail():
    return CompanyFactory(name="Voilerie Vent Debout", verified=True)


@pytest.fixture
def lea(client):
    user = UserFactory(first_name="Léa")
    client.force_login(user)
    return user


def suspend(company, when=True):
    Company.objects.filter(pk=company.pk).update(suspended_at=timezone.now() if when else None)


def follow(client, company, **more):
    """Press the button of the company's page, as it stands there."""
    page = text_of(client.get(company.get_absolute_url()))
    assert BUTTON in page
    query = re.search(r'name="query" value="([^"]+)"', page)[1]
    return client.post(reverse("alert_new"), {"query": query, **more}, follow=True)


# --- Following ----------------------------------------------------------------------------------
def test_a_company_is_followed_in_one_press(client, lea, sail):
    assert "Offres de Voilerie Vent Debout" in text_of(follow(client, sail))
    alert = Alert.objects.get()
    assert (alert.user, alert.query) == (lea, f"entreprise={sail.slug}")
    page = text_of(client.get(sail.get_absolute_url()))
    assert "Vous suivez cette entreprise" in page
    assert BUTTON not in page


def test_a_second_press_makes_no_second_alert_and_says_so(client, lea, sail):
    query = {"query": f"entreprise={sail.slug}"}
    client.post(reverse("alert_new"), query)
    again = client.post(reverse("alert_new"), query, follow=True)
    assert "Vous avez déjà une alerte pour cette recherche" in text_of(again)
    assert Alert.objects.count() == 1


def test_nobody_reads_who_else_follows(client, sail):
    AlertFactory(query=f"entreprise={sail.slug}")
    client.force_login(UserFactory())
    assert BUTTON in text_of(client.get(sail.get_absolute_url()))


def test_who_is_signed_out_confirms_by_mail_and_stops_with_one_press(client, sail):
    asked = follow(client, sail, email="nour@exemple.test", frequency="instant")
    assert "Regardez votre messagerie" in text_of(asked)
    assert "Offres de Voilerie Vent Debout" in mails("alert_confirm").get().body
    Client(enforce_csrf_checks=True).post(link("alert_confirm", "/confirmer/"))
    OfferFactory(company=sail, title="Voilier", published_at=later(minutes=5))
    assert alerts.look("instant", as_of=later(minutes=6)) == 1
    post.send_due()
    stop = mail.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>")
    stop = stop.removeprefix("http://localhost:8000")
    Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"})
    assert not Alert.objects.exists()


@pytest.mark.parametrize("frequency", ["instant", "daily", "weekly"])
def test_its_offers_are_told_and_nobody_elses(sail, frequency):
    AlertFactory(query=f"entreprise={sail.slug}", frequency=frequency)
    OfferFactory(company=sail, title="Voilier", published_at=later(minutes=5))
    OfferFactory(company=sail, title="Gréeur", places=[], published_at=later(minutes=5))
    OfferFactory(title="Voilier chez Voilerie Vent Debout", published_at=later(minutes=5))
    assert alerts.look(frequency, as_of=later(days=8)) == 1
    body = mails().get().body
    assert "Gréeur" in body
    assert body.count("– Voilier") == 1


def test_a_paused_one_waits(client, lea, sail):
    follow(client, sail)
    client.post(reverse("alert_act", args=[Alert.objects.get().pk]), {"action": "pause"})
    OfferFactory(company=sail, published_at=later(minutes=5))
    assert alerts.look("daily", as_of=later(days=2)) == 0


# --- When the company is gone -------------------------------------------------------------------
@pytest.mark.parametrize("gone", ["suspended", "closed", "deleted"])
def test_an_alert_whose_company_is_gone_says_so_and_writes_nothing(client, lea, sail, gone):
    OfferFactory(company=sail, published_at=later(minutes=5))
    AlertFactory(user=lea, query=f"entreprise={sail.slug}", name="Offres de Vent Debout")
    if gone == "deleted":
        Company.objects.filter(pk=sail.pk).update(slug="autre")
    elif gone == "closed":
        Company.objects.filter(pk=sail.pk).update(closed_at=timezone.now(), closed_reason="closed")
    else:
        suspend(sail)
    page = text_of(client.get(ALERTS))
    assert "L’entreprise n’est plus sur le site" in page
    assert "elle aurait trouvé" not in page
    assert alerts.look("daily", as_of=later(days=2)) == 0
    assert "Voilerie" not in page


def test_the_alert_goes_on_when_the_company_returns(client, lea, sail):
    AlertFactory(user=lea, query=f"entreprise={sail.slug}")
    suspend(sail)
    suspend(sail, when=False)
    OfferFactory(company=sail, published_at=later(minutes=5))
    assert "n’est plus sur le site" not in text_of(client.get(ALERTS))
    assert alerts.look("daily", as_of=later(days=2)) == 1


def test_who_confirms_too_late_reads_that_the_company_is_gone(client, sail):
    follow(client, sail, email="nour@exemple.test", frequency="daily")
    suspend(sail)
    assert "L’entreprise n’est plus sur le site" in text_of(
        client.get(link("alert_confirm", "/confirmer/"))
    )


def test_a_company_that_is_closed_or_gone_cannot_be_followed(client, lea, sail):
    query = f"entreprise={sail.slug}"
    Company.objects.filter(pk=sail.pk).update(closed_at=timezone.now(), closed_reason="closed")
    assert BUTTON not in text_of(client.get(sail.get_absolute_url()))
    answer = client.post(reverse("alert_new"), {"query": query}, follow=True)
    assert "n’a pas été comprise" in text_of(answer)
    assert not Alert.objects.exists()


# --- The criterion in the search ----------------------------------------------------------------
def test_the_search_shows_the_offers_of_one_company_and_the_filter_goes_with_a_press(client, sail):
    OfferFactory(company=sail, title="Voilier")
    OfferFactory(title="Voilier d’à côté")
    answer = client.get(OFFERS, {"entreprise": sail.slug, "q": "voilier"})
    page = text_of(answer)
    assert "1 offre chez Voilerie Vent Debout" in " ".join(page.split())
    assert f'<input type="hidden" name="entreprise" value="{sail.slug}"' in page
    ((words, address),) = answer.context["filters"]
    assert words == "Entreprise\xa0: Voilerie Vent Debout"
    assert address == "q=voilier"
    assert "Voilier d’à côté" in text_of(client.get(f"{OFFERS}?{address}"))


def test_the_criterion_is_written_and_read_back(sail):
    criteria = read(f"entreprise={sail.slug}&lieu=34172&contrat=cdi")
    assert criteria.company == sail
    assert read(criteria.as_query()) == criteria
    assert not read(f"entreprise={sail.slug}").is_empty


def test_few_offers_of_one_company_lead_to_those_of_all(client, sail):
    OfferFactory(title="Voilier")
    answer = client.get(OFFERS, {"entreprise": sail.slug, "q": "voilier"})
    assert "1 offre dans toutes les entreprises" in " ".join(text_of(answer).split())


@pytest.mark.parametrize("slug", ["personne", "x" * 90, "é&=", "1"])
def test_an_unknown_company_is_told_and_nothing_typed_is_lost(client, slug):
    answer = client.get(OFFERS, {"entreprise": slug, "q": "voilier"})
    page = text_of(answer)
    assert "n’y a jamais été" in page or len(slug) > 80
    assert 'value="voilier"' in page
    assert f"{OFFERS}?q=voilier" in page
    partial = client.get(OFFERS, {"entreprise": slug}, headers={"HX-Request": "true"})
    assert "Chercher dans toutes les entreprises" in text_of(partial)


def test_a_suspended_company_is_not_named_by_the_search(client, sail):
    suspend(sail)
    page = text_of(client.get(OFFERS, {"entreprise": sail.slug}))
    assert "Cette entreprise n’est plus sur le site" in page
    assert "Voilerie" not in page


def test_the_feed_of_a_search_takes_the_company(client, sail):
    OfferFactory(company=sail, title="Voilier")
    OfferFactory(title="Menuisier")
    feed = text_of(client.get(reverse("offers_rss"), {"entreprise": sail.slug}))
    assert "Voilier" in feed
    assert "Menuisier" not in feed
    assert client.get(reverse("offers_rss"), {"entreprise": "personne"}).status_code == 400


def test_the_companys_page_leads_to_its_offers(client, sail):
    EstablishmentFactory(company=sail)
    page = text_of(client.get(sail.get_absolute_url()))
    assert "Aucune en ligne aujourd’hui" in page
    OfferFactory.create_batch(2, company=sail)
    page = text_of(client.get(sail.get_absolute_url()))
    assert "Voir 2 offres" in page
    assert f'href="{OFFERS}?entreprise={sail.slug}"' in page
