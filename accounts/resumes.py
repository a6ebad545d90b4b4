"""A candidate's CVs: take a file in, rename it, choose the main one, let it go."""

import hashlib
import json
import logging
from dataclasses import dataclass
from subprocess import TimeoutExpired
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meilleursjobs.lib import pdf
from meilleursjobs.lib.errors import UserFacingError
from meilleursjobs.lib.text import has_control

from . import apart
from .models import Resume, User
from .resume_limits import MAX_RECEIVED, MOST_RESUMES

logger = logging.getLogger(__name__)

LONGEST_NAME = 100  # characters, ".pdf" included
UNWELCOME = '<>:"/\\|?*'  # not accepted in file names by one system or another

SENTENCES = {
    "empty": gettext_lazy("Ce fichier est vide. Vérifiez-le sur votre appareil, puis renvoyez-le."),
    "size": gettext_lazy(
        "Ce fichier dépasse 10 Mo. Enregistrez-le de nouveau en PDF avec des images plus légères."
    ),
    "truncated": gettext_lazy(
        "Ce PDF est incomplet : sa fin manque. Téléchargez-le ou exportez-le à nouveau."
    ),
    "unreadable": gettext_lazy(
        "Ce PDF ne se laisse pas lire. Ouvrez-le, choisissez « Imprimer », puis « Enregistrer "
        "au format PDF », et envoyez le nouveau fichier."
    ),
    "password": gettext_lazy(
        "Ce PDF demande un mot de passe pour s’ouvrir : un recruteur ne pourrait pas le lire. "
        "Ouvrez-le, choisissez « Imprimer », puis « Enregistrer au format PDF », sans mot de passe."
    ),
    "pages": gettext_lazy("Ce PDF a plus de 20 pages. Un CV en compte une ou deux."),
    "javascript": gettext_lazy(
        "Ce PDF contient un programme (JavaScript) : beaucoup de messageries le bloqueraient. "
        "« Imprimer » puis « Enregistrer au format PDF » l’enlève."
    ),
    "launch": gettext_lazy(
        "Ce PDF contient une commande qui ouvre autre chose qu’une page web : beaucoup de "
        "messageries le bloqueraient. « Imprimer » puis « Enregistrer au format PDF » l’enlève."
    ),
    "attachment": gettext_lazy(
        "Ce PDF contient un autre fichier en pièce jointe (c’est le cas des CV Europass). "
        "« Imprimer » puis « Enregistrer au format PDF » l’enlève."
    ),
    "media": gettext_lazy(
        "Ce PDF contient du son, de la vidéo ou de la 3D. Enregistrez-en une version sans média."
    ),
    "form": gettext_lazy(
        "Ce PDF est un formulaire dynamique (XFA), illisible dans la plupart des lecteurs. "
        "« Imprimer » puis « Enregistrer au format PDF » en fait un document simple."
    ),
    "bomb": gettext_lazy(
        "Ce fichier se déplie en un contenu démesuré. Enregistrez-le de nouveau en PDF, "
        "avec des images plus petites."
    ),
    "heavy": gettext_lazy(
        "Même avec des images allégées, ce PDF dépasse 3 Mo, la taille qui passe partout par "
        "e-mail. Retirez des images ou des pages, ou exportez-le en « taille réduite »."
    ),
    "word": gettext_lazy(
        "C’est un document Word. Dans Word ou Google Docs : « Fichier », « Enregistrer sous » ou "
        "« Télécharger », puis « PDF ». Envoyez ensuite le PDF."
    ),
    "odt": gettext_lazy(
        "C’est un document OpenDocument. Dans LibreOffice : « Fichier », « Exporter vers », "
        "« Exporter au format PDF ». Envoyez ensuite le PDF."
    ),
    "apple": gettext_lazy(
        "C’est un document Pages. Dans Pages : « Fichier », « Exporter vers », « PDF ». "
        "Envoyez ensuite le PDF."
    ),
    "archive": gettext_lazy(
        "C’est une archive (ZIP). Ouvrez-la et envoyez le PDF qu’elle contient."
    ),
    "heic": gettext_lazy(
        "C’est une photo au format HEIC. Sur iPhone : Réglages, Appareil photo, Formats, "
        "« Le plus compatible » ; ou partagez la photo en JPEG. Un PDF vaut encore mieux."
    ),
    "image": gettext_lazy(
        "Ce format d’image n’est pas accepté. Envoyez un PDF ou, à défaut, une photo JPEG ou PNG."
    ),
    "photo_small": gettext_lazy(
        "Cette image est trop petite pour être lue sur une page. Photographiez le CV de plus près."
    ),
    "photo_broken": gettext_lazy("Cette image est abîmée ou incomplète. Envoyez-la de nouveau."),
    "unknown": gettext_lazy("Ce fichier n’est pas un PDF. Envoyez votre CV en PDF."),
    "slow": gettext_lazy(
        "L’examen de ce fichier a pris trop de temps. « Imprimer » puis « Enregistrer au format "
        "PDF » donne une version plus simple : envoyez celle-là."
    ),
}


