"""A recruiter who opened a CV is asked to erase their copy, and says when it is done."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.models import Offer

from .to_offer import Application


class RecallQuerySet(models.QuerySet):
    def pending_for(self, user):
        """What this recruiter has not confirmed yet."""
        return self.filter(reader=user, acknowledged_at=None).select_related("offer")


class Recall(models.Model):
    """One reader of a CV whose candidate withdrew or left; it names the candidate to nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(
        Application, null=True, on_delete=models.SET_NULL, related_name="recalls"
    )
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recalls"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    objects = RecallQuerySet.as_manager()

    class Meta:
        verbose_name = _("rappel de CV")
        verbose_name_plural = _("rappels de CV")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["application", "reader"], name="one_recall_per_reader")
        ]

    def __str__(self):
        return f"{self.offer_id}: {self.asked_at:%Y-%m-%d}"
