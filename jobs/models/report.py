"""Notices about what stands on the site: DSA articles 16 and 17."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.validators import plain_lines
from meilleursjobs.lib.states import StateMachine

from .company import Company
from .offer import Offer


class NoticeQuerySet(models.QuerySet):
    def waiting(self):
        """What our staff must look at, the oldest first."""
        return self.filter(state=Notice.State.RECEIVED).order_by("created_at")


class Notice(StateMachine):
    """Somebody says that something here is wrong; a person decides, with reasons.

    Each kind of notice is a model: what it is about, its grounds, and the page that decides.
    """

    MAILS = ""  # "app/name": the mails `<it>_received` and `<it>_decided` go to who wrote it

    class State(models.TextChoices):
        RECEIVED = "received", _("à traiter")
        UPHELD = "upheld", _("retenu")
        DISMISSED = "dismissed", _("sans suite")

    MOVES = {State.RECEIVED: {State.UPHELD, State.DISMISSED}}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("votre nom"), max_length=120)
    email = models.EmailField(_("votre adresse e-mail"))
    words = models.TextField(
        _("expliquez : quel passage, pourquoi"), max_length=3000, validators=[plain_lines]
    )
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.RECEIVED)
    answer = models.TextField(_("décision et raisons"), max_length=3000, blank=True)
    decided_by = models.CharField(max_length=100, blank=True, editable=False)  # keyed hash
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received") | ~(Q(answer="") | Q(decided_by="")),
                name="%(class)s_decided_by_a_human_with_reasons",
                violation_error_message=_("Une personne décide, et dit pourquoi."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], name="%(class)s_waiting", condition=Q(state="received")
            )
        ]

    def __str__(self):
        return f"{self.pk} ({self.ground}, {self.state})"

    def signed_by(self, user):
        """Whose notice it is, when they have an account."""
        self.user, self.email = user, user.email
        self.name = user.get_full_name() or user.email


class ReportQuerySet(NoticeQuerySet):
    def with_target(self):
        return self.select_related("offer__company", "company", "user")


class Report(Notice):
    """A notice about an offer or a company's page, by anyone."""

    MAILS = "jobs/report"

    class Ground(models.TextChoices):
        DISCRIMINATES = "criteria", _("un critère discriminatoire")
        MISLEADING = "mislead", _("une annonce trompeuse, ou un emploi qui n’existe pas")
        FRAUD = "fraud", _("une arnaque : argent, papiers ou données demandés")
        UNPAID = "unpaid", _("un travail non payé, ou payé sous la loi")
        PRIVACY = "privacy", _("des données personnelles de quelqu’un")
        ELSE = "else", _("autre chose de contraire à la loi ou à nos conditions")

    offer = models.ForeignKey(Offer, null=True, on_delete=models.CASCADE, related_name="reports")
    company = models.ForeignKey(
        Company, null=True, on_delete=models.CASCADE, related_name="reports"
    )
    ground = models.CharField(_("ce qui ne va pas"), max_length=10, choices=Ground)

    objects = ReportQuerySet.as_manager()

    class Meta(Notice.Meta):
        verbose_name = _("signalement")
        verbose_name_plural = _("signalements")
        constraints = [
            models.CheckConstraint(
                condition=Q(offer__isnull=True) ^ Q(company__isnull=True),
                name="report_is_about_one_thing",
            ),
            *Notice.Meta.constraints,
        ]

    def get_absolute_url(self):
        return reverse("report", args=[self.pk])

    @property
    def target(self):
        """What it is about."""
        return self.offer or self.company
