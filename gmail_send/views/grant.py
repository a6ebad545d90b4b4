"""The connection: told before it is asked, made at Google, taken back here."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from meilleursjobs.lib import limits
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.http import next_url
from privacy import consent

from .. import oauth, risc, services
from ..models import Delivery, GmailAccount

# Google refuses to sign anyone in inside these (error `disallowed_useragent`).
IN_APP = re.compile(r"FBAN|FBAV|FB_IAB|Instagram|LinkedInApp|Line/|Snapchat|TikTok|; wv\)")
PERMISSIONS = "https://myaccount.google.com/permissions"


def _is_in_app(request):
    return bool(IN_APP.search(request.headers.get("User-Agent", "")))


@require_GET
@never_cache
def account(request):
    """The state of the connection, and how to take it back."""
    return render(
        request,
        "gmail_send/account.html",
        {
            "account": GmailAccount.objects.owned_by(request.user).first(),
            "waiting": Delivery.objects.owned_by(request.user).waiting().count(),
            "permissions_url": PERMISSIONS,
        },
    )


@require_GET
@never_cache
def disclosure(request):
    """What is asked, for what, and never for what: read just before Google's own page."""
    return render(
        request,
        "gmail_send/disclosure.html",
        {
            "next": next_url(request, reverse("gmail_account")),
            "in_app": _is_in_app(request),
            "address": request.build_absolute_uri(),
            "permissions_url": PERMISSIONS,
            "wording": consent.ACTS[consent.Act.GMAIL],
        },
    )


def _hint(user):
    """The mailbox to propose at Google: the known one, or the person's own when it is a Gmail."""
    known = GmailAccount.objects.owned_by(user).first()
    if known:
        return known.email
    return user.email if user.email.endswith(("@gmail.com", "@googlemail.com")) else ""


@require_POST
def connect(request):
    """Leave for Google's consent page."""
    then = next_url(request, reverse("gmail_account"))
    back = f"{reverse('gmail_disclosure')}?next={then}"
    if not limits.allow("gmail-connect", request.user.pk, times=20, seconds=3600):
        messages.error(request, _("Trop d’essais : attendez une heure avant de recommencer."))
        return redirect(back)
    try:
        url = oauth.depart(
            request.session, user_id=request.user.pk, login_hint=_hint(request.user), then=then
        )
    except UserFacingError as error:
        messages.error(request, error.message)
        return redirect(back)
    return redirect(url)


@require_GET
@never_cache
def callback(request):
    """The way back from Google. It writes on GET, as OAuth wants: the state is single-use."""
    try:
        kept = oauth.take_state(
            request.session, request.GET.get("state", ""), user_id=request.user.pk
        )
    except UserFacingError as error:
        messages.error(request, error.message)
        return redirect("gmail_disclosure")
    back = f"{reverse('gmail_disclosure')}?next={kept['next']}"
    if "error" in request.GET or "code" not in request.GET:
        messages.info(
            request,
            _(
                "Vous n’avez pas donné l’autorisation : rien n’a été enregistré. Vous pouvez "
                "écrire depuis votre propre messagerie, ou connecter Gmail plus tard."
            ),
        )
        return redirect(back)
    try:
        granted = oauth.exchange(request.GET["code"], kept)
        connected = services.connect(request.user, granted)
    except UserFacingError as error:
        messages.error(request, error.message)
        return redirect(back)
    messages.success(
        request,
        _("%(email)s est connectée : elle ne sert qu’à envoyer ce que vous validez.")
        % {"email": connected.email},
    )
    return redirect(kept["next"])


@require_POST
def disconnect(request):
    """Take the grant back, here and at Google."""
    services.disconnect(request.user)
    messages.success(
        request,
        _("Gmail est déconnectée : l’accès est effacé ici, et sa révocation demandée à Google."),
    )
    return redirect("gmail_account")


@csrf_exempt
@login_not_required
@require_POST
def security_event(request):
    """Google tells of an end of the grant: 202 when understood, 400 when not signed for us."""
    if len(request.body) > risc.MOST_BYTES:
        return HttpResponse(status=400)
    try:
        risc.act(risc.read(request.body.decode("ascii")))
    except (risc.BadEvent, UnicodeDecodeError):
        return HttpResponse(status=400)
    except oauth.GoogleUnavailable:
        return HttpResponse(status=503)  # Google tries again
    return HttpResponse(status=202)
