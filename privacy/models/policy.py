"""What we published to people: each version once, for ever the same."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .consent import Purpose


class PolicyVersionQuerySet(models.QuerySet):
    def published(self, kind):
        """Versions of a text, the newest first."""
        return self.filter(kind=kind).order_by("-number")

    def current(self, kind):
        """The version in force, None before the first one."""
        return self.published(kind).first()


class PolicyVersion(models.Model):
    """One published version of a text. The database refuses to change or delete it."""

    class Kind(models.TextChoices):
        PRIVACY = "privacy", _("Politique de confidentialité")
        TERMS = "terms", _("Conditions d’utilisation")

    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField()
    updated_on = models.DateField()  # the date of update that the text itself bears
    published_at = models.DateTimeField(default=timezone.now)
    text_fr = models.TextField()
    text_en = models.TextField()
    changes_fr = models.TextField()
    changes_en = models.TextField()
    # Purposes whose consent is asked anew from this version on.
    purposes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # What the data map, the retention and the processors were: see privacy/tables.py.
    tables = models.JSONField(default=dict, blank=True)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version d’un texte publié")
        verbose_name_plural = _("versions des textes publiés")
        db_table_comment = "append-only: what people were told stays what they were told"
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="policy_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="policy_number_from_1"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self):
        return reverse(PAGES[self.kind][2], args=[self.number])

    def get_current_url(self):
        return reverse(PAGES[self.kind][0])

    def get_versions_url(self):
        return reverse(PAGES[self.kind][1])

    @property
    def purpose_labels(self):
        """The purposes asked anew, in the reader's language."""
        labels = dict(Purpose.choices)
        return [str(labels.get(name, name)) for name in self.purposes]

    @property
    def text(self):
        return self._in_language("text")

    @property
    def changes(self):
        return self._in_language("changes")

    def _in_language(self, part):
        return getattr(self, f"{part}_en" if get_language() == "en" else f"{part}_fr")


class PolicyTelling(models.Model):
    """How far people have been told of a version: by account number, so that a restart goes on."""

    version = models.OneToOneField(PolicyVersion, on_delete=models.PROTECT, primary_key=True)
    told_up_to = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("annonce d’une version")
        verbose_name_plural = _("annonces des versions")

    def __str__(self):
        return f"{self.version_id}: {self.told_up_to}"


# The text in force, its versions, one of them.
PAGES = {
    PolicyVersion.Kind.PRIVACY: ("privacy:policy", "privacy:versions", "privacy:version"),
    PolicyVersion.Kind.TERMS: ("terms", "terms_versions", "terms_version"),
}
