"""Companies and places of work, with numbers whose checksums hold."""

import factory
from django.utils import timezone
from stdnum import luhn

from jobs import projection
from jobs.models import (
    Alert,
    ApiKey,
    ApplicationAddress,
    Claim,
    Company,
    Establishment,
    FeedSource,
    ImportedOffer,
    ImportRun,
    Invitation,
    Membership,
    Offer,
    OfferPlace,
)
from jobs.models.offer import LIFE
from jobs.services import api_keys

from .accounts import UserFactory


def siren(number: int) -> str:
    """A valid SIREN made from a number below 10^8."""
    digits = f"{number:08d}"
    return digits + luhn.calc_check_digit(digits)


def siret(of: str, nic: int = 1) -> str:
    """A valid SIRET of this SIREN."""
    digits = f"{of}{nic:04d}"
    return digits + luhn.calc_check_digit(digits)


class CompanyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Company

    siren = factory.Sequence(lambda n: siren(10_000_000 + n))
    name = factory.Sequence(lambda n: f"Menuiserie Tournelune {n}")
    naf = "43.32A"
    headcount = "11"

    class Params:
        verified = factory.Trait(
            claimed_at=factory.LazyFunction(timezone.now),
            verified_at=factory.LazyFunction(timezone.now),
            verified_how=Company.Proof.DOMAIN,
        )


class EstablishmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Establishment

    company = factory.SubFactory(CompanyFactory)
    siret = factory.LazyAttributeSequence(lambda o, n: siret(o.company.siren, 1 + n % 9998))
    naf = factory.SelfAttribute("company.naf")
    headcount = factory.SelfAttribute("company.headcount")
    address = "12 rue des Rabots"
    postal_code = "34000"
    commune_code = "34172"


class ApplicationAddressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApplicationAddress

    establishment = factory.SubFactory(EstablishmentFactory)
    email = factory.Sequence(lambda n: f"emploi{n}@tournelune.test")
    source = ApplicationAddress.Source.COMPANY
    writable_from = factory.LazyFunction(timezone.now)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    company = factory.SubFactory(CompanyFactory)
    role = Membership.Role.RECRUITER


class OfferFactory(factory.django.DjangoModelFactory):
    """A published offer in Montpellier; `places` gives INSEE codes, `state` another state."""

    class Meta:
        model = Offer
        skip_postgeneration_save = True

    company = factory.SubFactory(CompanyFactory, verified=True)
    title = factory.Sequence(lambda n: f"Menuisier d’atelier {n}")
    occupation = "H2206"
    contract = "cdi"
    pay_min = 26_000
    pay_max = 31_000
    pay_period = "an"
    description = "Fabriquer des fenêtres en chêne, du débit à la pose."
    state = Offer.State.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)
    confirmed_at = factory.SelfAttribute("published_at")
    expires_at = factory.LazyAttribute(lambda o: o.published_at and o.published_at + LIFE)

    class Params:
        draft = factory.Trait(state=Offer.State.DRAFT, published_at=None)

    @factory.post_generation
    def places(self, create, codes, **_kwargs):
        if create:
            for rank, code in enumerate(["34172"] if codes is None else codes):
                OfferPlace.objects.create(offer=self, rank=rank, commune_code=code)
            projection.refresh([self.pk])


class ClaimFactory(factory.django.DjangoModelFactory):
    """A claim whose address is proven and that waits for our staff."""

    class Meta:
        model = Claim

    claimant = factory.SubFactory(UserFactory)
    siret = factory.LazyAttributeSequence(lambda o, n: siret(siren(20_000_000 + n)))
    name = "Voilerie Vent Debout"
    commune_code = "34172"
    email = "direction@vent-debout.test"
    email_proven = True
    state = Claim.State.WAITING


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    company = factory.SubFactory(CompanyFactory, verified=True)
    email = factory.Sequence(lambda n: f"collegue{n}@exemple.test")


class AlertFactory(factory.django.DjangoModelFactory):
    """A running alert of a person; `user=None` with an `email` makes a mailbox's."""

    class Meta:
        model = Alert

    user = factory.SubFactory(UserFactory)
    email = factory.LazyAttribute(lambda o: o.user.email)
    slot = factory.Sequence(lambda n: n % 20 + 1)
    name = "menuisier"
    query = "q=menuisier"
    confirmed_at = factory.LazyFunction(timezone.now)


class FeedSourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FeedSource

    company = factory.SubFactory(CompanyFactory, verified=True)
    name = factory.Sequence(lambda n: f"Logiciel de recrutement {n}")


class ImportRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportRun

    source = factory.SubFactory(FeedSourceFactory)
    state = ImportRun.State.DONE


class ImportedOfferFactory(factory.django.DjangoModelFactory):
    """An offer that a source brought."""

    class Meta:
        model = ImportedOffer

    source = factory.SubFactory(FeedSourceFactory)
    reference = factory.Sequence(lambda n: f"MEN-{n}")
    offer = factory.SubFactory(
        OfferFactory,
        company=factory.SelfAttribute("..source.company"),
        reference=factory.SelfAttribute("..reference"),
    )


API_TOKEN = "mj_une-cle-de-test"


class ApiKeyFactory(factory.django.DjangoModelFactory):
    """A key; `token` is what the company's software would send."""

    class Meta:
        model = ApiKey

    company = factory.SubFactory(CompanyFactory, verified=True)
    name = "Logiciel de paie"
    hint = "abcd"

    @classmethod
    def _create(cls, model_class, *args, token=API_TOKEN, **kwargs):
        return super()._create(model_class, *args, digest=api_keys.digest(token), **kwargs)
