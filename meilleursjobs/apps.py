from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class Project(AppConfig):
    name = "meilleursjobs"

    def ready(self):
        from . import checks  # noqa: F401 registers the checks of the settings
        from .lib import dates

        dates.install()


class Admin(AdminConfig):
    default_site = "meilleursjobs.admin.Site"
