import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from stdnum.fr import siren as siren_number

from jobs.codes import HEADCOUNTS
from jobs.keys import name_key
from meilleursjobs.lib.text import fold

NAF = r"^\d\d\.\d\d[A-Z]$"
# The directory's order: verified first, then by size. The smaller the number, the higher the place.
UNKNOWN_SIZE = len(HEADCOUNTS)
UNVERIFIED = 100
MOST_LETTERS = 100  # a month; the database numbers them up to this
STANDING = Case(When(verified_at__isnull=False, then=Value(0)), default=Value(UNVERIFIED)) + Case(
    *(
        When(headcount=code, then=Value(UNKNOWN_SIZE - 1 - place))
        for place, code in enumerate(HEADCOUNTS)
    ),
    default=Value(UNKNOWN_SIZE),
)


class Closing(models.TextChoices):
    """Why a company or an establishment left the directory."""

    CLOSED = "closed", _("fermé")
    NO_STAFF = "no_staff", _("n’emploie plus de personnel")
    WITHHELD = "withheld", _("s’oppose à la diffusion de ses données")


def validate_siren(value):
    if not siren_number.is_valid(value) or siren_number.compact(value) != value:
        raise ValidationError(_("Ce numéro SIREN n’est pas valide : 9 chiffres, sans espace."))


def company_slug(name: str, siren: str | None) -> str:
    """An address that nothing else holds and that never changes.

    The SIREN makes it unique; a company without one gets eight random characters.
    """
    return f"{slugify(fold(name))[:60].strip('-') or 'entreprise'}-{siren or uuid.uuid4().hex[:8]}"


def logo_path(company, file_name):
    return f"logos/{uuid.uuid4().hex}.webp"


class CompanyQuerySet(models.QuerySet):
    def public(self):
        """Companies whose page may be read; a closed one says that it is."""
        return self.filter(suspended_at=None).exclude(closed_reason=Closing.WITHHELD)

    def listed(self):
        """Companies that the directory shows and that can be written to: open, not suspended."""
        return self.filter(suspended_at=None, closed_at=None)

    def managed_by(self, user):
        """Companies of which this person is a member."""
        return self.filter(membership__user=user)


class Company(models.Model):
    """A legal unit (SIREN), as the Sirene base, its members or our staff describe it."""

    class Proof(models.TextChoices):
        DOMAIN = "domain", _("message reçu à une adresse du domaine de l’entreprise")
        STAFF = "staff", _("contrôle par notre équipe")

    siren = models.CharField(
        _("SIREN"),
        max_length=9,
        null=True,
        blank=True,
        unique=True,
        validators=[validate_siren],
        error_messages={"unique": _("Une entreprise porte déjà ce numéro SIREN.")},
    )
    name = models.CharField(_("nom"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    slug = models.SlugField(max_length=80, unique=True, editable=False)
    naf = models.CharField(_("activité (NAF)"), max_length=6, blank=True)
    headcount = models.CharField(
        _("effectif"), max_length=2, blank=True, choices=list(HEADCOUNTS.items())
    )
    description = models.TextField(_("présentation"), max_length=4000, blank=True)
    website = models.URLField(
        _("site internet"), blank=True, validators=[URLValidator(schemes=["https", "http"])]
    )
    logo = models.FileField(_("logo"), upload_to=logo_path, blank=True, max_length=60)
    claimed_at = models.DateTimeField(_("revendiquée le"), null=True, blank=True)
    verified_at = models.DateTimeField(_("vérifiée le"), null=True, blank=True)
    verified_how = models.CharField(_("preuve"), max_length=10, blank=True, choices=Proof)
    refuses_since = models.DateTimeField(
        _("ne souhaite pas de candidatures spontanées depuis"), null=True, blank=True
    )
    letters_a_month = models.PositiveSmallIntegerField(  # none: by size, see budget.py
        _("candidatures spontanées par mois et par établissement, au plus"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_LETTERS)],
    )
    wanted_occupations = ArrayField(  # ROME codes
        models.CharField(max_length=5),
        verbose_name=_("métiers recherchés"),
        default=list,
        blank=True,
        size=12,
    )
    closed_at = models.DateTimeField(_("fermée le"), null=True, blank=True)
    closed_reason = models.CharField(max_length=10, blank=True, choices=Closing)
    suspended_at = models.DateTimeField(_("suspendue le"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    standing = models.GeneratedField(
        expression=STANDING, output_field=models.SmallIntegerField(), db_persist=True
    )
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="jobs.Membership")

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("entreprise")
        verbose_name_plural = _("entreprises")
        constraints = [
            models.CheckConstraint(
                condition=Q(siren=None) | Q(siren__regex=r"^\d{9}$"),
                name="company_siren_nine_digits",
                violation_error_message=_("Un SIREN compte 9 chiffres."),
            ),
            models.CheckConstraint(
                condition=Q(naf="") | Q(naf__regex=NAF),
                name="company_naf_code",
                violation_error_message=_("Un code NAF s’écrit comme 62.01Z."),
            ),
            models.CheckConstraint(
                condition=Q(headcount__in=["", *HEADCOUNTS]),
                name="company_headcount_band",
                violation_error_message=_("Cette tranche d’effectif n’existe pas."),
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None, verified_how="")
                | Q(verified_at__isnull=False, claimed_at__isnull=False) & ~Q(verified_how=""),
                name="company_verified_with_proof",
                violation_error_message=_(
                    "Une entreprise vérifiée est revendiquée et dit comment elle l’a été."
                ),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_reason="")
                | Q(closed_at__isnull=False) & ~Q(closed_reason=""),
                name="company_closed_for_a_reason",
                violation_error_message=_("Une entreprise fermée dit pourquoi."),
            ),
        ]
        indexes = [
            models.Index(
                "standing",
                "name_key",
                "id",
                name="company_directory",
                condition=Q(closed_at=None, suspended_at=None),
            ),
            GinIndex(OpClass(F("name_key"), "gin_trgm_ops"), name="company_name_trigrams"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Write with the search key and, the first time, the address."""
        self.siren = self.siren or None
        self.name_key = name_key(self.name)
        self.slug = self.slug or company_slug(self.name, self.siren)
        if (fields := kwargs.get("update_fields")) is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "name_key"}
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("company", args=[self.slug])

    @property
    def is_listed(self):
        return self.closed_at is None and self.suspended_at is None
