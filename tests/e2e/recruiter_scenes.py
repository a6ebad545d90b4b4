"""What stands on a recruiter's page before they look at it, as in `scenes`."""

from datetime import timedelta

from django.utils import timezone

from applications import interviews, pipeline
from applications.models import AnswerTemplate, ApplicationStep, Interview
from jobs.models import OfferViews
from jobs.services import offers
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, mass_reading_of
from tests.factories.jobs import (
    ApiKeyFactory,
    ClaimFactory,
    CompanyFactory,
    FeedSourceFactory,
    ImportedOfferFactory,
    ImportRunFactory,
    InvitationFactory,
    MembershipFactory,
    OfferFactory,
)

from .scenes import ANSWERS, QUESTIONS

SEVERAL = 7_000_000  # the number of an offer, known to the address before the scene is made


def received_by(user):
    application = ApplicationFactory(may_be_kept=True, answers=ANSWERS)
    MembershipFactory(user=user, company=application.offer.company)
    pipeline.add_note(application, "Disponible en mars.", by=user)
    return application


def a_meeting_to_come(user):
    application = received_by(user)
    meeting = Interview(starts_at=timezone.now() + timedelta(days=3), place="3 quai des Rabots")
    interviews.propose(application, meeting, by=user)
    return {"pk": application.pk}


def a_received_application(user):
    received_by(user)
    return {}


def an_answer_template(user):
    company = received_by(user).offer.company
    text = "Bonjour [prénom],\n\nMerci de votre intérêt pour le poste de [poste]."
    AnswerTemplate.objects.create(company=company, name="Merci", text=text)
    return {}


def several_received(user):
    company = a_membership(user).company
    offer = OfferFactory(pk=SEVERAL, title="Menuisière ou menuisier", company=company)
    for name in ("Ana", "Noé", "Inès"):
        ApplicationFactory(offer=offer, candidate=UserFactory(first_name=name))
    return {}


def a_membership(user):
    company = CompanyFactory(verified=True)
    return MembershipFactory(user=user, role="owner", company=company)


def a_report(user):
    source = FeedSourceFactory(company=a_membership(user).company)
    counts = {"created": 41, "updated": 1, "refused": 1, "to_withdraw": 37}
    run = ImportRunFactory(source=source, state="confirm", counts=counts)
    said = ["salary : Indiquez une fourchette, ou dites pourquoi vous ne l’indiquez pas."]
    run.lines.create(line=214, reference="MEN-7", title="Menuisier", outcome="refused",
                     sentences=said)  # fmt: skip
    run.lines.create(line=250, reference="MEN-8", title="Ébéniste", outcome="updated")
    ImportedOfferFactory(source=source, kept=True)
    return run


def some_sources(user):
    a_report(user)
    return {}


def a_key(user):
    return ApiKeyFactory(company=a_membership(user).company)


def an_unlawful_draft(user):
    return OfferFactory(
        company=a_membership(user).company,
        draft=True,
        pay_min=None,
        pay_max=None,
        pay_period="",
        profile="- Une personne de moins de 30 ans\n- **Véhicule** personnel indispensable",
        benefits=["Mutuelle", "Titres-restaurant"],
        skills=["Assemblage"],
        languages=["en:B1"],
        process="Un appel, puis une visite de l’atelier.",
        answer_days=10,
        questions=[*QUESTIONS, QUESTIONS[0] | {"text": "Avez-vous des enfants ?"}],
    )


def a_company_with_offers(user):
    company = a_membership(user).company
    OfferFactory(company=company)
    OfferFactory(company=company, draft=True)
    OfferFactory(company=company, state="in_review", published_at=None)
    OfferFactory(company=company, state="refused", published_at=None)
    return {}


def an_offer_with_figures(user):
    offer = OfferFactory(company=a_membership(user).company)
    today = timezone.localdate()
    for back in range(1, 27):
        if back % 5:
            day = today - timedelta(days=back)
            OfferViews.objects.create(offer=offer, day=day, count=11 + back * 37 % 90)
    for back, state in enumerate(["new", "new", "review", "interview", "withdrawn"]):
        came = timezone.now() - timedelta(days=3 * back)
        ApplicationFactory(offer=offer, state=state, created_at=came, resume=None, message="")
    return offer


def a_link(_user):
    return {"token": offers.confirm_link(OfferFactory()).split("/")[-2]}


def a_claim(user, **made):
    return ClaimFactory(claimant=user, **made)


def a_team(user):
    company = MembershipFactory(user=user, role="owner").company
    MembershipFactory(company=company, user=UserFactory(first_name="Karim"))
    InvitationFactory(company=company)
    return {"slug": company.slug}


def an_invitation(user):
    return {"pk": InvitationFactory(email=user.email).pk}


def many_readings_of_mine(user):
    reader = UserFactory(first_name="Karim", last_name="Belkacem")
    application = ApplicationFactory()
    MembershipFactory(user=user, company=application.offer.company, role="owner")
    MembershipFactory(user=reader, company=application.offer.company)
    ApplicationStep.objects.create(application=application, kind="read", actor=reader)
    mass_reading_of(reader, application.offer.company)
    return {}
