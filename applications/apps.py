from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Applications(AppConfig):
    name = "applications"
    verbose_name = _("Candidatures")

    def ready(self):
        from gmail_send import guards

        from . import contact_rules, readings, receivers, reports  # noqa: F401

        guards.register(contact_rules.guard)
