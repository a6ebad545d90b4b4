from django.contrib import admin

from meilleursjobs.lib.windows import ReadOnly

from .models import SiteMail


@admin.register(SiteMail)
class SiteMailAdmin(ReadOnly):
    list_display = ("name", "state", "tries", "created_at", "sent_at")
    list_filter = ("state", "name")
    fields = readonly_fields = ("name", "state", "tries", "next_try_at", "created_at", "sent_at")
