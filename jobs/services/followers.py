"""Who follows a company is told once that it left the site; their alert waits for its return.

A company leaves in several ways: a suspension, a closing that the Sirene import reads for thousands
at once, an objection that changes its address. A sweep sees them all, and a suspension lifted the
same day was a mistake of ours that nobody needs to read about.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from privacy import post

from ..models import Alert, Company
from ..models.alert import FOLLOWS
from .alert_finds import followed
from .alert_links import stop_path

READ_AT_ONCE = 5_000  # alerts


def tell_of_departures(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Write once to the followers of each company that is no longer listed.

    One mail for a mailbox and a company, whatever the number of its alerts. Returns how many mails
    leave, or would.
    """
    now = as_of or timezone.now()
    gone: dict[tuple[str, str], list[object]] = {}
    for pk, email, slug, told in _of_unlisted(dry_run=dry_run):
        if not told:
            gone.setdefault((email, slug), []).append(pk)
    return sum(_tell(pks, now, dry_run=dry_run) for pks in gone.values())


def _of_unlisted(*, dry_run: bool) -> Iterator[tuple[object, str, str, bool]]:
    """(alert, mailbox, slug, whether it was told) where the company is not listed.

    Where it came back, its next departure will be told: that it was is forgotten on the way.
    """
    rows = _followers().order_by("created_at").values_list("pk", "email", "query", "gone_told_at")
    stream = rows.iterator(READ_AT_ONCE)
    while some := list(islice(stream, READ_AT_ONCE)):
        listed = _listed(followed(query) for _pk, _email, query, _told in some)
        back = [pk for pk, _email, query, told in some if told and followed(query) in listed]
        if back and not dry_run:
            Alert.objects.filter(pk__in=back).update(gone_told_at=None)
        for pk, email, query, told in some:
            if (slug := followed(query)) and slug not in listed:
                yield pk, email, slug, told is not None


def _followers() -> QuerySet[Alert]:
    """Those that may be written to now; a paused one is told when it is resumed."""
    return Alert.objects.running().filter(FOLLOWS).exclude(user__is_active=False)


def _listed(slugs: Iterable[str]) -> set[str]:
    rows = Company.objects.listed().filter(slug__in={slug[:80] for slug in slugs if slug})
    return set(rows.values_list("slug", flat=True))


@transaction.atomic
def _tell(pks: list[object], now: datetime, *, dry_run: bool) -> bool:
    """Write about these alerts of one mailbox and company, unless another sweep did."""
    rows = _followers().filter(pk__in=pks, gone_told_at=None).order_by("created_at")
    alerts = list(rows.select_for_update(skip_locked=True, of=("self",)).select_related("user"))
    if dry_run or not alerts:
        return bool(alerts)
    Alert.objects.filter(pk__in=[one.pk for one in alerts]).update(gone_told_at=now)
    first = alerts[0]
    context = {
        "alerts": [(one, stop_path(one)) for one in alerts],
        "elsewhere": _elsewhere(first),
    }
    post.queue(
        "jobs/company_gone",
        context,
        key=f"{first.pk}:{now.isoformat()}",
        user=first.user,
        to=first.email,
        unsubscribe=stop_path(*alerts),  # one press stops all that the mail is about
        language=first.reads_in,
    )
    return True


def _elsewhere(alert: Alert) -> str:
    """The same search in all companies, or the directory when it asked for nothing else."""
    query = QueryDict(alert.query, mutable=True)
    query.pop("entreprise", None)
    return f"{reverse('offers')}?{query.urlencode()}" if query else reverse("companies")
