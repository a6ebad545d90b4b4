"""Our staff looks at what waits, and says why when it is not published."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from jobs.models import (
    Company,
    Offer,
    OfferRevision,
    OfferSearch,
    RefusedChange,
    StatementOfReasons,
)
from jobs.services import moderation, publishing
from privacy.models import SiteMail
from tests.accounts.test_second_factor import enrol
from tests.applications.pages import text_of
from tests.factories.accounts import UserFactory
from tests.factories.jobs import OfferFactory
from tests.jobs.writing import TYPED, change, press, write

pytestmark = pytest.mark.django_db
State = Offer.State


@pytest.fixture
def waiting(client, company, karim):
    write(client, company)
    offer = Offer.objects.get()
    press(client, offer)
    return offer


@pytest.fixture
def staff(client, waiting):
    user = UserFactory(is_staff=True)
    enrol(user)
    client.force_login(user)
    return user


def judge(client, offer, **typed):
    return client.post(reverse("moderation_one", args=[offer.pk]), typed)


REASONS = {"decision": "reject", "ground": "no_job", "facts": "L’annonce vend une formation."}


def test_staff_reads_what_the_rules_say_of_the_words_that_wait(client, staff, waiting, karim):
    judge(client, waiting, decision="approve")
    Company.objects.update(verified_at=None, verified_how="")
    client.force_login(karim)
    change(client, waiting, profile="Équipe jeune et dynamique.")
    client.force_login(staff)
    desk = client.get(reverse("moderation_one", args=[waiting.pk]))
    assert [one.rule.code for one in desk.context["passages"]] == ["age_tone"]
    assert not desk.context["offer"].profile  # what is published is shown as it is


def test_staff_refuses_with_reasons_that_karim_reads_and_he_tries_again(
    client, staff, waiting, karim
):
    assert waiting.title in text_of(client.get(reverse("moderation")))
    assert waiting.description in text_of(client.get(reverse("moderation_one", args=[waiting.pk])))
    judge(client, waiting, **REASONS)
    mail = SiteMail.objects.get(name="jobs/offer_refused")
    assert mail.user == karim
    assert "L’annonce vend une formation." in mail.body
    assert "six mois" in mail.body
    client.force_login(karim)
    shown = text_of(client.get(reverse("offer_preview", args=[waiting.pk])))
    assert "L’annonce vend une formation." in shown
    change(client, waiting)
    waiting.refresh_from_db()
    assert waiting.state == State.DRAFT


def test_a_suspended_offer_is_corrected_and_read_again_before_it_is_shown(
    client, staff, waiting, company, karim
):
    judge(client, waiting, decision="approve")
    OfferFactory(company=company)  # it is trusted, thanks to this one
    judge(client, waiting, **REASONS)
    client.force_login(karim)
    shown = text_of(client.get(reverse("offer_preview", args=[waiting.pk])))
    assert "Vous pouvez corriger et soumettre de nouveau" in shown
    assert reverse("offer_edit", args=[waiting.pk]) in shown
    change(client, waiting, title="Ébéniste")
    press(client, waiting)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.title) == (State.IN_REVIEW, "Ébéniste")


@pytest.mark.parametrize("end", ["suspended", "archived", "draft"])
def test_an_offer_that_our_staff_suspended_makes_nobody_trusted(
    client, staff, waiting, company, karim, end
):
    judge(client, waiting, decision="approve")
    assert publishing.is_trusted(company)
    judge(client, waiting, **REASONS)
    client.force_login(karim)
    if end == "archived":
        client.post(reverse("offer_act", args=[waiting.pk, "archiver"]))
    elif end == "draft":
        change(client, waiting, title="Ébéniste")
    waiting.refresh_from_db()
    assert waiting.state == end
    assert not publishing.is_trusted(company)


def test_a_refusal_without_facts_changes_nothing(client, staff, waiting):
    shown = judge(client, waiting, **REASONS | {"facts": ""})
    assert shown.context["form"].errors["facts"]
    waiting.refresh_from_db()
    assert waiting.state == State.IN_REVIEW


@pytest.mark.parametrize("missing", [{"decided_by": ""}, {"facts": ""}])
def test_the_database_takes_no_statement_without_a_human_or_facts(waiting, missing):
    values = {"act": "refused", "ground": "fraud", "facts": "x", "decided_by": "k.1"}
    with pytest.raises(IntegrityError):
        StatementOfReasons.objects.create(offer=waiting, **values | missing)


def test_a_published_offer_is_suspended_with_reasons_and_leaves_the_search(client, staff, waiting):
    judge(client, waiting, decision="approve")
    assert OfferSearch.objects.exists()
    judge(client, waiting, **REASONS)
    waiting.refresh_from_db()
    assert waiting.state == State.SUSPENDED
    assert not OfferSearch.objects.exists()
    assert client.get(waiting.get_absolute_url()).status_code == 404


def test_staff_sees_where_candidates_would_be_led(client, staff, waiting):
    Offer.objects.update(apply_mode="link", apply_url="https://ailleurs.test/postuler?x=1")
    page = text_of(client.get(reverse("moderation_one", args=[waiting.pk])))
    assert "https://ailleurs.test/postuler?x=1" in page


def test_a_decision_is_taken_once(client, staff, waiting):
    judge(client, waiting, decision="approve")
    late = judge(client, waiting, decision="approve")
    assert "changé entre-temps" in text_of(client.get(late.url))


def test_the_desk_is_for_staff_with_a_second_factor(client, waiting, karim):
    client.force_login(karim)
    assert client.get(reverse("moderation")).status_code == 404
    assert judge(client, waiting, **REASONS).status_code == 404
    client.force_login(UserFactory(is_staff=True))
    assert client.get(reverse("moderation")).url == reverse("mfa_index")


def revise(client, company, karim, offer, **typed):
    """A change by a company that is no longer trusted, which waits."""
    Company.objects.update(verified_at=None, verified_how="")
    client.force_login(karim)
    change(client, offer, **typed)


def seen(client, staff, offer):
    client.force_login(staff)
    return client.get(reverse("moderation_one", args=[offer.pk])).context["read"]


@pytest.mark.parametrize("decision", ["approve", "reject"])
def test_staff_decides_on_the_words_that_they_read_and_on_no_others(
    client, staff, waiting, company, karim, decision
):
    judge(client, waiting, decision="approve")
    revise(client, company, karim, waiting, title="Ébéniste")
    read = seen(client, staff, waiting)
    revise(client, company, karim, waiting, title="Vendeuse ou vendeur de rêves")
    client.force_login(staff)
    late = judge(client, waiting, **REASONS | {"decision": decision, "read": read})
    assert "a changé depuis que vous l’avez lue" in text_of(late)
    assert "Vendeuse ou vendeur de rêves" in text_of(late)
    assert (REASONS["facts"] in text_of(late)) == (decision == "reject")
    assert OfferRevision.objects.filter(offer=waiting).exists()
    judge(client, waiting, decision="approve", read=seen(client, staff, waiting))
    waiting.refresh_from_db()
    assert waiting.title == "Vendeuse ou vendeur de rêves"


def test_a_recruiter_reads_on_the_offer_why_a_change_was_refused(
    client, staff, waiting, company, karim
):
    judge(client, waiting, decision="approve")
    revise(client, company, karim, waiting, title="Ébéniste")
    client.force_login(staff)
    judge(client, waiting, **REASONS)
    client.force_login(karim)
    preview = reverse("offer_preview", args=[waiting.pk])
    assert REASONS["facts"] in text_of(client.get(preview))
    Company.objects.update(verified_at=timezone.now(), verified_how="staff")
    change(client, waiting, title="Charpentière ou charpentier")
    assert REASONS["facts"] not in text_of(client.get(preview))


def test_the_ground_is_to_be_chosen_and_named_by_words(client, staff, waiting):
    page = text_of(client.get(reverse("moderation_one", args=[waiting.pk])))
    assert '<option value="" selected>Choisissez</option>' in page
    assert "-----" not in page
    answer = judge(client, waiting, **REASONS | {"ground": ""})
    assert "ground" in answer.context["form"].errors


def form_of(client, offer, query=""):
    page = client.get(reverse("offer_edit", args=[offer.pk]) + query)
    return page.context["form"]


def refused_change(client, staff, waiting, company, karim, **typed):
    """A published offer of which our staff refused a change; karim is signed in."""
    client.force_login(staff)
    judge(client, waiting, decision="approve")
    revise(client, company, karim, waiting, **typed)
    client.force_login(staff)
    judge(client, waiting, **REASONS)
    client.force_login(karim)


def test_the_words_of_a_refused_change_are_taken_up_again(client, staff, waiting, company, karim):
    refused_change(client, staff, waiting, company, karim, title="Ébéniste", place="Sète (34)")
    page = client.get(reverse("offer_preview", args=[waiting.pk]))
    assert f"{reverse('offer_edit', args=[waiting.pk])}?reprendre" in text_of(page)
    assert form_of(client, waiting)["title"].value() == TYPED["title"]
    again = form_of(client, waiting, "?reprendre")
    assert (again["title"].value(), again["place"].value()) == ("Ébéniste", "Sète (34)")
    waiting.refresh_from_db()
    assert waiting.title == TYPED["title"]  # looking writes nothing
    change(client, waiting, title="Ébéniste d’art")
    assert OfferRevision.objects.get().changes["title"] == "Ébéniste d’art"
    assert not RefusedChange.objects.exists()
    assert form_of(client, waiting, "?reprendre")["title"].value() == "Ébéniste d’art"


def test_what_is_refused_twice_is_what_was_written_last(client, staff, waiting, company, karim):
    for title in ("Ébéniste", "Ébéniste d’art"):
        refused_change(client, staff, waiting, company, karim, title=title)
    assert form_of(client, waiting, "?reprendre")["title"].value() == "Ébéniste d’art"
    assert RefusedChange.objects.count() == 1


def test_a_stranger_reads_nothing_of_a_refused_change(client, staff, waiting, company, karim):
    refused_change(client, staff, waiting, company, karim, title="Ébéniste")
    stranger = UserFactory()
    enrol(stranger)
    client.force_login(stranger)
    answer = client.get(reverse("offer_edit", args=[waiting.pk]) + "?reprendre")
    assert answer.status_code == 404


def test_a_recruiter_withdraws_a_change_that_waits(client, staff, waiting, company, karim):
    judge(client, waiting, decision="approve")
    revise(client, company, karim, waiting, title="Ébéniste")
    act = reverse("offer_act", args=[waiting.pk, "retirer"])
    assert act in text_of(client.get(reverse("offer_preview", args=[waiting.pk])))
    answer = client.post(act, follow=True)
    assert "La modification est retirée" in text_of(answer)
    assert act not in text_of(answer)
    assert not OfferRevision.objects.exists()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.title) == (State.PUBLISHED, TYPED["title"])
    assert "a changé entre-temps" in text_of(client.post(act, follow=True))  # a double click
    assert waiting not in moderation.waiting()


def test_a_suspension_takes_the_change_that_waits_along(client, staff, waiting, company, karim):
    judge(client, waiting, decision="approve")
    revise(client, company, karim, waiting, title="Ébéniste")
    client.force_login(staff)
    judge(client, waiting, **REASONS | {"decision": "suspend"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.statements.get().act) == (State.SUSPENDED, "suspended")
    assert RefusedChange.objects.get().changes["title"] == "Ébéniste"
    assert not OfferRevision.objects.exists()


def test_staff_lifts_a_suspension_that_was_contested_with_reason(client, staff, waiting):
    judge(client, waiting, decision="approve")
    judge(client, waiting, **REASONS)
    judge(client, waiting, decision="approve", read=seen(client, staff, waiting))
    assert Offer.objects.visible().get() == waiting


@pytest.mark.parametrize(
    ("at", "promised"),  # a Thursday, a Friday, a Saturday, a night
    [
        (datetime(2026, 11, 26, 9, tzinfo=UTC), datetime(2026, 11, 27, 9, tzinfo=UTC)),
        (datetime(2026, 11, 27, 15, tzinfo=UTC), datetime(2026, 11, 30, 15, tzinfo=UTC)),
        (
            datetime(2026, 11, 28, 12, tzinfo=UTC),
            datetime(2026, 11, 30, 16, tzinfo=UTC),
        ),
        (datetime(2026, 11, 26, 2, tzinfo=UTC), datetime(2026, 11, 26, 16, tzinfo=UTC)),
    ],
)
def test_our_look_is_promised_in_working_hours(at, promised):
    assert moderation.due(at) == promised
