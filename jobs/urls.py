from django.urls import path

from .feeds import company_addresses, offer_addresses
from .views import claims, companies, feeds, home, moderation, offers, recruiter, search, team

TEAM = "recruteur/<slug:slug>/equipe/"
urlpatterns = [
    path("", home.home, name="home"),
    path("offres/", search.offers, name="offers"),
    path("offres/suggestions/lieux", search.places, name="offer_places"),
    path("offres/flux.rss", feeds.rss, name="offers_rss"),
    path("offres/flux.xml", feeds.source, name="offers_feed"),
    path("robots.txt", feeds.robots, name="robots"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("sitemap-pages.xml", feeds.sitemap_pages, name="sitemap_pages"),
    path(
        "sitemap-offres-<int:number>.xml",
        feeds.sitemap_file,
        {"addresses": offer_addresses},
        name="sitemap_offers",
    ),
    path(
        "sitemap-entreprises-<int:number>.xml",
        feeds.sitemap_file,
        {"addresses": company_addresses},
        name="sitemap_companies",
    ),
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
    path(TEAM, team.team, name="team"),
    path(f"{TEAM}quitter/", team.leave, name="team_leave"),
    path(f"{TEAM}<int:pk>/role/", team.change_role, name="team_role"),
    path(f"{TEAM}<int:pk>/retirer/", team.remove, name="team_remove"),
    path(f"{TEAM}invitations/<uuid:pk>/annuler/", team.cancel_invitation, name="invitation_cancel"),
    path("gestion/entreprises/", claims.desk, name="claims_desk"),
    path("gestion/entreprises/<uuid:pk>/", claims.decide, name="claim_decide"),
]
