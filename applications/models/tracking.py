"""What a candidate keeps for themselves: applications made elsewhere, notes, what to do next."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.validators import plain, plain_lines
from privacy.models.owned import OwnedQuerySet

from .spontaneous import SpontaneousApplication
from .to_offer import Application


class OutsideApplication(models.Model):
    """An application made elsewhere, recorded by hand: only its candidate sees it."""

    class Way(models.TextChoices):
        SITE = "site", _("sur le site de l’entreprise")
        BOARD = "board", _("sur un autre site d’emploi")
        MAIL = "mail", _("par courriel")
        POST = "post", _("par courrier")
        PERSON = "person", _("en personne")
        PHONE = "phone", _("par téléphone")
        NETWORK = "network", _("par une connaissance")
        AGENCY = "agency", _("par une agence")

    class State(models.TextChoices):
        SENT = "sent", _("envoyée")
        INTERVIEW = "interview", _("entretien")
        ACCEPTED = "accepted", _("acceptée")
        REFUSED = "refused", _("refusée")
        SILENT = "silent", _("sans réponse")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    company_name = models.CharField(_("entreprise"), max_length=160, validators=[plain])
    position = models.CharField(_("poste"), max_length=160, blank=True, validators=[plain])
    way = models.CharField(_("comment"), max_length=8, choices=Way)
    sent_on = models.DateField(_("le"))
    state = models.CharField(_("suite"), max_length=9, choices=State, default=State.SENT)
    url = models.URLField(_("adresse de l’offre"), max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    moved_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidature faite ailleurs")
        verbose_name_plural = _("candidatures faites ailleurs")
        ordering = ["-sent_on", "-created_at"]
        indexes = [models.Index(fields=["user", "-moved_at"], name="outside_board")]

    def __str__(self):
        return f"{self.company_name} ({self.state})"

    def get_absolute_url(self):
        return reverse("outside", args=[self.pk])


class Memo(models.Model):
    """A candidate's own note on one application, and what they mean to do next, by a date."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    letter = models.OneToOneField(
        SpontaneousApplication, null=True, blank=True, on_delete=models.CASCADE
    )
    application = models.OneToOneField(Application, null=True, blank=True, on_delete=models.CASCADE)
    outside = models.OneToOneField(
        OutsideApplication, null=True, blank=True, on_delete=models.CASCADE
    )
    text = models.TextField(_("mes notes"), max_length=3000, blank=True, validators=[plain_lines])
    action = models.CharField(
        _("prochaine chose à faire"), max_length=120, blank=True, validators=[plain]
    )
    action_on = models.DateField(_("pour le"), null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True, editable=False)  # the date told by mail
    edited_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("note personnelle")
        verbose_name_plural = _("notes personnelles")
        constraints = [
            models.CheckConstraint(
                condition=Q(letter__isnull=False, application=None, outside=None)
                | Q(letter=None, application__isnull=False, outside=None)
                | Q(letter=None, application=None, outside__isnull=False),
                name="memo_is_about_one_application",
                violation_error_message=_("Une note porte sur une candidature."),
            ),
            models.CheckConstraint(
                condition=Q(action_on=None) | ~Q(action=""),
                name="memo_date_has_an_action",
                violation_error_message=_("Dites quoi faire ce jour-là."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["action_on"], name="memo_due", condition=Q(action_on__isnull=False)
            )
        ]

    def __str__(self):
        return f"{self.action or self.text[:40]}"

    @property
    def about(self):
        """The application it is about."""
        return self.letter or self.application or self.outside

    @property
    def company_name(self):
        if self.application:
            return self.application.offer.company.name
        return self.about.company_name

    @property
    def is_due(self):
        return self.action_on is not None and self.action_on <= timezone.localdate()
