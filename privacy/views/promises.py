from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..promises import PROMISES, read_runs, runs


@login_not_required
@require_safe
def promises(request):
    """Each promise of the policy, the tests that hold it, and when they last passed."""
    measured = read_runs()
    rows = [(promise, list(runs(promise.tests, measured))) for promise in PROMISES]
    return render(request, "privacy/promises.html", {"rows": rows, "measured": measured})
