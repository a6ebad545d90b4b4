"""Notices about an offer or a company, by anyone: DSA articles 16 and 17."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.validators import plain_lines
from meilleursjobs.lib.states import StateMachine

from .company import Company
from .offer import Offer


class ReportQuerySet(models.QuerySet):
    def waiting(self):
        """What our staff must look at, the oldest first."""
        return self.filter(state=Report.State.RECEIVED).order_by("created_at")

    def with_target(self):
        return self.select_related("offer__company", "company", "user")


class Report(StateMachine):
    """Somebody says that an offer or a company's page is wrong; a person decides, with reasons."""

    class Ground(models.TextChoices):
        DISCRIMINATES = "criteria", _("un critère discriminatoire")
        MISLEADING = "mislead", _("une annonce trompeuse, ou un emploi qui n’existe pas")
        FRAUD = "fraud", _("une arnaque : argent, papiers ou données demandés")
        UNPAID = "unpaid", _("un travail non payé, ou payé sous la loi")
        PRIVACY = "privacy", _("des données personnelles de quelqu’un")
        ELSE = "else", _("autre chose de contraire à la loi ou à nos conditions")

    class State(models.TextChoices):
        RECEIVED = "received", _("à traiter")
        UPHELD = "upheld", _("retenu")
        DISMISSED = "dismissed", _("sans suite")

    MOVES = {State.RECEIVED: {State.UPHELD, State.DISMISSED}}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offer = models.ForeignKey(Offer, null=True, on_delete=models.CASCADE, related_name="reports")
    company = models.ForeignKey(
        Company, null=True, on_delete=models.CASCADE, related_name="reports"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("votre nom"), max_length=120)
    email = models.EmailField(_("votre adresse e-mail"))
    ground = models.CharField(_("ce qui ne va pas"), max_length=10, choices=Ground)
    words = models.TextField(
        _("expliquez : quel passage, pourquoi"), max_length=3000, validators=[plain_lines]
    )
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.RECEIVED)
    answer = models.TextField(_("décision et raisons"), max_length=3000, blank=True)
    decided_by = models.CharField(max_length=100, blank=True, editable=False)  # keyed hash
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("signalement")
        verbose_name_plural = _("signalements")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(offer__isnull=True) ^ Q(company__isnull=True),
                name="report_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state="received") | ~(Q(answer="") | Q(decided_by="")),
                name="report_decided_by_a_human_with_reasons",
                violation_error_message=_("Une personne décide, et dit pourquoi."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], name="report_waiting", condition=Q(state="received")
            )
        ]

    def __str__(self):
        return f"{self.pk} ({self.ground}, {self.state})"

    @property
    def target(self):
        """What it is about."""
        return self.offer or self.company
