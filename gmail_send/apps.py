from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GmailSend(AppConfig):
    name = "gmail_send"
    verbose_name = _("Envois par Gmail")

    def ready(self):
        from . import receivers  # noqa: F401
