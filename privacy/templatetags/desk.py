from django import template

from ..services import evidence

register = template.Library()


@register.filter
def reads_evidence(user):
    """Whether this member of the staff may open the archive of evidence."""
    return evidence.is_reader(user)
