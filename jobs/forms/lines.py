"""Lists that people write one item a line. Only a new line parts two items.

A comma or a semicolon may belong to an item (« SQL ; requêtes », « Titres-restaurant, 9 € ») and
stays in it: what somebody meant as several is seen as one on the page, and mended there.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

SEPARATORS = (";", ",", "•", "|")  # by which people part items elsewhere


def lines(text: str) -> list[str]:
    """What stands on each line, without blanks nor doubles."""
    return list(dict.fromkeys(" ".join(one.split()) for one in text.split("\n") if one.strip()))


def with_remedy(sentence: Any, item: str) -> str:
    """An error about an item; of one that may be several on one line, how to write them."""
    if not any(sign in item for sign in SEPARATORS):
        return str(sentence)
    return f"{sentence} {_('Allez à la ligne entre deux éléments : rien d’autre ne les sépare.')}"


class LinesField(forms.CharField):
    """A list written one item a line."""

    def __init__(self, *, most: int, longest: int, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(required=False, **kwargs)
        self.most, self.longest = most, longest

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        found = lines(super().clean(value))
        if len(found) > self.most:
            raise forms.ValidationError(_("%(most)s lignes au plus.") % {"most": self.most})
        if long := next((one for one in found if len(one) > self.longest), None):
            sentence = _("« %(start)s… » dépasse %(most)s caractères.") % {
                "start": long[:30],
                "most": self.longest,
            }
            raise forms.ValidationError(with_remedy(sentence, long))
        return found
