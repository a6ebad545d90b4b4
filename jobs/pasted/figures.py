"""Experience, length of the contract, hours a week, and the day it starts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from .choices import is_wish, spoken
from .layout import Ad, Line, rules, sentences
from .model import Proposal, Reading, Span, Unclear, joined, shortened

COUNT = rf"(?:\d{{1,2}}|{'|'.join(rules('figures')['numbers'])})"
RANGE = rf"(?P<count>{COUNT})(?:\s?(?:a|-|ou|/)\s?(?P<more>{COUNT}))?(?:\s?\(\d{{1,2}}\))?"
YEARS = r"\s?(?P<unit>ans?|annees?|mois)\b"
EXPERIENCE = (
    re.compile(rf"\b{RANGE}{YEARS}[^.\d]{{0,40}}?\bexperience"),
    re.compile(rf"\bexperiences?\b[^.\d]{{0,60}}?\b{RANGE}{YEARS}"),
    re.compile(rf"\bminimum\b[^.\d]{{0,8}}\b{RANGE}{YEARS}[^.]{{0,30}}\bposte"),
    re.compile(  # « On attend de vous : 3 ans en commerce alimentaire »
        rf"(?:^|:|\bvous avez|\bjustifie\w{{0,2}} de)\s?\W?\s?{RANGE}{YEARS} "
        r"(?:minimum |au moins )?(?:en|dans|comme) "
        r"(?!(?:cdd|cdi|alternance|apprentissage|contrat|formation|cfa|ecole|interim|stage|duree)\b)"
    ),
)
LABELLED_YEARS = re.compile(rf"\b{RANGE}{YEARS}")
DURATION = re.compile(rf"\b{RANGE}{YEARS}")
FIRST = re.compile(r"\bpremiere experience\b|\bexperience\b.{0,40}\b(?:exigee|requise|demandee)")
MOST_YEARS, MOST_MONTHS = 20, 120
HOURS = re.compile(
    r"(?<![\d,.-])(?P<hours>\d{1,2})(?:\s?h\s?(?P<minutes>30|15|45)\b|(?:[.,](?P<part>\d{1,2}))?"
    r"\s?(?:(?:h|heures?)\b|(?P<bare>(?= par semaine))))\s?"
    r"(?P<week>/ ?s(?:em)?\b\.?|/ ?semaine|par semaine|hebdo\w*|la semaine|semaine\b)?"
)
MONTHLY = re.compile(
    r"(?<![\d,.-])(?P<hours>\d{2,3}(?:[.,]\d{1,2})?)\s?h(?:eures?)?\s?"
    r"(?:/ ?mois|par mois|mensuel\w{0,4})"
)
HOURS_ALONE = re.compile(
    r"\b(?:cdi|cdd|temps (?:plein|complet|partiel)|contrat|base|horaires?|travail)\b[^.\d]{0,15}$"
)
LEAST_HOURS, MOST_HOURS = 4, 48
FULL_TIME = range(35, 40)
DAY = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:er)?\s?(?:(?P<month>{'|'.join(rules('figures')['months'])})\s?"
    r"(?P<year>20\d\d)|[/.](?P<m>\d{1,2})[/.](?P<y>20\d\d|\d\d)\b)"
)


ANSWER = re.compile(
    rf"\breponses?\b[^.;\d]{{0,30}}?\b(?:sous|dans les|en)\s(?P<count>{COUNT})\s"
    r"(?P<unit>jours?|semaines?)\b"
)
MOST_ANSWER_DAYS = 90
MONTH = "|".join(rules("figures")["months"])
PERIOD = re.compile(
    rf"\bdu (?P<day>\d{{1,2}})(?:er)? (?P<month>{MONTH})(?: (?P<own>20\d\d))? au \d{{1,2}}(?:er)? "
    rf"(?P<last>{MONTH}) (?P<year>20\d\d)"
)


@dataclass(frozen=True)
class Figure:
    """A number, the sentence that says it, and where; `sure` unless it is only a wish."""

    value: Any
    span: Span
    sentence: Span
    sure: bool = True


@cache
def _sign(table: str, name: str) -> re.Pattern[str]:
    return re.compile("|".join(rules("figures")[table][name].strip().split("\n")))


def count(word: str) -> int:
    """« 6 », « six » → 6."""
    return int(word) if word.isdigit() else int(rules("figures")["numbers"][word])


def read_figures(ad: Ad, found: Reading, today: date) -> None:
    """Fill what figures say. `duration_months` wants the contract to be read before."""
    _settle(ad, found, "experience_years", _experience(ad))
    contract = found.value("contract")
    if contract and contract != "cdi":
        _settle(ad, found, "duration_months", _durations(ad))
    _settle(ad, found, "weekly_hours", _hours(ad))
    _time_of_hours(found)
    _settle(ad, found, "answer_days", _each(ad, _answers_in))
    _start(ad, found, today)


def _settle(ad: Ad, found: Reading, name: str, figures: Iterator[Figure]) -> None:
    """Propose the one value that is meant; several, or a wish, stay open."""
    every = list(figures)
    sure = [one for one in every if one.sure]
    values = {one.value for one in sure}
    if len(values) == 1:
        spans = tuple(one.span for one in sure)
        found.proposals[name] = Proposal(values.pop(), _said(ad, sure[:1]), spans)
    elif every:
        found.unclear[name] = Unclear(_said(ad, every[:3]))


def _said(ad: Ad, figures: list[Figure]) -> str:
    return joined(shortened(ad.text[o.sentence.start : o.sentence.end]) for o in figures)


def _each(ad: Ad, read: Callable[[Ad, Line, Span], Iterator[Figure]]) -> Iterator[Figure]:
    for line in spoken(ad):
        if line.label != "company":
            for sentence in sentences(ad, line):
                yield from read(ad, line, sentence)


# --- Experience -----------------------------------------------------------------------------------
def _experience(ad: Ad) -> Iterator[Figure]:
    return _each(ad, _experience_in)


def _experience_in(ad: Ad, line: Line, sentence: Span) -> Iterator[Figure]:
    folded = ad.folded[sentence.start : sentence.end]
    labelled = line.label == "experience" and line.value < sentence.end
    value = ad.folded[max(line.value, sentence.start) : sentence.end].strip() if labelled else ""
    none = _sign("experience", "none").search(folded)
    if none or (labelled and _sign("experience", "none_labelled").search(value)):
        yield Figure(0, sentence, sentence)
        return
    years = [one.search(folded) for one in EXPERIENCE]
    match = next(filter(None, years), None) or (labelled and LABELLED_YEARS.search(folded)) or None
    if match is None:
        if FIRST.search(folded):
            yield Figure(None, sentence, sentence, sure=False)
        return
    if _sign("experience", "others").search(folded[: match.end()]):
        return
    span = Span(sentence.start + match.start(), sentence.start + match.end())
    number = count(match["count"])
    if match["unit"] == "mois":
        number, rest = divmod(number, 12)
        if not number or (rest and match["more"]):
            yield Figure(None, span, sentence, sure=False)
            return
    if number <= MOST_YEARS:
        wish = is_wish(ad, sentence, span) or (labelled and "souhait" in folded)
        yield Figure(number, span, sentence, sure=not wish)


# --- Length of the contract -----------------------------------------------------------------------
def _durations(ad: Ad) -> Iterator[Figure]:
    return _each(ad, _duration_in)


def _duration_in(ad: Ad, line: Line, sentence: Span) -> Iterator[Figure]:
    folded = ad.folded[sentence.start : sentence.end]
    labelled = line.label in {"duration", "contract"}
    for match in DURATION.finditer(folded):
        lead = folded[max(0, match.start() - 40) : match.start()]
        heads = list(_sign("duration", "head").finditer(lead))
        if not labelled and not heads:
            continue
        between = lead[heads[-1].end() :] if heads else lead
        if _sign("duration", "other").search(between) or "experience" in folded:
            continue
        if ("," in between and not labelled) or re.search(r"\b(?:par|tous les)\b", between):
            continue
        months = count(match["count"]) * (1 if match["unit"] == "mois" else 12)
        span = Span(sentence.start + match.start(), sentence.start + match.end())
        if 1 <= months <= MOST_MONTHS:
            yield Figure(months, span, sentence, sure=match["more"] is None)


# --- Hours a week ---------------------------------------------------------------------------------
def _hours(ad: Ad) -> Iterator[Figure]:
    return _each(ad, _hours_in)


def _monthly(folded: str, sentence: Span) -> Iterator[Figure]:
    """151,67 h a month are 35 h a week: a year has 52 weeks."""
    for month in MONTHLY.finditer(folded):
        number = (Decimal(month["hours"].replace(",", ".")) * 12 / 52).quantize(Decimal("0.1"))
        if LEAST_HOURS <= number <= MOST_HOURS:
            span = Span(sentence.start + month.start(), sentence.start + month.end())
            yield Figure(number, span, sentence)


def _hours_in(ad: Ad, line: Line, sentence: Span) -> Iterator[Figure]:
    folded = ad.folded[sentence.start : sentence.end]
    yield from _monthly(folded, sentence)
    for match in HOURS.finditer(folded):
        number = _weekly(match)
        lead, tail = folded[: match.start()], folded[match.end() :]
        if number is None or re.match(r"\s?(?:/ ?24|a \d|/ ?7|sur 24|\d)|-\d|\s?- ?\d\d? ?h", tail):
            continue
        labelled = line.label in {"time", "contract"} and not re.search(r"\d", lead)
        alone = int(number) in FULL_TIME or labelled or HOURS_ALONE.search(lead)
        if match["bare"] is not None and not labelled:
            continue
        if not match["week"] and (not alone or "experience" in folded):
            continue
        if not match["week"] and re.search(r"\b(?:de|entre|a|vers|formation|des)\s?$", lead):
            continue
        if re.search(
            r"(?:\d ?(?:h\w* )?(?:a|et|-|ou|/)|\bou|jusqu'a|entre)\s?$", lead
        ) or re.search(r"^\s?(?:a|ou|-|/) ?\d\d", tail):
            yield Figure(None, sentence, sentence, sure=False)
            continue
        span = Span(sentence.start + match.start(), sentence.start + match.end())
        yield Figure(number, span, sentence)


def _weekly(match: re.Match[str]) -> Decimal | None:
    number = Decimal(match["hours"])
    if match["part"]:
        number = Decimal(f"{match['hours']}.{match['part']}")
    if match["minutes"]:
        number += Decimal(match["minutes"]) / 60
    return number if LEAST_HOURS <= number <= MOST_HOURS else None


def _time_of_hours(found: Reading) -> None:
    """35 hours are full time (Code du travail, L3121-27); fewer are part time (L3123-1)."""
    hours = found.proposals.get("weekly_hours")
    if hours and "working_time" not in found.proposals and "working_time" not in found.unclear:
        value = "plein" if hours.value >= FULL_TIME.start else "partiel"
        found.proposals["working_time"] = Proposal(value, hours.passage, hours.spans)


# --- The answer -----------------------------------------------------------------------------------
def _answers_in(ad: Ad, _line: Line, sentence: Span) -> Iterator[Figure]:
    """« Réponse à tous sous 15 jours »."""
    folded = ad.folded[sentence.start : sentence.end]
    for match in ANSWER.finditer(folded):
        days = count(match["count"]) * (7 if match["unit"].startswith("semaine") else 1)
        if days <= MOST_ANSWER_DAYS:
            span = Span(sentence.start + match.start(), sentence.start + match.end())
            yield Figure(days, span, sentence)


# --- The first day --------------------------------------------------------------------------------
def _start(ad: Ad, found: Reading, today: date) -> None:
    figures = list(_each(ad, _start_in))
    days = {one.value for one in figures if one.value}
    if len(days) == 1 and (day := max(days)) >= today:
        said = [one for one in figures if one.value]
        spans = tuple(one.span for one in said)
        found.proposals["starts_on"] = Proposal(day, _said(ad, said[:1]), spans)
    elif figures and not days:  # « dès que possible »: what an empty field says
        spans = tuple(one.span for one in figures)
        found.proposals["starts_on"] = Proposal(None, _said(ad, figures[:1]), spans)
    elif figures:
        found.unclear["starts_on"] = Unclear(_said(ad, figures[:2]))
    else:
        _vague_start(ad, found)


def _start_in(ad: Ad, line: Line, sentence: Span) -> Iterator[Figure]:
    folded = ad.folded[sentence.start : sentence.end]
    labelled = line.label == "start"
    if _sign("start", "other").search(folded):
        return
    period = PERIOD.search(folded)
    if period and (labelled or _sign("start", "head").search(folded)) and (day := _first(period)):
        span = Span(sentence.start + period.start(), sentence.start + period.end())
        yield Figure(day, span, sentence)
    for match in DAY.finditer(folded):
        lead = folded[max(0, match.start() - 40) : match.start()]
        if period and period.start() <= match.start() < period.end():
            continue
        if (labelled or _sign("start", "head").search(lead)) and (day := _day(match)):
            span = Span(sentence.start + match.start(), sentence.start + match.end())
            yield Figure(day, span, sentence)
    soon = _sign("start", "soon").search(folded)
    if soon and (labelled or _sign("start", "soon_about").search(folded)):
        yield Figure(None, Span(sentence.start + soon.start(), sentence.end), sentence)


def _first(period: re.Match[str]) -> date | None:
    """The first day of « du 1er avril au 31 octobre 2027 », that year or the one before."""
    months = rules("figures")["months"]
    first, last = months[period["month"]], months[period["last"]]
    try:
        return date(
            int(period["own"] or int(period["year"]) - (first > last)), first, int(period["day"])
        )
    except ValueError:
        return None


def _day(match: re.Match[str]) -> date | None:
    month = rules("figures")["months"].get(match["month"]) or int(match["m"] or 0)
    year = int(match["year"] or match["y"])
    try:
        return date(year if year > 99 else 2000 + year, month, int(match["day"]))
    except ValueError:
        return None


VAGUE = re.compile(
    rf"\b(?:debut|mi|fin|rentree|courant|\d{{1,2}}(?:er)?|en|de|pour|:)[ -]"
    rf"(?:{'|'.join(rules('figures')['months'])})\b"
)


def _vague_start(ad: Ad, found: Reading) -> None:
    """« début septembre »: said, and no day."""
    for line in spoken(ad):
        for sentence in sentences(ad, line):
            folded = ad.folded[sentence.start : sentence.end]
            about = line.label == "start" or _sign("start", "head").search(folded)
            if about and VAGUE.search(folded) and not _sign("start", "other").search(folded):
                said = shortened(ad.text[sentence.start : sentence.end])
                found.unclear["starts_on"] = Unclear(said)
                return
