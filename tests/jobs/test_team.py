"""Who acts for a company: invitations used once, roles, and always one owner."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.budget import monthly_budget
from jobs.models import ApplicationAddress, Company, Invitation, Membership
from jobs.services import team
from privacy.models import SiteMail
from tests.accounts.test_second_factor import enrol
from tests.applications.pages import text_of
from tests.applications.test_pipeline import at_once
from tests.factories.accounts import UserFactory
from tests.factories.jobs import EstablishmentFactory, InvitationFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owned(client):
    """The membership of an owner who is signed in."""
    membership = MembershipFactory(user=UserFactory(first_name="Karim"), role="owner")
    enrol(membership.user)
    client.force_login(membership.user)
    return membership


def invite(client, company, **typed):
    values = {"email": "Nour@Exemple.test", "role": "recruiter", **typed}
    return client.post(reverse("team", args=[company.slug]), values)


def test_an_invited_colleague_joins_with_the_mailed_link(client, owned):
    invite(client, owned.company)
    invitation = Invitation.objects.get()
    link = reverse("invitation", args=[invitation.pk])
    assert link in SiteMail.objects.get(name="jobs/invitation").body
    nour = UserFactory(email="nour@exemple.test")
    client.force_login(nour)
    assert owned.company.name in text_of(client.get(link))
    assert not Membership.objects.filter(user=nour).exists()  # a link scanner changes nothing
    client.post(link)
    assert Membership.objects.get(user=nour).role == Membership.Role.RECRUITER
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("spoilt", ["other address", "unconfirmed address", "old", "used"])
def test_an_invitation_serves_only_whom_it_was_sent_to_once_and_in_time(client, spoilt):
    invitation, now = InvitationFactory(), timezone.now()
    same = spoilt != "other address"
    person = UserFactory(
        verified=spoilt != "unconfirmed address", **({"email": invitation.email} if same else {})
    )
    if spoilt in {"old", "used"}:
        change = {"old": {"created_at": now - timedelta(days=8)}, "used": {"used_at": now}}
        Invitation.objects.update(**change[spoilt])
    client.force_login(person)
    link = reverse("invitation", args=[invitation.pk])
    assert client.get(link).status_code == 410
    client.post(link)
    assert not Membership.objects.filter(user=person).exists()


def test_a_colleague_is_invited_once_at_a_time_and_again_when_it_is_too_old(client, owned):
    invite(client, owned.company)
    assert "déjà invitée" in text_of(invite(client, owned.company))
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=8))
    invite(client, owned.company)
    assert Invitation.objects.get().is_open


def test_a_member_is_not_invited_and_a_wrong_address_is_told(client, owned):
    assert "déjà membre" in text_of(invite(client, owned.company, email=owned.user.email))
    shown = invite(client, owned.company, email="nour")
    assert shown.context["form"].errors["email"]
    assert not Invitation.objects.exists()


def test_a_recruiter_sees_the_team_and_changes_nothing(client, owned):
    nour = MembershipFactory(company=owned.company, user=UserFactory())
    enrol(nour.user)
    client.force_login(nour.user)
    slug = owned.company.slug
    assert "Inviter" not in text_of(client.get(reverse("team", args=[slug])))
    invite(client, owned.company)
    assert not Invitation.objects.exists()
    for name in ("team_role", "team_remove"):
        answer = client.post(reverse(name, args=[slug, owned.pk]), {"role": "recruiter"})
        assert answer.status_code == 404
    waiting = InvitationFactory(company=owned.company)
    cancel = reverse("invitation_cancel", args=[slug, waiting.pk])
    assert client.post(cancel).status_code == 404


def test_strangers_and_owners_of_another_company_get_404(client, owned):
    other = MembershipFactory(user=UserFactory(), role="owner")
    slug = other.company.slug
    assert client.get(reverse("team", args=[slug])).status_code == 404
    for name in ("team_role", "team_remove"):
        assert client.post(reverse(name, args=[slug, other.pk])).status_code == 404
        mine = reverse(name, args=[owned.company.slug, other.pk])
        assert client.post(mine, {"role": "recruiter"}).status_code == 404
    assert client.post(reverse("team_leave", args=[slug])).status_code == 404


def test_ownership_is_shared_then_handed_over(client, owned):
    nour = MembershipFactory(company=owned.company, user=UserFactory())
    slug = owned.company.slug
    client.post(reverse("team_leave", args=[slug]))
    assert Membership.objects.filter(pk=owned.pk).exists()  # the last owner stays
    client.post(reverse("team_role", args=[slug, nour.pk]), {"role": "owner"})
    client.post(reverse("team_leave", args=[slug]))
    assert Membership.objects.get().user == nour.user
    assert client.get(reverse("team", args=[slug])).status_code == 404


def test_a_removed_colleague_reads_nothing_any_more(client, owned):
    nour = MembershipFactory(company=owned.company, user=UserFactory())
    client.post(reverse("team_remove", args=[owned.company.slug, nour.pk]))
    assert not Company.objects.managed_by(nour.user).exists()


def test_an_unknown_role_changes_nothing(client, owned):
    nour = MembershipFactory(company=owned.company, user=UserFactory())
    client.post(reverse("team_role", args=[owned.company.slug, nour.pk]), {"role": "roi"})
    nour.refresh_from_db()
    assert nour.role == Membership.Role.RECRUITER


@pytest.mark.django_db(transaction=True)
def test_an_invitation_used_twice_at_once_makes_one_member():
    invitation = InvitationFactory()
    user = UserFactory(email=invitation.email)
    came = at_once(*[lambda: team.join(invitation, user=user)] * 2)
    assert Membership.objects.count() == 1
    assert [type(error) for error in came if error] == [team.NotYours]


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_leave_one_of_them():
    first = MembershipFactory(user=UserFactory(), role="owner")
    second = MembershipFactory(user=UserFactory(), role="owner", company=first.company)
    came = at_once(lambda: team.remove(first), lambda: team.remove(second))
    assert Membership.objects.count() == 1
    assert [type(error) for error in came if error] == [team.LastOwner]


# --- The company's rules for letters --------------------------------------------------------------
def rules(client, company, **typed):
    values = {"accepts": "on", "email": "Emploi@tournelune.test", "letters_a_month": "3",
              "wanted_occupations": "Menuisier / Menuisière"} | typed  # fmt: skip
    return client.post(reverse("letters_rules", args=[company.slug]), values)


def test_a_company_says_how_many_letters_it_takes_where_and_about_what(client, owned):
    head = EstablishmentFactory(company=owned.company, is_head_office=True)
    rules(client, owned.company)
    company = Company.objects.get(pk=owned.company_id)
    assert company.letters_a_month == 3
    assert len(company.wanted_occupations) == 1
    address = ApplicationAddress.objects.writable().get()
    assert (address.establishment, address.email) == (head, "emploi@tournelune.test")
    head.refresh_from_db()
    assert monthly_budget(head) == 3
    rules(client, owned.company, accepts="")
    assert Company.objects.get(pk=owned.company_id).refuses_since
    page = client.get(reverse("letters_rules", args=[company.slug]))
    assert page.context["form"]["email"].value() == "emploi@tournelune.test"


def test_odd_rules_are_told_beside_their_field(client, owned):
    for field, value in (("letters_a_month", "0"), ("email", "x"), ("wanted_occupations", "xyzzy")):
        shown = rules(client, owned.company, **{field: value})
        assert field in shown.context["form"].errors
    assert Company.objects.get(pk=owned.company_id).letters_a_month is None


def test_strangers_do_not_set_the_rules_of_a_company(client, owned):
    other = MembershipFactory(user=UserFactory()).company
    assert rules(client, other).status_code == 404
