"""Letters to companies, as tests need them."""

import factory
from django.utils import timezone

from applications import reports
from applications.models import (
    Application,
    ApplicationReport,
    DraftContent,
    LetterModel,
    MassReading,
    SpontaneousApplication,
    Words,
)

from .accounts import ResumeFactory, UserFactory
from .jobs import ApplicationAddressFactory, OfferFactory

BODY = (
    "Bonjour,\n\n"
    "Votre atelier répare des voiliers en bois, et je suis menuisière depuis huit ans. J’ai "
    "restauré l’été dernier le pont d’un canot de 1936, bordé par bordé, avec deux apprentis que "
    "j’encadrais. Je cherche un poste à l’année, à partir de janvier, et je peux venir vous "
    "montrer mes réalisations un jour qui vous arrange. Merci d’avoir lu jusqu’ici, et à bientôt "
    "peut-être.\n\nLéa Dupré – 06 00 00 00 00"
)


class DraftFactory(factory.django.DjangoModelFactory):
    """A draft ready for its preview, to an address that a listed company gave."""

    class Meta:
        model = SpontaneousApplication

    candidate = factory.SubFactory(UserFactory, first_name="Léa", last_name="Dupré")

    @classmethod
    def _create(cls, model_class, *args, subject="Menuisière à l’année", body=BODY, **kwargs):
        if "recipient" not in kwargs:
            address = kwargs.pop("address", None) or ApplicationAddressFactory()
            kwargs |= {
                "establishment": address.establishment,
                "company_name": address.establishment.company.name,
                "recipient": address.email,
                "address_source": address.source,
            }
        if "resume" not in kwargs:
            kwargs["resume"] = ResumeFactory(user=kwargs["candidate"])
        draft = super()._create(model_class, *args, **kwargs)
        content = DraftContent(application=draft)
        content.write(Words(subject, body))
        content.save()
        return draft


def found_draft(candidate, recipient, **kwargs):
    """A draft to a company typed by hand, at an address the candidate found."""
    values = {"company_name": "Voilerie Vent Debout", "resume": None, **kwargs}
    return DraftFactory(
        candidate=candidate,
        recipient=recipient,
        address_source=SpontaneousApplication.Source.FOUND,
        found_where="leur site, page « Contact »",
        **values,
    )


def letter_model(owner, name="Mon modèle", body=BODY):
    model = LetterModel(owner=owner, name=name)
    model.write(Words("Objet du modèle", body))
    model.save()
    return model


class ApplicationFactory(factory.django.DjangoModelFactory):
    """An application to a published offer, with a CV and a message."""

    class Meta:
        model = Application

    candidate = factory.SubFactory(UserFactory, first_name="Léa", last_name="Dupré")
    offer = factory.SubFactory(OfferFactory)
    resume = factory.SubFactory(ResumeFactory, user=factory.SelfAttribute("..candidate"))
    message = "Je restaure des canots en bois depuis huit ans."


def report_of(application, *, by, side, ground="abuse", words="Le message nous insulte."):
    """A notice of one side of an application, received."""
    one = ApplicationReport(application=application, side=side, ground=ground, words=words)
    one.signed_by(by)
    reports.receive(one)
    return one


def mass_reading_of(reader, company=None, **values):
    """A day on which somebody opened many CVs."""
    values = {"day": timezone.localdate(), "in_an_hour": 74, "in_a_day": 231, **values}
    company = company or OfferFactory().company
    return MassReading.objects.create(reader=reader, company=company, **values)
