from django.urls import path

from .views import companies, home, offers

urlpatterns = [
    path("", home.home, name="home"),
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
]
