from django.urls import path

from .models import PolicyVersion
from .views import policy, promises

app_name = "privacy"
KIND = {"kind": PolicyVersion.Kind.PRIVACY.value}
urlpatterns = [
    path("", policy.current, KIND, name="policy"),
    path("versions/", policy.versions, KIND, name="versions"),
    path("versions/<int:number>/", policy.version, KIND, name="version"),
    path("promesses/", promises.promises, name="promises"),
]
