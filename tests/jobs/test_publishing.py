"""From Karim's first words to a published offer, and our staff's reasons when it is not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.typed import owner_mark
from jobs.models import Company, Offer, OfferSearch
from jobs.services import checks, moderation, offers, publishing
from privacy.models import SiteMail
from tests.accounts.test_second_factor import enrol
from tests.applications.pages import text_of
from tests.applications.test_pipeline import at_once
from tests.factories.accounts import UserFactory
from tests.factories.jobs import CompanyFactory, MembershipFactory, OfferFactory
from tests.jobs.writing import TYPED, WORDS, change, press, write

pytestmark = pytest.mark.django_db
State = Offer.State


def test_karim_writes_an_offer_and_everyone_finds_it_at_once(client, company, karim, trusted):
    write(client, company)
    offer = Offer.objects.get(state=State.DRAFT)
    assert [place.commune_code for place in offer.places.all()] == ["34172", "34301", "34145"]
    assert (offer.skills, offer.languages) == (["Débit", "Assemblage"], ["en:B1"])
    press(client, offer)
    client.logout()
    assert offer.title in text_of(client.get(reverse("offers"), {"q": "menuisière"}))
    shown = text_of(client.get(offer.get_absolute_url()))
    assert "26 000 à 31 000 €" in shown
    assert "anglais B1" in shown
    assert "Postuler" in shown


def test_a_first_offer_is_looked_at_by_our_staff_before_it_is_shown(client, company, karim):
    write(client, company)
    offer = Offer.objects.get()
    press(client, offer)
    offer.refresh_from_db()
    assert offer.state == State.IN_REVIEW
    assert client.get(offer.get_absolute_url()).status_code == 404
    moderation.approve(offer)
    assert Offer.objects.visible().get() == offer
    assert SiteMail.objects.get(name="jobs/offer_published").user == karim


def test_an_unverified_company_is_never_published_unseen(client, company, karim, trusted):
    Company.objects.update(verified_at=None, verified_how="")
    write(client, company)
    offer = Offer.objects.get(state=State.DRAFT)
    press(client, offer)
    offer.refresh_from_db()
    assert offer.state == State.IN_REVIEW


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"occupation": ""}, "Choisissez le métier"),
        ({"place": "", "more_places": ""}, "Indiquez où se trouve le poste"),
        ({"contract": "cdd"}, "Ce contrat a une durée"),
        ({"pay_min": "", "pay_max": ""}, "Indiquez une fourchette"),
        ({"description": "Court."}, "Décrivez le poste"),
        ({"is_agency": "on"}, "Dites-nous pour quel employeur"),
    ],
)
def test_what_a_candidate_needs_is_asked_for_before_publication(
    client, company, karim, trusted, missing, said
):
    write(client, company, **missing)
    offer = Offer.objects.get(state=State.DRAFT)
    shown = text_of(client.get(reverse("offer_preview", args=[offer.pk])))
    assert said in shown
    assert f'href="{reverse("offer_edit", args=[offer.pk])}#id_' in shown  # one press from there
    assert "Publier cette offre" not in shown  # which it could not be
    assert said in text_of(press(client, offer))
    offer.refresh_from_db()
    assert offer.state == State.DRAFT


def test_the_form_says_what_publication_asks_for_and_a_draft_may_lack(client, company, karim):
    form = text_of(client.get(reverse("offer_new", args=[company.slug])))
    for asked in ("Métier", "Commune", "Le poste"):
        label = form[form.index(f">{asked} <span") :][:120]
        assert "pour publier" in label
        assert "facultatif" not in label


def test_a_draft_without_a_place_does_not_promise_any_place(client, company, karim):
    write(client, company, place="", more_places="")
    shown = text_of(client.get(reverse("offer_preview", args=[Offer.objects.get().pk])))
    assert "où vous voulez" not in shown


def test_an_absent_pay_is_explained_by_the_recruiter_and_shown(client, company, karim, trusted):
    write(client, company, pay_min="", pay_max="", pay_absence="grille en cours de négociation")
    offer = Offer.objects.get(state=State.DRAFT)
    press(client, offer)
    shown = text_of(client.get(offer.get_absolute_url()))
    assert "Rémunération non indiquée" in shown
    assert "grille en cours de négociation" in shown


def test_an_unlawful_passage_is_quoted_with_its_article_and_nothing_is_published(
    client, company, karim, trusted
):
    write(client, company, profile="Nous cherchons une personne de moins de 30 ans.")
    offer = Offer.objects.get(state=State.DRAFT)
    shown = text_of(press(client, offer))
    assert "La loi l’interdit" in shown
    assert "moins de 30 ans" in shown
    assert "L1132-1" in shown or "L5331-2" in shown
    offer.refresh_from_db()
    assert offer.state == State.DRAFT
    with pytest.raises(checks.CannotPublish):
        publishing.submit(offer, by=karim)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": ""}, "title"),
        ({"contract": ""}, "contract"),
        ({"occupation": "xyzzy"}, "occupation"),
        ({"place": "nulle-part"}, "place"),
        ({"languages": "anglais très bien"}, "languages"),
        ({"pay_min": "30000", "pay_max": "20000"}, "pay_max"),
        ({"pay_period": ""}, "pay_period"),
        ({"pay_min": "-5", "pay_max": "", "pay_period": ""}, "pay_min"),
        ({"pay_min": "12.50", "pay_max": ""}, "pay_min"),  # a year
        ({"pay_min": "", "pay_max": "32000", "pay_period": "mois"}, "pay_max"),
        ({"pay_min": "2100", "pay_max": "2400", "pay_period": "heure"}, "pay_min"),
        ({"apply_mode": "link", "apply_url": ""}, "apply_url"),
        ({"apply_mode": "link", "apply_url": "javascript:alert(1)"}, "apply_url"),
        ({"skills": "\n".join(f"compétence {n}" for n in range(30))}, "skills"),
        ({"title": "Nul\0"}, "title"),
        ({"title": "H/F"}, "title"),
        ({"title": "🔥 !"}, "title"),
        ({"title": "Vendeur" + "\u0301" * 40}, "title"),
        ({"starts_on": "1900-01-01"}, "starts_on"),
        ({"apply_mode": "link", "apply_url": "https://moi:secret@ailleurs.test/"}, "apply_url"),
        ({"apply_mode": "link", "apply_url": "http://127.0.0.1/"}, "apply_url"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_typed_is_lost(
    client, company, karim, more, field
):
    shown = write(client, company, **more)
    assert field in shown.context["form"].errors
    assert "L’atelier est chauffé" in text_of(shown)
    assert not Offer.objects.exists()


def test_h_f_is_not_typed(client, company, karim):
    write(client, company, title="Menuisier (H/F)")
    assert Offer.objects.get().title == "Menuisier"


def test_tracking_codes_of_an_external_link_are_kept(client, company, karim, trusted):
    link = "https://emploi.tournelune.test/poste?utm_source=mj&ref=42"
    write(client, company, apply_mode="link", apply_url=link)
    offer = Offer.objects.get(state=State.DRAFT)
    press(client, offer)
    shown = text_of(client.get(offer.get_absolute_url()))
    assert link in shown
    assert "emploi.tournelune.test" in shown
    assert 'rel="nofollow noopener noreferrer"' in shown


def test_text_of_an_offer_keeps_its_lists_and_loses_its_scripts(client, company, karim, trusted):
    marks = f"{WORDS}\n\n- **Poser** des fenêtres\n- <script>alert(1)</script>\n\n[lien](https://x.test)"
    write(client, company, description=marks)
    offer = Offer.objects.get(state=State.DRAFT)
    press(client, offer)
    page = client.get(offer.get_absolute_url()).content.decode()
    assert "<li><strong>Poser</strong> des fenêtres</li>" in page
    assert "alert(1)</script>" not in page
    assert 'href="https://x.test"' not in page


def test_two_presses_publish_once(client, company, karim, trusted):
    write(client, company)
    offer = Offer.objects.get(state=State.DRAFT)
    press(client, offer)
    first = Offer.objects.get(pk=offer.pk).published_at
    press(client, offer)
    assert Offer.objects.get(pk=offer.pk).published_at == first


def test_strangers_and_other_recruiters_get_404(client, company, karim):
    write(client, company)
    offer = Offer.objects.get()
    other = MembershipFactory(user=UserFactory(), company=CompanyFactory()).user
    enrol(other)
    client.force_login(other)
    assert client.get(reverse("offer_new", args=[company.slug])).status_code == 404
    for name in ("offer_preview", "offer_edit"):
        assert client.get(reverse(name, args=[offer.pk])).status_code == 404
        assert client.post(reverse(name, args=[offer.pk]), TYPED).status_code == 404
    assert client.post(reverse("offer_act", args=[offer.pk, "archiver"])).status_code == 404
    assert offer.title not in text_of(client.get(reverse("recruiter")))


def test_a_recruiter_without_second_factor_publishes_nothing(client, company):
    user = MembershipFactory(user=UserFactory(), company=company).user
    client.force_login(user)
    assert client.get(reverse("offer_new", args=[company.slug])).url == reverse("mfa_index")
    write(client, company)
    assert not Offer.objects.exists()


def test_what_was_chosen_comes_back_after_a_session_that_ended(client, company, karim):
    address = reverse("offer_new", args=[company.slug])
    owner = owner_mark(karim)
    client.logout()
    client.post(address, TYPED | {"hours": ["nuit", "weekend"], "owner": owner})
    kept = client.session["typed"]
    client.force_login(karim)
    session = client.session
    session["typed"] = kept
    session.save()
    form = client.get(address).context["form"]
    assert form["title"].value() == TYPED["title"]
    assert form["hours"].value() == ["nuit", "weekend"]


# --- Changes ------------------------------------------------------------------------------------
def test_a_change_of_a_trusted_company_is_shown_and_found_at_once(client, published):
    change(client, published, title="Ébéniste", place="Lille", more_places="")
    published.refresh_from_db()
    assert (published.title, published.version) == ("Ébéniste", 2)
    assert OfferSearch.objects.get(offer=published).commune_code == "59350"


def test_a_first_day_that_has_passed_reads_as_soon_as_possible(client, published):
    Offer.objects.update(starts_on=timezone.localdate() - timedelta(days=3))
    assert "dès que possible" in text_of(client.get(published.get_absolute_url()))


def test_what_became_of_a_change_is_said(client, published):
    answer = client.post(
        reverse("offer_edit", args=[published.pk]), TYPED | {"title": "Ébéniste"}, follow=True
    )
    assert "Vos changements sont en ligne" in text_of(answer)
    Company.objects.update(verified_at=None, verified_how="")
    answer = client.post(
        reverse("offer_edit", args=[published.pk]), TYPED | {"title": "Charpentier"}, follow=True
    )
    assert "Vos changements sont chez notre équipe" in text_of(answer)
    assert "les candidats voient encore l’offre ci-dessous" in text_of(answer)
    assert "Ébéniste" in text_of(answer)


def test_an_unlawful_change_leaves_the_published_offer_as_it_was(client, published):
    shown = change(client, published, profile="Profil jeune, 35 ans maximum.")
    assert "profile" in shown.context["form"].errors
    published.refresh_from_db()
    assert (published.profile, published.state) == ("", State.PUBLISHED)


def test_a_material_change_of_another_company_waits_while_the_old_offer_stays(
    client, company, karim
):
    write(client, company)
    offer = Offer.objects.get()
    offers.publish(offer)
    Company.objects.update(verified_at=None, verified_how="")
    change(client, offer, title="Ébéniste", pay_min="27000.50")
    offer.refresh_from_db()
    assert offer.title == TYPED["title"]
    assert moderation.waiting() == [offer]
    form = client.get(reverse("offer_edit", args=[offer.pk])).context["form"]
    assert form["title"].value() == "Ébéniste"  # one goes on from what one wrote
    change(client, offer, title="Ébéniste", process="Un appel, puis une visite de l’atelier.")
    moderation.approve(offer)
    offer.refresh_from_db()
    assert (offer.title, offer.process[:8]) == ("Ébéniste", "Un appel")
    assert not moderation.waiting()


@pytest.mark.parametrize("field", ["process", "pay_extra", "skills", "benefits", "profile"])
def test_no_field_of_a_published_offer_takes_unlawful_words(client, published, field):
    shown = change(client, published, **{field: "Écrivez-nous uniquement sur WhatsApp"})
    assert "messagerie" in str(shown.context["form"].errors[field])
    published.refresh_from_db()
    assert "WhatsApp" not in f"{getattr(published, field)}"


def test_a_published_offer_does_not_lose_the_reason_of_its_missing_pay(client, published):
    silent = {"pay_min": "", "pay_max": "", "pay_period": ""}
    change(client, published, **silent, pay_absence="grille en négociation")
    published.refresh_from_db()
    assert published.pay_absence == "grille en négociation"
    shown = change(client, published, **silent)
    assert "pay_absence" in shown.context["form"].errors


# --- Wordings to confirm ------------------------------------------------------------------------
DOUBTFUL = {"profile": "Anglais courant exigé."}


def test_a_doubtful_wording_is_explained_and_nothing_typed_is_lost(client, company, karim, trusted):
    write(client, company, **DOUBTFUL, place="", more_places="")
    offer = Offer.objects.get(state=State.DRAFT)
    reason = {"confirm-language_need": "La notice des machines est en anglais."}
    shown = text_of(press(client, offer, **reason))
    assert "Indiquez où se trouve le poste" in shown
    assert reason["confirm-language_need"] in shown
    change(client, offer, **DOUBTFUL)
    press(client, offer, **reason)
    offer.refresh_from_db()
    assert offer.state == State.IN_REVIEW  # staff reads the reason, also of a trusted company


def test_a_doubtful_change_of_a_published_offer_is_explained_in_the_form_and_waits(
    client, published
):
    shown = change(client, published, **DOUBTFUL)
    assert "Pourquoi est-ce nécessaire" in text_of(shown)
    assert not moderation.waiting()
    change(client, published, **DOUBTFUL, **{"confirm-language_need": "La notice est en anglais."})
    published.refresh_from_db()
    assert published.profile == ""
    assert moderation.waiting() == [published]
    moderation.approve(published)
    change(client, published, **DOUBTFUL, title="Ébéniste")  # explained and read before
    published.refresh_from_db()
    assert (published.title, published.profile) == ("Ébéniste", DOUBTFUL["profile"])
    assert not moderation.waiting()


def test_an_offer_under_review_is_not_edited(client, company, karim):
    write(client, company)
    offer = Offer.objects.get()
    press(client, offer)
    change(client, offer, title="Autre")
    offer.refresh_from_db()
    assert offer.title == TYPED["title"]


# --- Two tabs -----------------------------------------------------------------------------------
def read_by(client, offer):
    return client.get(reverse("offer_edit", args=[offer.pk])).context["read"]


@pytest.mark.parametrize("is_published", [True, False])
def test_the_second_of_two_tabs_is_told_of_the_first_and_keeps_its_words(
    client, company, published, is_published
):
    offer = published if is_published else OfferFactory(company=company, draft=True)
    read = read_by(client, offer)
    change(client, offer, read=read, title="Ébéniste")
    shown = change(client, offer, read=read, title="Charpentière ou charpentier", pay_min="27000")
    assert "modifiée depuis que vous avez ouvert cette page" in text_of(shown)
    assert shown.context["form"]["title"].value() == "Charpentière ou charpentier"
    offer.refresh_from_db()
    assert offer.title == "Ébéniste"
    change(client, offer, read=shown.context["read"], title="Charpentière ou charpentier")
    offer.refresh_from_db()
    assert offer.title == "Charpentière ou charpentier"


def test_a_double_click_on_a_change_is_no_conflict(client, published):
    read = read_by(client, published)
    for _press in range(2):
        assert change(client, published, read=read, title="Ébéniste").status_code == 302
    published.refresh_from_db()
    assert published.version == 2


def test_an_error_in_one_tab_does_not_hide_what_the_other_wrote(client, published):
    read = read_by(client, published)
    change(client, published, read=read, title="Ébéniste")
    shown = change(client, published, read=read, title="", pay_min="27000")
    assert shown.context["read"] == read
    shown = change(client, published, read=read, title="Charpentier")
    assert "modifiée depuis que vous avez ouvert cette page" in text_of(shown)


# --- Two at once --------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_recruiters_who_submit_at_once_publish_once():
    company = CompanyFactory(verified=True)
    OfferFactory(company=company, state="filled")
    offer = OfferFactory(company=company, draft=True, description=WORDS)
    karim = UserFactory()
    came = at_once(*[lambda: publishing.submit(offer, by=karim)] * 2)
    assert came == [None, None]
    offer.refresh_from_db()
    assert offer.state == State.PUBLISHED
    assert OfferSearch.objects.filter(offer=offer).count() == 1
    assert timezone.now() - offer.published_at < timedelta(minutes=1)
