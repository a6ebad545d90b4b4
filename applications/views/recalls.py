"""A recruiter confirms that the copy of a CV is erased."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .. import recalls


@csrf_exempt  # the mailed link is the proof, and works without a cookie
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def recall(request, token):
    """The mailed link: GET shows, POST acts."""
    one = recalls.of_token(token)
    if one is None:
        return render(request, "applications/recruiter/recall.html", {"over": True}, status=410)
    if request.method == "POST":
        recalls.acknowledge(one)
        one.refresh_from_db()
    return render(request, "applications/recruiter/recall.html", {"recall": one})
