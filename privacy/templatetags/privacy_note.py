from django import template
from django.conf import settings

from .. import notices

register = template.Library()


@register.inclusion_tag("components/privacy_note.html")
def privacy_note(*models, seen_by, also="", **said):
    """What a form that fills these models must say, from the data map.

    models: labels or instances. seen_by: who reads it. also: one sentence more. Where nothing
    personal is kept, no model is named: `why`, `basis` and `kept` then say it.
    """
    notice = notices.of_models(*models) if models else notices.Notice(**said)
    return {"notice": notice, "seen_by": seen_by, "also": also, "company": settings.COMPANY}
