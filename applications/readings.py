"""Recruiters' readings of CVs: the line that each copy bears, and when there are unusually many."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count
from django.db.models.functions import ExtractHour, Greatest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from jobs import desk
from jobs.models import Company, Membership
from jobs.services import reports as notices
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.states import MoveRefused
from privacy.registry import human_key

from .models import Application, ApplicationStep, MassReading
from .models.to_offer import AFTER_DECISION, KEPT_FOR_LATER

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


class Judged(UserFacingError):
    message = gettext_lazy("Quelqu’un l’a déjà regardé.")


class NeedsReasons(UserFacingError):
    message = gettext_lazy("Dites pourquoi.")
    field = "answer"


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


# --- Unusually many -----------------------------------------------------------------------------
@dataclass
class Day:
    """How many different people's CVs one reader opened: within any hour of a day, and that day."""

    in_an_hour: int = 0
    in_a_day: int = 0

    @property
    def is_unusual(self) -> bool:
        most = usual()
        return self.in_an_hour > most.in_an_hour or self.in_a_day > most.in_a_day


def usual() -> Day:
    """The most that needs no look."""
    return Day(settings.READINGS_AN_HOUR, settings.READINGS_A_DAY)


def notice(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Write down who opened unusually many CVs yesterday or today, once a reader and day.

    Counts only grow: an application that is erased later does not hide what was seen. Returns how
    many days of readers are above what is usual.
    """
    now = as_of or timezone.now()
    first = timezone.localdate(now) - DAY
    found = 0
    for reader in _busy(first, now):
        for day, counts in _days(reader, first, now).items():
            if counts.is_unusual:
                found += 1
                if not dry_run:
                    _write(reader, day, counts)
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _read(since: datetime, until: datetime) -> "models.QuerySet[ApplicationStep]":
    return ApplicationStep.objects.filter(
        kind=ApplicationStep.Kind.READ, at__gt=since, at__lte=until, actor__isnull=False
    )


def _busy(first: date, now: datetime) -> list[int]:
    """The few readers who could be above: the others' readings are not looked at one by one."""
    rows = _read(_midnight(first) - HOUR, now).order_by().values("actor")
    people = Count("application__candidate", distinct=True)
    least = min(settings.READINGS_AN_HOUR, settings.READINGS_A_DAY)
    return list(
        rows.annotate(people=people).filter(people__gt=least).values_list("actor", flat=True)
    )


def _days(reader: int, first: date, now: datetime) -> dict[date, Day]:
    rows = _read(_midnight(first) - HOUR, now).filter(actor=reader).order_by("at", "pk")
    hour, days, people = Window(HOUR), defaultdict[date, Day](Day), defaultdict[date, set[int]](set)
    for at, candidate in rows.values_list("at", "application__candidate").iterator():
        within, day = hour.add(at, candidate), timezone.localdate(at)
        if day >= first:
            people[day].add(candidate)
            days[day].in_an_hour = max(days[day].in_an_hour, within)
            days[day].in_a_day = len(people[day])
    return days


class Window:
    """How many different people were read of within `length` of the latest reading."""

    def __init__(self, length: timedelta) -> None:
        self._length = length
        self._rows: deque[tuple[datetime, int]] = deque()
        self._people: Counter[int] = Counter()

    def add(self, at: datetime, person: int) -> int:
        """One reading more, not before the last one; the count it leads to."""
        self._rows.append((at, person))
        self._people[person] += 1
        while self._rows[0][0] <= at - self._length:
            _at, gone = self._rows.popleft()
            self._people[gone] -= 1
            if not self._people[gone]:
                del self._people[gone]
        return len(self._people)


@transaction.atomic
def _write(reader: int, day: date, counts: Day) -> None:
    companies = by_company(reader, day)
    if not companies:  # erased since it was counted
        return
    one, _new = MassReading.objects.get_or_create(
        reader_id=reader,
        day=day,
        defaults={"company": companies[0][0], **vars(counts)},
    )
    MassReading.objects.filter(pk=one.pk).update(
        in_an_hour=Greatest("in_an_hour", counts.in_an_hour),
        in_a_day=Greatest("in_a_day", counts.in_a_day),
    )


def by_company(reader: int, day: date) -> list[tuple[Company, int]]:
    """The companies whose applications were read that day, with how many people's; most first."""
    rows = _read(_midnight(day), _midnight(day + DAY)).filter(actor=reader).order_by()
    people = Count("application__candidate", distinct=True)
    counts = dict(rows.values_list("application__offer__company").annotate(people))
    companies = Company.objects.in_bulk(counts)
    return sorted(((companies[pk], count) for pk, count in counts.items()), key=lambda one: -one[1])


def by_hour(reader: int, day: date) -> list[tuple[int, int]]:
    """(hour of the day, different people read of) for the hours in which something was read."""
    rows = _read(_midnight(day), _midnight(day + DAY)).filter(actor=reader).order_by()
    people = Count("application__candidate", distinct=True)
    return sorted(rows.values_list(ExtractHour("at")).annotate(people))


@desk.register
def on_the_desk() -> Iterator[desk.Item]:
    """Readings that nobody of our staff has looked at. The list names no person."""
    for one in MassReading.objects.waiting().select_related("company"):
        what = _("Beaucoup de CV ouverts par une même personne, %(company)s")
        why = _("%(hour)s en une heure, %(day)s en un jour") % {
            "hour": one.in_an_hour,
            "day": one.in_a_day,
        }
        yield desk.Item(
            what % {"company": one.company.name}, why, one.created_at, one.get_absolute_url()
        )


def of_owner(user: User) -> list[tuple[MassReading, int]]:
    """What the owner of a company reads of the last week: who, and how many CVs of theirs."""
    owned = Company.objects.filter(membership__user=user, membership__role=Membership.Role.OWNER)
    rows = MassReading.objects.filter(day__gt=timezone.localdate() - WEEK, reader__isnull=False)
    rows = rows.filter(reader__membership__company__in=owned).distinct().with_reader()
    owned = set(owned)
    found = []
    for one in rows:
        theirs = [n for company, n in by_company(one.reader_id, one.day) if company in owned]
        if theirs:
            found.append((one, sum(theirs)))
    return found


@transaction.atomic
def judge(one: MassReading, *, answer: str, by: User, company: Company | None = None) -> None:
    """A person looked: nothing unusual, or a company is suspended, with reasons.

    Raises NeedsReasons, and Decided when somebody else did.
    """
    if not answer.strip():
        raise NeedsReasons
    to = MassReading.State.SUSPENDED if company else MassReading.State.USUAL
    try:
        one.move(to, answer=answer, decided_by=human_key(by))
    except MoveRefused as error:
        raise Judged from error
    if company:
        notices.suspend(company, answer=answer, key=f"reading:{one.pk}")
