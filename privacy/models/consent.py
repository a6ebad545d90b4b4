"""Proofs of what people agreed to or took back, and figures that name nobody."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What the site does only for who agreed. The words people read stand in `consent.WORDINGS`."""

    ANALYSIS = "analysis", _("analyse de l’usage du site")
    PERSONAL = "personal", _("personnalisation")
    AUDIENCE = "audience", _("mesure d’audience")


class Act(models.TextChoices):
    """Consents given where they are needed. The words people read stand in `consent.ACTS`."""

    GMAIL = "gmail", _("envoi depuis Gmail")
    POOL = "pool", _("candidature gardée pour d’autres postes")


class Consent(models.Model):
    """One choice about one purpose: a proof. The latest one of a person counts."""

    subject_key = models.CharField(max_length=100)  # keyed hash of the account, or of the device
    purpose = models.CharField(max_length=10, choices=[*Purpose.choices, *Act.choices])
    given = models.BooleanField()
    wording = models.CharField(max_length=64)  # SHA-256 of the words that were shown
    surface = models.CharField(max_length=20)  # banner, page, or where it was taken back
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("choix de consentement")
        verbose_name_plural = _("choix de consentement")
        db_table_comment = "append-only: proofs of consent and of its withdrawal"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_key", "purpose", "-at"], name="consent_latest")]

    def __str__(self):
        return f"{self.purpose}: {self.given} ({self.at:%Y-%m-%d})"


class AudienceFigure(models.Model):
    """How often a page was seen on a day, by eleven devices or more. It names nobody."""

    class Kind(models.TextChoices):
        PAGE = "page", _("page")
        STEP = "step", _("passage d’une page à l’autre")
        RETURN = "return", _("nouveaux et revenus")

    LEAST = 11  # devices: below, a figure would speak of persons (privacy.md, 44)

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=120)
    day = models.DateField()
    views = models.PositiveIntegerField()
    devices = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("chiffre d’audience")
        verbose_name_plural = _("chiffres d’audience")
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "day"], name="one_figure_a_day"),
            models.CheckConstraint(condition=Q(devices__gte=11), name="eleven_devices_or_more"),
        ]
        indexes = [models.Index(fields=["day"], name="audience_day")]

    def __str__(self):
        return f"{self.day} {self.name}: {self.views}"
