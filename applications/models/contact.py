from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    BigIntegerRangeField,
    DateTimeRangeField,
    RangeOperators,
)
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .spontaneous import SpontaneousApplication

SAME, OVERLAPS = RangeOperators.EQUAL, RangeOperators.OVERLAPS
PER_DAY = 20


class SuppressionEntry(models.Model):
    """Someone who must not be written to: the keyed hash of an address, a domain or a SIRET."""

    class Kind(models.TextChoices):
        ADDRESS = "address", _("adresse")
        DOMAIN = "domain", _("domaine")
        SIRET = "siret", _("établissement")

    kind = models.CharField(_("portée"), max_length=7, choices=Kind)
    digest = models.CharField(max_length=100, unique=True)
    created_at = models.DateTimeField(_("reçue le"), default=timezone.now)

    class Meta:
        verbose_name = _("opposition")
        verbose_name_plural = _("liste d’opposition")

    def __str__(self):
        return f"{self.kind} {self.digest[:12]}"


class Reservation(models.Model):
    """The place a validated letter takes among the candidate's own limits.

    Taken at validation, deleted when the letter ends without leaving. The database refuses two
    letters within a minute, a twenty-first of the day, a second one to the same address of the
    same place within 90 days, two in the same place of a company's budget, and one to somebody on
    the objection list (trigger of migration 0002, which compares `contact_keys` with the list).
    """

    application = models.OneToOneField(
        SpontaneousApplication, primary_key=True, on_delete=models.CASCADE
    )
    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    recipient = models.CharField(max_length=254)  # as addresses.same_mailbox spells it
    places = BigIntegerRangeField()  # the establishment; every one when typed by hand
    minute = DateTimeRangeField()  # the minute it takes, from the moment it may leave
    day = models.DateField()  # of that moment, in France
    rank = models.PositiveSmallIntegerField()  # 1 to 20 in that day
    quiet = DateTimeRangeField()  # 90 days without another letter; empty for a follow-up
    # The place among the company's own budget; blank for a follow-up, which is outside it.
    budget_key = models.CharField(max_length=260, blank=True)  # the establishment, else the mailbox
    month = models.DateField(null=True)  # the first day of the month in which it leaves, in France
    month_rank = models.PositiveSmallIntegerField(null=True)
    contact_keys = ArrayField(models.CharField(max_length=100))  # as in SuppressionEntry.digest

    class Meta:
        verbose_name = _("réservation")
        constraints = [
            ExclusionConstraint(
                name="one_letter_a_minute",
                expressions=[("candidate", SAME), ("minute", OVERLAPS)],
                violation_error_message=_("Une lettre par minute au plus."),
            ),
            ExclusionConstraint(
                name="one_letter_in_90_days",
                expressions=[
                    ("candidate", SAME),
                    ("recipient", SAME),
                    ("places", OVERLAPS),
                    ("quiet", OVERLAPS),
                ],
                violation_error_message=_("Une lettre par adresse et par lieu en 90 jours."),
            ),
            models.UniqueConstraint(
                fields=["candidate", "day", "rank"],
                name="one_place_in_the_day",
                violation_error_message=_("Cette place du jour est prise."),
            ),
            models.UniqueConstraint(
                fields=["budget_key", "month", "month_rank"],
                condition=~Q(budget_key=""),
                name="one_place_in_the_budget",
                violation_error_message=_("Cette place du mois est prise."),
            ),
            models.CheckConstraint(
                condition=Q(rank__gte=1, rank__lte=PER_DAY),
                name="twenty_letters_a_day",
                violation_error_message=_("Vingt lettres par jour au plus."),
            ),
        ]

    def __str__(self):
        return f"{self.application_id}: {self.day} {self.rank}"


class SendLog(models.Model):
    """What left, when, to whom, with which fingerprint; never the text. Kept 24 months."""

    class Way(models.TextChoices):
        GMAIL = "gmail", _("depuis votre Gmail")
        OWN = "own", _("depuis votre messagerie")

    application = models.OneToOneField(
        SpontaneousApplication, null=True, on_delete=models.SET_NULL, related_name="log"
    )
    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    establishment = models.ForeignKey("jobs.Establishment", null=True, on_delete=models.SET_NULL)
    recipient = models.CharField(_("destinataire"), max_length=254)
    way = models.CharField(_("voie"), max_length=5, choices=Way)
    validated_at = models.DateTimeField(_("validée le"), null=True)
    sent_at = models.DateTimeField(_("partie le"))
    digest = models.CharField(_("empreinte"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("ligne du journal des envois")
        verbose_name_plural = _("journal des envois")
        ordering = ["-sent_at"]

    def __str__(self):
        return f"{self.sent_at:%Y-%m-%d} {self.way}"
