"""What one side of an application reports about the other, and what our staff hid of it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.validators import plain_lines
from jobs.models import Notice, NoticeQuerySet

from .to_offer import Application


class ApplicationReportQuerySet(NoticeQuerySet):
    def with_target(self):
        return self.select_related("application__offer__company", "application__candidate", "user")


class ApplicationReport(Notice):
    """A notice about an application, by one of its two sides (DSA article 16)."""

    MAILS = "applications/report"

    class Side(models.TextChoices):
        """Who reports."""

        COMPANY = "company", _("l’entreprise")
        CANDIDATE = "candidate", _("la personne candidate")

    class Ground(models.TextChoices):
        ABUSE = "abuse", _("des insultes ou des propos injurieux")
        THREAT = "threat", _("des menaces")
        HARASSMENT = "harass", _("du harcèlement")
        DISCRIMINATES = "criteria", _("une discrimination (C. trav., art. L1132-1)")
        MONEY = "money", _("de l’argent, des papiers ou des données bancaires demandés")
        SPAM = "spam", _("un envoi en masse, sans rapport avec l’offre")
        FRAUD = "fraud", _("une arnaque ou un faux document")
        IMPOSTURE = "imposture", _("quelqu’un se fait passer pour un autre")
        PRIVACY = "privacy", _("des données personnelles de quelqu’un d’autre")
        ELSE = "else", _("autre chose de contraire à la loi ou à nos conditions")

    GROUNDS = {
        Side.COMPANY: (
            *(Ground.ABUSE, Ground.THREAT, Ground.SPAM, Ground.FRAUD, Ground.IMPOSTURE),
            *(Ground.PRIVACY, Ground.ELSE),
        ),
        Side.CANDIDATE: (
            *(Ground.ABUSE, Ground.DISCRIMINATES, Ground.MONEY, Ground.HARASSMENT),
            *(Ground.THREAT, Ground.ELSE),
        ),
    }

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reports")
    side = models.CharField(_("qui signale"), max_length=10, choices=Side)
    ground = models.CharField(_("ce qui ne va pas"), max_length=10, choices=Ground)
    # The application as it was when it was reported: what is decided about cannot change meanwhile.
    shown = models.JSONField(default=dict, editable=False)
    resume = models.ForeignKey(
        "accounts.Resume", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ApplicationReportQuerySet.as_manager()

    class Meta(Notice.Meta):
        verbose_name = _("signalement d’une candidature")
        verbose_name_plural = _("signalements de candidatures")
        constraints = [
            *Notice.Meta.constraints,
            models.UniqueConstraint(
                fields=["application", "user"],
                condition=Q(state="received"),
                name="one_waiting_report_per_person",
                violation_error_message=_("Vous avez déjà signalé cette candidature."),
            ),
        ]

    def get_absolute_url(self):
        return reverse("reported", args=[self.pk])

    @property
    def path(self):
        """Where who reported finds the application again."""
        if self.side == self.Side.CANDIDATE:
            return self.application.get_absolute_url()
        return reverse("received_one", args=[self.application_id])


class HiddenPartQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(lifted_at=None)


class HiddenPart(models.Model):
    """A part of an application that our staff hid from its other side; its author was told why.

    The statement of reasons of DSA article 17. It holds for what was hidden, known by its
    fingerprint: another answer written later is another.
    """

    class Part(models.TextChoices):
        MESSAGE = "message", _("ce qui est écrit")  # the answers to questions included
        RESUME = "resume", _("le CV")
        ANSWER = "answer", _("le mot de l’entreprise")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="hidden")
    part = models.CharField(_("quoi"), max_length=10, choices=Part)
    digest = models.CharField(max_length=64, editable=False)  # SHA-256 of what was hidden
    ground = models.CharField(_("fondement"), max_length=10, choices=ApplicationReport.Ground)
    facts = models.TextField(_("faits et circonstances"), max_length=3000, validators=[plain_lines])
    decided_by = models.CharField(max_length=100, editable=False)  # keyed hash of the human
    at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(_("levé le"), null=True, blank=True)

    objects = HiddenPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("partie masquée d’une candidature")
        verbose_name_plural = _("parties masquées de candidatures")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "part", "digest"],
                condition=Q(lifted_at=None),
                name="hidden_once",
                violation_error_message=_("C’est déjà masqué."),
            ),
            models.CheckConstraint(
                condition=~Q(decided_by="") & ~Q(facts=""),
                name="hidden_by_a_human_with_facts",
                violation_error_message=_("Une personne décide, et dit les faits."),
            ),
        ]

    def __str__(self):
        return f"{self.application_id}: {self.part}"
