from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OutcomeAsking(models.Model):
    """When a candidate was last asked by mail what became of their letters, and if they mind."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    asked_at = models.DateTimeField(_("demandé le"), null=True)
    stopped_at = models.DateTimeField(_("arrêté le"), null=True)

    class Meta:
        verbose_name = _("question sur les suites")
        verbose_name_plural = _("questions sur les suites")

    def __str__(self):
        return f"{self.user_id}"
