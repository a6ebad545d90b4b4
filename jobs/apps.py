from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Jobs(AppConfig):
    name = "jobs"
    verbose_name = _("Offres et entreprises")

    def ready(self):
        from . import receivers  # noqa: F401
