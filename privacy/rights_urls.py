"""Addresses under /confidentialite/ where people see and decide about their data."""

from django.urls import path

from .views import addresses, rights

urlpatterns = [
    path("mes-donnees/", rights.my_data, name="my_data"),
    path("mes-droits/", rights.rights, name="rights"),
    path("mes-donnees/copie/", rights.copies, name="copies"),
    path("mes-donnees/copie/<uuid:pk>/", rights.copy_file, name="copy_file"),
    path("mes-droits/effacement/", rights.erase_account, name="erasure"),
    path("mes-droits/effacement/garder/", rights.keep_account, name="erasure_keep"),
    path("mes-droits/limitation/", rights.restrict, name="restriction"),
    path("mes-droits/directives/", rights.directive, name="directive"),
    path("demande/", addresses.ask, name="request_new"),
    path("demande/<str:token>/", addresses.confirm, name="request_confirm"),
]
