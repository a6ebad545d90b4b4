from django.urls import path

from .views import grant as views

urlpatterns = [
    path("", views.account, name="gmail_account"),
    path("autoriser/", views.disclosure, name="gmail_disclosure"),
    path("connecter/", views.connect, name="gmail_connect"),
    path("deconnecter/", views.disconnect, name="gmail_disconnect"),
]
