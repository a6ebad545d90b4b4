"""« À traiter »: one list of all that waits for our staff, and reasons written once for many."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import objections
from applications.models import ObjectionRequest
from jobs.models import Report, SavedReason, StatementOfReasons
from tests.accounts.test_second_factor import enrol
from tests.applications.pages import text_of
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, mass_reading_of, report_of
from tests.factories.jobs import ClaimFactory, OfferFactory

pytestmark = pytest.mark.django_db
DESK = reverse("moderation")


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    enrol(user)
    client.force_login(user)
    return user


def an_offer(hours=1):
    since = timezone.now() - timedelta(hours=hours)
    return OfferFactory(
        title="Agent de saisie", state="in_review", published_at=None, moved_at=since
    )


def a_report():
    return Report.objects.create(
        offer=OfferFactory(title="Voilière"), name="x", email="x@x.test", ground="fraud", words="x"
    )


def test_one_list_holds_every_kind_the_first_due_first(client, staff):
    a_report()
    report_of(ApplicationFactory(), by=UserFactory(), side="company")
    mass_reading_of(UserFactory())
    ClaimFactory(name="Forge Tournelune")
    objections.ask("siret", "00000000000000", "direction@vent-debout.test")
    ObjectionRequest.objects.update(state="waiting")
    late = an_offer(hours=24 * 7)
    page = client.get(DESK)
    items = page.context["items"]
    assert [item.due for item in items] == sorted(item.due for item in items)
    assert items[0].url == reverse("moderation_one", args=[late.pk])
    text = text_of(page)
    for said in ("Agent de saisie", "Voilière", "Candidature à", "Beaucoup de CV ouverts",
                 "Forge Tournelune", "Opposition pour un établissement"):  # fmt: skip
        assert said in text, said
    assert text.count("en retard") == 1
    for item in items:
        assert client.get(item.url).status_code == 200


def test_the_address_of_before_leads_to_it(client, staff):
    assert client.get("/gestion/signalements/").headers["Location"] == DESK


def judge(client, offer, **typed):
    form = {"decision": "reject", "ground": "fraud", **typed}
    return client.post(reverse("moderation_one", args=[offer.pk]), form)


def test_a_saved_reason_stands_before_the_words_typed(client, staff):
    saved = SavedReason.objects.create(name="Arnaque", text="L’annonce demande de l’argent.")
    judge(client, an_offer(), saved=saved.pk, facts="Ici, 90 € de dossier.")
    expected = "L’annonce demande de l’argent.\n\nIci, 90 € de dossier."
    assert StatementOfReasons.objects.get().facts == expected


def test_a_saved_reason_alone_is_enough(client, staff):
    saved = SavedReason.objects.create(name="Arnaque", text="L’annonce demande de l’argent.")
    report = a_report()
    client.post(reverse("report", args=[report.pk]), {"act": "dismiss", "saved": saved.pk})
    report.refresh_from_db()
    assert (report.state, report.answer) == ("dismissed", saved.text)


def test_words_are_kept_under_a_name_once_the_decision_is_taken(client, staff):
    judge(client, an_offer(), facts="L’annonce vend une formation.", keep_as="Formation payante")
    assert SavedReason.objects.get().text == "L’annonce vend une formation."
    report = a_report()
    page = client.get(reverse("report", args=[report.pk]))
    assert "Formation payante" in text_of(page)


def test_words_too_long_to_be_kept_are_not_cut_without_a_word(client, staff):
    report = a_report()
    typed = {"act": "dismiss", "answer": "x" * 2_001, "keep_as": "Long"}
    page = client.post(reverse("report", args=[report.pk]), typed)
    assert "2000 caractères" in page.context["form"].errors["keep_as"].as_text()
    assert not SavedReason.objects.exists()


def test_the_words_are_not_said_to_be_optional(client, staff):
    form = client.get(reverse("moderation_one", args=[an_offer().pk])).context["form"]
    assert form.fields["facts"].required


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({}, "facts", "obligatoire"),
        ({"facts": "x" * 1_990, "with": True}, "facts", "motif compris"),
        ({"facts": "Autre", "keep_as": "arnaque"}, "keep_as", "porte déjà ce nom"),
        ({"with": True, "keep_as": "Nouveau"}, "keep_as", "Écrivez d’abord"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_decided(
    client, staff, typed, field, said
):
    saved = SavedReason.objects.create(name="Arnaque", text="L’annonce demande de l’argent.")
    typed = {**typed, "saved": saved.pk} if typed.pop("with", None) else typed
    offer = an_offer()
    page = judge(client, offer, **typed)
    assert said in page.context["form"].errors[field].as_text()
    assert typed.get("facts", "") in text_of(page)
    offer.refresh_from_db()
    assert offer.state == "in_review"
    assert SavedReason.objects.count() == 1
