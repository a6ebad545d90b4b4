from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from stdnum.fr import siret as siret_number

from jobs.codes import HEADCOUNTS
from jobs.keys import name_key

from .company import NAF, Closing, Company


def validate_siret(value):
    """La Poste's establishments (SIREN 356000000) have a checksum of their own; stdnum knows it."""
    if not siret_number.is_valid(value) or siret_number.compact(value) != value:
        raise ValidationError(_("Ce numéro SIRET n’est pas valide : 14 chiffres, sans espace."))


class EstablishmentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def shown_first(self):
        """The head office, then the largest."""
        return self.order_by("-is_head_office", "-headcount", "pk")


class Establishment(models.Model):
    """A place of work (SIRET) of a company."""

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="establishments", verbose_name="entreprise"
    )
    siret = models.CharField(
        _("SIRET"),
        max_length=14,
        unique=True,
        validators=[validate_siret],
        error_messages={"unique": _("Un établissement porte déjà ce numéro SIRET.")},
    )
    name = models.CharField(_("enseigne"), max_length=200, blank=True)
    name_key = models.CharField(max_length=200, blank=True, editable=False)
    naf = models.CharField(_("activité (NAF)"), max_length=6, blank=True)
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    postal_code = models.CharField(_("code postal"), max_length=5, blank=True)
    commune_code = models.CharField(_("commune (code INSEE)"), max_length=5)
    headcount = models.CharField(
        _("effectif"), max_length=2, blank=True, choices=list(HEADCOUNTS.items())
    )
    is_head_office = models.BooleanField(_("siège"), default=False)
    opened_on = models.DateField(_("ouvert le"), null=True, blank=True)
    closed_at = models.DateTimeField(_("fermé le"), null=True, blank=True)
    closed_reason = models.CharField(max_length=10, blank=True, choices=Closing)

    objects = EstablishmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("établissement")
        constraints = [
            models.CheckConstraint(
                condition=Q(siret__regex=r"^\d{14}$"),
                name="establishment_siret_fourteen_digits",
                violation_error_message=_("Un SIRET compte 14 chiffres."),
            ),
            models.CheckConstraint(
                condition=Q(naf="") | Q(naf__regex=NAF),
                name="establishment_naf_code",
                violation_error_message=_("Un code NAF s’écrit comme 62.01Z."),
            ),
            models.CheckConstraint(
                condition=Q(headcount__in=["", *HEADCOUNTS]),
                name="establishment_headcount_band",
                violation_error_message=_("Cette tranche d’effectif n’existe pas."),
            ),
            models.CheckConstraint(
                condition=Q(commune_code__regex=r"^(\d\d|2[AB])\d{3}$"),
                name="establishment_commune_code",
                violation_error_message=_("Un code INSEE de commune compte 5 caractères."),
            ),
            models.CheckConstraint(
                condition=Q(postal_code="") | Q(postal_code__regex=r"^\d{5}$"),
                name="establishment_postal_code",
                violation_error_message=_("Un code postal compte 5 chiffres."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_reason="")
                | Q(closed_at__isnull=False) & ~Q(closed_reason=""),
                name="establishment_closed_for_a_reason",
                violation_error_message=_("Un établissement fermé dit pourquoi."),
            ),
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(is_head_office=True, closed_at=None),
                name="establishment_one_head_office",
                violation_error_message=_("Cette entreprise a déjà un siège."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["commune_code", "naf"],
                name="establishment_places",
                include=["company", "headcount"],
                condition=Q(closed_at=None),
            ),
            models.Index(
                fields=["naf", "commune_code"],
                name="establishment_sectors",
                include=["company", "headcount"],
                condition=Q(closed_at=None),
            ),
            GinIndex(
                OpClass(F("name_key"), "gin_trgm_ops"),
                name="establishment_name_trigrams",
                condition=Q(closed_at=None) & ~Q(name_key=""),
            ),
        ]

    def __str__(self):
        return self.name or self.company.name

    def clean(self):
        siren = self.company.siren if self.company_id else None
        if siren and not self.siret.startswith(siren):
            raise ValidationError(
                {"siret": _("Ce SIRET n’est pas celui d’un établissement de l’entreprise.")}
            )

    def save(self, *args, **kwargs):
        self.name_key = name_key(self.name)
        if (fields := kwargs.get("update_fields")) is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "name_key"}
        super().save(*args, **kwargs)
