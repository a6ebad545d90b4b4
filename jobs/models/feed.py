"""Offers that come from a machine: sources and their runs, keys of the endpoint, views by day."""

import uuid
from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.validators import plain
from meilleursjobs.lib.states import StateMachine

from .company import Company
from .offer import Offer

EVERY = timedelta(hours=1)  # between two pulls of a source


class FeedSourceQuerySet(models.QuerySet):
    def managed_by(self, user):
        """Sources of the companies of which this person is a member."""
        return self.filter(company__in=Company.objects.managed_by(user))


class FeedSource(models.Model):
    """Where a company's offers come from: an address pulled each hour, or files it hands in."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="sources")
    name = models.CharField(_("nom de la source"), max_length=80, validators=[plain])
    url = models.URLField(_("adresse du flux"), max_length=500, blank=True)
    is_agency = models.BooleanField(_("flux d’un intermédiaire"), default=False)
    pay_absence = models.CharField(
        _("pourquoi la rémunération n’est pas indiquée, quand le flux n’en dit rien"),
        max_length=200,
        blank=True,
        validators=[plain],
    )
    most_withdrawn = models.PositiveSmallIntegerField(
        _("part des offres retirée sans vous demander, en %"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    next_pull_at = models.DateTimeField(default=timezone.now, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    paused_at = models.DateTimeField(null=True, editable=False)  # until a member reads it again

    objects = FeedSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source d’offres")
        verbose_name_plural = _("sources d’offres")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "name"],
                name="feed_source_name_once",
                violation_error_message=_("Une de vos sources porte déjà ce nom."),
            )
        ]
        indexes = [
            models.Index(fields=["next_pull_at"], name="feed_source_due", condition=~Q(url=""))
        ]

    def __str__(self):
        return self.name


def run_path(run, file_name):
    return f"imports/{uuid.uuid4().hex}.xml"


class ImportRun(StateMachine):
    """One reading of a source, item after item; it can stop anywhere and go on from `offset`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente")
        RUNNING = "running", _("en cours")
        TO_CONFIRM = "confirm", _("à confirmer")
        DONE = "done", _("terminé")
        FAILED = "failed", _("échoué")

    MOVES = {
        State.WAITING: {State.RUNNING, State.FAILED},
        State.RUNNING: {State.DONE, State.FAILED, State.TO_CONFIRM},
        State.TO_CONFIRM: {State.DONE, State.RUNNING},
    }
    OPEN = (State.WAITING, State.RUNNING)

    source = models.ForeignKey(FeedSource, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.WAITING)
    dry_run = models.BooleanField(_("essai à blanc"), default=False)
    file = models.FileField(upload_to=run_path, max_length=60, blank=True)  # until the end
    position = models.PositiveIntegerField(default=0)  # items dealt with
    # Where the next one begins in the file; none while that is the feed as it came.
    offset = models.PositiveBigIntegerField(null=True)
    # A member said yes to a large withdrawal.
    confirmed = models.BooleanField(default=False, db_default=False)
    counts = models.JSONField(default=dict)  # outcome → how many
    problem = models.CharField(_("pourquoi"), max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)  # since it last went on
    busy_until = models.DateTimeField(default=timezone.now)  # a worker is at it until then
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("import")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=["waiting", "running"]),
                name="import_one_at_a_time",
                violation_error_message=_("Un import de cette source est déjà en cours."),
            )
        ]

    def __str__(self):
        return f"{self.source_id}: {self.state}"


class Outcome(models.TextChoices):
    CREATED = "created", _("créée")
    UPDATED = "updated", _("modifiée")
    SAME = "same", _("inchangée")
    LEFT = "left", _("laissée comme vous l’avez mise")
    REFUSED = "refused", _("refusée")
    WITHDRAWN = "withdrawn", _("retirée")


class ImportLine(models.Model):
    """What one offer of a feed became, when there is something to say."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField(_("ligne"))
    reference = models.CharField(_("référence"), max_length=80, blank=True)
    title = models.CharField(_("intitulé"), max_length=120, blank=True)
    outcome = models.CharField(_("résultat"), max_length=10, choices=Outcome)
    sentences = models.JSONField(default=list)

    class Meta:
        verbose_name = _("ligne d’un import")
        verbose_name_plural = _("lignes d’imports")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.run_id}, {self.line}: {self.outcome}"


class ImportedOffer(models.Model):
    """Which offer a reference of a source became, and what was read last."""

    source = models.ForeignKey(FeedSource, on_delete=models.CASCADE, related_name="items")
    reference = models.CharField(max_length=80)
    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, related_name="imported")
    digest = models.CharField(max_length=64)
    seen_in = models.ForeignKey(
        ImportRun, null=True, on_delete=models.SET_NULL, related_name="items"
    )
    # A member said to keep it although the feed no longer names it: until the feed does again.
    kept = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name = _("offre importée")
        verbose_name_plural = _("offres importées")
        constraints = [
            models.UniqueConstraint(fields=["source", "reference"], name="imported_reference_once")
        ]

    def __str__(self):
        return f"{self.source_id}: {self.reference}"


class ApiKeyQuerySet(models.QuerySet):
    def managed_by(self, user):
        """Keys of the companies of which this person is an owner."""
        return self.filter(company__membership__user=user, company__membership__role="owner")

    def usable(self):
        return self.filter(revoked_at=None)


class ApiKey(models.Model):
    """What lets a company's software publish; shown once, kept as a keyed hash."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(_("à quoi elle sert"), max_length=80, validators=[plain])
    digest = models.CharField(max_length=100, unique=True, editable=False)
    hint = models.CharField(max_length=4, editable=False)  # its last signs
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("clé d’accès")
        verbose_name_plural = _("clés d’accès")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.name} (…{self.hint})"
