from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .company import Company
from .establishment import Establishment

# A company told that we hold its address has seven days to answer before anyone writes to it.
NOTICE = timedelta(days=7)


class ApplicationAddressQuerySet(models.QuerySet):
    def writable(self):
        """Addresses that may be written to now: told long enough ago, not refused, company open."""
        return self.filter(
            refused_at=None,
            writable_from__lte=timezone.now(),
            establishment__closed_at=None,
            establishment__company__closed_at=None,
            establishment__company__suspended_at=None,
            establishment__company__refuses_since=None,
        )


class ApplicationAddress(models.Model):
    """An e-mail address at which an establishment may be sent applications, and who gave it.

    What a candidate finds by themselves is never kept here: it stays private to them.
    """

    class Source(models.TextChoices):
        COMPANY = "company", _("donnée par l’entreprise")
        IMPORT = "import", _("trouvée par notre équipe")

    establishment = models.ForeignKey(
        Establishment,
        on_delete=models.CASCADE,
        related_name="addresses",
        verbose_name=_("établissement"),
    )
    email = models.EmailField(_("adresse e-mail"), max_length=254)
    source = models.CharField(_("source"), max_length=10, choices=Source)
    source_detail = models.CharField(_("où elle a été trouvée"), max_length=300, blank=True)
    told_at = models.DateTimeField(_("entreprise informée le"), null=True, blank=True)
    writable_from = models.DateTimeField(_("utilisable à partir du"), null=True, blank=True)
    refused_at = models.DateTimeField(_("refusée le"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ApplicationAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("adresse de candidature")
        verbose_name_plural = _("adresses de candidature")
        # A candidate may bring an address that we know at another establishment.
        indexes = [models.Index(fields=["email"], name="application_address_email")]
        constraints = [
            models.UniqueConstraint(
                fields=["establishment", "email"],
                name="application_address_once",
                violation_error_message=_("Cet établissement a déjà cette adresse."),
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="application_address_in_lower_case",
                violation_error_message=_("L’adresse s’écrit en minuscules."),
            ),
            models.CheckConstraint(
                condition=~Q(source="import", source_detail=""),
                name="application_address_import_says_where",
                violation_error_message=_("Une adresse importée dit où elle a été trouvée."),
            ),
            models.CheckConstraint(
                condition=Q(writable_from=None)
                | ~Q(source="import")
                | Q(told_at__isnull=False, writable_from__gte=F("told_at") + NOTICE),
                name="application_address_import_told_first",
                violation_error_message=_(
                    "On n’écrit à une adresse importée que sept jours après avoir "
                    "informé l’entreprise."
                ),
            ),
        ]

    def __str__(self):
        return self.email

    @property
    def is_writable(self):
        """As `writable()`, for an address of a company known to be open."""
        begun = self.writable_from and self.writable_from <= timezone.now()
        return bool(begun and not self.refused_at)


class MembershipQuerySet(models.QuerySet):
    def owned_with(self, user):
        """The team of each company of which this person is an owner, themselves included."""
        owned = self.model.objects.filter(user=user, role=Membership.Role.OWNER)
        return self.filter(company__in=owned.values("company"))


class Membership(models.Model):
    """A person's role in a company."""

    class Role(models.TextChoices):
        OWNER = "owner", _("responsable")
        RECRUITER = "recruiter", _("recruteur")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, verbose_name=_("personne")
    )
    company = models.ForeignKey(Company, on_delete=models.CASCADE, verbose_name=_("entreprise"))
    role = models.CharField(_("rôle"), max_length=10, choices=Role)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membre d’une entreprise")
        verbose_name_plural = _("membres d’entreprises")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "company"],
                name="membership_once",
                violation_error_message=_("Cette personne est déjà membre de l’entreprise."),
            )
        ]

    def __str__(self):
        return f"{self.user} – {self.company}"
