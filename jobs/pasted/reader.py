"""The one way in: from a pasted text to what the form of an offer would hold."""

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from .choices import read_choices
from .figures import read_figures
from .layout import Ad
from .lists import URL, read_lists
from .model import LONGEST, NotAnAd, Reading
from .naming import read_occupation, read_title
from .pay import read_pay
from .places import read_places
from .texts import CONTACT, read_texts

NOTHING = _("Collez d’abord le texte de votre annonce.")
FEWEST_WORDS = 8  # « Recherche serveur à Sète, CDI, 35 h, logé » is an ad; less is none


def read(text: str, *, today: date) -> Reading:
    """What an ad says, by field. `today`: a first day before it is not proposed.

    Raises NotAnAd for a text that is empty, too long, binary, or an address alone.
    """
    ad = Ad(checked(text))
    found = Reading()
    title = read_title(ad, found)
    read_occupation(found)
    read_choices(ad, found, title)
    read_figures(ad, found, today)
    read_places(ad, found, title)
    read_pay(ad, found)
    read_lists(ad, found)
    read_texts(ad, found, title)
    return found


def checked(text: str) -> str:
    """The text, when it may be an ad. Raises NotAnAd."""
    if not text.strip():
        raise NotAnAd(NOTHING)
    if len(text) > LONGEST:
        raise NotAnAd(
            _(
                "Ce texte compte %(count)s caractères, une annonce %(most)s au plus : ôtez ce qui "
                "n’en est pas."
            )
            % {"count": len(text), "most": LONGEST}
        )
    if "\0" in text:
        raise NotAnAd(
            _(
                "Ce texte contient des signes invisibles qui viennent d’un fichier : nous les "
                "avons ôtés. Relisez-le, puis envoyez-le de nouveau."
            )
        )
    words = re.findall(r"[^\W\d_]{2,}", CONTACT.sub(" ", URL.sub(" ", text)))
    if len(words) >= FEWEST_WORDS:
        return text
    if URL.search(text) or CONTACT.search(text):
        raise NotAnAd(
            _(
                "C’est une adresse : nous ne lisons pas les pages d’ailleurs. Ouvrez-la, copiez "
                "le texte de l’annonce et collez-le ici."
            )
        )
    raise NotAnAd(_("C’est trop court pour une annonce : collez-la en entier."))
