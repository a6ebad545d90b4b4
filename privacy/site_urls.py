"""Pages about the site that are not about personal data: their addresses stand at the root."""

from django.urls import path

from .models import PolicyVersion
from .views import policy

KIND = {"kind": PolicyVersion.Kind.TERMS.value}
urlpatterns = [
    path("conditions/", policy.current, KIND, name="terms"),
    path("conditions/versions/", policy.versions, KIND, name="terms_versions"),
    path("conditions/versions/<int:number>/", policy.version, KIND, name="terms_version"),
    path("mentions-legales/", policy.legal, name="legal"),
    path("contact/", policy.contact, name="contact"),
]
