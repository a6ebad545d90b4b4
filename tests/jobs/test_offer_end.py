"""Before the end of an offer its recruiters are asked; after it, candidates are led on."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from jobs.models import Offer
from jobs.services import offers
from privacy.models import SiteMail
from tests.applications.pages import text_of
from tests.factories.jobs import OfferFactory

pytestmark = pytest.mark.django_db
State = Offer.State


def the_link():
    mail = SiteMail.objects.filter(name="jobs/offer_expiring").latest("pk")
    return next(line for line in mail.body.splitlines() if "/offres/confirmer/" in line).partition(
        "localhost:8000"
    )[2]


def test_a_week_before_its_end_an_offer_is_confirmed_in_one_gesture(client, published):
    with time_machine.travel(published.expires_at - timedelta(days=6, hours=12), tick=True):
        call_command("expire_offers")
        call_command("expire_offers")
        assert SiteMail.objects.filter(name="jobs/offer_expiring").count() == 1
        client.logout()
        link = the_link()
        assert "encore ouverte" in text_of(client.get(link))
        assert Offer.objects.get(pk=published.pk).expires_at == published.expires_at  # GET shows
        client.post(link, {"answer": "open"})
        assert Offer.objects.get(pk=published.pk).expires_at > published.expires_at
        assert client.get(link).status_code == 410  # it served


def test_the_same_link_says_that_the_job_is_filled(client, published):
    with time_machine.travel(published.expires_at - timedelta(hours=5), tick=True):
        offers.remind_expiring()
        client.post(the_link(), {"answer": "filled"})
    published.refresh_from_db()
    assert published.state == State.FILLED


def test_a_forged_link_is_gone(client, published):
    assert client.get(reverse("offer_confirm", args=["forged"])).status_code == 410
    assert client.post(reverse("offer_confirm", args=["forged"])).status_code == 410


def test_a_dry_run_of_the_end_tells_and_changes_nothing(capsys, published):
    later = (published.expires_at + timedelta(days=1)).isoformat()
    call_command("expire_offers", dry_run=True, as_of=later)
    assert "1 offres terminées" in capsys.readouterr().out
    published.refresh_from_db()
    assert published.state == State.PUBLISHED


def test_a_filled_offer_leads_to_similar_ones(client, published):
    other = OfferFactory(title="Menuisier poseur", occupation=published.occupation)
    offers.fill(published)
    gone = client.get(published.get_absolute_url())
    assert gone.status_code == 410
    assert other.title in text_of(gone)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("filled", "Ce poste est pourvu"),
        ("expired", "n’a pas confirmé que le poste est encore à pourvoir"),
        ("archived", "L’employeur l’a retirée"),
    ],
)
def test_an_offer_that_is_over_says_why(client, state, said):
    offer = OfferFactory(state=state)
    assert said in text_of(client.get(offer.get_absolute_url()))


def test_similar_offers_come_from_further_away_and_else_from_nearby(client):
    gone = OfferFactory(state="filled", title="Menuisier")
    nearby = OfferFactory(title="Boulangère ou boulanger", occupation="D1102")
    assert nearby.title in text_of(client.get(gone.get_absolute_url()))
    far = OfferFactory(title="Ébéniste de Lille", occupation=gone.occupation, places=["59350"])
    page = text_of(client.get(gone.get_absolute_url()))
    assert "Du même métier" in page
    assert far.title in page
    assert nearby.title not in page


def test_karim_ends_an_offer_from_his_list(client, published):
    client.post(reverse("offer_act", args=[published.pk, "pourvue"]))
    published.refresh_from_db()
    assert published.state == State.FILLED
    again = client.post(reverse("offer_act", args=[published.pk, "pourvue"]), follow=True)
    assert "changé entre-temps" in text_of(again)
    assert client.post(reverse("offer_act", args=[published.pk, "vendre"])).status_code == 404


@pytest.mark.parametrize("state", ["draft", "in_review", "refused", "suspended", "archived"])
def test_still_open_never_shows_what_no_check_let_through(client, company, karim, state):
    offer = OfferFactory(company=company, state=state)
    answer = client.post(reverse("offer_act", args=[offer.pk, "ouverte"]), follow=True)
    assert "changé entre-temps" in text_of(answer)
    offer.refresh_from_db()
    assert offer.state == state


def test_what_our_staff_suspended_is_not_said_to_be_filled_and_then_open(client, company, karim):
    offer = OfferFactory(company=company, state="suspended")
    for act in ("pourvue", "ouverte"):
        client.post(reverse("offer_act", args=[offer.pk, act]))
    offer.refresh_from_db()
    assert offer.state == State.SUSPENDED


def test_a_job_said_to_be_filled_is_opened_again_when_the_hire_falls_through(client, published):
    offers.fill(published)
    client.post(reverse("offer_act", args=[published.pk, "ouverte"]))
    assert Offer.objects.visible().filter(pk=published.pk).exists()


def test_an_ended_offer_is_copied_into_a_draft_for_the_next_hire(client, company, published):
    Offer.objects.filter(pk=published.pk).update(reference="MEN-1", starts_on="2020-01-06")
    offers.archive(published)
    for _press in range(2):
        answer = client.post(reverse("offer_act", args=[published.pk, "copier"]))
    copy = Offer.objects.get(state=State.DRAFT)
    assert answer.url == reverse("offer_edit", args=[copy.pk])
    same = ("title", "occupation", "description", "skills", "languages", "pay_min", "company")
    published.refresh_from_db()
    for name in same:
        assert getattr(copy, name) == getattr(published, name)
    assert [place.commune_code for place in copy.places.all()] == ["34172", "34301", "34145"]
    assert (copy.reference, copy.starts_on, copy.published_at) == ("", None, None)


def test_a_recruiter_takes_back_what_our_staff_has_not_read_yet(client, company, karim):
    offer = OfferFactory(company=company, state="in_review")
    answer = client.post(reverse("offer_act", args=[offer.pk, "reprendre"]))
    assert answer.url == reverse("offer_edit", args=[offer.pk])
    offer.refresh_from_db()
    assert offer.state == State.DRAFT
    client.post(reverse("offer_act", args=[offer.pk, "reprendre"]))  # a second press
    offer.refresh_from_db()
    assert offer.state == State.DRAFT


def test_nobody_takes_back_what_is_published(client, published):
    client.post(reverse("offer_act", args=[published.pk, "reprendre"]))
    published.refresh_from_db()
    assert published.state == State.PUBLISHED


@pytest.mark.parametrize(
    "act", ["copier", "reprendre", "ouverte", "pourvue", "archiver", "retirer"]
)
def test_strangers_act_on_no_offer(client, karim, act):
    other = OfferFactory(state="in_review")
    assert client.post(reverse("offer_act", args=[other.pk, act])).status_code == 404
    assert Offer.objects.get() == other


def test_what_was_done_is_said_in_the_recruiter_s_language(client, published, karim):
    karim.language = "en"
    karim.save()
    answer = client.post(reverse("offer_act", args=[published.pk, "ouverte"]), follow=True)
    assert "thirty more days" in text_of(answer)
