"""Staff see states and dates: no text, no address of a recipient, ever."""

from django.contrib import admin

from meilleursjobs.lib.windows import ReadOnly

from .models import ApplicationEvent, SpontaneousApplication, SuppressionEntry


class Events(admin.TabularInline):
    model = ApplicationEvent
    fields = ("at", "kind", "detail")
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(SpontaneousApplication)
class SpontaneousApplicationAdmin(ReadOnly):
    list_display = fields = ("id", "state", "address_source", "created_at", "moved_at", "sent_at")
    list_filter = ("state", "address_source")
    inlines = [Events]


@admin.register(SuppressionEntry)
class SuppressionEntryAdmin(ReadOnly):
    list_display = fields = ("kind", "created_at")
    list_filter = ("kind",)
