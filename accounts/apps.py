from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Accounts(AppConfig):
    name = "accounts"
    verbose_name = _("Personnes")

    def ready(self):
        from allauth.account.signals import email_changed
        from django.db.models.signals import post_delete

        from privacy import exporters, keys

        from . import json_resume, resumes, second_factor
        from .models import Resume

        post_delete.connect(resumes.file_deleted, sender=Resume)
        email_changed.connect(_address_corrected, dispatch_uid="recipients learn of an address")
        exporters.register("cv.json", json_resume.as_bytes)
        keys.register("mfa_authenticator", second_factor.rotate_keys)


def _address_corrected(sender, user, **kwargs):
    """Whoever received the old address is told that it changed."""
    from privacy.services import requests

    requests.corrected(user)
