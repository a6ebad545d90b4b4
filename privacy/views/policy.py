"""What we publish: the policy and the terms with their history, and the pages around them."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_list_or_404, get_object_or_404, render
from django.views.decorators.http import require_safe

from .. import difference, tables, texts
from ..models import PolicyVersion


@login_not_required
@require_safe
def current(request, kind):
    """The version in force, with the tables of today."""
    version = PolicyVersion.objects.current(kind)
    if not version:
        raise Http404("not published yet")
    today = tables.facts() if version.tables else {}
    since = tables.changes(version.tables, today)
    return render(request, "privacy/text.html", _page(version, today) | {"since": since})


@login_not_required
@require_safe
def versions(request, kind):
    """Every version, the newest first."""
    rows = PolicyVersion.objects.published(kind)
    return render(request, "privacy/versions.html", {"versions": get_list_or_404(rows)})


@login_not_required
@require_safe
def version(request, kind, number):
    """One version as it was published, and how it differs from the one before it."""
    rows = PolicyVersion.objects.published(kind)
    one = get_object_or_404(rows, number=number)
    before = rows.filter(number__lt=number).first()
    context = _page(one, one.tables) | {"is_old": one != rows.first(), "before": before}
    if before:
        context["changed"] = list(difference.between(before.text, one.text))
        context["changed_tables"] = tables.changes(before.tables, one.tables)
    return render(request, "privacy/version.html", context)


def _page(version, said):
    context = {"version": version, "sections": texts.sections(version.text)}
    if not said:  # a text without tables
        return context
    return context | {
        "aims": list(tables.aims(said)),
        "bases": list(tables.bases(said)),
        "durations": list(tables.durations(said)),
        "outside": list(tables.outside(said)),
    }


@login_not_required
@require_safe
def legal(request):
    """Who publishes the site and who hosts it: what the settings know, and nothing else."""
    context = {"publisher": settings.PUBLISHER, "hosting": settings.HOSTING}
    return render(request, "privacy/legal.html", context)


@login_not_required
@require_safe
def contact(request):
    """One address, and what to write there."""
    return render(request, "privacy/contact.html")
