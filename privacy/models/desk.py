"""What our staff keeps: looks at people's data, breaches, orders of authorities."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..delays import BREACH_HOURS


class StaffLook(models.Model):
    """A member of our staff looked at someone's data, and why. The person can read it."""

    subject_key = models.CharField(max_length=100)  # keyed hash of whose data
    staff_key = models.CharField(max_length=100)  # keyed hash of who looked
    what = models.CharField(_("quoi"), max_length=120)
    reason = models.CharField(_("pourquoi"), max_length=300)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("consultation par l’équipe")
        verbose_name_plural = _("consultations par l’équipe")
        ordering = ["-at"]
        db_table_comment = "append-only: each look of the staff at someone's data"
        indexes = [models.Index(fields=["subject_key", "-at"], name="staff_look_subject")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(staff_key=""),
                name="staff_look_has_a_human_and_a_reason",
                violation_error_message=_("Dites pourquoi."),
            )
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d} {self.what}"


class Breach(models.Model):
    """A breach of personal data, notified or not: the register of GDPR article 33(5)."""

    known_at = models.DateTimeField(_("connue le"), default=timezone.now)
    nature = models.TextField(_("ce qui s’est passé"), max_length=5000)
    data = models.TextField(_("données et personnes concernées"), max_length=3000)
    people = models.PositiveIntegerField(_("nombre de personnes, à peu près"))
    consequences = models.TextField(_("conséquences probables"), max_length=3000)
    measures = models.TextField(_("mesures prises ou prévues"), max_length=3000)
    is_risky = models.BooleanField(
        _("un risque pour les personnes est possible"),
        default=False,
        help_text=_("Alors la CNIL est prévenue sous 72 heures."),
    )
    notified_at = models.DateTimeField(_("CNIL prévenue le"), null=True, blank=True)
    late_reason = models.TextField(_("motifs d’un retard"), max_length=1500, blank=True)
    told_at = models.DateTimeField(_("personnes prévenues le"), null=True, blank=True)
    closed_at = models.DateTimeField(_("close le"), null=True, blank=True)

    class Meta:
        verbose_name = _("violation de données")
        verbose_name_plural = _("violations de données")
        ordering = ["-known_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(notified_at=None)
                | Q(notified_at__lte=models.F("known_at") + timedelta(hours=BREACH_HOURS))
                | ~Q(late_reason=""),
                name="late_notice_has_reasons",
                violation_error_message=_("Passé 72 heures, dites pourquoi (RGPD, art. 33-1)."),
            )
        ]

    def __str__(self):
        return f"{self.known_at:%Y-%m-%d}"

    @property
    def notify_before(self):
        """When the 72 hours end."""
        return self.known_at + timedelta(hours=BREACH_HOURS)

    @property
    def clock_runs(self):
        """A risk is possible and the CNIL does not know yet."""
        return self.is_risky and self.notified_at is None and self.closed_at is None

    @property
    def is_late(self):
        return self.clock_runs and timezone.now() > self.notify_before


class AuthorityOrder(models.Model):
    """An order of an authority to act on content or to give information (DSA articles 9, 10)."""

    received_at = models.DateTimeField(_("reçue le"), default=timezone.now)
    authority = models.CharField(_("autorité"), max_length=200)
    basis = models.TextField(_("fondement légal cité"), max_length=1500)
    asked = models.TextField(_("ce qui est demandé"), max_length=3000)
    done = models.TextField(_("ce qui a été fait, et ce qui ne l’a pas été"), blank=True)
    answered_at = models.DateTimeField(_("réponse donnée le"), null=True, blank=True)
    person_told_at = models.DateTimeField(
        _("personne concernée prévenue le"),
        null=True,
        blank=True,
        help_text=_("Au plus tard quand l’ordre est suivi, sauf si la loi le défend."),
    )

    class Meta:
        verbose_name = _("ordre d’une autorité")
        verbose_name_plural = _("ordres d’autorités")
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(done=""),
                name="answered_order_says_what_was_done",
                violation_error_message=_("Dites ce qui a été fait."),
            )
        ]

    def __str__(self):
        return f"{self.authority} ({self.received_at:%Y-%m-%d})"
