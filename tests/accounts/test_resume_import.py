"""A JSON Resume from elsewhere, or our own, taken into the profile."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.demo import create_people
from accounts.forms.resume_import import take_in
from accounts.json_resume import as_dict
from accounts.models import (
    CandidateProfile,
    Education,
    Experience,
    LanguageSkill,
    Skill,
    User,
)
from tests.factories.accounts import UserFactory

ADDRESS = reverse("profile_import")
FOREIGN = {
    "basics": {"label": "Carpenter", "location": {"city": "Sète", "postalCode": "34200"}},
    "work": [
        {
            "name": "Chantier Vent Debout",
            "position": "Menuisière",
            "startDate": "2019-03-15",
            "endDate": "2021",
            "summary": "Ponts et bordés.",
            "highlights": ["Un canot de 1936", "Deux apprentis"],
        },
        {"name": "Sans date", "position": "Aide"},
    ],
    "education": [{"institution": "Lycée", "studyType": "CAP", "area": "Menuiserie"}],
    "skills": [{"name": "Rabotage", "keywords": ["varlope"]}, {"name": "rabotage"}],
    "languages": [
        {"language": "English", "fluency": "B2"},
        {"language": "Occitan", "fluency": "Native speaker"},
        {"language": "Klingon", "fluency": "C1"},
    ],
    "awards": [{"title": "Prix"}],
}


@pytest.fixture
def ana(client, db):
    user = UserFactory(first_name="Ana", last_name="Lopès")
    client.force_login(user)
    return user


def send(client, content, name="cv.json"):
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, raw)}, follow=True)


def page_of(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_we_hand_out_comes_back_as_the_same_cv(client, ana, settings, language):
    settings.DEMO = True
    create_people()
    lea = User.objects.get_by_natural_key("lea@demo.test")
    with translation.override(language):
        handed_out = as_dict(lea)
    send(client, handed_out)
    with translation.override(language):
        again = as_dict(ana)
    for one in (handed_out, again):
        del one["basics"]["name"], one["basics"]["email"]
    assert again == handed_out
    assert len(again["work"]) > 1


def test_a_file_from_elsewhere_is_added_and_what_is_not_understood_is_named(client, ana):
    page = page_of(send(client, FOREIGN))
    assert "7 éléments ajoutés à votre profil. 1 y était déjà." in page
    assert "Non repris, à ajouter vous-même : Aide · Klingon." in page
    work = Experience.objects.get(user=ana)
    assert (str(work.started_on), str(work.ended_on)) == ("2019-03-01", "2021-01-31")
    assert work.description == "Ponts et bordés.\n– Un canot de 1936\n– Deux apprentis"
    assert Education.objects.get(user=ana).title == "CAP Menuiserie"
    assert Skill.objects.get(user=ana).name == "Rabotage"
    spoken = LanguageSkill.objects.owned_by(ana).values_list("code", "level")
    assert set(spoken) == {("en", "B2"), ("oc", "NA")}
    assert CandidateProfile.objects.get(user=ana).commune_code == "34301"


def test_the_same_file_again_changes_nothing(client, ana):
    send(client, FOREIGN)
    before = as_dict(ana)
    assert "Rien de nouveau dans ce fichier" in page_of(send(client, FOREIGN))
    assert as_dict(ana) == before


def test_what_is_written_here_stays(client, ana):
    CandidateProfile.objects.create(
        user=ana, headline="Charpentière", summary="Ponts.", phone="06 39 98 01 23"
    )
    send(client, FOREIGN)
    own = CandidateProfile.objects.get(user=ana)
    assert (own.headline, own.summary, own.phone) == ("Charpentière", "Ponts.", "06 39 98 01 23")
    assert own.commune_code == "34301"  # it was empty


def test_too_many_files_within_an_hour_are_told_beside_the_field(client, ana, monkeypatch):
    monkeypatch.setattr("accounts.views.profile.IMPORTS_AN_HOUR", 1)
    send(client, FOREIGN)
    assert "réessayez un peu plus tard" in page_of(
        send(client, {"skills": [{"name": "Calfatage"}]})
    )
    assert not Skill.objects.filter(name="Calfatage").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7", "n’est pas un CV au format JSON Resume"),
        (b"[1, 2]", "n’est pas un CV au format JSON Resume"),
        (b'{"name": "x"}', "n’est pas un CV au format JSON Resume"),
        (b"[" * 100_000, "n’est pas un CV au format JSON Resume"),
        (b'{"skills": [{"name": "a\\ud800b"}]}', "n’est pas un CV au format JSON Resume"),
        (b"", "Ce fichier est vide."),
        (b'{"basics": "' + b"x" * 200_000 + b'"}', "dépasse 200 ko"),
    ],
)
def test_what_is_no_cv_is_told_beside_the_field(client, ana, content, sentence):
    answer = send(client, content)
    assert sentence in page_of(answer)
    assert not CandidateProfile.objects.exists()


def test_without_a_file_the_page_says_so(client, ana):
    assert "Choisissez un fichier." in page_of(client.post(ADDRESS))


def test_strange_values_are_left_and_break_nothing(client, ana):
    strange = {
        "basics": {"label": 3, "summary": "x" * 9_000, "phone": "\u202e06", "location": []},
        "work": [
            None,
            {"position": ["x"], "startDate": "hier", "name": "y"},
            {"startDate": "0"},
            {"position": "a", "name": "b", "startDate": "9" * 30},
            {"position": "a", "name": "b", "startDate": "0001-01", "highlights": 5},
        ],
        "education": {"area": "x"},
        "skills": [{"name": "a" * 500}, {"name": "a\x00b"}],
        "languages": ["fr", {"language": {}, "fluency": 4}],
    }
    answer = send(client, strange)
    assert answer.status_code == 200
    assert "Rien de nouveau dans ce fichier" in page_of(answer)


def test_a_profile_holds_forty_of_a_kind_at_most(client, ana):
    send(client, {"skills": [{"name": f"outil {number}"} for number in range(60)]})
    assert Skill.objects.owned_by(ana).count() == 40


NAMES = ("name", "position", "startDate", "endDate", "fluency", "highlights", "location", "area")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("9" * 30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FOREIGN, *NAMES]), inner)
    ),
    max_leaves=12,
)


@given(found=st.dictionaries(st.sampled_from(sorted(FOREIGN)), json_values, min_size=1))
@pytest.mark.django_db
def test_any_json_is_read_without_a_fault(found):
    user = UserFactory()
    report = take_in(user, found)
    assert report.added >= 0