class Refused(UserFacingError):
    """The file is not accepted; `reason` is a key of SENTENCES."""

    field = "file"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(str(SENTENCES[reason]))


class TooMany(UserFacingError):
    message = gettext_lazy("Vous avez déjà six CV. Supprimez-en un pour en ajouter un autre.")


class AlreadyThere(UserFacingError):
    """The very file is kept already: `resume` is the one."""

    field = "file"
    resume: Resume


class StorageDown(UserFacingError):
    message = gettext_lazy(
        "Votre CV n’a pas pu être enregistré : notre stockage ne répond pas. Rien n’est perdu de "
        "ce que vous avez écrit ; réessayez dans quelques minutes."
    )


class InUse(UserFacingError):
    message = gettext_lazy(
        "Ce CV est joint à une candidature en préparation. Choisissez-en un autre dans cette "
        "candidature, puis supprimez-le."
    )


@dataclass(frozen=True)
class Checked:
    """A PDF fit to be kept. `source` is "pdf" or "photo"."""

    content: bytes
    pages: int
    source: str


def check(data: bytes) -> Checked:
    """Judge a file in a process of its own. Raises Refused."""
    try:
        child = apart.run("accounts.resume_check", data)
    except TimeoutExpired as error:
        raise Refused("slow") from error
    line, newline, content = child.stdout.partition(b"\n")
    if child.returncode or not newline:  # killed at its bounds of time or memory
        logger.warning("The check of a CV ended with %s", child.returncode)
        raise Refused("slow" if child.returncode < 0 else "bomb")
    facts = json.loads(line)
    if reason := facts.get("refused"):
        raise Refused(reason)
    return Checked(content=content, pages=facts["pages"], source=facts["from"])


def marked(content: bytes, words: str) -> bytes:
    """The CV with a small line of words under each page; the stored file stays as it is.

    A PDF that cannot be marked is given as it is, and the fault logged: who reads it is noted
    anyway, and a candidate does not lose a job to our parser.
    """
    line = pdf.strip(words)
    try:
        child = apart.run("accounts.resume_mark", b"%d\n%b%b" % (len(line), line, content))
    except TimeoutExpired:
        logger.error("A CV took too long to mark")
        return content
    if child.returncode or not child.stdout:
        fault = child.stderr.decode(errors="replace").strip().rpartition("\n")[2].partition(":")[0]
        logger.error("A CV could not be marked: %s %s", child.returncode, fault)
        return content
    return child.stdout


