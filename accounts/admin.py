"""The staff sees accounts, never what a candidate wrote nor a CV."""

from django.contrib import admin
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.windows import ReadOnly
from privacy.admin import NamesSomebody

from .models import Resume, User


@admin.register(User)
class UserAdmin(NamesSomebody, ReadOnly):
    looked_at = _("la fiche de votre compte")
    # Nobody is named in the list, nor searched: that is done on the desk of rights, with a reason.
    list_display = ("id", "is_active", "is_staff", "date_joined", "last_activity_on")
    list_filter = ("is_active", "is_staff", "language")
    ordering = ("-date_joined",)
    fields = (
        "email",
        "first_name",
        "last_name",
        "language",
        "is_active",
        "is_staff",
        "is_superuser",
        "date_joined",
        "last_login",
        "last_activity_on",
    )

    def person(self, row):
        return row


@admin.register(Resume)
class ResumeAdmin(ReadOnly):
    """Figures about the files, for those who watch the storage; neither title nor file."""

    list_display = ("id", "size", "received_size", "pages", "created_at")
    list_display_links = None
    ordering = ("-created_at",)

    def change_view(self, *args, **kwargs):
        """No page of a CV's own: its heading would be the title."""
        raise Http404
