from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("entreprises/", views.companies, name="companies"),
    path("entreprises/suggestions/lieux", views.place_suggestions, name="place_suggestions"),
    path(
        "entreprises/suggestions/metiers",
        views.occupation_suggestions,
        name="occupation_suggestions",
    ),
    path("entreprises/<slug:slug>/", views.company, name="company"),
    path("entreprises/<slug:slug>/logo", views.company_logo, name="company_logo"),
]
