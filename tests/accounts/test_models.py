"""What the database refuses about people."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError

from accounts.models import (
    CandidateProfile,
    Experience,
    LanguageSkill,
    Preferences,
    Resume,
    ResumeUnavailable,
    Skill,
    User,
)
from accounts.resume_limits import MOST_RESUMES
from tests.factories.accounts import ProfileFactory, ResumeFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_an_address_is_kept_in_lower_case():
    assert User.objects.create_user(" Léa.D@Exemple.TEST ").email == "léa.d@exemple.test"
    with pytest.raises(IntegrityError, match="address_in_lower_case"):
        User.objects.bulk_create([User(email="Grand@exemple.test")])


@pytest.mark.parametrize("name", ["<b>Zoé</b>", "zoe@bezu", "123", "Zo\u202eé", "a\nb"])
def test_a_name_that_would_spoil_a_sender_is_refused(name):
    user = UserFactory()
    user.first_name = name
    with pytest.raises(ValidationError):
        user.full_clean()


def test_an_experience_does_not_end_before_it_starts():
    one = Experience(
        user=UserFactory(),
        title="Comptable",
        employer="Cabinet Sud",
        started_on=date(2024, 5, 1),
        ended_on=date(2024, 4, 1),
    )
    with pytest.raises(ValidationError, match="La fin ne peut pas précéder le début"):
        one.full_clean()
    with pytest.raises(IntegrityError, match="experience_ends_after_its_start"):
        one.save()


def test_the_present_position_comes_first():
    user = UserFactory()
    common = {"user": user, "employer": "Cabinet Sud"}
    Experience.objects.create(
        title="Avant", started_on=date(2019, 1, 1), ended_on=date(2022, 1, 1), **common
    )
    Experience.objects.create(title="Maintenant", started_on=date(2020, 1, 1), **common)
    assert [one.title for one in user.experiences.all()] == ["Maintenant", "Avant"]


def test_a_skill_is_known_once_whatever_its_accents_and_capitals():
    user = UserFactory()
    Skill.objects.create(user=user, name="Comptabilité")
    with pytest.raises(IntegrityError, match="skill_once_per_person"):
        Skill.objects.create(user=user, name="COMPTABILITE ")


def test_a_language_is_known_once():
    user = UserFactory()
    LanguageSkill.objects.create(user=user, code="en", level="B2")
    with pytest.raises(IntegrityError, match="language_once_per_person"):
        LanguageSkill.objects.create(user=user, code="en", level="C1")


def test_a_place_is_an_insee_code():
    assert ProfileFactory(commune_code="2A004").pk
    with pytest.raises(IntegrityError, match="profile_commune_is_an_insee_code"):
        ProfileFactory(commune_code="Paris")


def test_preferences_hold_only_known_words():
    with pytest.raises(IntegrityError, match="preferences_contracts_are_known"):
        Preferences.objects.create(user=UserFactory(), contracts=["cdi", "esclavage"])


def test_the_number_of_resumes_is_bounded():
    user = UserFactory()
    for _number in range(MOST_RESUMES):
        ResumeFactory(user=user)
    with pytest.raises(IntegrityError, match="as_many_resumes_as_slots"):
        ResumeFactory(user=user)


def test_one_resume_is_the_main_one():
    user = UserFactory()
    ResumeFactory(user=user)
    with pytest.raises(IntegrityError, match="one_main_resume_per_person"):
        ResumeFactory(user=user, is_main=True)


def test_people_own_their_rows_and_visitors_own_none():
    resume = ResumeFactory()
    assert list(Resume.objects.owned_by(resume.user)) == [resume]
    assert not Resume.objects.owned_by(UserFactory()).exists()
    assert not Resume.objects.owned_by(AnonymousUser()).exists()
    assert not CandidateProfile.objects.owned_by(AnonymousUser()).exists()


def test_a_resume_gives_its_bytes_back():
    resume = ResumeFactory()
    assert resume.read().startswith(b"%PDF-")
    assert len(resume.read()) == resume.size
    assert "zoe" not in resume.file.name


def test_a_resume_whose_file_is_gone_or_altered_says_so():
    gone, altered = ResumeFactory(), ResumeFactory()
    default_storage.delete(gone.file.name)
    default_storage.delete(altered.file.name)
    default_storage.save(altered.file.name, ContentFile(b"%PDF-1.7 something else"))
    for resume in (gone, altered):
        with pytest.raises(ResumeUnavailable, match="ne peut pas être lu"):
            resume.read()
