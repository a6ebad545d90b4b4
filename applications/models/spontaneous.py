import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.states import StateMachine


class SpontaneousQuerySet(models.QuerySet):
    def owned_by(self, user):
        return self.filter(candidate=user)

    def with_places(self):
        """With what a line of the board shows: place, company, delivery."""
        return self.select_related("establishment__company", "delivery", "resume")


class SpontaneousApplication(StateMachine):
    """A letter from a candidate to a company that published no offer. It holds no text."""

    class State(models.TextChoices):
        DRAFT = "draft", _("brouillon")
        QUEUED = "queued", _("en file")
        SENT = "sent", _("acceptée par Gmail")
        UNCERTAIN = "uncertain", _("à vérifier")
        BLOCKED = "blocked", _("bloquée")
        REFUSED = "refused", _("refusée")
        FAILED = "failed", _("échouée")
        CANCELLED = "cancelled", _("annulée")
        EXPIRED = "expired", _("expirée")
        CLOSED = "closed", _("abandonnée, envoi incertain")
        SENT_BY_ME = "sent_by_me", _("envoyée par moi")

    class Source(models.TextChoices):
        COMPANY = "company", _("donnée par l’entreprise")
        IMPORT = "import", _("relevée par notre équipe")
        FOUND = "found", _("trouvée par vous")

    class Outcome(models.TextChoices):
        ANSWER = "answer", _("réponse")
        INTERVIEW = "interview", _("entretien")
        REFUSAL = "refusal", _("refus")
        SILENCE = "silence", _("pas de réponse")
        BOUNCED = "bounced", _("adresse en erreur")

    IN_OUTBOX = {State.QUEUED, State.BLOCKED, State.UNCERTAIN}
    DID_NOT_LEAVE = {State.CANCELLED, State.REFUSED, State.FAILED, State.EXPIRED}
    LEFT = {State.SENT, State.SENT_BY_ME, State.CLOSED}
    MOVES = {
        State.DRAFT: {State.QUEUED, State.SENT_BY_ME},
        State.QUEUED: {State.SENT, State.UNCERTAIN, State.BLOCKED, *DID_NOT_LEAVE},
        State.BLOCKED: {State.QUEUED, State.UNCERTAIN, *DID_NOT_LEAVE},
        State.UNCERTAIN: {State.SENT, State.QUEUED, State.CLOSED, State.EXPIRED},
        # The text came back: the candidate may take the letter up again.
        State.CANCELLED: {State.DRAFT},
        State.REFUSED: {State.DRAFT},
        State.FAILED: {State.DRAFT},
        State.EXPIRED: {State.DRAFT},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    establishment = models.ForeignKey(
        "jobs.Establishment", null=True, blank=True, on_delete=models.SET_NULL
    )  # none: a company that is not in the directory, typed by hand
    company_name = models.CharField(_("entreprise"), max_length=160)
    recipient = models.CharField(_("destinataire"), max_length=254, blank=True)
    address_source = models.CharField(
        _("origine de l’adresse"), max_length=8, choices=Source, blank=True
    )
    found_where = models.CharField(_("trouvée où"), max_length=200, blank=True)
    resume = models.ForeignKey(
        "accounts.Resume", null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("CV")
    )
    # One follow-up to a letter that left, at most: the column is unique.
    follows = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="follow_up"
    )
    wants_place = models.BooleanField(default=False)  # told when the company's budget has room
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.DRAFT)
    delivery = models.OneToOneField(
        "gmail_send.Delivery", null=True, blank=True, on_delete=models.SET_NULL
    )
    kept_digest = models.CharField(_("empreinte"), max_length=64, blank=True)
    sent_at = models.DateTimeField(_("partie le"), null=True, blank=True)
    outcome = models.CharField(_("suite"), max_length=9, choices=Outcome, blank=True)
    outcome_at = models.DateTimeField(_("suite notée le"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SpontaneousQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidature spontanée")
        verbose_name_plural = _("candidatures spontanées")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["candidate", "-moved_at"], name="spontaneous_board"),
            models.Index(fields=["candidate", "recipient"], name="spontaneous_recipient"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | ~(Q(recipient="") | Q(address_source="")),
                name="validated_letter_has_a_recipient",
                violation_error_message=_("Indiquez l’adresse du destinataire et son origine."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(address_source="found", found_where=""),
                name="found_address_says_where",
                violation_error_message=_("Dites où vous avez trouvé cette adresse."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at=None)
                | (
                    ~Q(outcome="")
                    & Q(outcome_at__isnull=False, state__in=["sent", "sent_by_me", "closed"])
                ),
                name="outcome_only_after_leaving",
                violation_error_message=_("Une suite se note sur une lettre partie."),
            ),
        ]

    def __str__(self):
        return f"{self.company_name} ({self.state})"

    def get_absolute_url(self):
        return reverse("spontaneous", args=[self.pk])

    @property
    def left(self):
        """Whether the letter is gone, or may be."""
        return self.state in self.LEFT

    @property
    def can_be_taken_up(self):
        return self.state in self.DID_NOT_LEAVE


class ApplicationEvent(models.Model):
    """Who did what when. Never a text."""

    class Kind(models.TextChoices):
        STARTED = "started", _("brouillon commencé")
        VALIDATED = "validated", _("lettre validée")
        SENT = "sent", _("acceptée par Gmail")
        UNCERTAIN = "uncertain", _("envoi à vérifier")
        BLOCKED = "blocked", _("envoi bloqué")
        REFUSED = "refused", _("envoi refusé par nos règles")
        FAILED = "failed", _("envoi refusé par Gmail")
        CANCELLED = "cancelled", _("envoi annulé")
        EXPIRED = "expired", _("envoi expiré")
        CLOSED = "closed", _("envoi abandonné sans certitude")
        REQUEUED = "requeued", _("remise en file")
        TAKEN_UP = "taken_up", _("lettre reprise")
        SENT_BY_ME = "sent_by_me", _("envoyée depuis votre messagerie")
        OUTCOME = "outcome", _("suite notée")
        OUTCOME_UNDONE = "undone", _("suite effacée")

    application = models.ForeignKey(
        SpontaneousApplication, on_delete=models.CASCADE, related_name="events"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    detail = models.CharField(max_length=60, blank=True)  # a code: a reason, an outcome
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )  # none: the outbox
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("événement")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"
