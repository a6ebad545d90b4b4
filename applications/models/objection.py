import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.crypto import Sealed
from meilleursjobs.lib.states import StateMachine
from privacy import registry

from .contact import SuppressionEntry


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
    # By which somebody who proves that address finds the request; "" in those made before it was.
    address_key = models.CharField(max_length=100, editable=False, db_default="", db_index=True)
    state = models.CharField(_("état"), max_length=7, choices=State, default=State.ASKED)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("demande d’opposition")
        verbose_name_plural = _("demandes d’opposition")

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self):
        oldest = timezone.now() - registry.lasts("objection_request")
        return self.state == self.State.ASKED and self.created_at > oldest
