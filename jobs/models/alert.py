import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.validators import plain

from .offer import Offer

MOST_ALERTS = 20  # a person; the database numbers them
MOST_SIGNS = 1_000  # of a search as an address
FOLLOWS = Q(query__contains="entreprise=")  # Criteria.as_query writes any other « = » as %3D


class AlertQuerySet(models.QuerySet):
    def owned_by(self, user):
        return self.filter(user=user)

    def running(self):
        """Confirmed, not paused, and its person's data not frozen."""
        return self.filter(confirmed_at__isnull=False, paused_at=None, user__restriction=None)


class Alert(models.Model):
    """A saved search that writes when it finds something new: a person's, or a mailbox's."""

    class Frequency(models.TextChoices):
        INSTANT = "instant", _("dès qu’une offre paraît")
        DAILY = "daily", _("une fois par jour")
        WEEKLY = "weekly", _("une fois par semaine")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="alerts",
    )
    email = models.EmailField(_("adresse e-mail"), max_length=254)
    slot = models.PositiveSmallIntegerField(editable=False)  # 1 to MOST_ALERTS: bounds the number
    name = models.CharField(_("nom"), max_length=120, validators=[plain])
    query = models.CharField(max_length=MOST_SIGNS)  # as Criteria.as_query writes it
    frequency = models.CharField(
        _("fréquence"), max_length=7, choices=Frequency, default=Frequency.DAILY
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(_("en pause depuis"), null=True, blank=True)
    looked_at = models.DateTimeField(default=timezone.now)  # offers published since are new
    used_at = models.DateTimeField(default=timezone.now)  # last sign that somebody wants it
    # Its reader knows that the company left; nothing once the company is back.
    gone_told_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)  # « toujours utile ? », unanswered
    widened_at = models.DateTimeField(null=True, blank=True)  # when wider searches were looked for
    language = models.CharField(max_length=5, default="fr", db_default="fr")  # of a mailbox's mails
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alerte emploi")
        verbose_name_plural = _("alertes emploi")
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "slot"],
                name="as_many_alerts_as_slots",
                violation_error_message=_("Vous avez déjà vingt alertes."),
            ),
            models.UniqueConstraint(
                fields=["email", "query"],
                name="the_same_search_once_a_mailbox",
                violation_error_message=_("Vous avez déjà une alerte pour cette recherche."),
            ),
            models.CheckConstraint(
                condition=Q(slot__range=(1, MOST_ALERTS)),
                name="alert_slot_in_range",
                violation_error_message=_("Vous avez déjà vingt alertes."),
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="alert_address_in_lower_case",
                violation_error_message=_("L’adresse s’écrit en minuscules."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["frequency", "looked_at"],
                name="alert_due",
                condition=Q(confirmed_at__isnull=False, paused_at=None),
            ),
            models.Index(fields=["created_at"], name="alert_follows", condition=FOLLOWS),
        ]

    def __str__(self):
        return self.name

    @property
    def reads_in(self):
        """The language of its mails: its person's, or the one its mailbox asked in."""
        return self.user.language if self.user else self.language


class AlertHit(models.Model):
    """An offer that was mailed to somebody: it is never mailed to them twice, by any alert."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="hits")
    email = models.EmailField(max_length=254)
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("offre envoyée par une alerte")
        verbose_name_plural = _("offres envoyées par des alertes")
        constraints = [
            models.UniqueConstraint(fields=["email", "offer"], name="an_offer_mailed_once")
        ]

    def __str__(self):
        return f"{self.alert_id}: {self.offer_id}"


class BookmarkQuerySet(models.QuerySet):
    def owned_by(self, user):
        return self.filter(user=user)


class Bookmark(models.Model):
    """An offer that somebody keeps an eye on, with a note of their own."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookmarks"
    )
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(_("note"), max_length=500, blank=True, validators=[plain])
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("favori")
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["user", "offer"], name="bookmark_once")]

    def __str__(self):
        return f"{self.user_id}: {self.offer_id}"
