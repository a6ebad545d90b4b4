"""The pay of an ad: amounts with their period, gross or net, or the words that stand for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from .choices import SILENT
from .layout import Ad, Line, rules, sentences
from .model import Proposal, Reading, Span, Unclear, joined, shortened

NUMBER = r"\d{1,3}(?:[ .]\d{3})+(?:,\d{1,2})?|\d{1,6}(?:[.,]\d{1,2})?"
UNIT = r"\s?(?:k ?€|k(?:\s?euros?)?\b|€|euros?\b|eur\b)"
GROSS = r"(?:\s?(?:bruts?|nets?))?"
RANGE = re.compile(
    rf"(?<![\d,.])(?P<low>{NUMBER})(?P<low_unit>{UNIT})?{GROSS}"
    rf"(?:\s?(?:-|/|\ba\b|\bet\b|\bjusqu'a\b)\s?(?P<high>{NUMBER})(?P<high_unit>{UNIT})?)?(?![\d])"
)
# « 12,02 brut de l'heure » needs no sign of money.
PAID = re.compile(
    r"\s?(?:bruts?|nets?)\s?"
    r"(?:/ ?h\b|/ ?mois|de l'heure|horaire|par (?:heure|mois|an)|mensuel|annuel)"
)
TRAINEE = 3  # euros an hour: what a trainee is given is no salary (C. éduc., L124-6)
# Euros that a job may pay, by period: outside, the figure means something else.
SENSIBLE = {"heure": (8, 150), "jour": (50, 2_000), "mois": (400, 15_000), "an": (7_000, 400_000)}
# Without a period said, only what can be nothing else: « 28 k€ », « 28 000 € », « 2 100 € brut ».
YEARLY, MONTHLY = range(15_000, 400_001), range(1_300, 4_501)
BEFORE, AFTER = 45, 45
RANGE_OF_MONEY = re.compile(r"\d ?(?:k\b|k?€|euros?)")
THIRTEEN = re.compile(r"\bsur \d\d(?:[.,]\d{1,2})? mois|x ?\d\d(?:[.,]\d)? mois|\b13e? mois")


@dataclass(frozen=True)
class Pay:
    """Amounts as the form takes them, and where they stand."""

    low: Decimal | None
    high: Decimal | None
    period: str
    net: bool
    span: Span
    sentence: Span
    labelled: bool

    @property
    def value(self) -> dict[str, object]:
        """The fields of Offer."""
        return {
            "pay_min": self.low,
            "pay_max": self.high,
            "pay_period": self.period,
            "pay_is_net": self.net,
        }


@cache
def _sign(name: str) -> re.Pattern[str]:
    table = rules("figures")["pay"]
    lines = table["period"][name] if name in table["period"] else table[name]
    return re.compile("|".join(lines.strip().split("\n")))


def read_pay(ad: Ad, found: Reading) -> None:
    """Fill `pay` when one range is meant, else `pay_absence` with the ad's words for it."""
    every = [pay for line in ad.lines if line.section not in SILENT for pay in _in_line(ad, line)]
    kept = [pay for pay in every if pay.labelled] or every
    distinct = list({tuple(pay.value.values()): pay for pay in kept}.values())
    if len(distinct) > 1 and _same_said_twice(ad, distinct):
        distinct = distinct[:1]
    if len(distinct) == 1 and distinct[0].period:
        one = distinct[0]
        passage = shortened(ad.text[one.sentence.start : one.sentence.end])
        found.proposals["pay"] = Proposal(one.value, passage, (one.span,))
    elif distinct:
        said = (ad.text[one.sentence.start : one.sentence.end] for one in distinct[:3])
        found.unclear["pay"] = Unclear(joined(map(shortened, said)))
    else:
        _absent(ad, found)


def _same_said_twice(ad: Ad, pays: list[Pay]) -> bool:
    """« 2 300 € brut par mois, soit 27 600 € par an », « 1 900 € brut (1 480 € net) »."""
    first, *rest = pays
    between = (ad.folded[first.span.end : one.span.start] for one in rest)
    return all(one.sentence == first.sentence for one in rest) and all(
        _sign("soit").search(words) for words in between
    )


def _in_line(ad: Ad, line: Line) -> Iterator[Pay]:
    labelled = line.label == "pay"
    for sentence in sentences(ad, line):
        folded = ad.folded[sentence.start : sentence.end]
        about = labelled or _sign("about").search(folded)
        if not about and not any(_sign(name).search(folded) for name in (*SENSIBLE, "thousands")):
            continue
        matches = [one for one in RANGE.finditer(folded) if _is_money(one, folded, labelled)]
        for at, match in enumerate(matches):
            previous = matches[at - 1].end() if at else 0
            following = matches[at + 1].start() if at + 1 < len(matches) else len(folded)
            head = folded[max(previous, match.start() - BEFORE) : match.start()]
            tail = folded[match.end() : min(following, match.end() + AFTER)]
            if pay := _read(match, head, tail, sentence, labelled=labelled, about=bool(about)):
                yield pay


