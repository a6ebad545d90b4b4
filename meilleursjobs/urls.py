from django.contrib import admin
from django.urls import include, path

from . import views

handler400 = "meilleursjobs.bad_requests.refused"
urlpatterns = [
    path("", include("applications.site_urls")),  # before companies, whose slugs are wide
    path("", include("jobs.urls")),
    path("compte/", include("accounts.urls")),
    path("compte/gmail/", include("gmail_send.urls")),
    path("gmail/", include("gmail_send.google_urls")),
    path("candidatures/", include("applications.urls")),
    path("recruteur/candidatures/", include("applications.recruiter_urls")),
    path("confidentialite/", include("privacy.urls")),
    path("confidentialite/", include("privacy.rights_urls")),
    path("gestion/", include("privacy.desk_urls")),
    path("gestion/", include("gmail_send.desk_urls")),
    path("", include("privacy.site_urls")),
    path("gestion/tables/", admin.site.urls),
    path("sante/vivant", views.alive, name="alive"),
    path("sante/pret", views.ready, name="ready"),
]
