"""What became of the letters, from the mailed link: GET shows, POST acts, no sign-in."""

import uuid
from contextlib import suppress

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .. import outcomes as service


@csrf_exempt  # the signed link is the proof, and works without a cookie
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def outcomes(request, token):
    user = service.user_of(token)
    if user is None:
        return render(request, "applications/outcomes.html", {"over": True}, status=410)
    if request.method == "POST":
        with suppress(ValueError):  # no letter of ours
            letter = uuid.UUID(request.POST.get("letter", ""))
            service.answer(user, letter, request.POST.get("outcome", ""))
    context = {
        "letters": service.due(user, timezone.now()),
        "choices": service.Outcome.choices,
        "token": token,
        "noted": request.method == "POST",
    }
    return render(request, "applications/outcomes.html", context)


@csrf_exempt  # RFC 8058: mail programs post here without any cookie
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    user = service.user_of(token)
    if user is None:
        return render(request, "applications/outcomes.html", {"over": True}, status=410)
    if request.method == "POST":
        service.stop(user)
    context = {"stopping": True, "stopped": request.method == "POST"}
    return render(request, "applications/outcomes.html", context)
