from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .offer import Offer


class OfferViews(models.Model):
    """How often an offer was seen, up to this day since the row before. It names nobody."""

    LEAST = 11  # fewer would let a recruiter see whether one person read (privacy.md, 23 and 44)

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="views")
    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("vues d’une offre")
        verbose_name_plural = _("vues d’offres")
        constraints = [
            models.UniqueConstraint(fields=["offer", "day"], name="views_once_a_day"),
            models.CheckConstraint(condition=Q(count__gte=11), name="eleven_views_or_more"),
        ]

    def __str__(self):
        return f"{self.offer_id} {self.day}: {self.count}"
