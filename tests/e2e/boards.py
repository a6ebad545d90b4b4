"""Boards with something in each column, for those who look at them."""

from datetime import timedelta

from django.utils import timezone

from applications.models import Application, Interview, Memo, OutsideApplication
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, found_draft
from tests.factories.jobs import CompanyFactory, MembershipFactory, OfferFactory

PEOPLE = ("Ana Bézu", "Noé Le Goff", "Inès Delacroix-Marchand", "Lou Petit", "Zoé Ha", "Idriss Sow")
STATES = ("new", "new", "review", "interview", "accepted", "refused")


def a_received_board(user):
    """A recruiter's: two offers, people in five states, one who waits too long, one meeting."""
    company = CompanyFactory(verified=True)
    MembershipFactory(user=user, role="owner", company=company)
    titles = ("Menuisière ou menuisier de marine", "Responsable d’atelier de construction navale")
    offers = [OfferFactory(title=title, company=company) for title in titles]
    for number, (name, state) in enumerate(zip(PEOPLE, STATES, strict=True)):
        first, _, last = name.partition(" ")
        one = ApplicationFactory(
            offer=offers[number % 2], candidate=UserFactory(first_name=first, last_name=last),
            state=state, reason="skills" if state == "refused" else "",
            decided_by="k.1" if state == "refused" else "",
        )  # fmt: skip
        if state == "interview":
            day = timezone.now() + timedelta(days=3)
            Interview.objects.create(application=one, starts_at=day, place="Quai 4")
    late = timezone.now() - timedelta(days=45)
    first = Application.objects.filter(state="new").order_by("pk").first()
    Application.objects.filter(pk=first.pk).update(moved_at=late, created_at=late)
    return {}


def an_own_board(user):
    """A candidate's: letters, applications to offers and others, in every stage."""
    found_draft(user, "a@vent-debout.test", company_name="Chantier Vent Debout")
    now = timezone.now()
    found_draft(user, "b@tournelune.test", company_name="Menuiserie Tournelune",
                state="sent_by_me", sent_at=now)  # fmt: skip
    for state, title in (
        ("new", "Ébéniste"),
        ("interview", "Responsable d’atelier de construction navale"),
        ("accepted", "Menuisière ou menuisier de marine"),
    ):
        ApplicationFactory(candidate=user, state=state, offer__title=title)
    outside = OutsideApplication.objects.create(
        user=user, company_name="Voiles et Toiles", position="Voilière ou voilier", way="person",
        sent_on=now.date(), state="refused",
    )  # fmt: skip
    Memo.objects.create(user=user, outside=outside, action="Demander un retour",
                        action_on=now.date() + timedelta(days=4))  # fmt: skip
    return {}
