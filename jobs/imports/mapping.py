"""From the elements that aggregators read to the fields of our form: docs/feeds.md lists them."""

import re
from html.parser import HTMLParser
from typing import Any

from meilleursjobs.lib import geo
from meilleursjobs.lib.text import fold

from ..models import FeedSource
from ..nomenclatures import find_occupations
from ..pasted.naming import occupation_of

CONTRACTS = {
    "cdi": "cdi", "permanent": "cdi", "cdd": "cdd", "temporary": "cdd", "contract": "cdd",
    "interim": "interim", "stage": "stage", "internship": "stage", "freelance": "freelance",
    "apprentissage": "apprentissage", "apprenticeship": "apprentissage",
    "alternance": "apprentissage", "professionnalisation": "professionnalisation",
    "saisonnier": "saisonnier", "seasonal": "saisonnier",
    "fulltime": "cdi", "parttime": "cdi",
}  # fmt: skip
PART = {"parttime", "partiel", "temps partiel", "part-time"}
REMOTE = {"fully remote": "total", "total": "total", "hybrid remote": "partiel",
          "hybrid": "partiel", "partiel": "partiel"}  # fmt: skip
PERIODS = (("an", r"\ban(s|nuel\w*|nee)?\b|\byear"), ("mois", r"\bmois\b|mensuel|\bmonth"),
           ("jour", r"\bjour|\bday"), ("heure", r"\bheure|horaire|\bhour|\bh\b"))  # fmt: skip
AMOUNT = re.compile(r"\d{1,3}(?:[ .\u00a0\u202f]\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?")
PLAIN = {
    "months": "duration_months", "salarymin": "pay_min", "salarymax": "pay_max",
    "salaryperiod": "pay_period", "salaryabsence": "pay_absence", "profile": "profile",
    "process": "process", "startdate": "starts_on", "hours": "weekly_hours",
    "diploma": "diploma",
}  # fmt: skip


class _Text(HTMLParser):
    """HTML as the few marks that an offer's text may hold."""

    MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
    BREAKS = {"p": "\n\n", "div": "\n", "br": "\n", "ul": "\n\n", "ol": "\n\n", "li": "\n- ",
              "h1": "\n\n", "h2": "\n\n", "h3": "\n\n", "h4": "\n\n"}  # fmt: skip
    HIDDEN = {"script", "style"}

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.hidden += tag in self.HIDDEN
        self.parts.append(self.BREAKS.get(tag, self.MARKS.get(tag, "")))

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in self.HIDDEN and self.hidden > 0
        ends = {"p": "\n\n", "ul": "\n\n", "ol": "\n\n"} | self.MARKS
        self.parts.append(ends.get(tag, ""))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(re.sub(r"[ \t\u00a0]+", " ", data))


def text_of(html: str) -> str:
    """A description as text with lists and bold; without tags it is taken as it is written."""
    if "<" not in html:
        return html.strip()
    reader = _Text()
    reader.feed(re.sub(r"\s*\n\s*", " ", html))
    reader.close()
    lines = [line.strip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).replace("****", "").strip()


def read_pay(text: str) -> dict[str, Any]:
    """« 26 000 - 31 000 € par an » → amounts and period; nothing when it is not that clear."""
    amounts = [_number(one) for one in AMOUNT.findall(text)]
    folded, period = fold(text), _period(text)
    if not period or not 1 <= len(amounts) <= 2:
        return {}
    low, high = min(amounts), max(amounts)
    return {
        "pay_min": f"{low:.2f}",
        "pay_max": f"{high:.2f}",
        "pay_period": period,
        "pay_is_net": bool(re.search(r"\bnet\b", folded)),
    }


def _period(text: str) -> str:
    """« annuel », « par an », « year » → "an"; "" when it is none that we know."""
    return next((code for code, signs in PERIODS if re.search(signs, fold(text))), "")


def _amount(text: str) -> str:
    """« 24 000 € » → "24000.00"; what is no amount as it is written, for the form to refuse."""
    found = AMOUNT.findall(text)
    plain = re.fullmatch(r"\d+(\.\d+)?", text)
    return f"{_number(found[0]):.2f}" if len(found) == 1 and not plain else text


def _number(text: str) -> float:
    return float(re.sub(r"[ \u00a0\u202f]|\.(?=\d{3})", "", text).replace(",", "."))


def values_of(item: dict[str, str], source: FeedSource) -> dict[str, Any]:
    """The fields of the form that an offer of this source fills."""
    kind = re.sub(r"[\s_-]", "", fold(item.get("jobtype", "")))
    contract = fold(item.get("contract", ""))
    found: dict[str, Any] = {
        "title": item.get("title", ""),
        "occupation": _occupation(item),
        "contract": CONTRACTS.get(contract) or CONTRACTS.get(kind, ""),
        "working_time": "partiel" if PART & {kind, fold(item.get("workingtime", ""))} else "plein",
        "remote": REMOTE.get(fold(item.get("remotetype", "")), "aucun"),
        "places": _places(item),
        "description": text_of(item.get("description", "")),
        "experience_years": (re.findall(r"\d+", item.get("experience", "")) or ["0"])[0],
        "is_agency": source.is_agency,
    }
    found |= read_pay(item.get("salary", ""))
    found |= {ours: item[theirs] for theirs, ours in PLAIN.items() if item.get(theirs)}
    found |= {name: _amount(found[name]) for name in ("pay_min", "pay_max") if name in found}
    if period := _period(item.get("salaryperiod", "")):
        found["pay_period"] = period
    if address := item.get("url", ""):
        found |= {"apply_mode": "link", "apply_url": address}
    if source.is_agency:
        found["final_client"] = item.get("finalclient") or item.get("company", "")
    if not found.get("pay_min") and not found.get("pay_max"):
        found.setdefault("pay_absence", source.pay_absence)
    return found


def _occupation(item: dict[str, str]) -> str:
    """A ROME code, else the first of its texts that names one occupation; "" is refused later.

    A name of the nomenclature, or one that people have for it: « Caissière ou caissier ».
    """
    texts = [item.get(name, "")[:150] for name in ("rome", "category", "title")]
    for text in filter(None, texts):
        if hits := find_occupations(text, limit=1):
            return hits[0].code
    return next((code for text in texts if text and (code := occupation_of(text))), "")


def _places(item: dict[str, str]) -> list[str]:
    """INSEE code, else town and postal code together, so that namesakes are told apart."""
    if code := item.get("insee", ""):
        return [code]
    city, postal = item.get("city", ""), item.get("postalcode", "")
    if not city and not postal:
        return []
    known = geo.by_postal_code(postal)
    named = [one for one in known if fold(one.name) == fold(city)]
    if named or (known and not city):
        return [(named or known)[0].code]
    return [city or postal]
