"""One follow-up to a letter that left: its own words, preview and validation."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from gmail_send.models import MOST_AHEAD
from meilleursjobs.lib.errors import UserFacingError
from privacy import post

from . import contact_rules
from .models import SpontaneousApplication, Words
from .services import save_draft

State = SpontaneousApplication.State
SUBJECT = "Suite à ma candidature du {day}"
BODY = """Bonjour,

Je vous ai écrit le {day} pour vous proposer ma candidature, et je me permets de revenir vers vous : elle m’intéresse toujours autant.

Je reste disponible pour en parler, au téléphone ou sur place, quand cela vous arrange.

Bien à vous,
{name}"""  # noqa: E501 – a letter is read in its own lines


class NoFollowUp(UserFacingError):
    message = _(
        "Cette lettre n’appelle pas de relance : elle n’est pas partie, ou une suite est notée."
    )


@transaction.atomic
def begin(first: SpontaneousApplication, *, by: User) -> SpontaneousApplication:
    """The draft of the one follow-up to a letter; the same one on a second press.

    It may be written before its day; it leaves ten days after the letter at the earliest.
    Raises NoFollowUp.
    """
    begun = SpontaneousApplication.objects.filter(follows=first).first()
    if begun:
        return begun
    if contact_rules.follow_up_from(first) is None or first.state == State.CLOSED:
        raise NoFollowUp
    draft = SpontaneousApplication(
        candidate=by,
        follows=first,
        establishment=first.establishment,
        company_name=first.company_name,
        recipient=first.recipient,
        address_source=first.address_source,
        found_where=first.found_where,
    )
    day = date_format(timezone.localtime(first.sent_at), "j F")  # letters are written in French
    words = {"day": day, "name": by.get_full_name()}
    try:
        with transaction.atomic():
            save_draft(draft, Words(SUBJECT.format(**words), BODY.format(**words)))
    except IntegrityError:  # the other press made it first
        return SpontaneousApplication.objects.get(follows=first)
    return draft


# --- A place in a company's budget, wanted by a draft --------------------------------------------
def want_place(application: SpontaneousApplication) -> None:
    """Note that the candidate wants to be told when the company can be written to again."""
    SpontaneousApplication.objects.filter(pk=application.pk, state=State.DRAFT).update(
        wants_place=True
    )


def tell_free_places(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Tell once, by mail, the candidates whose draft may now take a place.

    Returns how many are told, or would be.
    """
    now = as_of or timezone.now()
    told = 0
    waiting = SpontaneousApplication.objects.filter(state=State.DRAFT, wants_place=True)
    for draft in waiting.select_related("candidate", "establishment__company").iterator(200):
        found = contact_rules.budget(draft, at=now)
        if not found or not (found["left"] or found["next_at"] <= now + MOST_AHEAD):
            continue
        told += 1
        if not dry_run:
            _tell(draft, found["next_at"] or now)
    return told


@transaction.atomic
def _tell(draft: SpontaneousApplication, at: datetime) -> None:
    """The mail and the flag together: one mail, even when two sweeps meet."""
    mine = SpontaneousApplication.objects.filter(pk=draft.pk, wants_place=True)
    if mine.update(wants_place=False):
        context = {"application": draft, "when": contact_rules.say_when(at)}
        key = f"{draft.pk}:{timezone.localdate():%Y-%m}"
        post.queue("applications/place_free", context, key=key, user=draft.candidate)
