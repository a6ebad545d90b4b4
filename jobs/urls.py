from django.urls import path

from .views import claims, companies, home, moderation, offers, recruiter, search, team

TEAM = "recruteur/<slug:slug>/equipe/"
urlpatterns = [
    path("", home.home, name="home"),
    path("offres/", search.offers, name="offers"),
    path("offres/suggestions/lieux", search.places, name="offer_places"),
    path("offres/<int:pk>-<slug:slug>/", offers.offer, name="offer"),
    path("entreprises/", companies.companies, name="companies"),
    path("entreprises/suggestions/lieux", companies.place_suggestions, name="place_suggestions"),
    path(
        "entreprises/suggestions/metiers",
        companies.occupation_suggestions,
        name="occupation_suggestions",
    ),
    path("entreprises/<slug:slug>/", companies.company, name="company"),
    path("entreprises/<slug:slug>/logo", companies.company_logo, name="company_logo"),
    path("offres/confirmer/<str:token>/", recruiter.confirm, name="offer_confirm"),
    path("recruteur/", recruiter.home, name="recruiter"),
    path("recruteur/<slug:slug>/offres/nouvelle/", recruiter.new, name="offer_new"),
    path("recruteur/offres/<int:pk>/", recruiter.preview, name="offer_preview"),
    path("recruteur/offres/<int:pk>/modifier/", recruiter.edit, name="offer_edit"),
    path("recruteur/offres/<int:pk>/<slug:name>/", recruiter.act, name="offer_act"),
    path("gestion/moderation/", moderation.desk, name="moderation"),
    path("gestion/moderation/<int:pk>/", moderation.one, name="moderation_one"),
    path("recruteur/entreprise/", claims.claim, name="claim"),
    path("recruteur/entreprise/<uuid:pk>/", claims.code, name="claim_code"),
    path("recruteur/entreprise/<uuid:pk>/code/", claims.new_code, name="claim_new_code"),
    path("recruteur/invitation/<uuid:pk>/", team.invitation, name="invitation"),
    path("recruteur/<slug:slug>/candidatures-spontanees/", team.letters, name="letters_rules"),
    path(TEAM, team.team, name="team"),
    path(f"{TEAM}quitter/", team.leave, name="team_leave"),
    path(f"{TEAM}<int:pk>/role/", team.change_role, name="team_role"),
    path(f"{TEAM}<int:pk>/retirer/", team.remove, name="team_remove"),
    path(f"{TEAM}invitations/<uuid:pk>/annuler/", team.cancel_invitation, name="invitation_cancel"),
    path("gestion/entreprises/", claims.desk, name="claims_desk"),
    path("gestion/entreprises/<uuid:pk>/", claims.decide, name="claim_decide"),
]
