"""What needs a yes: asked in plain words, kept 182 days both ways, asked again by whatever runs.

The choice lies in a cookie of the device, which is exempt itself; each choice leaves a proof. For
a signed-in person the choice of the account counts as well: the strictest wins.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.crypto import digests
from meilleursjobs.lib.remembered import remembered

from . import cookies, policy, registry
from .models import Consent, PolicyVersion
from .models.consent import Act, Purpose

COOKIE = "choix"
LIFE = timedelta(days=182)  # CNIL 2020-092 recommends six months, for a yes and for a no
SALT = "privacy.consent"
ANEW_FOR = 300  # seconds for which the policy in force is remembered
# The exact words of the page. Another wording makes another proof.
WORDINGS = {
    Purpose.PERSONAL: _(
        "Retenir vos dernières recherches sur cet appareil, sans nous les envoyer, et vous "
        "proposer des offres selon ce que vous cherchez, en disant pourquoi."
    ),
    Purpose.ANALYSIS: _(
        "Compter les passages d’une page à l’autre, sans savoir de qui, pour voir où l’on se perd."
    ),
    Purpose.AUDIENCE: _(
        "Savoir si un appareil est déjà venu, sans savoir lequel, pour compter les retours."
    ),
}

ACTS = {
    Act.GMAIL: _(
        "Un seul usage : envoyer, depuis votre adresse, les candidatures spontanées que vous avez "
        "vous-même relues et validées. Google affiche une case à cocher : sans elle, rien ne peut "
        "partir."
    ),
    Act.POOL: _("Deux ans au plus, pour vous proposer un autre poste."),
}


@dataclass(frozen=True)
class Choice:
    """What this device chose, and when; `at` is None before a choice."""

    purposes: frozenset[str]
    at: datetime | None
    device: str = ""

    @property
    def is_made(self) -> bool:
        return self.at is not None


NONE = Choice(frozenset(), None)


def of_device(request: HttpRequest) -> Choice:
    """The choice in the cookie; none when it is missing, forged, or 182 days old."""
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFE)
        at = datetime.fromisoformat(said["at"])
        yes, device = frozenset(said["yes"]) & set(Purpose.values), str(said["device"])
    except (signing.BadSignature, KeyError, ValueError, TypeError):
        return NONE
    anew, since = asked_anew()
    if anew and since > at:  # a new version of the policy: only what it names waits for an answer
        return Choice(yes - anew, None, device)
    return Choice(yes, at, device)


def asked_anew() -> tuple[frozenset[str], datetime]:
    """The purposes whose consent the policy in force asks for anew, and since when."""
    return remembered("consent:anew", _asked_anew, seconds=ANEW_FOR)


def _asked_anew() -> tuple[frozenset[str], datetime]:
    version = PolicyVersion.objects.current(PolicyVersion.Kind.PRIVACY)
    if version is None:
        return frozenset(), timezone.now()
    return policy.changed_purposes(version), version.published_at


def of_account(user: Any) -> dict[str, bool]:
    """The latest word of a person for each purpose they spoke of."""
    rows = Consent.objects.filter(subject_key__in=registry.subject_keys(user)).order_by("at", "pk")
    return dict(rows.values_list("purpose", "given"))


def holds(user: Any, purpose: str) -> bool:
    """Whether a person agrees to this now: asked again by each task when it runs."""
    return of_account(user).get(purpose, False)


def allows(request: HttpRequest, purpose: str) -> bool:
    """Whether this request may do it: the device said yes, and the account did not say no."""
    if purpose not in of_device(request).purposes:
        return False
    if not request.user.is_authenticated:
        return True
    if not hasattr(request, "account_choices"):  # asked by several parts of one page
        request.account_choices = of_account(request.user)
    return request.account_choices.get(purpose, True)


def wording_hash(purpose: str) -> str:
    """SHA-256 of the words shown in the reader's language."""
    words = (WORDINGS | ACTS)[purpose]
    return hashlib.sha256(str(words).encode()).hexdigest()


def prove(user: Any, act: str, *, given: bool, surface: str) -> Consent:
    """The proof of a yes given where it was needed (`Act`), or of its withdrawal."""
    return Consent.objects.create(
        subject_key=registry.subject_keys(user)[0],
        purpose=act,
        given=given,
        wording=wording_hash(act),
        surface=surface,
    )


def decide(
    request: HttpRequest, response: HttpResponse, purposes: set[str], *, surface: str
) -> None:
    """Keep the choice: proofs of what changed, the cookie, and no cookie of what is refused.

    The device's own storage is erased by the next page (`context.site`).
    """
    purposes &= set(Purpose.values)
    before = of_device(request)
    device = before.device or secrets.token_urlsafe(16)
    keys = [digests(device, purpose="device")[0]]
    if request.user.is_authenticated:
        keys.append(registry.subject_keys(request.user)[0])
    Consent.objects.bulk_create(
        Consent(
            subject_key=key,
            purpose=purpose,
            given=purpose in purposes,
            wording=wording_hash(purpose),
            surface=surface,
        )
        for key in keys
        for purpose in Purpose.values
    )
    said = {"yes": sorted(purposes), "at": timezone.now().isoformat(), "device": device}
    cookies.put(response, COOKIE, signing.dumps(said, salt=SALT))
    for cookie in cookies.COOKIES:
        if cookie.purpose and not cookie.stored and cookie.purpose not in purposes:
            response.delete_cookie(cookie.name)
