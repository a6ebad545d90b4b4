from django import template

from .. import answer_rates

register = template.Library()
register.simple_tag(answer_rates.of_letters, name="letters_answered")
register.simple_tag(answer_rates.of_offers, name="applications_answered")
