"""A search in words: its filters, each with the search without it, and its name."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from .criteria import Criteria
from .forms.search import SearchForm

SEVERAL = {
    "contracts": "contrat", "remote": "teletravail", "working_time": "temps",
    "licences": "permis", "hours": "horaires",
}  # fmt: skip
ONE = {"experience": "experience", "diploma": "diplome", "days": "depuis", "employer": "employeur"}


def filters(criteria: Criteria) -> Iterator[tuple[str, Criteria]]:
    """(words, the search without it) of each filter in force: neither words, place nor order."""
    for part, name in SEVERAL.items():
        labels = dict(SearchForm.base_fields[name].choices)
        values = getattr(criteria, part)
        for value in values:
            rest = tuple(one for one in values if one != value)
            yield str(labels[value]), replace(criteria, **{part: rest})
    if criteria.min_pay:
        words = _("%(euros)s € par an au moins") % {"euros": criteria.min_pay}
        yield words, criteria.without("min_pay")
    if criteria.occupation:
        yield criteria.occupation.label, criteria.without("occupation")
    if criteria.company:
        words = _("Entreprise : %(name)s") % {"name": criteria.company.name}
        yield words, criteria.without("company")
    for part, name in ONE.items():
        value = getattr(criteria, part)
        if value not in (None, ""):
            field = SearchForm.base_fields[name]
            yield f"{field.label} : {dict(field.choices)[value]}", criteria.without(part)


def name(criteria: Criteria) -> str:
    """« menuisier, Montpellier (34), CDI »; "" when nothing is asked for."""
    parts = [criteria.words, criteria.place.label if criteria.place else ""]
    parts += [words for words, _rest in filters(criteria)]
    return ", ".join(part for part in parts if part)
