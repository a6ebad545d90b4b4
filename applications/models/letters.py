import logging
import uuid
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.crypto import Sealed, Undecryptable
from meilleursjobs.lib.errors import UserFacingError

from .spontaneous import SpontaneousApplication

logger = logging.getLogger(__name__)


class Unreadable(UserFacingError):
    message = _("Ce texte ne peut plus être déchiffré. Notre équipe est prévenue.")


class Words(NamedTuple):
    """What the candidate wrote."""

    subject: str
    body: str


class SealedWords(Sealed, models.Model):
    """Subject and letter, encrypted and bound to their row: its key is known before saving."""

    SEALED = ("subject", "body")

    subject = models.TextField(editable=False)
    body = models.TextField(editable=False)
    edited_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def write(self, words: Words) -> None:
        self.seal("subject", words.subject.encode())
        self.seal("body", words.body.encode())
        self.edited_at = timezone.now()

    def read(self) -> Words:
        """Decrypt. Raises Unreadable (and tells the operator) when the key is gone."""
        try:
            return Words(self.unseal("subject").decode(), self.unseal("body").decode())
        except Undecryptable as error:
            logger.error("Undecryptable letter: %s", error)
            raise Unreadable from error


class DraftContent(SealedWords):
    """The text of a draft. The row goes when the text moves into a delivery, or after 30 days."""

    application = models.OneToOneField(
        SpontaneousApplication, primary_key=True, on_delete=models.CASCADE, related_name="content"
    )

    class Meta:
        verbose_name = _("texte d’un brouillon")
        verbose_name_plural = _("textes de brouillons")

    def __str__(self):
        return f"{self.application_id}"


class LetterModelQuerySet(models.QuerySet):
    def owned_by(self, user):
        return self.filter(owner=user)


class LetterModel(SealedWords):
    """A letter the candidate asked to keep as a start for others."""

    MOST = 30  # a person: enough for anyone, and the list stays readable

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(_("nom du modèle"), max_length=80)

    objects = LetterModelQuerySet.as_manager()

    class Meta:
        verbose_name = _("modèle de lettre")
        verbose_name_plural = _("modèles de lettre")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="letter_model_named_once",
                violation_error_message=_("Vous avez déjà un modèle de ce nom."),
            )
        ]

    def __str__(self):
        return self.name
