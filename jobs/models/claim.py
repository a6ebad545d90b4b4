import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.validators import commune_code, phone_number, plain
from meilleursjobs.lib.states import StateMachine

from .company import Company
from .contact import Membership
from .establishment import validate_siret

CODE_LIFE = timedelta(minutes=30)
CODE_TRIES = 5
INVITATION_LIFE = timedelta(days=7)


class ClaimQuerySet(models.QuerySet):
    def owned_by(self, user):
        return self.filter(claimant=user)

    def waiting(self):
        """What the staff must decide, the oldest first."""
        return self.filter(state=Claim.State.WAITING).order_by("moved_at")


class Claim(StateMachine):
    """Somebody says that they recruit for a company, and proves it."""

    class State(models.TextChoices):
        CODE = "code", _("code envoyé")
        WAITING = "waiting", _("à vérifier par notre équipe")
        ACCEPTED = "accepted", _("acceptée")
        REFUSED = "refused", _("refusée")
        DROPPED = "dropped", _("abandonnée")

    class Reason(models.TextChoices):
        UNPROVEN = "unproven", _("rien ne montre que vous recrutez pour cette entreprise")
        UNKNOWN = "unknown", _("cet établissement n’existe pas ou n’emploie plus personne")
        OWNED = (
            "owned",
            _("l’entreprise a déjà un responsable : demandez-lui de vous inviter"),
        )

    MOVES = {
        State.CODE: {State.WAITING, State.ACCEPTED, State.DROPPED},
        State.WAITING: {State.ACCEPTED, State.REFUSED, State.DROPPED},
    }
    OPEN = (State.CODE, State.WAITING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claimant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, verbose_name=_("demandée par")
    )
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.CODE)
    siret = models.CharField(_("SIRET"), max_length=14, validators=[validate_siret])
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.CASCADE)
    name = models.CharField(_("nom de l’entreprise"), max_length=200, validators=[plain])
    commune_code = models.CharField(
        _("commune (code INSEE)"), max_length=5, validators=[commune_code]
    )
    email = models.EmailField(_("votre adresse professionnelle"), max_length=254)
    phone = models.CharField(
        _("téléphone public de l’entreprise"),
        max_length=30,
        blank=True,
        validators=[phone_number],
    )
    code_digest = models.CharField(max_length=100, blank=True, editable=False)
    code_sent_at = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    email_proven = models.BooleanField(default=False, editable=False)
    # Its form as it was typed, read together with the claim: {field: [values]}.
    first_offer = models.JSONField(_("première offre"), null=True, editable=False)
    reason = models.CharField(_("motif"), max_length=10, choices=Reason, blank=True)
    decided_by = models.CharField(max_length=100, blank=True, editable=False)  # as Application's
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("revendication d’entreprise")
        verbose_name_plural = _("revendications d’entreprises")
        constraints = [
            models.UniqueConstraint(
                fields=["claimant", "siret"],
                condition=Q(state__in=("code", "waiting")),
                name="one_open_claim_per_place",
                violation_error_message=_("Vous avez déjà une demande pour cet établissement."),
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~(Q(reason="") | Q(decided_by="")),
                name="refused_claim_has_a_human_and_a_reason",
                violation_error_message=_("Un refus est décidé par une personne, et motivé."),
            ),
        ]
        indexes = [
            models.Index(fields=["moved_at"], name="claim_waiting", condition=Q(state="waiting"))
        ]

    def __str__(self):
        return f"{self.name} ({self.state})"

    @property
    def domain(self):
        return self.email.rpartition("@")[2]


class Invitation(models.Model):
    """An owner asks a colleague to join; the mailed link works once, for that address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("adresse e-mail"), max_length=254)
    role = models.CharField(
        _("rôle"), max_length=10, choices=Membership.Role, default=Membership.Role.RECRUITER
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "email"],
                condition=Q(used_at=None),
                name="one_open_invitation_per_address",
                violation_error_message=_("Cette personne est déjà invitée."),
            ),
            models.CheckConstraint(
                condition=Q(email=models.functions.Lower("email")),
                name="invited_address_in_lower_case",
                violation_error_message=_("L’adresse s’écrit en minuscules."),
            ),
        ]

    def __str__(self):
        return f"{self.pk}"

    @property
    def expires_at(self):
        return self.created_at + INVITATION_LIFE

    @property
    def is_open(self):
        return self.used_at is None and self.expires_at > timezone.now()
