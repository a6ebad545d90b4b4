"""`{% lucide %}`, drawing each icon once a process: a page of offers shows a hundred of them."""

from functools import lru_cache

from django import template
from lucide.templatetags.lucide import lucide

register = template.Library()
register.simple_tag(lru_cache(maxsize=1024)(lucide), name="lucide")
