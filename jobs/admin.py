from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.windows import ReadOnly
from privacy.admin import NamesSomebody

from .logos import BadLogo, reencode
from .models import (
    ApiKey,
    ApplicationAddress,
    Company,
    Establishment,
    FeedSource,
    ImportRun,
    Membership,
    Offer,
    SavedReason,
)
from .signals import company_suspended

HTTPS = {models.URLField: {"assume_scheme": "https"}}  # addresses typed without a scheme


def _formfield(field, **kwargs):
    return field.formfield(**HTTPS.get(type(field), {}), **kwargs)


class CompanyForm(forms.ModelForm):
    class Meta:
        model = Company
        formfield_callback = _formfield
        fields = (
            "siren",
            "name",
            "naf",
            "headcount",
            "description",
            "website",
            "logo",
            "claimed_at",
            "verified_at",
            "verified_how",
            "refuses_since",
            "letters_a_month",
            "suspended_at",
        )

    def clean_logo(self):
        logo = self.cleaned_data["logo"]
        if not isinstance(logo, UploadedFile):
            return logo
        try:
            return reencode(logo)
        except BadLogo as error:
            raise forms.ValidationError(error.message) from error


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin):
    form = CompanyForm
    formfield_overrides = HTTPS
    list_display = ("name", "siren", "headcount", "verified_at", "suspended_at", "closed_at")
    list_filter = (
        ("verified_at", admin.EmptyFieldListFilter),
        ("suspended_at", admin.EmptyFieldListFilter),
        ("closed_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("=siren", "name_key__contains")
    search_help_text = _("SIREN, ou une partie du nom sans accents")
    readonly_fields = ("slug", "closed_at", "closed_reason", "created_at")
    show_full_result_count = False
    view_on_site = True

    def save_model(self, request, obj, form, change):
        was = obj.pk and Company.objects.filter(pk=obj.pk, suspended_at__isnull=False).exists()
        super().save_model(request, obj, form, change)
        if bool(was) != bool(obj.suspended_at):
            company_suspended.send(Company, company=obj)


@admin.register(Establishment)
class EstablishmentAdmin(admin.ModelAdmin):
    list_display = ("siret", "name", "company", "commune_code", "closed_at")
    list_select_related = ("company",)
    search_fields = ("=siret", "=company__siren")
    autocomplete_fields = ("company",)
    readonly_fields = ("closed_at", "closed_reason")
    show_full_result_count = False


@admin.register(ApplicationAddress)
class ApplicationAddressAdmin(admin.ModelAdmin):
    list_display = ("email", "establishment", "source", "told_at", "writable_from", "refused_at")
    list_filter = ("source",)
    list_select_related = ("establishment__company",)
    search_fields = ("=email", "=establishment__siret")
    autocomplete_fields = ("establishment",)


@admin.register(Membership)
class MembershipAdmin(NamesSomebody):
    looked_at = _("votre place dans l’équipe d’une entreprise")
    list_display = ("id", "company", "role", "created_at")
    list_select_related = ("company",)
    search_fields = ("=company__siren",)
    autocomplete_fields = ("company",)
    raw_id_fields = ("user",)


@admin.register(Offer)
class OfferAdmin(ReadOnly):
    formfield_overrides = HTTPS
    list_display = ("title", "company", "state", "contract", "published_at", "expires_at")
    list_filter = ("state", "contract")
    list_select_related = ("company",)
    search_fields = ("=id", "=company__siren", "=reference")
    exclude = ("author",)  # nobody is named
    show_full_result_count = False


@admin.register(FeedSource)
class FeedSourceAdmin(ReadOnly):
    formfield_overrides = HTTPS
    list_display = ("name", "company", "url", "next_pull_at", "failing_since")
    list_select_related = ("company",)
    search_fields = ("=company__siren", "url")


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly):
    list_display = ("source", "state", "dry_run", "counts", "problem", "created_at")
    list_filter = ("state",)
    list_select_related = ("source",)


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnly):
    list_display = ("name", "company", "hint", "created_at", "revoked_at")
    list_select_related = ("company",)
    search_fields = ("=company__siren",)
    exclude = ("digest",)


@admin.register(SavedReason)
class SavedReasonAdmin(admin.ModelAdmin):
    list_display = ("name", "text")
