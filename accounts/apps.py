from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Accounts(AppConfig):
    name = "accounts"
    verbose_name = _("Personnes")

    def ready(self):
        from allauth.account.signals import (
            authentication_step_completed,
            email_changed,
            email_confirmed,
        )
        from django.db.models.signals import post_delete

        from privacy import exporters, keys

        from . import json_resume, resumes, second_factor
        from .models import Resume

        post_delete.connect(resumes.file_deleted, sender=Resume)
        email_changed.connect(_address_corrected, dispatch_uid="recipients learn of an address")
        email_confirmed.connect(_mail_was_read, dispatch_uid="a confirmed address works")
        authentication_step_completed.connect(_came_by_mail, dispatch_uid="a read mail works")
        exporters.register("cv.json", json_resume.as_bytes)
        keys.register("mfa_authenticator", second_factor.rotate_keys)


def _address_corrected(sender, user, **kwargs):
    """Whoever received the old address is told that it changed."""
    from privacy.services import requests

    requests.corrected(user)


def _mail_was_read(sender, email_address, **kwargs):
    """Who confirms an address has just read a mail there."""
    from privacy import bounces

    bounces.forget(email_address.email)


def _came_by_mail(sender, user, method, **kwargs):
    """So has who signs in with a code, or chooses a new password with one."""
    from privacy import bounces

    if method in ("code", "password_reset"):
        bounces.forget(user.email)
