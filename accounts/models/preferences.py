from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.models.owned import OwnedQuerySet

from ..validators import plain


class Contract(models.TextChoices):
    CDI = "cdi", _("CDI")
    CDD = "cdd", _("CDD")
    TEMP = "interim", _("intérim")
    APPRENTICESHIP = "apprentissage", _("apprentissage")
    PROFESSIONAL = "professionnalisation", _("contrat de professionnalisation")
    INTERNSHIP = "stage", _("stage")
    FREELANCE = "freelance", _("freelance")
    SEASONAL = "saisonnier", _("saisonnier")


class Remote(models.TextChoices):
    NONE = "aucun", _("sur place")
    PARTIAL = "partiel", _("télétravail partiel")
    FULL = "total", _("télétravail total")


class WorkingTime(models.TextChoices):
    FULL = "plein", _("temps plein")
    PART = "partiel", _("temps partiel")


def _only(column, choices):
    return models.CheckConstraint(
        condition=models.Q(**{f"{column}__contained_by": choices.values}),
        name=f"preferences_{column}_are_known",
        violation_error_message=_("Choisissez dans la liste."),
    )


def _several(label, choices):
    return ArrayField(
        models.CharField(max_length=20, choices=choices),
        verbose_name=label,
        default=list,
        blank=True,
    )


class Preferences(models.Model):
    """What a candidate looks for. An empty list means « no preference »."""

    MOST_OCCUPATIONS = 10

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences"
    )
    contracts = _several(_("contrats"), Contract)
    remote = _several(_("télétravail"), Remote)
    working_time = _several(_("temps de travail"), WorkingTime)
    occupations = ArrayField(
        models.CharField(max_length=80, validators=[plain]),
        verbose_name=_("métiers recherchés"),
        default=list,
        blank=True,
        size=MOST_OCCUPATIONS,
    )
    min_pay = models.PositiveIntegerField(  # euros a year, gross; what is hoped for, never past pay
        _("rémunération brute annuelle souhaitée, au moins"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1000), MaxValueValidator(1_000_000)],
    )
    radius_km = models.PositiveSmallIntegerField(
        _("distance de chez vous, au plus"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
    )
    available_from = models.DateField(_("disponible à partir du"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("préférences")
        constraints = [
            _only("contracts", Contract),
            _only("remote", Remote),
            _only("working_time", WorkingTime),
            models.CheckConstraint(
                condition=models.Q(radius_km__range=(1, 200)),
                name="preferences_radius_is_reachable",
                violation_error_message=_("Choisissez une distance de 1 à 200 km."),
            ),
        ]

    def __str__(self):
        return str(self.user_id)
