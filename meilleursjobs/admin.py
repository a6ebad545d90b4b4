from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _


class Site(admin.AdminSite):
    """The staff's window on the tables: state is read-only there, actions call services."""

    site_title = site_header = _("Gestion MeilleursJobs")
    index_title = _("Tables")

    def register(self, model_or_iterable, admin_class=None, **options):
        """Leave allauth's tables out: who edits an address or a factor there takes an account."""
        if not (admin_class and admin_class.__module__.startswith("allauth.")):
            super().register(model_or_iterable, admin_class, **options)

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """Through the site's own sign-in: it counts the tries and asks the second factor."""
        return secure_admin_login(super().login)(request, extra_context)
