import uuid
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.validators import plain
from meilleursjobs.lib.states import StateMachine

from .to_offer import Application


class Zone(models.TextChoices):
    """Where French communes lie, in the words of the IANA's time zone database."""

    PARIS = "Europe/Paris", _("heure de Paris")
    GUADELOUPE = "America/Guadeloupe", _("heure de la Guadeloupe")
    MARTINIQUE = "America/Martinique", _("heure de la Martinique")
    GUYANE = "America/Cayenne", _("heure de la Guyane")
    REUNION = "Indian/Reunion", _("heure de La Réunion")
    MIQUELON = "America/Miquelon", _("heure de Saint-Pierre-et-Miquelon")
    MAYOTTE = "Indian/Mayotte", _("heure de Mayotte")
    WALLIS = "Pacific/Wallis", _("heure de Wallis-et-Futuna")
    TAHITI = "Pacific/Tahiti", _("heure de Tahiti")
    NOUMEA = "Pacific/Noumea", _("heure de Nouméa")

    @classmethod
    def of(cls, commune_code: str) -> str:
        """The one in which a commune lives, Paris for "". Saint-Barthélemy and Saint-Martin keep
        the Guadeloupe's."""
        overseas = {
            "971": cls.GUADELOUPE, "972": cls.MARTINIQUE, "973": cls.GUYANE, "974": cls.REUNION,
            "975": cls.MIQUELON, "976": cls.MAYOTTE, "977": cls.GUADELOUPE, "978": cls.GUADELOUPE,
            "986": cls.WALLIS, "987": cls.TAHITI, "988": cls.NOUMEA,
        }  # fmt: skip
        return str(overseas.get(commune_code[:3], cls.PARIS))


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
    starts_at = models.DateTimeField(_("jour et heure"))
    # In which both sides read the hour: that of the place of work, when it was proposed.
    zone = models.CharField(max_length=30, choices=Zone, default=Zone.PARIS, db_default=Zone.PARIS)
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
    def local_start(self):
        """The hour on the clocks of `zone`, naive: no page turns it into its reader's."""
        return timezone.make_naive(self.starts_at, ZoneInfo(self.zone))

    @property
    def may_be_answered(self):
        return self.state in self.STANDING and self.starts_at > timezone.now()
