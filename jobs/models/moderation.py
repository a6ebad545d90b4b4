"""What our staff and our checks decide about offers, and why: DSA articles 16 and 17."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.validators import plain_lines

from .offer import Offer


class OfferRevision(models.Model):
    """Changes to a published offer that wait for a look; the published one stays meanwhile."""

    offer = models.OneToOneField(
        Offer, primary_key=True, on_delete=models.CASCADE, related_name="revision"
    )
    changes = models.JSONField(_("changements"))  # field → value, as services.publishing writes it
    places = models.JSONField(_("lieux"))  # INSEE codes
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("révision d’une offre")
        verbose_name_plural = _("révisions d’offres")

    def __str__(self):
        return f"{self.offer_id}"


class RefusedChange(models.Model):
    """The words of a change that our staff refused: its author may take them up again, until
    something else is written."""

    offer = models.OneToOneField(
        Offer, primary_key=True, on_delete=models.CASCADE, related_name="refused_change"
    )
    changes = models.JSONField(_("changements"))  # as OfferRevision held them
    places = models.JSONField(_("lieux"))

    class Meta:
        verbose_name = _("modification refusée")
        verbose_name_plural = _("modifications refusées")

    def __str__(self):
        return f"{self.offer_id}"


class StatementOfReasons(models.Model):
    """Why an offer was refused or suspended, as its author is told (DSA art. 17)."""

    class Act(models.TextChoices):
        REFUSED = "refused", _("publication refusée")
        SUSPENDED = "suspended", _("offre suspendue")

    class Ground(models.TextChoices):
        UNLAWFUL = "unlawful", _("contenu contraire à la loi")
        MISLEADING = "misleading", _("annonce trompeuse ou inexacte (C. trav., art. L5331-3)")
        DISCRIMINATES = "criteria", _("critère discriminatoire (C. trav., art. L1132-1)")
        FRAUD = "fraud", _("indices de fraude (conditions d’utilisation)")
        DUPLICATE = "duplicate", _("doublon d’une autre offre (conditions d’utilisation)")
        NO_JOB = "no_job", _("ce n’est pas une offre d’emploi (conditions d’utilisation)")

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="statements")
    act = models.CharField(_("décision"), max_length=10, choices=Act)
    ground = models.CharField(_("fondement"), max_length=10, choices=Ground)
    facts = models.TextField(_("faits et circonstances"), max_length=2000, validators=[plain_lines])
    decided_by = models.CharField(max_length=100, editable=False)  # keyed hash of the human
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("exposé des motifs")
        verbose_name_plural = _("exposés des motifs")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by="") & ~Q(facts=""),
                name="statement_has_a_human_and_facts",
                violation_error_message=_("Une personne décide, et dit les faits."),
            )
        ]

    def __str__(self):
        return f"{self.offer_id}: {self.act}"


class SavedReason(models.Model):
    """Words that our staff wrote once, for decisions of one kind."""

    name = models.CharField(_("nom"), max_length=60, unique=True)
    text = models.TextField(_("motifs"), max_length=2000, validators=[plain_lines])

    class Meta:
        verbose_name = _("motif enregistré")
        verbose_name_plural = _("motifs enregistrés")
        ordering = ["name"]

    def __str__(self):
        return self.name


class WordingConfirmed(models.Model):
    """A recruiter's own reason for a wording that is lawful in some cases only."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="confirmations")
    rule = models.CharField(max_length=40)
    reason = models.CharField(_("pourquoi"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("formulation confirmée")
        verbose_name_plural = _("formulations confirmées")
        constraints = [
            models.UniqueConstraint(fields=["offer", "rule"], name="one_reason_per_rule")
        ]

    def __str__(self):
        return f"{self.offer_id}: {self.rule}"
