from django.contrib import admin
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.windows import ReadOnly

from .models import PolicyTelling, PolicyVersion, SiteMail
from .services import requests


class NamesSomebody(admin.ModelAdmin):
    """A table whose rows are about one person: opening one is a look, which that person reads.

    looked_at: what the person reads that we looked at.
    """

    looked_at = ""
    why = _("aider ou vérifier, par son numéro")
    actions = None  # their boxes would name the row

    def person(self, row):
        """Whom the row is about."""
        return row.user

    def get_object(self, request, object_id, from_field=None):
        """One row by its number, to be read or deleted: the look is noted."""
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            person = self.person(row)
            requests.look_daily([person], by=request.user, what=self.looked_at, reason=self.why)
        return row

    def history_view(self, *args, **kwargs):
        """There is none: its heading would name the person."""
        raise Http404


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
