from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Bounce(models.Model):
    """An address that mail servers refuse for good. It is known by its keyed hash alone."""

    address_key = models.CharField(max_length=100, unique=True)
    status = models.CharField(_("réponse du serveur"), max_length=20)  # RFC 3463: 5.1.1
    at = models.DateTimeField(_("le"), default=timezone.now)

    class Meta:
        verbose_name = _("adresse qui refuse nos courriels")
        verbose_name_plural = _("adresses qui refusent nos courriels")
        indexes = [models.Index(fields=["at"], name="bounce_age")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d} {self.status}"


class SiteMail(models.Model):
    """One mail of the site's own, queued with the change it tells about, sent at least once."""

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente")
        SENT = "sent", _("envoyé")
        GIVEN_UP = "given_up", _("abandonné")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE
    )
    to_email = models.EmailField(blank=True)  # emptied with the words, see personal_data.py
    name = models.CharField(max_length=80)  # template: app/name
    dedupe_key = models.CharField(max_length=160)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    language = models.CharField(max_length=5, default="fr", db_default="fr")  # of these words
    unsubscribe = models.CharField(max_length=900, blank=True)  # path of the one-click stop
    erase_when_sent = models.BooleanField(default=False)  # the person it tells is gone
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("courriel du site")
        verbose_name_plural = _("courriels du site")
        constraints = [
            models.UniqueConstraint(fields=["dedupe_key"], name="site_mail_sent_once_per_reason")
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="site_mail_waiting",
                condition=models.Q(state="waiting"),
            )
        ]

    def __str__(self):
        return f"{self.name} ({self.state})"
