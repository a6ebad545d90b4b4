from django.urls import path, register_converter

from . import tracking as kinds
from .views import apply, board, compose, models, outcomes, preview, reports, tracking


class Kind:
    """The kinds of applications on the board."""

    regex = "|".join(kinds.KINDS)

    def to_python(self, value):
        return value

    to_url = to_python


register_converter(Kind, "application")

ONE = "spontanees/<uuid:pk>/"
urlpatterns = [
    path("", board.board, name="board"),
    path("offres/<int:pk>/postuler/", apply.apply, name="apply"),
    path("offres/<uuid:pk>/", apply.application, name="application"),
    path("offres/<uuid:pk>/entretien/", apply.answer_interview, name="interview_answer"),
    path("offres/<uuid:pk>/entretien.ics", apply.interview_calendar, name="interview_calendar"),
    path("offres/<uuid:pk>/ne-plus-garder/", apply.stop_keeping, name="application_unkeep"),
    path("offres/<uuid:pk>/signaler/", reports.of_candidate, name="application_report"),
    path("offres/<uuid:pk>/retirer/", apply.withdraw, name="application_withdraw"),
    path("ailleurs/nouvelle/", tracking.outside, name="outside_new"),
    path("ailleurs/<uuid:pk>/", tracking.outside, name="outside"),
    path("ailleurs/<uuid:pk>/supprimer/", tracking.forget_outside, name="outside_delete"),
    path("notes/<application:kind>/<uuid:pk>/", tracking.memo, name="memo"),
    path(
        "notes/<application:kind>/<uuid:pk>/agenda.ics",
        tracking.memo_calendar,
        name="memo_calendar",
    ),
    path("notes/<application:kind>/<uuid:pk>/fait/", tracking.memo_done, name="memo_done"),
    path("releve/", tracking.steps, name="steps"),
    path("releve.pdf", tracking.statement, name="statement"),
    path("suites/<str:token>/", outcomes.outcomes, name="outcomes"),
    path("suites/<str:token>/arreter/", outcomes.stop, name="outcomes_stop"),
    path("modeles/", models.letter_models, name="letter_models"),
    path("modeles/<uuid:pk>/supprimer/", models.delete_model, name="letter_model_delete"),
    path("spontanees/nouvelle/", compose.new, name="spontaneous_new"),
    path(ONE, board.detail, name="spontaneous"),
    path(f"{ONE}modifier/", compose.edit, name="spontaneous_edit"),
    path(f"{ONE}supprimer/", compose.delete, name="spontaneous_delete"),
    path(f"{ONE}apercu/", preview.preview, name="spontaneous_preview"),
    path(f"{ONE}piece-jointe/", preview.attachment, name="spontaneous_attachment"),
    path(f"{ONE}messagerie/", preview.own_mail, name="spontaneous_own_mail"),
    path(f"{ONE}annuler/", board.cancel, name="spontaneous_cancel"),
    path(f"{ONE}verifier/", board.resolve, name="spontaneous_resolve"),
    path(f"{ONE}reprendre/", board.take_up, name="spontaneous_take_up"),
    path(f"{ONE}prevenir/", preview.want_place, name="spontaneous_want_place"),
    path(f"{ONE}relancer/", board.follow_up, name="spontaneous_follow_up"),
    path(f"{ONE}suite/", board.outcome, name="spontaneous_outcome"),
]
