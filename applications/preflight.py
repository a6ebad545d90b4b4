"""What one would like to know before a letter leaves: remarks, never a verdict.

Nothing is stored: the letter is compared with the candidate's own drafts and models on the fly.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from meilleursjobs.lib.mail_domains import receives_mail
from meilleursjobs.lib.text import fold

from .models import DraftContent, LetterModel, SpontaneousApplication, Words
from .models.letters import Unreadable

INFO, WARNING = "info", "warning"
BLANK = re.compile(r"\[[^\[\]\n]{0,120}\]|\{\{?[^{}\n]{1,60}\}?\}|<<[^<>\n]{1,60}>>|\bX{3,}\b")
ANNOUNCED = re.compile(
    r"\b(ci[- ]jointe?s?|(en )?pieces? jointes?|en pj|vous trouverez mon cv|je joins|joint a ce)\b"
)
# Local parts that a team reads; a name reaches one person. Our own list.
GENERIC = {
    "accueil", "administratif", "administration", "bonjour", "bureau", "candidature",
    "candidatures", "carriere", "carrieres", "contact", "direction", "emploi", "hello", "hr",
    "info", "infos", "job", "jobs", "mairie", "personnel", "recrutement", "recrutements",
    "ressourceshumaines", "rh", "secretariat", "siege", "stage", "stages", "talent", "talents",
}  # fmt: skip
SHORT_WORDS = 60  # below, a letter says little of why this company; our choice
SHINGLE = 4  # words in a row that are compared
ALIKE = 70  # percent, from which sameness is worth a remark; our choice
MOST_COMPARED = 40  # texts


@dataclass(frozen=True)
class Flag:
    """A remark about a letter. A warning asks for an explicit « j’envoie quand même »."""

    level: str
    sentence: str


@dataclass(frozen=True)
class Likeness:
    """How much of a letter stands in another one, and which."""

    percent: int
    other: str


def flags(application: SpontaneousApplication, words: Words) -> list[Flag]:
    """Every remark about this letter, the weightiest first.

    May ask a name server about the recipient's domain: never call it in a transaction.
    """
    text = f"{words.subject}\n{words.body}"
    found = [
        *_blanks(text),
        *_other_company(application, text),
        *_attachment(application, text),
        *_length(words.body),
        *_sameness(application, words),
        *_address(application),
    ]
    return sorted(found, key=lambda flag: flag.level != WARNING)


def _blanks(text: str) -> Iterable[Flag]:
    left = list(dict.fromkeys(BLANK.findall(text)))[:3]
    if left:
        shown = ", ".join(f"« {blank} »" for blank in left)
        yield Flag(WARNING, _("Il reste un blanc à remplir : %(blanks)s.") % {"blanks": shown})


def _other_company(application: SpontaneousApplication, text: str) -> Iterable[Flag]:
    """The name of a company the candidate wrote to before, forgotten in this letter.

    Not of any listed company: an honest letter names former employers, and a sole trader's listed
    name is a person's, the candidate's own signature included.
    """
    said, own = f" {_bare(text)} ", _bare(application.company_name)
    names = (
        SpontaneousApplication.objects.owned_by(application.candidate)
        .exclude(pk=application.pk)
        .order_by()
        .values_list("company_name", flat=True)
        .distinct()[:200]
    )
    for name in names:
        bare = _bare(name)
        if len(bare) > 2 and bare not in own and f" {bare} " in said:
            words = _("Votre lettre nomme « %(other)s », mais elle part chez « %(here)s ».")
            yield Flag(WARNING, words % {"other": name, "here": application.company_name})
            return


def _attachment(application: SpontaneousApplication, text: str) -> Iterable[Flag]:
    if application.resume_id:
        return
    if ANNOUNCED.search(fold(text)):
        yield Flag(
            WARNING, _("Votre lettre annonce une pièce jointe, mais aucun CV n’y est joint.")
        )
    else:
        yield Flag(INFO, _("Aucun CV n’est joint à cette lettre."))


def _length(body: str) -> Iterable[Flag]:
    count = len(body.split())
    if count < SHORT_WORDS:
        words = _("Votre lettre est très courte (%(count)s mots).")
        yield Flag(WARNING, words % {"count": count})


def _sameness(application: SpontaneousApplication, words: Words) -> Iterable[Flag]:
    if like := likeness(application, words):
        sentence = _("Cette lettre reprend à %(percent)s %% votre texte « %(other)s ».")
        level = WARNING if like.percent >= 95 else INFO
        yield Flag(level, sentence % {"percent": like.percent, "other": like.other})


def _address(application: SpontaneousApplication) -> Iterable[Flag]:
    name, _at, domain = application.recipient.rpartition("@")
    local = fold(name)
    earlier = SpontaneousApplication.objects.owned_by(application.candidate).filter(
        recipient__iexact=application.recipient, outcome=SpontaneousApplication.Outcome.BOUNCED
    )
    if earlier.exists():
        yield Flag(WARNING, _("Vous avez noté que cette adresse était en erreur."))
    if receives_mail(domain) is False:  # passed by choice, since a name server may be wrong
        words = _("Le domaine « %(domain)s » ne reçoit pas de courrier : vérifiez l’adresse.")
        yield Flag(WARNING, words % {"domain": domain})
    if set(re.split(r"[.+_-]", local)) & GENERIC:
        yield Flag(
            INFO, _("Adresse générale : l’accueil ou l’équipe RH la lit, dites qui vous visez.")
        )
    elif re.search(r"[a-z]{2,}[._-][a-z]{2,}", local):
        yield Flag(INFO, _("Adresse d’une personne : écrivez-lui personnellement."))


def likeness(application: SpontaneousApplication, words: Words) -> Likeness | None:
    """The candidate's own draft or model that this letter repeats most, from ALIKE percent on."""
    own = _shingles(words.body)
    if not own:
        return None
    best = Likeness(0, "")
    for name, body in _own_texts(application):
        percent = round(100 * len(own & _shingles(body)) / len(own))
        if percent > best.percent:
            best = Likeness(percent, name)
    return best if best.percent >= ALIKE else None


def _own_texts(application: SpontaneousApplication) -> Iterable[tuple[str, str]]:
    drafts = DraftContent.objects.filter(application__candidate=application.candidate)
    drafts = drafts.exclude(pk=application.pk).select_related("application")
    for draft in drafts.order_by("-edited_at")[:MOST_COMPARED]:
        yield from _readable(draft.application.company_name, draft)
    for model in LetterModel.objects.owned_by(application.candidate)[:MOST_COMPARED]:
        yield from _readable(model.name, model)


def _readable(name: str, sealed: DraftContent | LetterModel) -> Iterable[tuple[str, str]]:
    try:
        yield name, sealed.read().body
    except Unreadable:
        return  # told to the operator where it is opened; here it only spares a comparison


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _shingles(text: str) -> set[tuple[str, ...]]:
    bare = _bare(text).split()
    return {tuple(bare[i : i + SHINGLE]) for i in range(len(bare) - SHINGLE + 1)}
