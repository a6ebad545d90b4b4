"""Applications as they arrive: the first is told at once, those that follow soon after together.

What is held waits as one row of the mail queue for each application and member, so nothing of it
depends on a worker: were they never gathered, they would leave one by one.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min, Q, QuerySet
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from jobs.models import Offer
from privacy import post
from privacy.models import SiteMail

from .models import Application

ONE, SEVERAL = "applications/received", "applications/received_several"
APART = timedelta(hours=1)  # from one such mail to the next, to one member about one company
LATE = timedelta(minutes=15)  # after which held mails leave by themselves, see above
MOST_TITLES = 10


def tell(application: Application, members: list[User]) -> None:
    """Queue what tells each member of this application, in the caller's transaction."""
    offer = application.offer
    _lock(offer.company_id)
    for member in members:
        post.queue(
            ONE,
            {"offer": offer, "path": reverse("received_one", args=[application.pk])},
            key=f"{offer.company_id}:{member.pk}:{application.pk}",
            user=member,
            not_before=_held_until(offer.company_id, member.pk),
        )


def gather(*, as_of: datetime | None = None) -> int:
    """Tell together what was held long enough. Returns how many mails became ready to leave."""
    now = as_of or timezone.now()
    keys = _waiting().filter(next_try_at__lte=now + LATE).values_list("dedupe_key", flat=True)
    pairs = {tuple(key.split(":")[1:3]) for key in keys if key.count(":") == 3}
    return sum(_gather(company, user, now) for company, user in sorted(pairs))


def _lock(company: object) -> None:
    """Until the transaction ends: of two applications at once one is the first, and none is held
    for a mail that is being written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"arrivals {company}"]
        )


def _waiting() -> QuerySet[SiteMail]:
    """What the mail server was not asked to take yet."""
    return SiteMail.objects.filter(name=ONE, state=SiteMail.State.WAITING, tries=0)


def _about(company: object, user: object) -> Q:
    keys = [Q(dedupe_key__startswith=f"{name}:{company}:{user}:") for name in (ONE, SEVERAL)]
    return Q(user=user) & (keys[0] | keys[1])


def _held_until(company: int, user: int) -> datetime | None:
    """When the next such mail may leave by itself; None: this one is the first, and told at once.

    `gather` tells of it earlier by LATE.
    """
    now, about = timezone.now(), _about(company, user)
    held = _waiting().filter(about, next_try_at__gt=now)
    next_one = held.aggregate(at=Min("next_try_at"))["at"]
    if next_one and next_one <= now + LATE:  # about to be gathered
        return next_one
    told = SiteMail.objects.filter(about, created_at__gt=now - 2 * APART).exclude(pk__in=held)
    last = told.aggregate(at=Max(Greatest("created_at", "sent_at")))["at"]
    if last is None or last + APART <= now:
        return None
    end = last + APART + LATE
    return min(end, next_one) if next_one else end


@transaction.atomic
def _gather(company: str, user: str, now: datetime) -> bool:
    """One mail in place of those held for this member about this company.

    Those of applications that nobody needs to hear of any more go: taken back, or no longer new.
    Those that may not be read for now (frozen, or the company is suspended) are held again.
    """
    _lock(company)
    due = _waiting().filter(_about(company, user), next_try_at__lte=now + LATE)
    rows = {one.dedupe_key.rsplit(":", 1)[1]: one.pk for one in due.select_for_update()}
    if not rows:
        return False
    member = User.objects.get(pk=user)
    new = Q(pk__in=rows, state=Application.State.NEW)
    shown = Application.objects.received_by(member).filter(new).with_offer()
    told = list(shown.order_by("created_at", "pk"))
    later = Application.objects.filter(new, offer__in=Offer.objects.managed_by(member))
    later = later.exclude(pk__in=[one.pk for one in told])
    mails = SiteMail.objects.filter(pk__in=rows.values())
    kept = [rows[str(pk)] for pk in later.values_list("pk", flat=True)]
    mails.filter(pk__in=kept).update(next_try_at=now + APART + LATE)
    alone = [rows[str(one.pk)] for one in told] if len(told) == 1 else []
    mails.filter(pk__in=alone, next_try_at__gt=now).update(next_try_at=now)
    mails.exclude(pk__in=kept + alone).delete()
    if len(told) > 1:
        key = f"{company}:{user}:{told[0].pk}"
        post.queue(SEVERAL, _together(told), key=key, user=member)
    return bool(told)


def _together(told: list[Application]) -> dict[str, Any]:
    """What the mail says, and the list of what is new: of the offer when there is only one."""
    counts = Counter(one.offer for one in told)
    only = f"&offre={told[0].offer_id}" if len(counts) == 1 else ""
    return {
        "company": told[0].offer.company,
        "count": len(told),
        "offers": [(offer.title, count) for offer, count in counts.most_common(MOST_TITLES)],
        "more": max(len(counts) - MOST_TITLES, 0),
        "path": f"{reverse('received')}?etat={Application.State.NEW}{only}",
    }
