"""Addresses under /compte/: allauth's views under French addresses, then our own."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.usersessions import views as sessions
from django.contrib.auth.decorators import login_not_required
from django.urls import path, register_converter

from .views import google, home, items, preferences, profile, resumes


class Kind:
    """The parts of a profile that come in several."""

    regex = "|".join(items.KINDS)

    def to_python(self, value):
        return items.KINDS[value]

    def to_url(self, value):
        return getattr(value, "slug", value)


register_converter(Kind, "kind")

sign_in = [
    path("connexion/", account.login, name="account_login"),
    path("connexion/code/", account.request_login_code, name="account_request_login_code"),
    path("connexion/code/saisie/", account.confirm_login_code, name="account_confirm_login_code"),
    path("connexion/cle/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("connexion/second-facteur/", mfa.authenticate, name="mfa_authenticate"),
    path("deconnexion/", account.logout, name="account_logout"),
    path("inscription/", account.signup, name="account_signup"),
    path("inscription/google/", social.signup, name="socialaccount_signup"),
    path("inactif/", account.account_inactive, name="account_inactive"),
    path("verification/", account.email_verification_sent, name="account_email_verification_sent"),
    path("mot-de-passe/oubli/", account.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/oubli/code/",
        account.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path(
        "mot-de-passe/oubli/nouveau/",
        account.complete_password_reset,
        name="account_complete_password_reset",
    ),
    path(
        "mot-de-passe/oubli/fait/",
        account.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
    path("google/annule/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path(
        "google/erreur/", login_not_required(social.login_error), name="socialaccount_login_error"
    ),
    path("google/login/", google.login, name="google_login"),
    path("google/login/callback/", google.callback, name="google_callback"),
]
security = [
    path("securite/", home.security, name="security"),
    path("confirmer/", account.reauthenticate, name="account_reauthenticate"),
    path("confirmer/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("confirmer/cle/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("adresses/", account.email, name="account_email"),
    path("mot-de-passe/", account.password_change, name="account_change_password"),
    path("mot-de-passe/nouveau/", account.password_set, name="account_set_password"),
    path("google/", social.connections, name="socialaccount_connections"),
    path("appareils/", sessions.list_usersessions, name="usersessions_list"),
    path("double-authentification/", mfa.index, name="mfa_index"),
    path("double-authentification/codes/activer/", totp.activate_totp, name="mfa_activate_totp"),
    path(
        "double-authentification/codes/arreter/", totp.deactivate_totp, name="mfa_deactivate_totp"
    ),
    path(
        "double-authentification/secours/",
        recovery.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "double-authentification/secours/nouveaux/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "double-authentification/secours/telecharger/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("double-authentification/cles/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("double-authentification/cles/ajouter/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "double-authentification/cles/<int:pk>/retirer/",
        webauthn.remove_webauthn,
        name="mfa_remove_webauthn",
    ),
    path(
        "double-authentification/cles/<int:pk>/",
        webauthn.edit_webauthn,
        name="mfa_edit_webauthn",
    ),
]
own = [
    path("", home.home, name="account_home"),
    path("langue/", home.set_language, name="set_language"),
    path("profil/", profile.profile, name="profile"),
    path("profil/presentation/", profile.edit, name="profile_edit"),
    path("profil/competences/", items.add_skills, name="skills_add"),
    path("profil/importer/", profile.take_in, name="profile_import"),
    path("profil/<kind:kind>/ajouter/", items.edit, name="profile_item_new"),
    path("profil/<kind:kind>/<int:pk>/", items.edit, name="profile_item"),
    path("profil/<kind:kind>/<int:pk>/supprimer/", items.delete, name="profile_item_delete"),
    path("preferences/", preferences.edit, name="preferences"),
    path("cv/", resumes.resumes, name="resumes"),
    path("cv/composer/", resumes.compose, name="resume_compose"),
    path("cv/<uuid:pk>/", resumes.file, name="resume_file"),
    path("cv/<uuid:pk>/titre/", resumes.rename, name="resume_rename"),
    path("cv/<uuid:pk>/principal/", resumes.make_main, name="resume_main"),
    path("cv/<uuid:pk>/supprimer/", resumes.delete, name="resume_delete"),
]
urlpatterns = [*sign_in, *security, *own]
