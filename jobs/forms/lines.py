"""Lists that people write one item a line."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LINE = re.compile(r"[\n;]+")


def lines(text: str) -> list[str]:
    """What stands on each line, without blanks nor doubles."""
    return list(dict.fromkeys(" ".join(one.split()) for one in LINE.split(text) if one.strip()))


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
            raise forms.ValidationError(
                _("« %(start)s… » dépasse %(most)s caractères.")
                % {"start": long[:30], "most": self.longest}
            )
        return found
