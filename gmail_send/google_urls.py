"""Addresses that Google calls, registered in its project: they do not move."""

from django.urls import path

from . import views

urlpatterns = [path("retour/", views.callback, name="gmail_callback")]
