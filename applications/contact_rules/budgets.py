"""The company's own budget: so many letters a month, whoever writes them."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gmail_send.models import MOST_AHEAD
from jobs.budget import monthly_budget

from ..addresses import same_mailbox
from ..models import Reservation, SpontaneousApplication
from .sentences import LimitReached, say_when


def budget_key(application: SpontaneousApplication) -> str:
    """Whose budget a letter takes from: the establishment's, else the mailbox's. "" for none."""
    if application.follows_id:
        return ""
    place = application.establishment_id
    return f"place {place}" if place else f"mailbox {same_mailbox(application.recipient)}"


def _month(at: datetime) -> date:
    return timezone.localtime(at).date().replace(day=1)


def _next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def _free_rank(key: str, month: date, most: int) -> int | None:
    taken = set(
        Reservation.objects.filter(budget_key=key, month=month).values_list("month_rank", flat=True)
    )
    return next((rank for rank in range(1, most + 1) if rank not in taken), None)


def budget(application: SpontaneousApplication, *, at: datetime | None = None) -> dict[str, Any]:
    """What the screen shows of the company's month: most, left, and the next free moment if none.

    {} for a follow-up, which is outside the budget.
    """
    key = budget_key(application)
    if not key:
        return {}
    most, month = monthly_budget(application.establishment), _month(at or timezone.now())
    used = Reservation.objects.filter(budget_key=key, month=month).count()
    left = max(most - used, 0)
    return {"most": most, "left": left, "next_at": None if left else _next_place(key, month, most)}


def _next_place(key: str, month: date, most: int) -> datetime:
    """The first morning of the next month that has a place: nine o'clock, when letters are read."""
    month = _next_month(month)
    while _free_rank(key, month, most) is None:
        month = _next_month(month)
    return timezone.make_aware(datetime.combine(month, time(9)))


def place_in_the_month(application: SpontaneousApplication, at: datetime) -> dict[str, Any]:
    """The columns of the budget, under a lock that lets one letter at a time ask for this company.

    Raises LimitReached with the next free moment.
    """
    key, month = budget_key(application), _month(at)
    if not key:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"budget {key}"])
    most = monthly_budget(application.establishment)
    rank = _free_rank(key, month, most)
    if rank is None:
        raise _budget_full(key, month, most)
    return {"budget_key": key, "month": month, "month_rank": rank}


def _budget_full(key: str, month: date, most: int) -> LimitReached:
    next_at = _next_place(key, month, most)
    words = {
        "most": most,
        "month": date_format(month, "F"),
        "next": say_when(next_at),
        "open": date_format(timezone.localtime(next_at - MOST_AHEAD), "j F"),
    }
    full = ngettext(
        "Cette entreprise reçoit au plus %(most)s candidature spontanée par mois d’ici, et celle "
        "de %(month)s est prise.",
        "Cette entreprise reçoit au plus %(most)s candidatures spontanées par mois d’ici, et "
        "celles de %(month)s sont prises.",
        most,
    )
    if next_at <= timezone.now() + MOST_AHEAD:
        then = _("La prochaine place est libre %(next)s : programmez votre lettre dès maintenant.")
    else:
        then = _(
            "La prochaine place est libre %(next)s ; vous pourrez la prendre à partir du %(open)s. "
            "Votre brouillon est gardé."
        )
    return LimitReached("budget_full", f"{full} {then}" % words, next_at)
