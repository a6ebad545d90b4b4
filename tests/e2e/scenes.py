"""What stands on a page before somebody looks at it, each scene made when its test runs.

A scene is given who looks, and returns the arguments of the address.
"""

from datetime import date, timedelta

from django.core import signing
from django.utils import timezone

from accounts.models import Experience, Skill
from applications import interviews, objections, outcomes, pipeline, questions, recalls
from applications import reports as application_reports
from applications.models import ApplicationStep, Interview, Memo, OutsideApplication
from gmail_send import services
from jobs.models import Bookmark, Report
from jobs.services import alert_links
from privacy.models import AudienceFigure, Breach
from privacy.services import erasure, evidence, exports, requests, restriction
from tests.factories.accounts import ProfileFactory, ResumeFactory, UserFactory
from tests.factories.applications import ApplicationFactory, found_draft, mass_reading_of, report_of
from tests.factories.jobs import (
    AlertFactory,
    ApplicationAddressFactory,
    ClaimFactory,
    EstablishmentFactory,
    MembershipFactory,
    OfferFactory,
    siren,
    siret,
)
from tests.jobs.writing import TYPED

QUESTIONS = [
    {"text": "Pouvez-vous travailler un samedi sur deux ?", "kind": "yes_no", "choices": [],
     "required": True},
    {"text": "Quelle équipe préférez-vous ?", "kind": "choice", "choices": ["Matin", "Soir"],
     "required": False},
    {"text": "Racontez un chantier dont vous avez eu la charge.", "kind": "text", "choices": [],
     "required": False},
]  # fmt: skip
SAID = ("yes", "Matin", "Le pont d’un canot de 1936.\nDeux apprentis, trois mois.")
ANSWERS = [questions.answer(one, said) for one, said in zip(QUESTIONS, SAID, strict=True)]


def a_directory(_user):
    EstablishmentFactory.create_batch(3)
    return {}


def a_company(_user):
    work = EstablishmentFactory()
    ApplicationAddressFactory(establishment=work)
    OfferFactory(company=work.company)
    return {"slug": work.company.slug}


def some_offers(_user):
    OfferFactory(title="Menuisière ou menuisier de marine", places=["34301", "34172"])
    OfferFactory(pay_period="mois", pay_min=1_900, pay_max=None, contract="cdd", duration_months=6)
    OfferFactory(pay_min=None, pay_max=None, pay_period="", remote="total", places=[])
    EstablishmentFactory(naf="43.32A")
    return {}


def enough_offers(_user):
    for number in range(6):
        contract = ("cdi", "apprentissage")[number % 2]
        OfferFactory(title=f"Menuisière ou menuisier {number}", contract=contract)
    return {}


def alert_token(salt):
    return signing.dumps(str(AlertFactory().pk), salt=salt)


def an_empty_alert(_user):
    OfferFactory(title="Menuisier", contract="cdd")
    alert = AlertFactory(query="q=menuisier&lieu=75056&contrat=cdi", name="menuisier, Paris, CDI")
    return {"token": signing.dumps(alert.pk.hex, salt=alert_links.WIDEN)}


def some_alerts(user):
    AlertFactory(user=user, asked_at=timezone.now())
    AlertFactory(user=user, query="lieu=34172", name="Montpellier", paused_at=timezone.now())
    AlertFactory(user=user, query="entreprise=partie", name="Offres de Voilerie Partie")
    OfferFactory()
    return {}


def some_bookmarks(user):
    Bookmark.objects.create(user=user, offer=OfferFactory(), note="Appeler mardi")
    Bookmark.objects.create(user=user, offer=OfferFactory(state="filled"))
    return {}


def an_offer(**made):
    def arguments(_user):
        offer = OfferFactory(**made)
        return {"pk": offer.pk, "slug": offer.slug}

    return arguments


def an_open_offer(user):
    ResumeFactory(user=user)
    ProfileFactory(user=user, phone="06 00 00 00 00")
    offer = OfferFactory(title="Menuisière ou menuisier de marine", questions=QUESTIONS)
    return {"pk": offer.pk}


def a_refused_application(user):
    application = ApplicationFactory(candidate=user, answers=ANSWERS)
    pipeline.refuse(application, reason="skills", by=UserFactory(), words="Merci d’avoir écrit.")
    return {"pk": application.pk}


def an_interview(user):
    application = ApplicationFactory(candidate=user)
    when = timezone.now() + timedelta(days=3)
    place = "https://visio.tournelune.test/entretien"
    meeting = Interview(starts_at=when, way=Interview.Way.VIDEO, place=place)
    interviews.propose(application, meeting, by=UserFactory())
    return {"pk": application.pk}


def a_career(user):
    ProfileFactory(user=user, headline="Menuisière de marine", summary="Dix ans d’atelier.")
    Experience.objects.create(
        user=user, title="Menuisière", employer="Chantier Vent Debout", place="Sète",
        started_on=date(2019, 3, 1), description="Ponts et bordés.\nDeux apprentis.",
    )  # fmt: skip
    Skill.objects.create(user=user, name="Rabotage")
    return {}


def an_offer_to_judge(_user):
    OfferFactory(state="in_review", published_at=None)
    return {}


def letters_to_tell_about(_user):
    candidate = UserFactory()
    ago = timezone.now() - timedelta(days=12)
    for number in range(2):
        found_draft(candidate, f"contact@atelier-{number}.test", state="sent_by_me", sent_at=ago)
    return {"token": outcomes.make_token(candidate)}


def an_objection():
    return objections.ask("siret", siret(siren(41_000_000)), "direction@vent-debout.test")


def an_objection_to_judge(_user):
    objections.confirm(an_objection())
    return {}


