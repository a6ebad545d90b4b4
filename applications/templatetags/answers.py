from django import template

from ..outcomes import answer_rate

register = template.Library()
register.simple_tag(answer_rate)
