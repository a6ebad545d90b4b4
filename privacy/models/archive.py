"""The archive of evidence: apart from daily work, opened by few, each time for a reason."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Evidence(models.Model):
    """How an application was decided: dates, criteria, decision. It names nobody.

    Kept because a refusal can be contested as discrimination for five years (C. trav. L1134-5).
    """

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("acceptée")
        REFUSED = "refused", _("refusée")

    subject_key = models.CharField(max_length=100)  # keyed hash of the candidate's account
    address_key = models.CharField(max_length=100)  # keyed hash of the address they had
    company = models.CharField(_("entreprise"), max_length=200)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    position = models.CharField(_("poste"), max_length=200)
    criteria = models.TextField(_("ce que l’offre demandait"), blank=True)
    applied_at = models.DateTimeField(_("reçue le"))
    decision = models.CharField(_("décision"), max_length=10, choices=Decision)
    reason = models.CharField(_("motif"), max_length=200, blank=True)
    decided_by = models.CharField(max_length=100, blank=True)  # keyed hash of a human
    decided_at = models.DateTimeField(_("décidée le"))
    archived_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("preuve archivée")
        verbose_name_plural = _("preuves archivées")
        ordering = ["-decided_at"]
        db_table_comment = "append-only: what decided an application, kept apart for five years"
        default_permissions = ()
        permissions = [("read_evidence", "Open the archive of evidence")]
        indexes = [
            models.Index(fields=["subject_key"], name="evidence_subject"),
            models.Index(fields=["address_key"], name="evidence_address"),
            models.Index(fields=["decided_at"], name="evidence_age"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision="refused") | ~(Q(reason="") | Q(decided_by="")),
                name="evidence_of_a_refusal_is_whole",
                violation_error_message=_("Un refus est décidé par une personne, et motivé."),
            )
        ]

    def __str__(self):
        return f"{self.decided_at:%Y-%m-%d} {self.decision}"
