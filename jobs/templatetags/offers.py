from django import template

from ..markdown import render

register = template.Library()
register.filter("offer_text", render)
