"""The person's Gmail grant, and the outbox: what was validated, and what became of it."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.crypto import Sealed
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.states import StateMachine

MOST_AHEAD = timedelta(days=21)  # how far a sending may be scheduled
LIFE = timedelta(days=30)  # from validation to the end, whatever happens


class NotConnected(UserFacingError):
    message = _("Votre messagerie Gmail n’est pas connectée.")


class GmailAccounts(models.QuerySet):
    def owned_by(self, user):
        """The grant of this person, if any."""
        return self.filter(user=user)

    def connected(self, user):
        """The person's usable grant. Raises NotConnected."""
        account = self.owned_by(user).filter(state=GmailAccount.State.CONNECTED).first()
        if account is None:
            raise NotConnected
        return account


class GmailAccount(Sealed, models.Model):
    """The grant of one person to send from one mailbox. The tokens are encrypted, bound to the row.

    The row outlives the grant while mails wait: they may only leave from the same `sub`.
    """

    class State(models.TextChoices):
        CONNECTED = "connected", _("connectée")
        LOST = "lost", _("autorisation perdue")  # Google refuses our token
        DISCONNECTED = "disconnected", _("déconnectée")  # the person's wish

    SEALED = ("refresh_token", "access_token")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="gmail_account"
    )
    email = models.EmailField()
    sub = models.CharField(max_length=255)
    state = models.CharField(max_length=12, choices=State, default=State.CONNECTED)
    lost_reason = models.CharField(max_length=40, blank=True)
    refresh_token = models.TextField(blank=True)
    access_token = models.TextField(blank=True)
    token_digest = models.CharField(max_length=88, blank=True, db_index=True)  # see risc.py
    access_expires_at = models.DateTimeField(null=True, blank=True)
    refreshing_until = models.DateTimeField(null=True, blank=True)  # lease of the refresh
    connected_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)  # when Google last honoured the grant
    objects = GmailAccounts.as_manager()

    class Meta:
        verbose_name = _("connexion Gmail")
        verbose_name_plural = _("connexions Gmail")
        constraints = [
            models.UniqueConstraint(
                fields=["sub"],
                condition=Q(state="connected"),
                name="one_person_per_connected_mailbox",
            ),
            models.CheckConstraint(
                condition=Q(state="connected") | Q(refresh_token="", access_token=""),
                name="tokens_only_while_connected",
            ),
            models.CheckConstraint(
                condition=~Q(state="connected") | ~Q(refresh_token=""),
                name="connected_means_a_token",
            ),
        ]

    def __str__(self):
        return f"{self.pk} ({self.state})"

    @property
    def is_connected(self) -> bool:
        return self.state == self.State.CONNECTED


