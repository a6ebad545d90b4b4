"""What somebody may have meant by a place or an occupation that is not known as they typed it."""

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from meilleursjobs.lib import gazetteer
from meilleursjobs.lib.geo import Commune

from ..nomenclatures import Occupation, find_occupations
from ..spelling import near_occupations


def unknown_occupation(typed: str) -> str:
    """The sentence about an occupation that is not known, with those that resemble it."""
    sentence = _("Nous ne connaissons pas « %(typed)s ».") % {"typed": typed}
    if not (near := near_occupations(typed)):
        return f"{sentence} {_('Essayez un mot plus général.')}"
    names = get_text_list([f"« {one.label} »" for one in near], _("ou"))
    return f"{sentence} {_('Vouliez-vous dire %(names)s ?') % {'names': names}}"


def unknown_town(typed: str) -> str:
    """The sentence about a place that is not known, with the one that resembles it."""
    sentence = _("Nous ne connaissons pas « %(typed)s ».") % {"typed": typed}
    if not (near := gazetteer.misspelt(typed)):
        return f"{sentence} {_('Essayez un nom de commune ou un code postal.')}"
    return f"{sentence} {_('Vouliez-vous dire %(names)s ?') % {'names': near.label}}"


class Guesses:
    """A form of a search that remembers what was meant, so that its page leads there."""

    meant_place: Commune | None = None
    meant_occupations: tuple[Occupation, ...] = ()

    def place_of(self, typed, find=gazetteer.find_place):
        """The place that was typed, which the field then shows. Raises ValidationError."""
        if not typed:
            return None
        if (place := find(typed)) is None:
            self.meant_place = gazetteer.misspelt(typed)
            raise ValidationError(unknown_town(typed))
        self.data["lieu"] = place.label
        return place

    def occupation_of(self, typed):
        """The occupation that was typed, which the field then shows. Raises ValidationError."""
        if not typed:
            return None
        if not (found := find_occupations(typed, limit=1)):
            self.meant_occupations = near_occupations(typed)
            raise ValidationError(unknown_occupation(typed))
        self.data["metier"] = found[0].label
        return found[0]

    def ways_out(self, asked: QueryDict) -> list[tuple[str, str]]:
        """(words, query) of the same search with what may have been meant."""
        ways = []
        if place := self.meant_place:
            words = _("Chercher à %(place)s") % {"place": place.label}
            ways.append((words, _with(asked, lieu=place.key)))
        for one in self.meant_occupations:
            words = _("Chercher : %(occupation)s") % {"occupation": one.label}
            ways.append((words, _with(asked, metier=one.code)))
        return ways


def _with(asked: QueryDict, **changed: str) -> str:
    """The address of what was typed, with some of it changed."""
    query = asked.copy()
    for name, value in changed.items():
        query[name] = value
    return query.urlencode()
