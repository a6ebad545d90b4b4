"""What stands in the way of an offer: what it does not say, and how it may not say it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Contract, Remote
from meilleursjobs.lib.errors import UserFacingError

from .. import legal, questions
from ..legal import Passage, Severity
from ..models import Offer

READ = ("title", "description", "profile", "process", "pay_extra", "pay_absence")
DATED = {Contract.CDD, Contract.TEMP, Contract.APPRENTICESHIP, Contract.INTERNSHIP}


class CannotPublish(UserFacingError):
    """What stands in the way: sentences by field, unlawful passages, wordings to confirm."""

    message = _("Cette offre ne peut pas encore être publiée : voyez ce qui manque.")

    def __init__(
        self,
        missing: Mapping[str, Any] | None = None,
        blocked: Iterable[Passage] = (),
        unconfirmed: Iterable[Passage] = (),
    ) -> None:
        super().__init__()
        self.missing = dict(missing or {})
        self.blocked, self.unconfirmed = list(blocked), list(unconfirmed)

    @property
    def sentences(self) -> list[tuple[str, Any]]:
        """(field, what it lacks), one by one; the field is "" for what is about the whole offer."""
        return [
            ("" if field == NON_FIELD_ERRORS else field, one)
            for field, said in self.missing.items()
            for one in (said if isinstance(said, list) else [said])
        ]


def missing(offer: Offer, codes: list[str]) -> dict[str, Any]:
    """What a candidate needs to decide and the offer does not say: field → sentence."""
    found: dict[str, Any] = {}
    if not offer.occupation:
        found["occupation"] = _("Choisissez le métier : c’est par lui que l’offre est trouvée.")
    if not codes and offer.remote != Remote.FULL:
        found["place"] = _("Indiquez où se trouve le poste, ou le télétravail total.")
    if offer.contract in DATED and not offer.duration_months:
        found["duration_months"] = _("Ce contrat a une durée : indiquez-la, en mois.")
    if offer.pay_min is None and offer.pay_max is None and not offer.pay_absence:
        found["pay_absence"] = _(
            "Indiquez une fourchette, ou dites pourquoi vous ne l’indiquez pas : la personne "
            "le lira."
        )
    if len(offer.description) < 80:
        found["description"] = _("Décrivez le poste en quelques phrases.")
    if offer.is_agency and not offer.final_client:
        found["final_client"] = _(
            "Dites-nous pour quel employeur vous recrutez : nous seuls le verrons "
            "(C. trav., art. L5332-2)."
        )
    return found


def passages(offer: Offer) -> list[Passage]:
    """What the rules of wording say of the offer, in the order of its fields and questions."""
    texts = {name: getattr(offer, name) for name in READ}
    texts |= {"skills": "\n".join(offer.skills), "benefits": "\n".join(offer.benefits)}
    job = {"contract": offer.contract, "rome": offer.occupation}
    found = legal.review(texts, **job)
    for number, one in enumerate(offer.questions, 1):
        found += legal.review_question(questions.wording(one), number=number, **job)
    return found


def check(
    offer: Offer, codes: list[str], confirmed: Mapping[str, str] | None = None
) -> list[Passage]:
    """Everything that can be checked by machine. Returns the passages found; raises CannotPublish.

    confirmed: rule code → the recruiter's reason, for wordings that are lawful in some cases.
    """
    try:
        offer.full_clean(exclude=["company", "author"])
        wrong: dict[str, Any] = {}
    except ValidationError as error:
        wrong = dict(error.message_dict)
    found = passages(offer)
    known = {**(confirmed or {})}
    if offer.pk:
        known |= dict(offer.confirmations.values_list("rule", "reason"))
    wrong |= missing(offer, codes)
    blocked = legal.blocking(found)
    to_confirm = [
        one
        for one in found
        if one.rule.severity is Severity.CONFIRMS and not known.get(one.rule.code)
    ]
    if wrong or blocked or to_confirm:
        raise CannotPublish(wrong, blocked, to_confirm)
    return found


def doubts(found: Iterable[Passage]) -> set[tuple[str, str]]:
    """(rule, words) of each wording that is lawful in some cases only."""
    return {(one.rule.code, one.excerpt) for one in found if one.rule.severity is Severity.CONFIRMS}
