"""Recruiters' readings of CVs: the line that each copy bears."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User

from .models import Application
from .models.to_offer import AFTER_DECISION, KEPT_FOR_LATER


def line(application: Application, *, by: User) -> str:
    """Who read this CV, for whom, when, and until when a copy may be kept (CNIL, guide du
    recrutement, fiche 9): a date once the application is decided, else what the date follows."""
    now = timezone.localtime()
    said = _("Consulté par %(name)s, %(company)s, le %(day)s sur MeilleursJobs") % {
        "name": by.get_full_name() or by.email,
        "company": application.offer.company.name,
        "day": date_format(now, "j F Y"),
    }
    return f"{said} – {_end(application)}"


def _end(application: Application) -> str:
    kept = application.may_be_kept
    if not application.is_open:
        end = application.moved_at + (KEPT_FOR_LATER if kept else AFTER_DECISION)
        day = date_format(timezone.localtime(end), "j F Y")
        return _("à supprimer au plus tard le %(day)s") % {"day": day}
    if kept:
        return _("à supprimer deux ans après votre décision")
    return _("à supprimer trois mois après votre décision")
