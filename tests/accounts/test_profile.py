"""The candidate's own words: kept, corrected, theirs alone."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.forms.profile import MOST_ITEMS
from accounts.models import (
    CandidateProfile,
    Education,
    Experience,
    LanguageSkill,
    Preferences,
    Skill,
)

PRESENTATION = {
    "first_name": "Zoé",
    "last_name": "Bézu",
    "headline": "Comptable",
    "summary": "Dix ans.\nEt la suite.",
    "phone": "06 39 98 00 00",
    "commune_code": "Montpellier",
}
EXPERIENCE = {
    "title": "Comptable",
    "employer": "Cabinet Sud",
    "started_on": "03/2020",
    "ended_on": "02/2024",
}


def text(response):
    return response.content.decode()


def test_a_presentation_is_kept_whole(signed_in, user):
    for _press in range(2):
        assert signed_in.post(reverse("profile_edit"), PRESENTATION).url == reverse("profile")
    kept = CandidateProfile.objects.get()
    user.refresh_from_db()
    assert (user.first_name, kept.headline) == ("Zoé", "Comptable")
    assert kept.commune_code == "34172"
    assert "Montpellier (34)" in text(signed_in.get(reverse("profile")))
    assert 'value="Montpellier (34)"' in text(signed_in.get(reverse("profile_edit")))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("commune_code", "Nullepart-sur-Lez", "Cette commune est inconnue"),
        ("commune_code", "Saint-Denis", "Plusieurs communes répondent"),
        ("phone", "appelle-moi", "Écrivez un numéro comme"),
        ("first_name", "", "obligatoire"),
        ("first_name", "Zoé <zoe@x.test>", "Écrivez un nom avec des lettres"),
        ("headline", "x" * 121, "120"),
        ("headline", "Compt\u202eable", "caractère invisible"),
        ("headline", "Compt\x00able", "nul"),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(signed_in, field, value, sentence):
    page = text(signed_in.post(reverse("profile_edit"), {**PRESENTATION, field: value}))
    assert sentence.lower() in page.lower()
    assert "Dix ans." in page
    assert not CandidateProfile.objects.exists()


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Saint-Denis (93)", "93066"), ("34170", "34057"), ("montpellier", "34172"), ("", "")],
)
def test_a_commune_is_found_by_name_or_postal_code(signed_in, typed, code):
    signed_in.post(reverse("profile_edit"), {**PRESENTATION, "commune_code": typed})
    assert CandidateProfile.objects.get().commune_code == code


def test_an_experience_is_added_changed_and_removed(signed_in, user):
    signed_in.post(reverse("profile_item_new", args=["experiences"]), EXPERIENCE)
    one = Experience.objects.get()
    assert (one.started_on, one.ended_on) == (date(2020, 3, 1), date(2024, 2, 29))
    form = text(signed_in.get(reverse("profile_item", args=["experiences", one.pk])))
    assert 'value="03/2020"' in form
    address = reverse("profile_item", args=["experiences", one.pk])
    signed_in.post(address, {**EXPERIENCE, "ended_on": ""})
    one.refresh_from_db()
    assert one.ended_on is None
    for _press in range(2):
        signed_in.post(reverse("profile_item_delete", args=["experiences", one.pk]))
    assert not Experience.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ended_on": "01/2019"}, "La fin ne peut pas précéder le début"),
        ({"started_on": "mars 2020"}, "Écrivez le mois ainsi"),
        ({"started_on": "03/0020"}, "Cette année ne se peut pas"),
        ({"title": ""}, "obligatoire"),
    ],
)
def test_an_experience_that_cannot_be_is_not_kept(signed_in, fields, sentence):
    address = reverse("profile_item_new", args=["experiences"])
    page = text(signed_in.post(address, {**EXPERIENCE, **fields}))
    assert sentence in page
    assert "Cabinet Sud" in page
    assert not Experience.objects.exists()


def test_an_education_does_not_end_before_it_starts(signed_in):
    fields = {"title": "BTS", "started_in": 2020, "ended_in": 2018}
    page = text(signed_in.post(reverse("profile_item_new", args=["formations"]), fields))
    assert "La fin ne peut pas précéder le début" in page
    signed_in.post(reverse("profile_item_new", args=["formations"]), {**fields, "ended_in": 2022})
    assert Education.objects.get().ended_in == 2022


def test_a_language_is_added_once(signed_in, user):
    address = reverse("profile_item_new", args=["langues"])
    signed_in.post(address, {"code": "en", "level": "B2"})
    page = text(signed_in.post(address, {"code": "en", "level": "C1"}))
    assert "déjà dans votre profil" in page
    assert LanguageSkill.objects.get().level == "B2"


def test_skills_come_several_at_once_and_each_once(signed_in, user):
    for _press in range(2):
        signed_in.post(reverse("skills_add"), {"names": "Excel, comptabilité; EXCEL,, Sage "})
    assert {one.name for one in Skill.objects.owned_by(user)} == {"EXCEL", "comptabilité", "Sage"}
    page = text(signed_in.post(reverse("skills_add"), {"names": "x" * 61}))
    assert "trop long" in page
    assert "x" * 61 in page


def test_what_one_person_may_keep_is_bounded(signed_in, user):
    names = ", ".join(f"Compétence {number}" for number in range(MOST_ITEMS + 3))
    page = signed_in.post(reverse("skills_add"), {"names": names}, follow=True)
    assert Skill.objects.count() == MOST_ITEMS
    assert "3 compétences n’ont pas trouvé place" in text(page)
    Experience.objects.bulk_create(
        Experience(user=user, title="T", employer="E", started_on=date(2020, 1, 1))
        for _ in range(MOST_ITEMS)
    )
    address = reverse("profile_item_new", args=["experiences"])
    assert "supprimez-en" in text(signed_in.post(address, EXPERIENCE))


def test_preferences_are_kept(signed_in):
    fields = {
        "occupations": "comptable, gestionnaire de paie, comptable",
        "contracts": ["cdi", "interim"],
        "remote": ["partiel"],
        "min_pay": "30000",
        "radius_km": "25",
        "available_from": "2027-01-04",
    }
    for _press in range(2):
        assert signed_in.post(reverse("preferences"), fields).status_code == 302
    kept = Preferences.objects.get()
    assert kept.occupations == ["comptable", "gestionnaire de paie"]
    assert kept.contracts == ["cdi", "interim"]
    page = text(signed_in.get(reverse("preferences")))
    assert 'value="comptable, gestionnaire de paie"' in page
    assert 'value="2027-01-04"' in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("contracts", ["esclavage"]),
        ("min_pay", "-5"),
        ("radius_km", "900"),
        ("radius_km", ""),
        ("available_from", "bientôt"),
        ("occupations", ", ".join(f"métier {n}" for n in range(11))),
        ("occupations", "x" * 81),
    ],
)
def test_preferences_that_cannot_be_are_not_kept(signed_in, field, value):
    fields = {"radius_km": "25", "min_pay": "31234", field: value}
    page = signed_in.post(reverse("preferences"), fields)
    assert page.status_code == 200
    assert page.context["form"].has_error(field)
    assert not Preferences.objects.exists()


def test_the_lines_of_others_are_out_of_reach(client, user, stranger):
    one = Experience.objects.create(user=user, title="T", employer="E", started_on=date(2020, 1, 1))
    client.force_login(stranger)
    address = reverse("profile_item", args=["experiences", one.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, EXPERIENCE).status_code == 404
    client.post(reverse("profile_item_delete", args=["experiences", one.pk]))
    one.refresh_from_db()
    assert one.title == "T"
    assert client.get("/compte/profil/salaires/ajouter/").status_code == 404
