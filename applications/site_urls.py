from django.urls import path

from .views import objections, readings, reports

urlpatterns = [
    path("entreprises/ne-plus-etre-contacte/", objections.objection, name="objection"),
    path(
        "entreprises/ne-plus-etre-contacte/<uuid:pk>/", objections.confirm, name="objection_confirm"
    ),
    path("entreprises/adresse-trouvee/<str:token>/", objections.notice, name="notice"),
    path("gestion/oppositions/", objections.desk, name="objections_desk"),
    path("gestion/oppositions/<uuid:pk>/", objections.decide, name="objection_decide"),
    path("gestion/signalements/lectures/<int:pk>/", readings.one, name="mass_reading"),
    path("gestion/signalements/candidatures/<uuid:pk>/", reports.one, name="reported"),
    path("gestion/signalements/candidatures/<uuid:pk>/cv/", reports.resume, name="reported_resume"),
]