def a_notice(_user):
    told = timezone.now()
    address = ApplicationAddressFactory(
        source="import",
        source_detail="page « Contact » de son site",
        told_at=told,
        writable_from=told + timedelta(days=7),
    )
    return {"token": objections.notice_token(address)}


def claims_with_offers(_user):
    for name in ("Chantier Vent Debout", "Voilerie Tournelune"):
        typed = {field: [value] for field, value in TYPED.items()}
        ClaimFactory(name=name, first_offer=typed)
    return {}


def a_claim_to_decide(_user):
    ClaimFactory(phone="04 00 00 00 00")
    ClaimFactory(email="contact@orange.fr")
    return {}


def some_figures(_user):
    for name, views in (("offers", 5_120), ("home", 3_004), ("company", 740)):
        AudienceFigure.objects.create(
            kind="page", name=name, day=timezone.localdate(), views=views, devices=views // 3
        )
    return {}


def an_outside_application(user):
    one = OutsideApplication.objects.create(
        user=user, company_name="Voilerie Vent Debout", position="Voilière ou voilier",
        way="person", sent_on=timezone.localdate(), state="interview",
    )  # fmt: skip
    day = timezone.localdate() + timedelta(days=3)
    Memo.objects.create(
        user=user, outside=one, text="Parler du canot de 1936.\nDemander Mme Bézu.",
        action="Préparer l’entretien", action_on=day,
    )  # fmt: skip
    return {"pk": one.pk}


def some_notes(user):
    an_outside_application(user)
    application = ApplicationFactory(candidate=user, offer__title="Menuisière ou menuisier")
    Memo.objects.create(
        user=user, application=application, action="Relancer", action_on=timezone.localdate()
    )
    found_draft(user, "a@voilerie.test", state="sent_by_me", sent_at=timezone.now())
    return {}


def a_reader(user):
    evidence.name_reader(user)
    return {}


def a_report_of(ground):
    words = "L’annonce demande 90 € de « frais de dossier » avant l’entretien."
    return Report.objects.create(
        offer=OfferFactory(title="Agent de saisie à domicile"), name="Ana Lopès",
        email="ana@exemple.test", ground=ground, words=words,
    )  # fmt: skip


def some_reports(_user):
    a_report_of("fraud")
    a_report_of("criteria")
    a_reported_application()
    many_readings(None)
    return {}


def an_answer_to_report(user):
    application = ApplicationFactory(candidate=user)
    words = "Nous cherchons plutôt un homme pour ce poste."
    pipeline.refuse(application, reason="other", by=UserFactory(), words=words)
    return application


def a_reported_application(ground="abuse"):
    application = ApplicationFactory(message="Encore vous ? Bande d’incapables.")
    words = "Le message nous insulte, sans autre propos."
    return report_of(application, by=UserFactory(), side="company", ground=ground, words=words)


def a_reported_answer(staff):
    application = an_answer_to_report(UserFactory(first_name="Léa", last_name="Dupré"))
    words = "On me dit que je ne suis pas un homme."
    report = report_of(
        application, by=application.candidate, side="candidate", ground="criteria", words=words
    )
    answer = "Le sexe n’est pas un critère de ce métier (C. trav., art. L1142-1)."
    application_reports.uphold(report, "answer", answer=answer, by=staff)
    return report


def hidden_from_the_company(user):
    application = ApplicationFactory(candidate=user, message="Encore vous ? Bande d’incapables.")
    report = report_of(application, by=UserFactory(), side="company")
    application_reports.uphold(report, "both", answer="C’est une insulte.", by=UserFactory())
    return {"pk": application.pk}


def many_readings(_staff):
    reader = UserFactory(first_name="Karim", last_name="Belkacem")
    offer = OfferFactory()
    MembershipFactory(user=reader, company=offer.company)
    noon = timezone.localtime().replace(hour=12, minute=0)
    for number in range(8):
        at = noon + timedelta(minutes=17 * number)
        step = {"kind": "read", "actor": reader, "at": at}
        ApplicationStep.objects.create(application=ApplicationFactory(offer=offer), **step)
    yesterday = timezone.localdate() - timedelta(days=1)
    mass_reading_of(reader, offer.company, day=yesterday, state="usual",
                    answer="Salon de l’emploi.", decided_by="k.1")  # fmt: skip
    return {"pk": mass_reading_of(reader, offer.company).pk}


def a_stopped_outbox(_user):
    services.pause()
    return {}


def a_request(user):
    return requests.ask(user, "rectify", "Mon nom prend un accent : Dupré.")


def some_requests(user):
    a_request(user)
    requests.refuse(a_request(UserFactory()), words="Déjà fait le 3 mars.", by=user)
    return a_breach(user) and {}


def a_breach(_user):
    Breach.objects.create(
        nature="Un export envoyé au mauvais destinataire.",
        data="Noms et adresses de douze candidats.",
        people=12,
        consequences="Démarchage.",
        measures="Destinataire appelé, fichier effacé.",
        is_risky=True,
    )
    return {"name": "violations"}


def a_frozen_account(user):
    restriction.restrict(user, "accuracy")
    a_request(user)
    erasure.plan(user)
    return {}


def some_copies(user):
    exports.build(exports.ask(user).pk)
    exports.ask(user)
    return {}


def a_request_link(_user):
    one = requests.ask_by_mail("ana@exemple.test", "erasure", "Effacez tout.")
    return {"token": requests.link(one).split("/")[-2]}


def a_recall(_user):
    application = ApplicationFactory()
    reader = UserFactory()
    pipeline.note_reading(application, by=reader)
    pipeline.withdraw(application, by=application.candidate)
    return {"token": recalls.path_of(application.recalls.get()).split("/")[-2]}


def a_resume(user):
    ResumeFactory(user=user)
    return {}
