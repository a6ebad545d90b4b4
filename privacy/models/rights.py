"""What people ask about their data, and what was done about it."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.crypto import Sealed
from meilleursjobs.lib.states import StateMachine
from meilleursjobs.lib.text import file_size

from ..delays import due_on
from .owned import OwnedQuerySet


class RightsRequestQuerySet(OwnedQuerySet):
    def waiting(self):
        """What our staff must answer, the first due first."""
        return self.filter(state__in=RightsRequest.OPEN).order_by("due_on", "pk")


class RightsRequest(StateMachine):
    """One exercise of a right: what was asked, until when, what was answered.

    Self-service acts are noted here too, answered at once: the file of requests is whole.
    """

    class Kind(models.TextChoices):
        """GDPR articles 15 to 18, 20, 21, 7(3); loi Informatique et Libertés, article 85."""

        ACCESS = "access", _("accès")
        RECTIFICATION = "rectify", _("rectification")
        ERASURE = "erasure", _("effacement")
        RESTRICTION = "restrict", _("limitation")
        PORTABILITY = "portable", _("portabilité")
        OBJECTION = "object", _("opposition")
        WITHDRAWAL = "withdraw", _("retrait du consentement")
        AFTER_DEATH = "death", _("directives après la mort")

    class State(models.TextChoices):
        UNPROVEN = "unproven", _("adresse à confirmer")
        RECEIVED = "received", _("reçue")
        EXTENDED = "extended", _("prolongée")
        ANSWERED = "answered", _("satisfaite")
        REFUSED = "refused", _("refusée")

    class Channel(models.TextChoices):
        SELF = "self", _("faite par la personne elle-même sur le site")
        FORM = "form", _("formulaire")
        STAFF = "staff", _("reçue par courrier ou courriel")

    OPEN = (State.RECEIVED, State.EXTENDED)
    MOVES = {
        State.UNPROVEN: {State.RECEIVED, State.ANSWERED},
        State.RECEIVED: {State.EXTENDED, State.ANSWERED, State.REFUSED},
        State.EXTENDED: {State.ANSWERED, State.REFUSED},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    email = models.EmailField(_("adresse e-mail"), blank=True)
    subject_key = models.CharField(max_length=100, editable=False)  # keyed hash: outlives the rest
    kind = models.CharField(_("droit"), max_length=10, choices=Kind)
    channel = models.CharField(_("venue par"), max_length=5, choices=Channel)
    words = models.TextField(_("votre demande"), max_length=3000, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.RECEIVED)
    received_at = models.DateTimeField(_("reçue le"), default=timezone.now)
    due_on = models.DateField(_("réponse due le"))
    extension_reason = models.TextField(_("pourquoi plus de temps"), max_length=1500, blank=True)
    answer = models.TextField(_("réponse"), max_length=5000, blank=True)
    decided_by = models.CharField(max_length=100, blank=True, editable=False)  # keyed hash

    objects = RightsRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande d’exercice d’un droit")
        verbose_name_plural = _("demandes d’exercice d’un droit")
        ordering = ["-received_at"]
        indexes = [
            models.Index(
                fields=["due_on"],
                name="rights_request_waiting",
                condition=Q(state__in=["received", "extended"]),
            ),
            models.Index(fields=["subject_key"], name="rights_request_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="refused") | ~(Q(answer="") | Q(decided_by="")),
                name="refused_right_has_a_human_and_reasons",
                violation_error_message=_("Un refus est décidé par une personne, et motivé."),
            ),
            models.CheckConstraint(
                condition=~Q(state="extended") | ~Q(extension_reason=""),
                name="extension_has_reasons",
                violation_error_message=_("Dites pourquoi il faut plus de temps."),
            ),
        ]

    def __str__(self):
        return f"{self.pk} ({self.kind}, {self.state})"

    def save(self, *args, **kwargs):
        if not self.due_on:
            self.due_on = due_on(self.received_at)
        super().save(*args, **kwargs)

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def is_late(self):
        return self.is_open and self.due_on < timezone.localdate()


def unguessable_name(_export, _file_name):
    """Where the copy lies: 32 random bytes, nothing of the person."""
    name = secrets.token_hex(32)
    return f"exports/{name[:2]}/{name[2:]}.zip"


class Export(StateMachine):
    """A person's copy of their data: built by a worker, fetched once, gone within the week."""

    class State(models.TextChoices):
        WAITING = "waiting", _("en préparation")
        READY = "ready", _("prête")
        TAKEN = "taken", _("téléchargée")
        EXPIRED = "expired", _("expirée")

    MOVES = {
        State.WAITING: {State.READY},
        State.READY: {State.TAKEN, State.EXPIRED},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports"
    )
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    file = models.FileField(upload_to=unguessable_name, max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    lease_until = models.DateTimeField(null=True, blank=True)  # a worker builds it until then
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("copie de données")
        verbose_name_plural = _("copies de données")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state="waiting"),
                name="one_export_under_way",
            )
        ]

    def __str__(self):
        return f"{self.pk} ({self.state})"

    @property
    def size_text(self):
        return file_size(self.size)


class Restriction(models.Model):
    """Someone's data is frozen: kept, and used for nothing (GDPR article 18)."""

    class Ground(models.TextChoices):
        ACCURACY = "accuracy", _("je conteste l’exactitude de mes données")
        UNLAWFUL = "unlawful", _("leur usage est illicite, et je préfère un gel à l’effacement")
        CLAIM = "claim", _("j’en ai besoin pour faire valoir un droit en justice")
        OBJECTION = "objection", _("je me suis opposé, le temps de la vérification")
        PAUSE = "pause", _("je veux faire une pause, sans rien perdre")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="restriction",
    )
    ground = models.CharField(_("pourquoi"), max_length=10, choices=Ground)
    since = models.DateTimeField(default=timezone.now)
    lifts_at = models.DateTimeField(null=True, blank=True)  # told before it happens (art. 18(3))

    class Meta:
        verbose_name = _("limitation")
        verbose_name_plural = _("limitations")

    def __str__(self):
        return f"{self.user_id} ({self.ground})"


class ErasurePlan(models.Model):
    """An account that goes on a day the person chose to leave for second thoughts."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="erasure_plan",
    )
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()

    class Meta:
        verbose_name = _("effacement prévu")
        verbose_name_plural = _("effacements prévus")

    def __str__(self):
        return f"{self.user_id}: {self.due_at:%Y-%m-%d}"


class Directive(Sealed, models.Model):
    """What a person wants done with their data after their death (LIL article 85)."""

    SEALED = ("words", "trusted")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="directive",
    )
    words = models.TextField(_("vos directives"))  # encrypted
    trusted = models.TextField(_("personne de confiance"), blank=True)  # encrypted
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("directives après la mort")
        verbose_name_plural = _("directives après la mort")

    def __str__(self):
        return str(self.user_id)


class AppliedErasure(models.Model):
    """A line of the erasure ledger that this database has carried out."""

    entry = models.UUIDField(primary_key=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("effacement appliqué")
        verbose_name_plural = _("effacements appliqués")

    def __str__(self):
        return str(self.entry)


class InactivityNotice(models.Model):
    """A person was told that their unused account will be erased; any visit cancels it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="inactivity_notice",
    )
    warned_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("avertissement d’inactivité")
        verbose_name_plural = _("avertissements d’inactivité")

    def __str__(self):
        return f"{self.user_id}: {self.warned_at:%Y-%m-%d}"