def _is_money(match: re.Match[str], folded: str, labelled: bool) -> bool:
    """Its unit says so, or « brut de l’heure »; on the line of the pay, « brut » alone does."""
    if match["low_unit"] or match["high_unit"]:
        return True
    figure = match.end("high" if match["high"] else "low")
    gross = labelled and re.match(r"\s?(?:bruts?|nets?)\b", folded[match.end() :])
    return bool(PAID.match(folded, figure) or gross)


def _read(
    match: re.Match[str], head: str, tail: str, sentence: Span, *, labelled: bool, about: bool
) -> Pay | None:
    last = re.split(r"[,;(]", head)[-1]
    if _sign("other_before").search(last) or _sign("other_after").search(tail):
        return None
    low, high = _amounts(match)
    thousands = "k" in f"{match['low_unit'] or ''}{match['high_unit'] or ''}"
    period = _period(head, match[0], tail, low, thousands=thousands, about=about)
    if (not period and not (about and int(low) in MONTHLY)) or high < low:
        return None
    least, most = SENSIBLE.get(period, (MONTHLY.start, MONTHLY.stop))
    if period == "heure" and "gratification" in head:
        least = TRAINEE
    if not least <= low <= most or not least <= high <= most:
        return None
    only_low = match["high"] is None and (
        _sign("low").search(head) or _sign("low_after").search(tail)
    )
    only_high = match["high"] is None and _sign("high").search(head)
    return Pay(
        low=None if only_high else low,
        high=None if only_low else high,
        period=period,
        net=_is_net(match, head, tail),
        span=Span(sentence.start + match.start(), sentence.start + match.end()),
        sentence=sentence,
        labelled=labelled,
    )


def _is_net(match: re.Match[str], head: str, tail: str) -> bool:
    """The word nearest to the amount decides: « 1 900 € brut », « salaire net : 1 500 € »."""
    for words in (match[0], tail[:25], head):
        said = re.findall(r"\b(brut|net)s?\b", words)
        if said:
            return said[-1 if words is head else 0] == "net"
    return False


def _amounts(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    low = _number(match["low"])
    high = _number(match["high"]) if match["high"] else low
    high_k = "k" in (match["high_unit"] or "")
    low_k = "k" in (match["low_unit"] or "")
    if low_k or (high_k and low < 1_000):
        low *= 1_000
    if high_k or (low_k and high < 1_000):
        high *= 1_000
    return low, high


def _number(text: str) -> Decimal:
    return Decimal(re.sub(r"[ ]|\.(?=\d{3})", "", text).replace(",", "."))


def _period(head: str, said: str, tail: str, low: Decimal, *, thousands: bool, about: bool) -> str:
    """The period said after the amount, else before it, else the only one it can be, else ""."""
    for words in (THIRTEEN.sub(" ", tail), head):
        names = [(hit.start(), name) for name in SENSIBLE if (hit := _sign(name).search(words))]
        if names:
            return min(names)[1] if words is not head else max(names)[1]
    if thousands or (about and int(low) in YEARLY):
        return "an"
    gross = re.search(r"\b(?:brut|net)s?\b", f"{head} {said} {tail}")
    return "mois" if about and gross and int(low) in MONTHLY else ""


def _absent(ad: Ad, found: Reading) -> None:
    """« Salaire : selon profil »: the ad's own words for a pay it does not say."""
    for line in ad.lines:
        if line.section in SILENT or line.kind == "blank":
            continue
        for sentence in sentences(ad, line):
            about = re.search(r"\b(?:salaire|remuneration|traitement)\b\s?:?\s?",
                              ad.folded[sentence.start : sentence.end])  # fmt: skip
            start = line.value if line.label == "pay" else None
            if about and start is None:
                start = sentence.start + about.end()
            if start is None or not sentence.start <= start < sentence.end:
                continue
            said = ad.folded[start : sentence.end].strip(" *:")
            if _sign("absent").search(said) and not RANGE_OF_MONEY.search(said):
                words = ad.text[start : sentence.end].strip(" *:.")
                passage = shortened(ad.text[sentence.start : sentence.end])
                span = (Span(start, sentence.end),)
                found.proposals["pay_absence"] = Proposal(words[:200], passage, span)
                return
