import hashlib
import logging
import secrets
import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.text import file_size
from privacy.models.owned import OwnedQuerySet

from ..resume_limits import MAX_STORED, MOST_RESUMES
from ..validators import plain

logger = logging.getLogger(__name__)

FOLDER = "cv"


class ResumeUnavailable(UserFacingError):
    message = _("Ce CV ne peut pas être lu pour le moment. Réessayez dans quelques minutes.")


def unguessable_name(_resume, _file_name):
    """Where the file lies: 32 random bytes, nothing of the person nor of the file's own name."""
    name = secrets.token_hex(32)
    return f"{FOLDER}/{name[:2]}/{name[2:]}.pdf"


class Resume(models.Model):
    """A checked PDF of a candidate's. The bytes never change: another file is another CV."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="resumes"
    )
    title = models.CharField(_("titre"), max_length=80, validators=[plain])
    file_name = models.CharField(_("nom du fichier"), max_length=100)  # safe: as recruiters see it
    file = models.FileField(upload_to=unguessable_name, max_length=120)
    size = models.PositiveIntegerField(_("taille"))  # bytes
    received_size = models.PositiveIntegerField(_("taille reçue"))  # bytes, before our work on it
    pages = models.PositiveSmallIntegerField(_("pages"))
    sha256 = models.CharField(max_length=64, editable=False)
    is_main = models.BooleanField(_("CV principal"), default=False)
    slot = models.PositiveSmallIntegerField(editable=False)  # 1 to MOST_RESUMES: bounds the number
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("CV")
        ordering = ["-is_main", "-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(is_main=True),
                name="one_main_resume_per_person",
                violation_error_message=_("Un seul CV peut être le principal."),
            ),
            models.UniqueConstraint(
                fields=["user", "slot"],
                name="one_resume_per_slot",
                violation_error_message=_("Vous avez déjà le nombre de CV permis."),
            ),
            models.CheckConstraint(
                condition=models.Q(slot__range=(1, MOST_RESUMES)),
                name="as_many_resumes_as_slots",
                violation_error_message=_("Vous avez déjà le nombre de CV permis."),
            ),
            models.UniqueConstraint(
                fields=["user", "sha256"],
                name="the_same_file_once_per_person",
                violation_error_message=_("Ce fichier est déjà parmi vos CV."),
            ),
            models.CheckConstraint(
                condition=models.Q(size__range=(1, MAX_STORED)),
                name="a_resume_travels_by_mail",
                violation_error_message=_("Ce CV dépasse 3 Mo."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("resume_file", args=[self.pk])

    @property
    def size_text(self) -> str:
        return file_size(self.size)

    @property
    def received_text(self) -> str:
        return file_size(self.received_size)

    def read(self) -> bytes:
        """The bytes of the PDF, exactly as checked.

        Raises ResumeUnavailable when the storage does not answer or gives other bytes back.
        """
        try:
            with self.file.open("rb") as stream:
                content = stream.read(MAX_STORED + 1)
        except Exception as error:  # each storage has faults of its own
            logger.error("CV %s cannot be read: %s", self.pk, type(error).__name__)
            raise ResumeUnavailable from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            logger.error("CV %s is not the file that was checked", self.pk)
            raise ResumeUnavailable
        return content
