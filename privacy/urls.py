from django.urls import path

from .models import PolicyVersion
from .views import cookies, policy, promises

app_name = "privacy"
KIND = {"kind": PolicyVersion.Kind.PRIVACY.value}
urlpatterns = [
    path("", policy.current, KIND, name="policy"),
    path("versions/", policy.versions, KIND, name="versions"),
    path("versions/<int:number>/", policy.version, KIND, name="version"),
    path("cookies/", cookies.manage, name="cookies"),
    path("promesses/", promises.promises, name="promises"),
]
