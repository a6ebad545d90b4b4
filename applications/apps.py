from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Applications(AppConfig):
    name = "applications"
    verbose_name = _("Candidatures")
