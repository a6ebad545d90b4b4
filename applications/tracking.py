"""The candidate's own follow-up: applications recorded by hand, notes, what to do next, the list
of steps taken that one hands to France Travail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.pdf import Document
from privacy import post

from . import calendar_files
from .models import Application, Memo, OutsideApplication, SpontaneousApplication

MOST_OUTSIDE = 2000  # per person: bounds what is stored, far above a year of search
LONGEST_PERIOD = timedelta(days=731)  # what we keep
KINDS: dict[str, tuple[str, type[Any]]] = {  # of an address -> the column of Memo, the model
    "spontanee": ("letter", SpontaneousApplication),
    "offre": ("application", Application),
    "ailleurs": ("outside", OutsideApplication),
}


class TooMany(UserFacingError):
    message = gettext_lazy("Vous avez noté deux mille candidatures : effacez-en d’anciennes.")


class WrongPeriod(UserFacingError):
    message = gettext_lazy("Le début vient avant la fin, et la période tient en deux ans.")
    field = "until"


# --- Applications made elsewhere ------------------------------------------------------------------
@transaction.atomic
def record(outside: OutsideApplication, *, by: User) -> OutsideApplication:
    """Keep a new or changed application of this person. Raises TooMany."""
    outside.user = by
    kept = OutsideApplication.objects.owned_by(by)
    if outside._state.adding and kept.count() >= MOST_OUTSIDE:
        raise TooMany
    outside.moved_at = timezone.now()
    outside.save()
    return outside


# --- Notes ----------------------------------------------------------------------------------------
def owned(kind: str, pk: Any, user: User) -> Any:
    """The application of this person that an address names. Raises Http404."""
    _column, model = KINDS[kind]
    return get_object_or_404(model.objects.owned_by(user), pk=pk)


def memo_of(kind: str, about: Any, user: User) -> Memo:
    """The note on an application, new and unsaved when there is none."""
    column, _model = KINDS[kind]
    mine = Memo.objects.owned_by(user)
    return mine.filter(**{column: about}).first() or Memo(**{column: about}, user=user)


def memos(user: User) -> "QuerySet[Memo]":
    return Memo.objects.owned_by(user).select_related(
        "letter", "application__offer__company", "outside"
    )


def keep_memo(memo: Memo) -> None:
    """Write the note, or forget it once it is empty."""
    if not (memo.text or memo.action):
        if memo.pk:
            memo.delete()
        return
    before = Memo.objects.filter(pk=memo.pk).values_list("action_on", flat=True).first()
    if memo.action_on != before:
        memo.reminded_on = None  # another date: told again
    memo.edited_at = timezone.now()
    memo.save()


def done(memo: Memo) -> None:
    """What was to do is done; the note stays."""
    memo.action, memo.action_on = "", None
    keep_memo(memo)


def calendar(memo: Memo) -> bytes | None:
    """What is to be done as an iCalendar file, all day long; None while it has no date."""
    if memo.action_on is None:
        return None
    return calendar_files.one_event(
        f"memo-{memo.pk}",
        written_at=memo.edited_at,
        dtstart=memo.action_on,
        summary=f"{memo.company_name} : {memo.action}",
    )


def to_do(user: User) -> "QuerySet[Memo]":
    """What the person means to do, the first due first."""
    return memos(user).filter(action_on__isnull=False).order_by("action_on", "pk")


def remind(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """One mail to each person for what is due; nothing is told twice for the same date.

    Returns how many mails were queued, or would be.
    """
    today = timezone.localtime(as_of).date() if as_of else timezone.localdate()
    due = Memo.objects.filter(
        action_on__lte=today, reminded_on=None, user__is_active=True, user__restriction=None
    )
    people = list(due.order_by().values_list("user", flat=True).distinct())
    if not dry_run:
        for pk in people:
            _remind(pk, today)
    return len(people)


@transaction.atomic
def _remind(user_pk: Any, today: date) -> None:
    user = User.objects.select_for_update(no_key=True).get(pk=user_pk)
    due = list(to_do(user).filter(action_on__lte=today, reminded_on=None))
    if not due:  # another worker was faster
        return
    lines = [{"action": one.action, "company": one.company_name} for one in due]
    post.queue(
        "applications/to_do",
        {"lines": lines, "path": reverse("board")},
        key=f"{user.pk}:{today}:{due[0].pk}",
        user=user,
    )
    Memo.objects.filter(pk__in=[one.pk for one in due]).update(reminded_on=today)


# --- The list of steps taken ----------------------------------------------------------------------
@dataclass(frozen=True)
class Step:
    """One application: when, to whom, for what, how, and what came of it. Never its text."""

    on: date
    company: str
    position: str
    way: str
    outcome: str


def steps(user: User, since: date, until: date) -> list[Step]:
    """Every application of a period, both days included, the oldest first. Raises WrongPeriod."""
    if since > until or until - since > LONGEST_PERIOD:
        raise WrongPeriod
    found = [
        *_letters(user, since, until),
        *_to_offers(user, since, until),
        *_outside(user, since, until),
    ]
    return sorted(found, key=lambda one: (one.on, one.company))


def _letters(user: User, since: date, until: date) -> Iterator[Step]:
    rows = SpontaneousApplication.objects.owned_by(user).filter(
        state__in=SpontaneousApplication.LEFT, sent_at__range=_days(since, until)
    )
    for one in rows:
        yield Step(
            on=timezone.localtime(one.sent_at).date(),
            company=one.company_name,
            position=_("candidature spontanée"),
            way=_("par courriel"),
            outcome=one.get_outcome_display() if one.outcome else "",
        )


def _to_offers(user: User, since: date, until: date) -> Iterator[Step]:
    rows = Application.objects.owned_by(user).filter(created_at__range=_days(since, until))
    for one in rows.with_offer():
        told = one.state not in {Application.State.NEW, Application.State.REVIEW}
        yield Step(
            on=timezone.localtime(one.created_at).date(),
            company=one.offer.company.name,
            position=one.offer.title,
            way=_("sur MeilleursJobs"),
            outcome=str(one.get_state_display()) if told else "",
        )


def _outside(user: User, since: date, until: date) -> Iterator[Step]:
    waiting = OutsideApplication.State.SENT
    for one in OutsideApplication.objects.owned_by(user).filter(sent_on__range=(since, until)):
        yield Step(
            on=one.sent_on,
            company=one.company_name,
            position=one.position,
            way=str(one.get_way_display()),
            outcome="" if one.state == waiting else str(one.get_state_display()),
        )


def _days(since: date, until: date) -> tuple[datetime, datetime]:
    zone = timezone.get_default_timezone()
    end = datetime.combine(until, time.max, tzinfo=zone)
    return datetime.combine(since, time.min, tzinfo=zone), end


def statement(user: User, since: date, until: date) -> bytes:
    """The list as a PDF to hand over. Raises WrongPeriod."""
    rows = steps(user, since, until)
    name, today = user.get_full_name() or user.email, timezone.localdate()
    title = _("Relevé de mes démarches")
    document = Document(title=title, author=name, footer=f"{title} – {name}")
    document.words(title, size=20, bold=True)
    document.words(name, size=13)
    period = {"since": date_format(since, "j F Y"), "until": date_format(until, "j F Y")}
    document.words(_("Du %(since)s au %(until)s") % period, size=11)
    document.gap(3)
    document.words(_("Candidatures : %(count)s") % {"count": len(rows)}, bold=True)
    document.gap(3)
    if rows:
        document.table(
            [_("Date"), _("Entreprise"), _("Poste"), _("Comment"), _("Suite")],
            [
                [
                    date_format(one.on, "d/m/Y"),
                    one.company,
                    one.position,
                    one.way,
                    one.outcome or _("en attente"),
                ]
                for one in rows
            ],
            [15, 28, 28, 20, 16],
        )
        document.gap(3)
    document.words(
        _(
            "Établi le %(day)s d’après ce que la personne a envoyé par MeilleursJobs ou noté "
            "elle-même. Le texte des lettres n’y figure pas : nous ne le gardons pas."
        )
        % {"day": date_format(today, "j F Y")},
        size=9,
        muted=True,
    )
    return document.finish()
