"""A company and its first offer are one review: written while our staff looks, decided at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jobs.models import Claim, Company, Membership, Offer
from jobs.services import claims, first_offers
from privacy.models import SiteMail
from tests.accounts.test_second_factor import enrol
from tests.applications.pages import text_of
from tests.factories.accounts import UserFactory
from tests.factories.jobs import ClaimFactory, CompanyFactory

from .writing import TYPED

pytestmark = pytest.mark.django_db
State = Claim.State
DESK = reverse("claims_desk")
UNLAWFUL = TYPED["description"] + " Nous cherchons une femme de moins de 35 ans."


@pytest.fixture
def karim(client):
    user = UserFactory(first_name="Karim")
    client.force_login(user)
    return user


@pytest.fixture
def claim(karim):
    return ClaimFactory(claimant=karim)


@pytest.fixture
def staff(client):
    """Turns the browser into that of our staff."""

    def enter():
        user = UserFactory(is_staff=True)
        enrol(user)
        client.force_login(user)
        return client

    return enter


def join(client, claim, **more):
    return client.post(reverse("claim_offer", args=[claim.pk]), TYPED | more)


def decide(client, claim, decision, **more):
    return client.post(
        reverse("claim_decide", args=[claim.pk]), {"decision": decision, **more}, follow=True
    )


def read(claim):
    """The mark that the page of our staff carries."""
    return first_offers.mark(Claim.objects.get(pk=claim.pk))


# --- Writing it -----------------------------------------------------------------------------------
def test_who_waits_is_invited_to_write_the_first_offer_and_told_one_hour_for_both(client, claim):
    page = text_of(client.get(reverse("claim_code", args=[claim.pk])))
    assert "Écrire ma première offre" in page
    form = client.get(reverse("claim_offer", args=[claim.pk]))
    assert "vous aurez une seule réponse, avant" in text_of(form)
    answer = client.post(reverse("claim_offer", args=[claim.pk]), TYPED, follow=True)
    assert "« Menuisière ou menuisier d’atelier » sera lue" in text_of(answer)
    assert not Offer.objects.exists()  # nothing in a company's name before it is proven
    again = client.get(reverse("claim_offer", args=[claim.pk])).content.decode()
    assert 'value="Menuisière ou menuisier d’atelier"' in again
    assert "Débit\nAssemblage" in again


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "obligatoire"),
        ({"description": "Trop court."}, "Décrivez le poste en quelques phrases."),
        ({"place": "Nulle-Part-sur-Mer"}, "Nous ne connaissons pas « Nulle-Part-sur-Mer »."),
        ({"pay_min": "", "pay_max": ""}, "Indiquez une fourchette"),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_nothing_is_lost(
    client, claim, change, sentence
):
    page = text_of(join(client, claim, **change))
    assert sentence in page
    assert "Débit\nAssemblage" in page
    assert Claim.objects.get().first_offer is None


def test_unlawful_words_are_refused_with_their_article(client, claim):
    page = text_of(join(client, claim, description=UNLAWFUL))
    assert "L1132-1" in page or "L1142-1" in page
    assert Claim.objects.get().first_offer is None


def test_nobody_else_reads_or_writes_it(client, claim):
    join(client, claim)
    client.force_login(UserFactory())
    assert client.get(reverse("claim_offer", args=[claim.pk])).status_code == 404
    assert join(client, claim, title="Autre").status_code == 404
    assert Claim.objects.get().first_offer["title"] == [TYPED["title"]]


def test_what_is_no_field_of_the_form_is_not_kept(client, claim):
    join(client, claim, **{"odd": "x", "question-1-text": "Avez-vous un CAP ?",
                           "question-1-kind": "yes_no"})  # fmt: skip
    kept = Claim.objects.get().first_offer
    assert "odd" not in kept
    assert kept["question-1-text"] == ["Avez-vous un CAP ?"]


def test_an_answer_that_came_meanwhile_loses_nothing_typed(client, claim, staff, karim):
    decide(staff(), claim, "accept")
    enrol(karim)
    client.force_login(karim)
    page = text_of(join(client, claim))
    assert "Votre demande vient d’être acceptée" in page
    assert "Débit\nAssemblage" in page
    assert f'action="{reverse("offer_new", args=[Company.objects.get().slug])}"' in page


def test_a_claim_still_to_be_confirmed_by_its_code_has_no_offer_yet(client, karim):
    claim = ClaimFactory(claimant=karim, state=State.CODE)
    assert join(client, claim).url == reverse("claim_code", args=[claim.pk])
    assert Claim.objects.get().first_offer is None


# --- Deciding -------------------------------------------------------------------------------------
def test_our_staff_reads_both_and_one_press_accepts_the_company_and_publishes(
    client, claim, staff, karim
):
    join(client, claim)
    browser = staff()
    assert "entreprise et première offre" in text_of(browser.get(reverse("moderation")))
    page = text_of(browser.get(DESK))
    assert "Vous fabriquez des fenêtres" in page
    assert "Montpellier" in page
    done = decide(browser, claim, "publish", seen=read(claim))
    offer = Offer.objects.get()
    assert (offer.state, offer.author, offer.company.name) == ("published", karim, claim.name)
    assert offer.places.first().commune_code == "34172"
    assert Membership.objects.get().user == karim
    assert Claim.objects.get().first_offer is None
    assert "Sa première offre : publiée." in text_of(done)
    told = set(SiteMail.objects.filter(user=karim).values_list("name", flat=True))
    assert told == {"jobs/claim_accepted", "jobs/offer_published"}


def test_the_company_can_be_accepted_and_the_offer_decided_apart(client, claim, staff):
    join(client, claim)
    done = decide(staff(), claim, "accept")
    offer = Offer.objects.get()
    assert offer.state == "in_review"
    assert done.redirect_chain[-1][0] == reverse("moderation_one", args=[offer.pk])


def test_an_offer_changed_since_it_was_read_is_not_published(client, claim, staff, karim):
    join(client, claim)
    seen = read(claim)
    join(client, claim, title="Tout autre chose")
    done = decide(staff(), claim, "publish", seen=seen)
    assert "L’offre a changé depuis que vous l’avez lue" in text_of(done)
    assert Claim.objects.get().state == State.WAITING
    assert not Offer.objects.exists()


def test_two_presses_publish_one_offer(client, claim, staff):
    join(client, claim)
    browser, seen = staff(), read(claim)
    decide(browser, claim, "publish", seen=seen)
    again = decide(browser, claim, "publish", seen=seen)
    assert "Cette demande a déjà été traitée." in text_of(again)
    assert Offer.objects.count() == 1


def test_a_refused_company_publishes_nothing(client, claim, staff):
    join(client, claim)
    decide(staff(), claim, "refuse", **{f"{claim.pk}-reason": "unproven"})
    assert Claim.objects.get().state == State.REFUSED
    assert not Offer.objects.exists()


def test_a_wording_to_confirm_makes_a_draft_that_its_author_confirms(client, claim, staff):
    capped = f"{TYPED['description']} Deux ans d’expérience maximum."
    answer = client.post(
        reverse("claim_offer", args=[claim.pk]), TYPED | {"description": capped}, follow=True
    )
    assert "Une tournure sera à confirmer par vous" in text_of(answer)
    done = decide(staff(), claim, "publish", seen=read(claim))
    assert Offer.objects.get().state == "draft"
    assert "Sa première offre : brouillon." in text_of(done)
    assert Membership.objects.exists()


def test_a_company_of_the_directory_keeps_its_name(client, karim, staff):
    known = CompanyFactory(name="Chantier Tournelune")
    claim = ClaimFactory(claimant=karim, company=known, name="Tournelune")
    assert "Chantier Tournelune" in text_of(client.get(reverse("claim_offer", args=[claim.pk])))
    join(client, claim)
    decide(staff(), claim, "publish", seen=read(claim))
    assert Offer.objects.get().company == known


def test_a_kept_offer_that_we_no_longer_understand_stops_nobody(client, claim, staff):
    Claim.objects.update(first_offer={"title": ["Calfate"], "contract": ["no longer a contract"]})
    browser = staff()
    assert browser.get(DESK).status_code == 200
    decide(browser, claim, "accept")
    assert Claim.objects.get().state == State.ACCEPTED
    assert not Offer.objects.exists()


def test_erasing_the_claimant_erases_the_offer_that_waited(client, claim, karim):
    join(client, claim)
    karim.delete()
    assert not Claim.objects.exists()


def test_the_promised_hour_is_that_of_the_claim(client, claim):
    join(client, claim)
    due = claims.due(Claim.objects.get().moved_at)
    assert claims.due(claim.moved_at) == due  # writing the offer moves nothing


def test_the_desk_asks_as_many_questions_for_many_claims_as_for_one(staff):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(DESK).status_code == 200
        return len(seen)

    browser = staff()
    typed = {field: [value] for field, value in TYPED.items()}
    ClaimFactory(company=CompanyFactory(), first_offer=typed)
    asked()  # the first look of the day is noted
    before = asked()
    claimant = Claim.objects.get().claimant
    for _ in range(4):
        ClaimFactory(claimant=claimant, company=CompanyFactory(), first_offer=typed)
    assert asked() == before
