"""Offers for other machines: sitemaps, RSS of a search, and the feed that aggregators read.

Everything is written while it is read, a batch of rows at a time, in the order of an index: a
million offers cost no more memory than a thousand. The addresses carry no tracking code.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import StringIO
from typing import Any

from django.db.models import F, Max, QuerySet
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from accounts.models import Contract, Education, WorkingTime
from meilleursjobs.lib import geo, markdown
from meilleursjobs.lib.remembered import remembered

from . import landing
from .criteria import Criteria
from .models import Company, Offer
from .structured_data import absolute, known_places

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_URLS = 50_000  # of one file, by the protocol
BATCH = 1_000
INDEX_SECONDS = 3_600
CHANGED = Greatest(F("edited_at"), F("published_at"))

Row = tuple[str, datetime | None]


class Writer:
    """XML written piece by piece: `take` gives what was written since."""

    def __init__(self) -> None:
        self._buffer = StringIO()
        self.xml = SimplerXMLGenerator(self._buffer, "utf-8")
        self.xml.startDocument()

    def take(self) -> str:
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text

    def elements(self, pairs: Iterable[tuple[str, object]]) -> None:
        """One element for each pair whose value says something."""
        for name, value in pairs:
            if value not in (None, "", []):
                self.xml.addQuickElement(name, str(value))


def batches(rows: QuerySet[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """The rows by their number, so many at a time, each batch a short query of its own."""
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk")[:size]):
        yield found
        last = found[-1].pk


# --- Sitemaps -----------------------------------------------------------------------------------
# A file holds the numbers of one range: no count, no offset, and an offer never changes file.
def sitemap_files() -> list[Row]:
    """(path, last change) of each file of the index. Kept for an hour: it reads every offer."""
    return remembered("sitemap", _sitemap_files, seconds=INDEX_SECONDS)


def _sitemap_files() -> list[Row]:
    number = F("pk") / MOST_URLS
    offers = Offer.objects.visible().order_by().annotate(number=number).values("number")
    changes = offers.annotate(changed=Max(CHANGED)).order_by("number")
    companies = Company.objects.listed().order_by().annotate(number=number)
    numbers = companies.values_list("number", flat=True).distinct().order_by("number")
    return [
        (reverse("sitemap_pages"), None),
        *((reverse("sitemap_offers", args=[one["number"]]), one["changed"]) for one in changes),
        *((reverse("sitemap_companies", args=[one]), None) for one in numbers),
    ]


def _range(rows: QuerySet[Any], number: int) -> QuerySet[Any]:
    return rows.filter(pk__gte=number * MOST_URLS, pk__lt=(number + 1) * MOST_URLS)


def offer_addresses(number: int) -> Iterator[Row]:
    """(path, last change) of the visible offers of one file."""
    rows = Offer.objects.visible().only("pk", "title", "edited_at", "published_at")
    for batch in batches(_range(rows, number), 5 * BATCH):
        for offer in batch:
            yield offer.get_absolute_url(), max(offer.edited_at, offer.published_at)


def company_addresses(number: int) -> Iterator[Row]:
    """(path, None) of the listed companies of one file."""
    for batch in batches(_range(Company.objects.listed().only("pk", "slug"), number), 5 * BATCH):
        for company in batch:
            yield company.get_absolute_url(), None


def page_addresses() -> list[Row]:
    """The pages that lead to the others, and those that say our rules."""
    names = ("home", "offers", "occupations", "places", "companies", "ranking", "legal", "contact")
    texts = ("privacy:policy", "privacy:promises", "terms")
    paths = [reverse(name) for name in (*names, *texts)]
    paths += [
        path for _words, _count, path in (*landing.occupations_open(), *landing.places_open())
    ]
    return [(path, None) for path in paths]


def write_addresses(root: str, element: str, rows: Iterable[Row]) -> Iterator[str]:
    """A sitemap (urlset of url) or an index of them (sitemapindex of sitemap)."""
    writer = Writer()
    writer.xml.startElement(root, {"xmlns": SITEMAP})
    for number, (path, changed) in enumerate(rows):
        writer.xml.startElement(element, {})
        changed_text = changed.isoformat(timespec="seconds") if changed else ""
        writer.elements([("loc", absolute(path)), ("lastmod", changed_text)])
        writer.xml.endElement(element)
        if number % BATCH == BATCH - 1:
            yield writer.take()
    writer.xml.endElement(root)
    yield writer.take()


# --- RSS of a search ----------------------------------------------------------------------------
def rss(criteria: Criteria, offers: Iterable[Offer]) -> str:
    """The newest offers that answer a search, as any feed reader shows them."""
    query = criteria.as_query()
    about = [criteria.words, criteria.place.label if criteria.place else ""]
    about += [criteria.occupation.label if criteria.occupation else ""]
    about += [criteria.company.name if criteria.company else ""]
    subject = ", ".join(part for part in about if part)
    title = _("Offres d’emploi : %(subject)s") % {"subject": subject} if subject else ""
    feed = Rss201rev2Feed(
        title=title or _("Offres d’emploi sur MeilleursJobs"),
        link=absolute(reverse("offers")) + (f"?{query}" if query else ""),
        description=_("Les offres les plus récentes qui répondent à cette recherche."),
        language="fr",
        feed_url=absolute(reverse("offers_rss")) + (f"?{query}" if query else ""),
    )
    for offer in offers:
        address = absolute(offer.get_absolute_url())
        feed.add_item(
            title=f"{offer.title} · {offer.company.name}",
            link=address,
            unique_id=address,
            unique_id_is_permalink=True,
            description=in_short(offer),
            pubdate=offer.published_at,
            updateddate=offer.edited_at,
        )
    return feed.writeString("utf-8")


def in_short(offer: Offer) -> str:
    """Contract, place and pay of an offer in one line of plain text."""
    places = [geo.commune(one.commune_code).label for one in known_places(offer)]
    parts = [offer.get_contract_display(), places[0] if places else offer.get_remote_display()]
    if pay := pay_text(offer):
        parts.append(pay)
    return " · ".join(str(part) for part in parts)


def pay_text(offer: Offer) -> str:
    """« 26000 - 31000 EUR par an, brut », "" when the offer says nothing."""
    amounts = [f"{one.normalize():f}" for one in (offer.pay_min, offer.pay_max) if one is not None]
    if not amounts:
        return ""
    kind = _("net") if offer.pay_is_net else _("brut")
    return f"{' - '.join(dict.fromkeys(amounts))} EUR {offer.get_pay_period_display()}, {kind}"


# --- The feed of aggregators --------------------------------------------------------------------
KINDS = {
    Contract.INTERNSHIP: "internship",
    Contract.FREELANCE: "contract",
    Contract.CDD: "temporary",
    Contract.TEMP: "temporary",
    Contract.SEASONAL: "temporary",
    Contract.APPRENTICESHIP: "apprenticeship",
    Contract.PROFESSIONAL: "apprenticeship",
}
REMOTE = {"total": "Fully remote", "partiel": "Hybrid remote"}


def source_feed(now: datetime) -> Iterator[str]:
    """Every visible offer as <source><job>…, the elements described in docs/feeds.md."""
    writer = Writer()
    writer.xml.startElement("source", {})
    head = (("publisher", "MeilleursJobs"), ("publisherurl", absolute("/")))
    writer.elements([*head, ("lastBuildDate", http_date(now.timestamp()))])
    for batch in batches(Offer.objects.visible().with_card()):
        for offer in batch:
            write_job(writer, offer)
        yield writer.take()
    writer.xml.endElement("source")
    yield writer.take()


def write_job(writer: Writer, offer: Offer) -> None:
    """One offer: the elements that aggregators know, then ours, which our own import reads."""
    first = next(iter(known_places(offer)), None)
    commune = geo.commune(first.commune_code) if first else None
    part = offer.working_time == WorkingTime.PART
    address = absolute(offer.get_absolute_url())
    writer.xml.startElement("job", {})
    writer.elements(
        [
            ("title", offer.title),
            ("date", http_date(offer.published_at.timestamp())),
            ("referencenumber", offer.pk),
            ("url", address),
            ("company", offer.company.name),
            ("city", commune.city if commune else ""),
            ("postalcode", commune.postal_codes[0] if commune and commune.postal_codes else ""),
            ("state", geo.department(commune.department).region_name if commune else ""),
            ("country", "FR"),
            ("description", description(offer)),
            ("salary", pay_text(offer)),
            ("jobtype", KINDS.get(Contract(offer.contract), "parttime" if part else "fulltime")),
            ("remotetype", REMOTE.get(offer.remote)),
            ("education", Education.Level(offer.diploma).label if offer.diploma else ""),
            ("experience", f"{offer.experience_years} ans" if offer.experience_years else ""),
            ("expirationdate", http_date(offer.expires_at.timestamp())),
            ("rome", offer.occupation),
            ("insee", first.commune_code if first else ""),
            ("contract", offer.contract),
            ("workingtime", offer.working_time),
            ("months", offer.duration_months),
            ("salarymin", offer.pay_min),
            ("salarymax", offer.pay_max),
            ("salaryperiod", offer.pay_period),
            ("salaryabsence", offer.pay_absence),
        ]
    )
    writer.xml.endElement("job")


def description(offer: Offer) -> str:
    """The job, then the person looked for, as HTML."""
    texts = (offer.description, offer.profile)
    return "".join(markdown.render(text) for text in texts if text)
