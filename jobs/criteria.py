"""What a search asks for: one value for pages, alerts, feeds and landing pages."""

from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from meilleursjobs.lib import geo
from meilleursjobs.lib.geo import Area, Commune

from .models import Company
from .nomenclatures import Occupation

RELEVANCE, DATE, DISTANCE, PAY = "pertinence", "date", "distance", "salaire"
DEFAULT_RADIUS = 20  # kilometres, where nobody chose: most people's way to work is shorter
NO_LICENCE = "aucun"


@dataclass(frozen=True)
class Criteria:
    """Each part may be missing. radius in kilometres, min_pay in euros a year, days since today."""

    words: str = ""
    place: Commune | Area | None = None
    radius: int = DEFAULT_RADIUS
    contracts: tuple[str, ...] = ()
    remote: tuple[str, ...] = ()
    min_pay: int | None = None
    experience: int | None = None  # years that the candidate has
    occupation: Occupation | None = None
    company: Company | None = None  # whose offers alone are wanted
    working_time: tuple[str, ...] = ()
    employer: str = ""  # direct, agence
    diploma: int | None = None  # level that the candidate has
    licences: tuple[str, ...] = ()  # that the candidate holds; NO_LICENCE: none
    hours: tuple[str, ...] = ()
    days: int | None = None
    sort: str = ""

    @property
    def order(self) -> str:
        """The sort in force: relevance needs words, distance needs a commune."""
        if self.sort == DISTANCE and not isinstance(self.place, Commune):
            return RELEVANCE if self.words else DATE
        if self.sort in {"", RELEVANCE}:
            return RELEVANCE if self.words else DATE
        return self.sort

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """INSEE codes near enough, the nearest first; none when no commune was asked for."""
        here = self.place
        if not isinstance(here, Commune):
            return ()
        codes = geo.near(here.code, self.radius)
        if self.order != DISTANCE:
            return codes
        return tuple(sorted(codes, key=lambda code: (geo.distance(here, geo.commune(code)), code)))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for but an order."""
        return replace(self, sort="", radius=DEFAULT_RADIUS) == Criteria()

    def without(self, *names: str) -> "Criteria":
        """The same with these parts left out."""
        blank = Criteria()
        return replace(self, **{name: getattr(blank, name) for name in names})

    def as_query(self) -> str:
        """The search as an address: the same criteria always give the same text, "" for none."""
        commune = isinstance(self.place, Commune)
        pairs = [
            ("q", self.words),
            ("lieu", self.place.key if self.place else ""),
            ("rayon", self.radius if commune and self.radius != DEFAULT_RADIUS else None),
            *(("contrat", value) for value in sorted(self.contracts)),
            *(("teletravail", value) for value in sorted(self.remote)),
            ("salaire_min", self.min_pay),
            ("experience", self.experience),
            ("metier", self.occupation.code if self.occupation else ""),
            ("entreprise", self.company.slug if self.company else ""),
            *(("temps", value) for value in sorted(self.working_time)),
            ("employeur", self.employer),
            ("diplome", self.diploma),
            *(("permis", value) for value in sorted(self.licences)),
            *(("horaires", value) for value in sorted(self.hours)),
            ("depuis", self.days),
            ("tri", self.sort),
        ]
        return urlencode([(name, value) for name, value in pairs if value not in ("", None)])
