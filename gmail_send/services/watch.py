"""What an operator sees and may stop. Figures only: nobody's name, address or text."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from ..models import Delivery, GmailAccount, Outbox, PendingRevocation
from .places import note_place

State = Delivery.State
LATELY = timedelta(hours=24)


@dataclass(frozen=True)
class Figures:
    """The outbox in figures, at one moment."""

    outbox: Outbox
    counts: dict[str, int]  # by state, every state named
    oldest_due: datetime | None
    ended: int  # attempts of the last 24 hours that Gmail accepted, or that nobody knows of
    doubtful: int  # those that nobody knows of
    unreadable: int  # mails that no key opens
    textless: int  # mails whose text was lost
    connected: int
    lost: int
    revocations: int  # tokens that Google was not told to forget yet

    @property
    def doubt_rate(self) -> float | None:
        """Share of doubtful attempts, in percent; None when there was none at all."""
        return 100 * self.doubtful / self.ended if self.ended else None

    @property
    def waits(self) -> timedelta | None:
        """How long the oldest due mail has waited."""
        return timezone.now() - self.oldest_due if self.oldest_due else None


def watch() -> Figures:
    """Read the figures; writes nothing."""
    counts = dict.fromkeys(State.values, 0)
    counts |= dict(Delivery.objects.values_list("state").annotate(Count("pk")).order_by())
    lately = Delivery.objects.filter(attempted_at__gt=timezone.now() - LATELY)
    # « renvoyer » and « retrouvée » are said by the person: the doubt was real all the same.
    doubt = Q(state__in=(State.UNCERTAIN, State.CLOSED)) | Q(state=State.SENT, reason="by_person")
    blocked = Delivery.objects.filter(state=State.BLOCKED)
    accounts = GmailAccount.objects
    return Figures(
        outbox=Outbox.read(),
        counts=counts,
        oldest_due=Delivery.objects.due().aggregate(at=Min("send_after"))["at"],
        ended=lately.filter(doubt | Q(state=State.SENT)).count(),
        doubtful=lately.filter(doubt).count(),
        unreadable=blocked.filter(reason="key_lost").count(),
        textless=blocked.filter(reason="text_lost").count(),
        connected=accounts.filter(state=GmailAccount.State.CONNECTED).count(),
        lost=accounts.filter(state=GmailAccount.State.LOST).count(),
        revocations=PendingRevocation.objects.count(),
    )


def pause() -> None:
    """Stop all sending until `resume`; what is on its way ends."""
    note_place()
    Outbox.objects.filter(stopped_at=None).update(stopped_at=timezone.now())


def resume() -> None:
    """Let sending go on, unless it is held after a restore or paused by the breaker."""
    Outbox.objects.update(stopped_at=None)
