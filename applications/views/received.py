"""What a recruiter's companies received: as a list, as a board, as a file."""

import csv
from dataclasses import replace
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.second_factor import second_factor_required
from jobs.models import Company
from meilleursjobs.lib.http import never_stored

from .. import readings, recalls
from ..models import Application
from ..received import OLDEST_FIRST, WAITING, Wanted, offers_applied_to

State = Application.State
PER_PAGE = 25
BOARD = "tableau"
COLUMNS = ("candidate__first_name", "candidate__last_name", "candidate__email", "offer__title",
           "created_at", "state", "reason")  # fmt: skip
# OWASP, « CSV Injection »: a cell that a spreadsheet would run; some read the wide signs as well.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@second_factor_required
@require_safe
def received(request):
    """Every application received, by offer and by name: a list with its states, or a board."""
    wanted = Wanted.read(request.user, request.GET)
    is_board = request.GET.get("vue") == BOARD
    if is_board:
        wanted = replace(wanted, state="")  # its columns are the states
    counts = wanted.counts()
    offers = offers_applied_to(request.user)
    context = {
        "wanted": wanted,
        "is_board": is_board,
        "board_query": wanted.query(etat="", vue=BOARD),
        "list_query": wanted.query(),
        "oldest_first": OLDEST_FIRST,
        "ticked": request.GET.get("cocher", ""),
        "offers": offers,
        "is_listed": any(pk == wanted.offer.pk for pk, *_ in offers) if wanted.offer else False,
        "recalls": recalls.pending(request.user),
        "suspended": Company.objects.managed_by(request.user).exclude(suspended_at=None),
        "total": sum(counts.values()),
        "many": readings.of_owner(request.user),
        **(_board(wanted, counts) if is_board else _list(request, wanted, counts)),
    }
    return render(request, "applications/recruiter/received.html", context)


def _board(wanted, counts):
    def links(state):
        """To the rest of a column, to itself with each box ticked, and what a card leads with."""
        rest, ticked = wanted.query(etat=state), wanted.query(vue=BOARD, cocher=state)
        return rest, ticked, urlencode({"from": wanted.query(vue=BOARD, etat=state)})

    columns = [(one, *links(one.state)) for one in wanted.columns(counts)]
    return {"columns": columns, "origin": wanted.query(vue=BOARD)}


def _list(request, wanted, counts):
    query = wanted.query()
    known = counts | {"": sum(counts.values()), WAITING: wanted.waiting()}
    labels = [("", ""), (_("en attente d’un mot"), WAITING), *((one.label, one) for one in State)]
    pages = Paginator(wanted.rows(), PER_PAGE)
    pages.count = known.get(wanted.state, 0)
    page = pages.get_page(request.GET.get("page"))
    origin = wanted.query(page=page.number if page.number > 1 else "")
    return {
        "page": page,
        "origin": origin,
        "opened": urlencode({"from": origin}),
        "tick_query": wanted.query(page=page.number, cocher="page"),
        "tabs": [(label, known.get(key, 0), key, wanted.query(etat=key)) for label, key in labels],
        "query": f"{query}&" if query else "",
    }


@second_factor_required
@require_safe
def export(request):
    """What the list shows, for a spreadsheet. No cell can be taken for a formula."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    day = f"{timezone.localdate():%Y-%m-%d}"
    answer["Content-Disposition"] = f'attachment; filename="candidatures-{day}.csv"'
    # Quoted, each of them: a spreadsheet that splits at commas finds no cell of its own inside one.
    out = csv.writer(answer, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    out.writerow(
        [_("Personne"), _("Adresse e-mail"), _("Offre"), _("Reçue le"), _("État"), _("Motif")]
    )
    rows = Wanted.read(request.user, request.GET).rows().values_list(*COLUMNS)
    states, reasons = dict(State.choices), dict(Application.Reason.choices)
    for first, last, email, offer, received_at, state, reason in rows.iterator(chunk_size=1_000):
        known_email = "" if state == State.WITHDRAWN else email
        out.writerow(
            [
                _cell(f"{first} {last}".strip() or known_email),
                _cell(known_email),
                _cell(offer),
                f"{timezone.localtime(received_at):%d/%m/%Y %H:%M}",
                states[state],
                reasons.get(reason, ""),
            ]
        )
    return never_stored(answer)


def _cell(text):
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
