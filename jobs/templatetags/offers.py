from django import template

from meilleursjobs.lib.markdown import render

register = template.Library()
register.filter("offer_text", render)
