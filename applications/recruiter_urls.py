from django.urls import path

from .views import answers, recalls, received, recruiter, reports

ONE = "<uuid:pk>/"
urlpatterns = [
    path("", received.received, name="received"),
    path("reponse/", answers.several, name="received_several"),
    path("modeles/", answers.templates, name="answer_templates"),
    path("modeles/<int:pk>/supprimer/", answers.delete_template, name="answer_template_delete"),
    path("liste.csv", received.export, name="received_export"),
    path("rappels/<str:token>/", recalls.recall, name="recall"),
    path(ONE, recruiter.one, name="received_one"),
    path(f"{ONE}note/", recruiter.add_note, name="received_note"),
    path(f"{ONE}entretien/", recruiter.propose_interview, name="received_interview"),
    path(f"{ONE}entretien/annuler/", recruiter.call_off_interview, name="received_call_off"),
    path(f"{ONE}entretien.ics", recruiter.interview_calendar, name="received_calendar"),
    path(f"{ONE}signaler/", reports.of_company, name="received_report"),
    path(f"{ONE}cv/", recruiter.resume, name="received_resume"),
]
