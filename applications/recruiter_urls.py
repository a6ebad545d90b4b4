from django.urls import path

from .views import recalls, recruiter

ONE = "<uuid:pk>/"
urlpatterns = [
    path("", recruiter.received, name="received"),
    path("rappels/<str:token>/", recalls.recall, name="recall"),
    path(ONE, recruiter.one, name="received_one"),
    path(f"{ONE}note/", recruiter.add_note, name="received_note"),
    path(f"{ONE}entretien/", recruiter.propose_interview, name="received_interview"),
    path(f"{ONE}entretien.ics", recruiter.interview_calendar, name="received_calendar"),
    path(f"{ONE}cv/", recruiter.resume, name="received_resume"),
]
