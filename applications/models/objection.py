import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.crypto import Sealed
from meilleursjobs.lib.states import StateMachine

from .contact import SuppressionEntry

LINK_LIFE = timedelta(days=7)


class ObjectionRequest(Sealed, StateMachine):
    """Somebody asks that nobody writes to an address, a domain or an establishment any more.

    What they typed is encrypted, and the row goes once it is decided: the list keeps hashes only.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("lien envoyé")
        WAITING = "waiting", _("à vérifier par notre équipe")

    MOVES = {State.ASKED: {State.WAITING}}
    SEALED = ("value", "email")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("portée"), max_length=7, choices=SuppressionEntry.Kind)
    withdraws = models.BooleanField(default=False)  # the objection is taken back
    value = models.TextField(editable=False)
    email = models.TextField(editable=False)  # where the link went
    state = models.CharField(_("état"), max_length=7, choices=State, default=State.ASKED)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("demande d’opposition")
        verbose_name_plural = _("demandes d’opposition")

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self):
        return self.state == self.State.ASKED and self.created_at > timezone.now() - LINK_LIFE
