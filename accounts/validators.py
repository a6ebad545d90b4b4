"""What a field about a person may hold."""

import re

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.text import has_control

# A commune's official code (INSEE, COG): department, 2A and 2B in Corsica, then three figures.
INSEE_CODE = re.compile(r"(?:\d{2}|2[AB])\d{3}")
# Accents on accents, which climb over the lines above: no language writes three on one letter.
PILED = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]{3}")
PHONE_CHARACTERS = re.compile(r"\+?[\d\s.()/-]+")
PHONE_DIGITS = range(6, 16)  # ITU-T E.164 allows fifteen at most


@deconstructible
class PlainText:
    """No control nor text-direction character, no piled accents.

    `multiline` lets line breaks and tabs through.
    """

    def __init__(self, *, multiline: bool = False) -> None:
        self.multiline = multiline

    def __call__(self, value: str) -> None:
        if has_control(value, allowed="\r\n\t" if self.multiline else ""):
            raise ValidationError(
                _("Ce texte contient un caractère invisible : retapez-le sans le coller."),
                code="control",
            )
        if PILED.search(value):
            raise ValidationError(
                _("Ce texte porte trop d’accents sur une même lettre : retapez-le."), code="piled"
            )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PlainText) and self.multiline == other.multiline

    def __hash__(self) -> int:
        return hash(self.multiline)


plain = PlainText()
plain_lines = PlainText(multiline=True)


def person_name(value: str) -> None:
    """A name goes into the sender of a letter: no address, no markup, at least one letter."""
    plain(value)
    if any(c in value for c in '<>@"\\/:;') or not any(c.isalpha() for c in value):
        raise ValidationError(_("Écrivez un nom avec des lettres, sans < > @ ni / ."), code="name")


def phone_number(value: str) -> None:
    """Figures, spaces and the usual signs: we print it, we do not dial it."""
    digits = sum(c.isdigit() for c in value)
    if not PHONE_CHARACTERS.fullmatch(value) or digits not in PHONE_DIGITS:
        raise ValidationError(
            _("Écrivez un numéro comme 06 12 34 56 78 ou +33 6 12 34 56 78."), code="phone"
        )


def commune_code(value: str) -> None:
    """An INSEE code in its official form."""
    if not INSEE_CODE.fullmatch(value):
        raise ValidationError(_("Choisissez une commune de la liste."), code="commune")
