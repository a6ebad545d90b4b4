"""Addresses under /gestion/: the operator's page of the outbox."""

from django.urls import path

from .views import desk

urlpatterns = [
    path("envois/", desk.outbox, name="outbox_desk"),
    path("envois/arret/", desk.switch, name="outbox_switch"),
]
