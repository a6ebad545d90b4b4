from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class Site(admin.AdminSite):
    """The staff's window on the tables: state is read-only there, actions call services."""

    site_title = site_header = _("Gestion MeilleursJobs")
    index_title = _("Tables")
