"""What stays of a decided application once it goes: a line in the archive of evidence."""

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext, override

from jobs.models import Offer
from privacy.models import Evidence
from privacy.services import evidence

from .models import Application

DECIDED = (Application.State.ACCEPTED, Application.State.REFUSED)


def put_away(rows: "QuerySet[Application]") -> int:
    """The eraser of applications: decisions go to the archive, then the rows go.

    What a recruiter never decided leaves nothing. Returns how many rows went, cascades included.
    """
    decided = rows.filter(state__in=DECIDED).select_related("offer__company", "candidate")
    with override(settings.LANGUAGE_CODE):
        evidence.put_away(_line(one) for one in decided.iterator(chunk_size=500))
    return rows.delete()[0]


def _line(application: Application) -> Evidence:
    offer = application.offer
    return Evidence(
        **evidence.keys_of(application.candidate),
        company=offer.company.name,
        siren=offer.company.siren or "",
        position=offer.title,
        criteria=criteria(offer),
        applied_at=application.created_at,
        decision=application.state,
        reason=str(application.get_reason_display()) if application.reason else "",
        decided_by=application.decided_by,
        decided_at=application.moved_at,
    )


def criteria(offer: Offer) -> str:
    """What the offer asked of a candidate, one thing a line, as it stands now."""
    years = offer.experience_years
    lines = [
        offer.profile,
        gettext("Expérience : %(years)s an(s) au moins") % {"years": years} if years else "",
        gettext("Diplôme : %(name)s") % {"name": offer.get_diploma_display()}
        if offer.diploma
        else "",
        gettext("Permis : %(names)s") % {"names": ", ".join(offer.licences)}
        if offer.licences
        else "",
        gettext("Compétences : %(names)s") % {"names": ", ".join(offer.skills)}
        if offer.skills
        else "",
        gettext("Langues : %(names)s") % {"names": ", ".join(offer.languages)}
        if offer.languages
        else "",
        gettext("Questions : %(names)s")
        % {"names": " / ".join(one["text"] for one in offer.questions)}
        if offer.questions
        else "",
    ]
    return "\n".join(line for line in lines if line)
