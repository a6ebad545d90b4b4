import uuid
from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.validators import plain
from meilleursjobs.lib.states import StateMachine

from .to_offer import Application


class InterviewQuerySet(models.QuerySet):
    def standing(self):
        """Proposed or accepted: the one that both sides are about to keep."""
        return self.filter(state__in=Interview.STANDING)


class Interview(StateMachine):
    """A meeting that a recruiter proposes and the candidate accepts or declines."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposé")
        ACCEPTED = "accepted", _("accepté")
        DECLINED = "declined", _("décliné")
        CANCELLED = "cancelled", _("annulé")

    class Way(models.TextChoices):
        ON_SITE = "site", _("sur place")
        PHONE = "phone", _("par téléphone")
        VIDEO = "video", _("en visioconférence")

    STANDING = (State.PROPOSED, State.ACCEPTED)
    MOVES = {
        State.PROPOSED: {State.ACCEPTED, State.DECLINED, State.CANCELLED},
        State.ACCEPTED: {State.DECLINED, State.CANCELLED},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="interviews"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.PROPOSED)
    starts_at = models.DateTimeField(_("jour et heure (heure de Paris)"))
    minutes = models.PositiveSmallIntegerField(
        _("durée, en minutes"),
        default=45,
        validators=[MinValueValidator(10), MaxValueValidator(480)],
    )
    way = models.CharField(_("comment"), max_length=5, choices=Way, default=Way.ON_SITE)
    place = models.CharField(_("adresse, numéro ou lien"), max_length=300, validators=[plain])
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("entretien")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=("proposed", "accepted")),
                name="one_standing_interview",
                violation_error_message=_("Un entretien est déjà proposé."),
            )
        ]

    def __str__(self):
        return f"{self.starts_at:%Y-%m-%d %H:%M} ({self.state})"

    @property
    def ends_at(self):
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def may_be_answered(self):
        return self.state in self.STANDING and self.starts_at > timezone.now()
