"""« Ont-ils répondu ? » : one grouped mail a week at most, answered without signing in.

Answers land in a mailbox that we cannot read: only the candidate knows. The links are signed, show
on GET and act on POST.
"""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from privacy import post

from . import services
from .models import OutcomeAsking, SpontaneousApplication

Outcome, State = SpontaneousApplication.Outcome, SpontaneousApplication.State
ASKED_AFTER = timedelta(days=10)
ASKED_UNTIL = timedelta(days=60)  # later nobody remembers
EVERY = timedelta(days=7)
MOST = 10  # letters in one mail
LINK_LIFE = timedelta(days=30)
SALT = "applications.outcomes"


def due(user: User, now: datetime) -> list[SpontaneousApplication]:
    """The candidate's letters about which nothing was noted, old enough to ask."""
    rows = SpontaneousApplication.objects.owned_by(user).filter(
        state__in=(State.SENT, State.SENT_BY_ME),
        outcome="",
        sent_at__lte=now - ASKED_AFTER,
        sent_at__gt=now - ASKED_UNTIL,
    )
    return list(rows.order_by("sent_at")[:MOST])


def ask_everybody(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Ask each candidate who has letters to tell about. Returns how many, or would be."""
    now = as_of or timezone.now()
    recent = OutcomeAsking.objects.filter(
        Q(stopped_at__isnull=False) | Q(asked_at__gt=now - EVERY)
    ).values("user")
    people = User.objects.filter(
        is_active=True,
        restriction=None,
        spontaneousapplication__state__in=(State.SENT, State.SENT_BY_ME),
        spontaneousapplication__outcome="",
        spontaneousapplication__sent_at__lte=now - ASKED_AFTER,
        spontaneousapplication__sent_at__gt=now - ASKED_UNTIL,
    ).exclude(pk__in=recent)
    people = people.distinct()
    if dry_run:
        return people.count()
    return sum(_ask(user, now) for user in people.iterator(200))


@transaction.atomic
def _ask(user: User, now: datetime) -> bool:
    """One mail to one candidate, unless another sweep has just asked."""
    OutcomeAsking.objects.get_or_create(user=user)
    free = Q(asked_at=None) | Q(asked_at__lte=now - EVERY)
    if not OutcomeAsking.objects.filter(free, user=user, stopped_at=None).update(asked_at=now):
        return False
    token = make_token(user)
    stop = reverse("outcomes_stop", args=[token])
    post.queue(
        "applications/outcomes",
        {"letters": due(user, now), "path": reverse("outcomes", args=[token]), "stop": stop},
        key=f"{user.pk}:{now:%Y-%m-%d}",
        user=user,
        unsubscribe=stop,
    )
    return True


def make_token(user: User) -> str:
    """What the mailed link carries: a number of ours, signed and dated."""
    return signing.dumps(user.pk, salt=SALT)


def user_of(token: str) -> User | None:
    """The candidate of a link that still serves, None for any other."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_LIFE)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk, is_active=True).first()


def answer(user: User, pk: object, outcome: str) -> None:
    """Note what became of one of this candidate's letters; anything else is left alone."""
    if outcome not in Outcome.values:
        return
    application = SpontaneousApplication.objects.owned_by(user).filter(pk=pk).first()
    if application:
        services.note_outcome(application, outcome, by=user)


def stop(user: User) -> None:
    """Ask this candidate no more."""
    OutcomeAsking.objects.update_or_create(user=user, defaults={"stopped_at": timezone.now()})
