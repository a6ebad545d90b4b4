"""An offer of employment, as a recruiter writes it and a candidate reads it."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import Contract, Education, Remote, WorkingTime
from accounts.validators import plain, plain_lines
from meilleursjobs.lib.constraints import FieldCheck, RowCheck
from meilleursjobs.lib.states import StateMachine
from meilleursjobs.lib.text import fold

from .. import questions as asking
from ..titles import names_both
from .company import Company
from .establishment import Establishment

LIFE = timedelta(days=30)  # of a published offer, until it is confirmed again
# Paid hours of a full-time year: 35 h × 52 weeks (C. trav. L3121-27), as the pay slip counts them.
HOURS_A_YEAR = 1820
MOST_PLACES = 10


class HoursPattern(models.TextChoices):
    DAY = "jour", _("en journée")
    SHIFTS = "equipes", _("en équipes (2×8, 3×8…)")
    NIGHT = "nuit", _("de nuit")
    WEEKEND = "weekend", _("le week-end")
    SPLIT = "coupures", _("avec coupures")
    FLEXIBLE = "souple", _("horaires souples")


class Licence(models.TextChoices):
    """Driving licences and the certificates asked for beside them."""

    MOPED = "AM", _("AM (cyclomoteur)")
    MOTORBIKE = "A", _("A (moto)")
    CAR = "B", _("B (voiture)")
    TRAILER = "BE", _("BE (remorque)")
    LORRY = "C", _("C (poids lourd)")
    ARTICULATED = "CE", _("CE (super lourd)")
    BUS = "D", _("D (transport de voyageurs)")
    FORKLIFT = "CACES", _("CACES (engins et chariots)")


class PayPeriod(models.TextChoices):
    YEAR = "an", _("par an")
    MONTH = "mois", _("par mois")
    DAY = "jour", _("par jour")  # a freelance's rate: no year can be made of it
    HOUR = "heure", _("par heure")


class OfferQuerySet(models.QuerySet):
    def visible(self):
        """What anyone may read and apply to: published, of a company that is open."""
        return self.filter(
            state=Offer.State.PUBLISHED,
            company__suspended_at=None,
            company__closed_at=None,
        )

    def public(self):
        """What has a page: the visible ones, and those that say that they are over."""
        ended = Q(state__in=Offer.GONE, published_at__isnull=False)
        return self.filter(Q(state=Offer.State.PUBLISHED) | ended).filter(
            company__in=Company.objects.public()
        )

    def managed_by(self, user):
        """Offers of the companies of which this person is a member."""
        return self.filter(company__in=Company.objects.managed_by(user))

    def with_card(self):
        """With what a card of a list shows, in a constant number of queries."""
        return self.select_related("company").prefetch_related("places")


class Offer(StateMachine):
    """A job posting. It is read through OfferQuerySet and moved by services.offers alone."""

    class State(models.TextChoices):
        DRAFT = "draft", _("brouillon")
        IN_REVIEW = "in_review", _("en modération")
        PUBLISHED = "published", _("publiée")
        SUSPENDED = "suspended", _("suspendue")
        FILLED = "filled", _("pourvue")
        EXPIRED = "expired", _("expirée")
        ARCHIVED = "archived", _("archivée")
        REFUSED = "refused", _("refusée")

    class ApplyMode(models.TextChoices):
        HERE = "here", _("ici, sur MeilleursJobs")
        LINK = "link", _("sur le site de l’employeur")

    MOVES = {
        State.DRAFT: {State.IN_REVIEW, State.PUBLISHED, State.ARCHIVED},
        State.IN_REVIEW: {State.PUBLISHED, State.REFUSED, State.DRAFT},
        State.PUBLISHED: {State.SUSPENDED, State.FILLED, State.EXPIRED, State.ARCHIVED},
        State.SUSPENDED: {State.PUBLISHED, State.DRAFT, State.ARCHIVED},
        State.EXPIRED: {State.PUBLISHED, State.FILLED, State.ARCHIVED},
        State.FILLED: {State.PUBLISHED, State.ARCHIVED},
        State.REFUSED: {State.DRAFT, State.ARCHIVED},
    }
    GONE = {State.FILLED, State.EXPIRED, State.ARCHIVED}  # it was public: its address answers 410

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="offers", verbose_name=_("entreprise")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        verbose_name=_("rédigée par"),
    )
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.DRAFT)
    reference = models.CharField(
        _("votre référence"), max_length=80, blank=True, validators=[plain]
    )

    # --- The job ---
    title = models.CharField(_("intitulé du poste"), max_length=120, validators=[plain])
    occupation = models.CharField(_("métier (code ROME)"), max_length=5, blank=True)
    contract = models.CharField(_("contrat"), max_length=20, choices=Contract)
    duration_months = models.PositiveSmallIntegerField(
        _("durée, en mois"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    working_time = models.CharField(
        _("temps de travail"), max_length=7, choices=WorkingTime, default=WorkingTime.FULL
    )
    weekly_hours = models.DecimalField(
        _("heures par semaine"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    hours = ArrayField(
        models.CharField(max_length=10, choices=HoursPattern),
        verbose_name=_("horaires"),
        default=list,
        blank=True,
    )
    remote = models.CharField(_("télétravail"), max_length=7, choices=Remote, default=Remote.NONE)
    starts_on = models.DateField(_("début du contrat"), null=True, blank=True)  # none: at once

    # --- The pay ---
    pay_min = models.DecimalField(
        _("rémunération, de"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    pay_max = models.DecimalField(_("à"), max_digits=9, decimal_places=2, null=True, blank=True)
    pay_period = models.CharField(_("période"), max_length=5, choices=PayPeriod, blank=True)
    pay_is_net = models.BooleanField(_("montants nets"), default=False)
    pay_extra = models.CharField(
        _("primes et avantages en argent"), max_length=200, blank=True, validators=[plain]
    )
    pay_absence = models.CharField(  # the recruiter's own words, shown in place of the pay
        _("pourquoi la rémunération n’est pas indiquée"),
        max_length=200,
        blank=True,
        validators=[plain],
    )
    # Euros a year of full time, for filters and sorting; nothing for a day rate.
    pay_year_min = models.GeneratedField(
        expression=Case(
            When(pay_period="an", then=F("pay_min")),
            When(pay_period="mois", then=F("pay_min") * Value(12)),
            When(pay_period="heure", then=F("pay_min") * Value(HOURS_A_YEAR)),
        ),
        output_field=models.DecimalField(max_digits=12, decimal_places=2),
        db_persist=True,
    )
    pay_year_max = models.GeneratedField(
        expression=Case(
            When(pay_period="an", then=F("pay_max")),
            When(pay_period="mois", then=F("pay_max") * Value(12)),
            When(pay_period="heure", then=F("pay_max") * Value(HOURS_A_YEAR)),
        ),
        output_field=models.DecimalField(max_digits=12, decimal_places=2),
        db_persist=True,
    )

    # --- The person looked for ---
    experience_years = models.PositiveSmallIntegerField(  # at least; 0: beginners are welcome
        _("expérience, en années au moins"), default=0, validators=[MaxValueValidator(20)]
    )
    diploma = models.PositiveSmallIntegerField(
        _("diplôme, au moins"), choices=Education.Level, default=Education.Level.NONE
    )
    licences = ArrayField(
        models.CharField(max_length=5, choices=Licence),
        verbose_name=_("permis"),
        default=list,
        blank=True,
    )
    skills = ArrayField(
        models.CharField(max_length=60, validators=[plain]),
        verbose_name=_("compétences"),
        default=list,
        blank=True,
        size=20,
    )
    languages = ArrayField(  # « en:B2 », as accounts.LanguageSkill writes language and level
        models.CharField(max_length=6),
        verbose_name=_("langues"),
        default=list,
        blank=True,
        size=6,
    )

    # --- The words ---
    description = models.TextField(_("le poste"), max_length=8000, validators=[plain_lines])
    profile = models.TextField(
        _("le profil recherché"), max_length=4000, blank=True, validators=[plain_lines]
    )
    benefits = ArrayField(
        models.CharField(max_length=80, validators=[plain]),
        verbose_name=_("avantages"),
        default=list,
        blank=True,
        size=12,
    )
    process = models.TextField(
        _("étapes du recrutement"), max_length=1500, blank=True, validators=[plain_lines]
    )
    answer_days = models.PositiveSmallIntegerField(
        _("réponse à chacun sous, en jours"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )

    # --- Who, and how to apply ---
    is_agency = models.BooleanField(_("publiée par un intermédiaire"), default=False)
    final_client = models.CharField(  # C. trav. L5332-1 and -2: known to us, not shown
        _("employeur final"), max_length=200, blank=True, validators=[plain]
    )
    apply_mode = models.CharField(
        _("candidature"), max_length=4, choices=ApplyMode, default=ApplyMode.HERE
    )
    apply_url = models.URLField(
        _("adresse où postuler"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["https", "http"])],
    )

    # Asked of whoever applies here; nobody is ranked or turned away by them.
    questions = models.JSONField(
        _("questions aux candidats"),
        default=list,
        db_default=[],
        blank=True,
        validators=[asking.well_formed],
    )

    # --- Its life ---
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True)  # the first time
    confirmed_at = models.DateTimeField(_("confirmée ouverte le"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expire le"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)  # of what candidates see
    # Of the page on which it was first written: sent twice, it is made once.
    form_key = models.UUIDField(null=True, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offre d’emploi")
        verbose_name_plural = _("offres d’emploi")
        ordering = ["-published_at", "-pk"]
        constraints = [
            RowCheck(
                condition=Q(pay_min=None) | Q(pay_max=None) | Q(pay_max__gte=F("pay_min")),
                name="offer_pay_from_low_to_high",
                violation_error_message=_("Le haut de la fourchette est au-dessus du bas."),
            ),
            RowCheck(
                condition=Q(pay_min=None, pay_max=None) | ~Q(pay_period=""),
                name="offer_pay_has_a_period",
                violation_error_message=_(
                    "Dites si c’est par an, par mois, par jour ou par heure."
                ),
            ),
            RowCheck(
                condition=Q(pay_min=None) | Q(pay_min__gt=0),
                name="offer_pay_is_positive",
                violation_error_message=_("Un montant est au-dessus de zéro."),
            ),
            RowCheck(
                condition=~Q(apply_mode="link", apply_url=""),
                name="offer_link_has_an_address",
                violation_error_message=_("Indiquez l’adresse où postuler."),
            ),
            RowCheck(
                condition=~Q(state__in=["published", "expired", "filled"])
                | Q(
                    published_at__isnull=False,
                    confirmed_at__isnull=False,
                    expires_at__isnull=False,
                ),
                name="offer_published_is_dated",
                violation_error_message=_("Une offre publiée est datée."),
            ),
            FieldCheck(
                condition=LessThanOrEqual(
                    Func(
                        F("questions"),
                        function="jsonb_array_length",
                        output_field=models.IntegerField(),
                    ),
                    asking.MOST,
                ),
                name="offer_few_questions",
                violation_error_message=_("Cinq questions au plus."),
            ),
            models.UniqueConstraint(
                fields=["company", "reference"],
                condition=~Q(reference="") & ~Q(state="archived"),
                name="offer_reference_once_a_company",
                violation_error_message=_("Une autre de vos offres porte cette référence."),
            ),
            models.UniqueConstraint(
                fields=["company", "form_key"],
                condition=Q(form_key__isnull=False),
                name="offer_once_a_form",
                violation_error_message=_("Ce formulaire a déjà servi à une offre."),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "state", "-edited_at"], name="offer_of_company"),
            models.Index(
                fields=["expires_at"], name="offer_expires", condition=Q(state="published")
            ),
            models.Index(
                fields=["-published_at", "-id"],
                name="offer_newest",
                condition=Q(state="published"),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def heading(self):
        """The title as candidates read it: with « H/F », unless it names both sexes itself."""
        return self.title if names_both(self.title) else _("%s H/F") % self.title

    @property
    def slug(self):
        """What its address says of it; it may change, the number before it does not."""
        return slugify(fold(self.title))[:60].strip("-") or "offre"

    def get_absolute_url(self):
        return reverse("offer", args=[self.pk, self.slug])

    @property
    def apply_host(self):
        """The site to which « Postuler » leads, for those who must know before they go."""
        return urlsplit(self.apply_url).hostname or ""

    @property
    def is_visible(self):
        """As `visible()`, for an offer read with its company."""
        return self.state == self.State.PUBLISHED and self.company.is_listed


class OfferPlace(models.Model):
    """A commune in which the job is done. An offer in full remote work may have none."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="places")
    rank = models.PositiveSmallIntegerField(default=0)  # 0 is shown first
    commune_code = models.CharField(_("commune (code INSEE)"), max_length=5)
    establishment = models.ForeignKey(
        Establishment,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        verbose_name=_("établissement"),
    )

    class Meta:
        verbose_name = _("lieu d’une offre")
        verbose_name_plural = _("lieux d’offres")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "commune_code"],
                name="offer_place_once",
                violation_error_message=_("Ce lieu est déjà indiqué."),
            ),
            models.UniqueConstraint(fields=["offer", "rank"], name="offer_place_rank_once"),
        ]

    def __str__(self):
        return f"{self.offer_id}: {self.commune_code}"
