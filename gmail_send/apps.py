from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GmailSend(AppConfig):
    name = "gmail_send"
    verbose_name = _("Envois par Gmail")

    def ready(self):
        from privacy.services.restriction import is_restricted

        from . import guards, receivers  # noqa: F401

        guards.register(lambda mail: "restricted" if is_restricted(mail.user_id) else None)
