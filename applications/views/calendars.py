from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from meilleursjobs.lib.http import never_stored

from .. import interviews


def calendar_of(application):
    """The standing interview of an application as a calendar file, 404 when there is none."""
    interview = get_object_or_404(application.interviews.standing())
    return calendar_file(interviews.calendar(interview), "entretien.ics")


def calendar_file(content, name):
    answer = never_stored(HttpResponse(content, content_type="text/calendar; charset=utf-8"))
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