class PendingRevocation(Sealed, models.Model):
    """A token that Google must still be told to forget; the row goes when Google says it did."""

    SEALED = ("token",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Whose it was: revoking one token ends every grant of the mailbox, a newer one included.
    account = models.ForeignKey(GmailAccount, null=True, blank=True, on_delete=models.SET_NULL)
    sub = models.CharField(max_length=255, blank=True)
    token = models.TextField()
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("révocation en attente")
        verbose_name_plural = _("révocations en attente")

    def __str__(self):
        return f"{self.pk} ({self.tries})"


class SecurityEvent(models.Model):
    """A security event of Google's that was acted upon: the same one again changes nothing."""

    jti = models.CharField(max_length=200, primary_key=True)
    kinds = models.CharField(max_length=200)
    received_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("événement de sécurité")

    def __str__(self):
        return self.kinds


class Deliveries(models.QuerySet):
    def owned_by(self, user):
        """What this person sent or has waiting."""
        return self.filter(user=user)

    def due(self, now=None):
        """Queued, and their hour has come."""
        return self.filter(state=Delivery.State.QUEUED, send_after__lte=now or timezone.now())

    def waiting(self):
        """Not ended, and not on its way: may still be blocked or cancelled."""
        return self.filter(state__in=(Delivery.State.QUEUED, Delivery.State.BLOCKED))


class Delivery(StateMachine):
    """One mail in the outbox. A row whose fate is unknown is never resent by machine."""

    class State(models.TextChoices):
        QUEUED = "queued", _("en file")
        CLAIMED = "claimed", _("prise en charge")
        IN_FLIGHT = "in_flight", _("en cours d’envoi")
        SENT = "sent", _("acceptée par Gmail")
        UNCERTAIN = "uncertain", _("à vérifier")
        BLOCKED = "blocked", _("bloquée")
        REFUSED = "refused", _("refusée")
        FAILED = "failed", _("échouée")
        CANCELLED = "cancelled", _("annulée")
        CLOSED = "closed", _("close")
        EXPIRED = "expired", _("expirée")

    MOVES = {
        State.QUEUED: {
            State.CLAIMED,
            State.CANCELLED,
            State.BLOCKED,
            State.REFUSED,
            State.EXPIRED,
            State.UNCERTAIN,  # after a restore: what the backup calls waiting may have left since
        },
        State.CLAIMED: {State.IN_FLIGHT, State.QUEUED, State.BLOCKED, State.UNCERTAIN},
        State.IN_FLIGHT: {
            State.SENT,
            State.QUEUED,
            State.BLOCKED,
            State.FAILED,
            State.UNCERTAIN,
        },
        State.UNCERTAIN: {State.SENT, State.QUEUED, State.CLOSED, State.EXPIRED},
        State.BLOCKED: {State.QUEUED, State.CANCELLED, State.EXPIRED, State.UNCERTAIN},
    }
    ENDS = (
        State.SENT,
        State.REFUSED,
        State.FAILED,
        State.CANCELLED,
        State.CLOSED,
        State.EXPIRED,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deliveries"
    )
    account = models.ForeignKey(GmailAccount, on_delete=models.CASCADE, related_name="deliveries")
    sender_sub = models.CharField(max_length=255)
    sender_email = models.EmailField()
    recipient = models.EmailField()
    digest = models.CharField(max_length=64)  # SHA-256 of the bytes, hex
    size = models.PositiveIntegerField()  # bytes of the MIME message
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=40, blank=True)  # a code of words.py
    validated_at = models.DateTimeField(default=timezone.now)
    send_after = models.DateTimeField(default=timezone.now)
    attempt = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempted_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    unauthorized = models.BooleanField(default=False)  # the last answer was 401
    google_id = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)  # that it soon expires
    objects = Deliveries.as_manager()

    class Meta:
        verbose_name = _("envoi")
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(state__in=("claimed", "in_flight")),
                name="one_delivery_at_a_time_per_account",
            ),
            models.CheckConstraint(
                condition=Q(send_after__lte=F("validated_at") + LIFE),
                name="sent_within_its_life",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("claimed", "in_flight"))
                | Q(attempt__isnull=False, lease_until__isnull=False),
                name="an_attempt_has_an_id_and_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="sent_means_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["send_after"], name="delivery_due", condition=Q(state="queued")),
            models.Index(fields=["account", "-attempted_at"], name="delivery_pace"),
            models.Index(
                fields=["lease_until"],
                name="delivery_leased",
                condition=Q(state__in=("claimed", "in_flight")),
            ),
            models.Index(
                fields=["validated_at"],
                name="delivery_open",
                condition=Q(state__in=("queued", "blocked", "uncertain")),
            ),
        ]

    def __str__(self):
        return f"{self.pk} ({self.state})"

    @property
    def explanation(self):
        """One sentence: what happened, what is known, what to do."""
        from . import words

        return words.explain(self)

    @property
    def resendable_at(self):
        """From when « renvoyer » is allowed for an uncertain delivery."""
        return (self.attempted_at or self.moved_at) + timedelta(minutes=15)

    @property
    def expires_at(self):
        return self.validated_at + LIFE


class DeliveryContent(Sealed, models.Model):
    """The exact bytes, encrypted; the row is deleted in the transaction that ends the delivery.

    This table is left out of backups (deploy/).
    """

    SEALED = ("raw",)

    delivery = models.OneToOneField(
        Delivery, primary_key=True, on_delete=models.CASCADE, related_name="content"
    )
    raw = models.TextField()

    class Meta:
        verbose_name = _("contenu d’un envoi")
        verbose_name_plural = _("contenus d’envois")

    def __str__(self):
        return str(self.pk)


class Place(Func):
    """Where this database lives: which cluster, which database of it, since which promotion.

    A dump restored elsewhere, a standby promoted and a recovery to a point in time all change it.
    A data folder that was copied does not: deploy/README.md says what to do then.
    """

    arity = 0
    template = (
        "concat_ws('/', (pg_control_system()).system_identifier,"
        " (SELECT oid FROM pg_database WHERE datname = current_database()),"
        " left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))"
    )
    output_field = models.TextField()


class Outboxes(models.Manager):
    def get_queryset(self):
        return super().get_queryset().annotate(here=Place(), clock=Now())


class Outbox(models.Model):
    """The one row that may stop all sending: by the breaker, by the operator, after a restore."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    paused_until = models.DateTimeField(null=True, blank=True)  # the breaker
    stopped_at = models.DateTimeField(null=True, blank=True)  # the operator's switch
    failures_in_a_row = models.PositiveSmallIntegerField(default=0)
    place = models.CharField(max_length=80, blank=True)  # where it may send; written with its row
    found_place = models.CharField(max_length=80, blank=True)  # another one, seen after a restore
    found_at = models.DateTimeField(null=True, blank=True)
    objects = Outboxes()
    here, clock = "", None  # as the manager annotates them; workers' own clocks may be wrong

    class Meta:
        verbose_name = _("boîte d’envoi")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_outbox")]

    def __str__(self):
        return "outbox"

    @classmethod
    def read(cls) -> "Outbox":
        """The row as it is, or an open outbox when nothing was ever queued."""
        return cls.objects.first() or cls()

    @property
    def is_held(self) -> bool:
        """The database was restored or promoted: what it calls waiting may have left."""
        return bool(self.place) and self.place != self.here

    @property
    def is_open(self) -> bool:
        until = self.paused_until
        paused = until is not None and until > (self.clock or timezone.now())
        return self.stopped_at is None and not paused and not self.is_held
