from django.contrib import admin

from meilleursjobs.lib.windows import ReadOnly

from .models import PolicyTelling, PolicyVersion, SiteMail


@admin.register(SiteMail)
class SiteMailAdmin(ReadOnly):
    list_display = ("name", "state", "tries", "created_at", "sent_at")
    list_filter = ("state", "name")
    fields = readonly_fields = ("name", "state", "tries", "next_try_at", "created_at", "sent_at")


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnly):
    list_display = ("kind", "number", "updated_on", "published_at")
    list_filter = ("kind",)
    fields = readonly_fields = (
        *("kind", "number", "updated_on", "published_at", "changes_fr", "purposes"),
        *("text_fr", "text_en"),
    )


@admin.register(PolicyTelling)
class PolicyTellingAdmin(ReadOnly):
    list_display = fields = readonly_fields = ("version", "told_up_to", "ended_at")
