from django.contrib import admin

from .models import SiteMail


@admin.register(SiteMail)
class SiteMailAdmin(admin.ModelAdmin):
    list_display = ("name", "state", "tries", "created_at", "sent_at")
    list_filter = ("state", "name")
    fields = readonly_fields = ("name", "state", "tries", "next_try_at", "created_at", "sent_at")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
