from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class Privacy(AppConfig):
    name = "privacy"
    verbose_name = _("Vie privée")

    def ready(self):
        from . import checks  # noqa: F401 registers the check of the data map

        autodiscover_modules("personal_data")
