"""The account's first page, its security, and the language switch."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST

from meilleursjobs.lib.http import next_url
from privacy import bounces

from ..models import CandidateProfile, Experience, Preferences, Resume, Skill, User

LANGUAGES = dict(settings.LANGUAGES)


def home(request):
    """What is there, what is missing, and the way to each room."""
    user = request.user
    resumes = list(Resume.objects.owned_by(user))
    profile = CandidateProfile.objects.owned_by(user).first()
    steps = {
        "name": bool(user.first_name and user.last_name),
        "headline": bool(profile and profile.headline),
        "place": bool(profile and profile.commune_code),
        "experience": Experience.objects.owned_by(user).exists(),
        "skills": Skill.objects.owned_by(user).exists(),
        "resume": bool(resumes),
    }
    return render(
        request,
        "accounts/home.html",
        {
            "profile": profile,
            "resumes": resumes,
            "main_resume": next((one for one in resumes if one.is_main), None),
            "preferences": Preferences.objects.owned_by(user).first(),
            "steps": steps,
            "bounced": bounces.is_known(user.email),
            "done": sum(steps.values()),
            "total": len(steps),
            "has_second_factor": _factors(user) > 0,
            "gmail_url": _gmail_url(),
        },
    )


def _factors(user) -> int:
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user=user, type__in=kinds).count()


def _gmail_url() -> str:
    """The Gmail room stands above this one: named, not imported."""
    try:
        return reverse("gmail_account")
    except NoReverseMatch:
        return ""


def security(request):
    """One page that says how the account is protected, and leads to each lock."""
    user = request.user
    return render(
        request,
        "accounts/security.html",
        {
            "factors": _factors(user),
            "recovery_codes": Authenticator.objects.filter(
                user=user, type=Authenticator.Type.RECOVERY_CODES
            ).exists(),
            "sessions": UserSession.objects.filter(user=user).count(),
            "google": SocialAccount.objects.filter(user=user).first(),
            "google_offered": bool(settings.SOCIALACCOUNT_PROVIDERS["google"]["APPS"]),
            "gmail_url": _gmail_url(),
        },
    )


@login_not_required
@require_POST
def set_language(request):
    """Keep the chosen language: in the account of who is signed in, in a cookie otherwise."""
    response = redirect(next_url(request, reverse("home")))
    language = request.POST.get("language")
    if language not in LANGUAGES:
        return response
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