def safe_name(name: str) -> str:
    """The file's name as others will see it: no path, no odd character, `.pdf` at the end."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(" " if has_control(c) or c in UNWELCOME else c for c in name)
    stem = name.rpartition(".")[0] or name
    stem = " ".join(stem.split()).strip(". ")[: LONGEST_NAME - 4].rstrip(". ")
    return f"{stem or 'CV'}.pdf"


def _free_slot(user: User) -> int:
    """The first free slot; the person's row is locked, so two uploads do not take the same."""
    User.objects.select_for_update().get(pk=user.pk)
    taken = set(Resume.objects.owned_by(user).values_list("slot", flat=True))
    free = [slot for slot in range(1, MOST_RESUMES + 1) if slot not in taken]
    if not free:
        raise TooMany
    return free[0]


def add(user: User, data: bytes, *, name: str, title: str = "") -> Resume:
    """Check a file and keep it as a CV of this person; the first one becomes the main one.

    Raises Refused, AlreadyThere, TooMany or StorageDown; then nothing is kept.
    """
    if len(data) > MAX_RECEIVED:
        raise Refused("size")
    if Resume.objects.owned_by(user).count() >= MOST_RESUMES:
        raise TooMany
    checked = check(data)
    resume = Resume(
        user=user,
        file_name=safe_name(name),
        size=len(checked.content),
        received_size=len(data),
        pages=checked.pages,
        sha256=hashlib.sha256(checked.content).hexdigest(),
    )
    resume.title = title or resume.file_name.removesuffix(".pdf")[:80]
    _refuse_twice(resume)
    stored = _store(resume, checked.content)
    try:
        _record(resume)
    except BaseException:
        _discard(stored)
        raise
    return resume


def _refuse_twice(resume: Resume) -> None:
    same = Resume.objects.owned_by(resume.user).filter(sha256=resume.sha256).first()
    if same:
        said = _("Ce fichier est déjà parmi vos CV, sous le titre « %(title)s ».")
        error = AlreadyThere(said % {"title": same.title})
        error.resume = same
        raise error


def _store(resume: Resume, content: bytes) -> str:
    """Write the file before its row, outside any transaction: a storage may be slow."""
    try:
        resume.file.save("", ContentFile(content), save=False)
    except Exception as error:  # each storage has faults of its own
        logger.exception("The storage refused a CV")
        raise StorageDown from error
    return str(resume.file.name)


@transaction.atomic
def _record(resume: Resume) -> None:
    resume.slot = _free_slot(resume.user)
    _refuse_twice(resume)  # again, now that nobody else writes for this person
    resume.is_main = not Resume.objects.owned_by(resume.user).filter(is_main=True).exists()
    resume.save(force_insert=True)


def _discard(name: str) -> None:
    """Delete a file; a fault is logged, the sweep of orphans comes again."""
    try:
        default_storage.delete(name)
    except Exception:
        logger.exception("A file of the storage could not be deleted")


def file_deleted(sender: type[Resume], instance: Resume, **kwargs: Any) -> None:
    """Signal: the row goes, so does the file, once that is certain."""
    name = str(instance.file.name)
    transaction.on_commit(lambda: _discard(name), robust=True)


@transaction.atomic
def make_main(resume: Resume) -> None:
    """This CV becomes the one proposed first."""
    User.objects.select_for_update().get(pk=resume.user_id)
    Resume.objects.filter(user=resume.user_id, is_main=True).exclude(pk=resume.pk).update(
        is_main=False
    )
    Resume.objects.filter(pk=resume.pk).update(is_main=True)
    resume.is_main = True


@transaction.atomic
def remove(resume: Resume) -> None:
    """Delete a CV; the latest of those left takes its place as the main one. Raises InUse."""
    owner, was_main = resume.user, resume.is_main
    User.objects.select_for_update().get(pk=owner.pk)
    try:
        resume.delete()
    except (ProtectedError, RestrictedError) as error:
        raise InUse from error
    latest = Resume.objects.owned_by(owner).order_by("-created_at").first()
    if was_main and latest:
        Resume.objects.filter(pk=latest.pk).update(is_main=True)
