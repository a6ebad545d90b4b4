from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Accounts(AppConfig):
    name = "accounts"
    verbose_name = _("Personnes")

    def ready(self):
        from django.db.models.signals import post_delete

        from privacy import exporters, keys

        from . import json_resume, resumes, second_factor
        from .models import Resume

        post_delete.connect(resumes.file_deleted, sender=Resume)
        exporters.register("cv.json", json_resume.as_bytes)
        keys.register("mfa_authenticator", second_factor.rotate_keys)
