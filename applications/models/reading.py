"""Unusually many CVs opened by one person in a short time: noticed, for our staff to look at."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.models import Company
from meilleursjobs.lib.states import StateMachine


class MassReadingQuerySet(models.QuerySet):
    def waiting(self):
        """What our staff has not looked at."""
        return self.filter(state=MassReading.State.WAITING)

    def with_reader(self):
        return self.select_related("reader", "company")


class MassReading(StateMachine):
    """One recruiter's readings of one day, above what the settings call usual.

    Nothing follows by itself: a person looks, and says what they make of it. It holds counts,
    never whose CVs they were.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("à regarder")
        USUAL = "usual", _("rien d’anormal")
        SUSPENDED = "suspended", _("entreprise suspendue")

    MOVES = {State.WAITING: {State.USUAL, State.SUSPENDED}}

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    company = models.ForeignKey(  # the one whose applications they were, or most of them
        Company, on_delete=models.CASCADE, related_name="+", verbose_name=_("entreprise")
    )
    day = models.DateField(_("jour"))
    in_an_hour = models.PositiveIntegerField(_("CV ouverts en une heure, au plus"))
    in_a_day = models.PositiveIntegerField(_("CV ouverts ce jour"))
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.WAITING)
    answer = models.TextField(_("décision et raisons"), max_length=3000, blank=True)
    decided_by = models.CharField(max_length=100, blank=True, editable=False)  # keyed hash
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MassReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("lecture de nombreux CV")
        verbose_name_plural = _("lectures de nombreux CV")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "day"],
                name="mass_reading_once_a_day",
                violation_error_message=_("Cette journée est déjà notée."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | ~(Q(answer="") | Q(decided_by="")),
                name="mass_reading_judged_by_a_human_with_reasons",
                violation_error_message=_("Une personne décide, et dit pourquoi."),
            ),
        ]

    def __str__(self):
        return f"{self.day} ({self.in_an_hour}, {self.in_a_day})"

    def get_absolute_url(self):
        return reverse("mass_reading", args=[self.pk])
