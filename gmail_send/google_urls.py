"""Addresses that Google calls, registered in its project: they do not move."""

from django.urls import path

from .views import grant as views

urlpatterns = [
    path("retour/", views.callback, name="gmail_callback"),
    path("evenements-securite/", views.security_event, name="gmail_security_events"),
]
