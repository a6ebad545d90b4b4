"""Writing a letter: what was typed is never lost, what cannot leave is said beside its field."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Resume
from applications.models import DraftContent, LetterModel, SpontaneousApplication
from tests.factories.accounts import ResumeFactory
from tests.factories.applications import BODY, DraftFactory, found_draft, letter_model
from tests.factories.jobs import ApplicationAddressFactory, EstablishmentFactory

from .pages import text_of, url

Source = SpontaneousApplication.Source


@pytest.fixture
def address(db):
    return ApplicationAddressFactory()


def new_url(company=None):
    return reverse("spontaneous_new") + (f"?entreprise={company.slug}" if company else "")


def typed(**changes):
    return {
        "key": str(uuid.uuid4()),
        "subject": "Menuisière à l’année",
        "body": BODY,
        "action": "preview",
        **changes,
    }


def by_hand(**changes):
    return typed(
        **{
            "company_name": "Voilerie Vent Debout",
            "found_email": "contact@vent-debout.test",
            "found_where": "leur vitrine",
            **changes,
        }
    )


def test_a_letter_to_a_listed_company_takes_its_address(signed_in, candidate, address):
    resume = ResumeFactory(user=candidate)
    company = address.establishment.company
    shown = text_of(signed_in.get(new_url(company)))
    assert company.name in shown
    assert address.email in shown
    answer = signed_in.post(new_url(company), typed(address=str(address.pk), resume=str(resume.pk)))
    draft = SpontaneousApplication.objects.get()
    assert answer.url == url("spontaneous_preview", draft)
    assert (draft.recipient, draft.address_source) == (address.email, Source.COMPANY)
    assert draft.establishment == address.establishment
    assert draft.resume == resume
    assert DraftContent.objects.get().read().body == BODY


def test_the_text_of_a_draft_is_encrypted(signed_in):
    signed_in.post(new_url(), by_hand())
    content = DraftContent.objects.get()
    assert "Bonjour" not in content.body
    assert content.body.startswith("v1.")


def test_an_address_one_found_stays_private_and_says_where(signed_in, address):
    company = address.establishment.company
    data = typed(
        address=str(address.pk),  # still picked: the typed one goes before it
        establishment=address.establishment.pk,
        found_email="atelier@ailleurs.test",
        found_where="carte de visite",
    )
    signed_in.post(new_url(company), data)
    draft = SpontaneousApplication.objects.get()
    assert (draft.recipient, draft.address_source) == ("atelier@ailleurs.test", Source.FOUND)
    assert draft.found_where == "carte de visite"
    assert "atelier@ailleurs.test" not in text_of(signed_in.get(new_url(company)))


def test_a_company_without_address_asks_for_the_one_found(signed_in):
    place = EstablishmentFactory()
    answer = signed_in.post(new_url(place.company), typed(establishment=place.pk))
    assert "Indiquez l’adresse à laquelle écrire." in text_of(answer)
    assert "Dites où vous avez trouvé cette adresse." in text_of(answer)
    assert BODY in text_of(answer)
    assert not SpontaneousApplication.objects.exists()


def test_a_draft_may_be_saved_with_nothing_but_a_company(signed_in):
    answer = signed_in.post(
        new_url(), by_hand(action="save", found_email="", found_where="", subject="", body="Bonj")
    )
    draft = SpontaneousApplication.objects.get()
    assert answer.url == url("spontaneous_edit", draft)
    assert DraftContent.objects.get().read().body == "Bonj"
    assert "Bonj" in text_of(signed_in.get(answer.url))


def test_a_preview_asks_for_what_is_missing(signed_in):
    answer = signed_in.post(new_url(), by_hand(subject=" ", body=" \n "))
    assert "Donnez un objet à votre message." in text_of(answer)
    assert "Écrivez votre lettre." in text_of(answer)


def test_a_form_sent_twice_makes_one_draft(signed_in):
    data = by_hand()
    for _ in range(2):
        signed_in.post(new_url(), data)
    assert SpontaneousApplication.objects.count() == 1


def test_the_key_of_somebody_elses_draft_is_a_404(signed_in, stranger):
    theirs = DraftFactory(candidate=stranger)
    answer = signed_in.post(new_url(), by_hand(key=str(theirs.pk)))
    assert answer.status_code == 404
    assert DraftContent.objects.get(pk=theirs.pk).read().body == BODY


def test_a_key_that_is_none_is_said(signed_in):
    answer = signed_in.post(new_url(), by_hand(key="rien"))
    assert answer.status_code == 200
    assert BODY in text_of(answer)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("found_email", "contact@vent-debout.test, autre@x.test", "une seule adresse"),
        ("found_email", "contact@vent-debout.test\r\nBcc: x@y.test", "une seule ligne"),
        ("found_email", "cont\x00act@x.test", "nul"),
        ("found_email", "rené@vent-debout.test", "avant « @ »"),
        ("found_email", "contact", "n’est pas complète"),
        ("found_email", "contact@localhost", "n’est pas complète"),
        ("subject", "Objet\r\nBcc: x@y.test", "une seule ligne"),
        ("subject", "Objet\u202eobjet", "une seule ligne"),
        ("subject", "o" * 151, "150"),
        ("body", "Bonjour \x07", "caractère invisible"),
        ("body", "b" * 20_001, "20"),
        ("company_name", "", "à quelle entreprise"),
        ("found_where", "ici\nlà", "une seule ligne"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(signed_in, field, value, sentence):
    answer = signed_in.post(new_url(), by_hand(**{field: value}))
    shown = text_of(answer)
    assert answer.status_code == 200
    assert sentence in shown
    assert 'aria-invalid="true"' in shown
    assert "Menuisière à l’année" in shown or field == "subject"
    assert not SpontaneousApplication.objects.exists()


def test_a_domain_with_accents_travels_in_punycode(signed_in):
    signed_in.post(new_url(), by_hand(found_email="bonjour@forêt-dorée.fr"))
    assert SpontaneousApplication.objects.get().recipient == "bonjour@xn--fort-dore-i4af.fr"


def test_commas_quotes_and_accents_in_the_subject_survive_to_the_preview(signed_in, account):
    subject = "Léa, « menuisière » : l'été, l’hiver ; 100 % bois <3"
    answer = signed_in.post(new_url(), by_hand(subject=subject), follow=True)
    assert subject in text_of(answer)


def test_line_ends_of_a_word_processor_become_plain_ones(signed_in):
    signed_in.post(new_url(), by_hand(body="un\r\ndeux\vtrois\u2028quatre"))
    assert DraftContent.objects.get().read().body == "un\ndeux\ntrois\nquatre"


def test_a_closed_or_suspended_company_cannot_be_begun(signed_in, address):
    company = address.establishment.company
    company.suspended_at = timezone.now()
    company.save()
    assert signed_in.get(new_url(company)).status_code == 404


def test_a_cv_of_somebody_else_is_refused(signed_in, stranger):
    theirs = ResumeFactory(user=stranger)
    answer = signed_in.post(new_url(), by_hand(resume=str(theirs.pk)))
    assert "n’est plus parmi les vôtres" in text_of(answer)
    assert Resume.objects.count() == 1


def test_a_starting_point_fills_an_empty_letter_and_never_erases_one(signed_in):
    empty = by_hand(action="insert", start="metier", subject="", body="")
    assert "[ce qui, chez vous, m’a donné envie" in text_of(signed_in.post(new_url(), empty))
    begun = by_hand(action="insert", start="metier", subject="Mon objet", body="Mon début")
    shown = text_of(signed_in.post(new_url(), begun))
    assert "Mon objet" in shown
    assert shown.index("Mon début") < shown.index("[ce qui, chez vous")
    assert not SpontaneousApplication.objects.exists()


def test_ones_own_model_is_kept_on_request_used_and_erased(signed_in, candidate):
    signed_in.post(new_url(), by_hand(action="keep", model_name="Pour les voileries"))
    model = LetterModel.objects.owned_by(candidate).get()
    assert model.read().body == BODY
    page = signed_in.post(
        new_url(), by_hand(action="insert", start=f"model-{model.pk}", body="", subject="")
    )
    assert BODY in text_of(page)
    assert "Pour les voileries" in text_of(signed_in.get(reverse("letter_models")))
    signed_in.post(reverse("letter_model_delete", args=[model.pk]))
    assert not LetterModel.objects.exists()


def test_a_model_without_name_or_of_a_name_taken_is_said_and_the_draft_is_saved(
    signed_in, candidate
):
    letter_model(candidate, name="Pris")
    for name in ("", "Pris"):
        answer = signed_in.post(new_url(), by_hand(action="keep", model_name=name), follow=True)
        assert "Le modèle n’est pas gardé" in text_of(answer)
    assert LetterModel.objects.count() == 1
    assert SpontaneousApplication.objects.count() == 2


def test_somebody_elses_model_can_be_neither_used_nor_erased(signed_in, stranger):
    theirs = letter_model(stranger, body="leur secret")
    page = signed_in.post(new_url(), by_hand(action="insert", start=f"model-{theirs.pk}", body=""))
    assert "leur secret" not in text_of(page)
    assert signed_in.post(reverse("letter_model_delete", args=[theirs.pk])).status_code == 404


def test_text_typed_in_an_expired_session_is_found_again_after_signing_in(
    client, candidate, stranger
):
    client.force_login(candidate)
    page = client.get(new_url())
    owner = page.context["owner"]
    client.logout()
    data = by_hand(owner=owner, body="Une longue lettre écrite pendant une heure.")
    answer = client.post(new_url(), data)
    assert answer.url.startswith(reverse("account_login"))
    stored = str(dict(client.session))
    assert "longue lettre" not in stored  # sealed
    client.force_login(candidate)
    assert "Une longue lettre écrite" in text_of(client.get(new_url()))
    client.post(new_url(), data)
    assert "typed" not in client.session
    assert DraftContent.objects.get().read().body.startswith("Une longue lettre")


def test_text_typed_in_an_expired_session_is_shown_to_nobody_else(client, candidate, stranger):
    client.force_login(candidate)
    owner = client.get(new_url()).context["owner"]
    client.logout()
    client.post(new_url(), by_hand(owner=owner, body="Mon secret"))
    client.force_login(stranger)
    assert "Mon secret" not in text_of(client.get(new_url()))


def test_a_post_without_our_mark_stores_nothing_for_an_unknown_person(client, db):
    client.post(new_url(), by_hand(owner="forged"))
    assert "typed" not in client.session


def test_a_draft_is_erased_with_its_text(signed_in, draft):
    signed_in.post(url("spontaneous_delete", draft))
    assert not SpontaneousApplication.objects.exists()
    assert not DraftContent.objects.exists()


def test_a_draft_sealed_with_a_lost_key_is_said(signed_in, draft, settings, caplog):
    import base64

    settings.FIELD_KEYS = "other:" + base64.b64encode(b"o" * 32).decode()
    assert "ne peut plus être déchiffré" in text_of(signed_in.get(url("spontaneous_edit", draft)))
    assert "ne peut plus être déchiffré" in text_of(
        signed_in.get(url("spontaneous_preview", draft))
    )
    assert "Undecryptable letter" in caplog.text


def test_a_page_older_than_the_sign_in_of_another_tab_gives_its_text_back(candidate):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(candidate)
    owner = browser.get(new_url()).context["owner"]
    data = by_hand(owner=owner, body="Une lettre de l’autre onglet.", csrfmiddlewaretoken="x" * 64)
    answer = browser.post(new_url(), data)
    assert answer.url == new_url()
    assert "Une lettre de l’autre onglet." in text_of(browser.get(new_url()))
    assert browser.post(new_url(), {**data, "owner": "forged"}).status_code == 403
    assert not SpontaneousApplication.objects.exists()


@pytest.mark.parametrize("name", ["new", "edit"])
def test_text_typed_on_the_page_of_a_letter_that_left_becomes_another_draft(
    signed_in, candidate, name
):
    gone = found_draft(candidate, "rh@x.test", state="sent_by_me")
    page = new_url() if name == "new" else url("spontaneous_edit", gone)
    signed_in.post(page, by_hand(key=str(gone.pk), body="Un autre texte, écrit depuis."))
    other = SpontaneousApplication.objects.exclude(pk=gone.pk).get()
    assert other.content.read().body == "Un autre texte, écrit depuis."
