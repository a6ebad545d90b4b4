from django import template

from jobs.questions import manner
from meilleursjobs.lib.markdown import render

register = template.Library()
register.filter("offer_text", render)
register.filter("manner", manner)
