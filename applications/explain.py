"""What an application's page and line say: what happened, what is known, what to do."""

from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from django.utils import timezone
from django.utils.translation import gettext as _

from gmail_send.models import Delivery, Outbox
from gmail_send.words import PAUSED

from . import contact_rules
from .models import SpontaneousApplication

State = SpontaneousApplication.State
KINDS = {  # of components/badge.html, with an icon of Lucide's
    State.DRAFT: ("off", "pencil-line"),
    State.QUEUED: ("wait", "clock"),
    State.SENT: ("ok", "check"),
    State.UNCERTAIN: ("wait", "circle-question-mark"),
    State.BLOCKED: ("bad", "octagon-alert"),
    State.REFUSED: ("bad", "ban"),
    State.FAILED: ("bad", "circle-x"),
    State.CANCELLED: ("off", "undo-2"),
    State.EXPIRED: ("off", "hourglass"),
    State.CLOSED: ("off", "minus"),
    State.SENT_BY_ME: ("ok", "send"),
}


class Status:
    """The state of one application in a badge and a sentence."""

    def __init__(self, application: SpontaneousApplication) -> None:
        self.application = application
        self.kind, self.icon = KINDS[State(application.state)]
        self.label = application.get_state_display()

    @property
    def delivery(self) -> Delivery | None:
        return self.application.delivery

    @property
    def waits_until(self):
        """When a queued letter leaves, if that is still to come."""
        delivery = self.delivery
        if self.application.state != State.QUEUED or not delivery:
            return None
        return delivery.send_after if delivery.send_after > timezone.now() else None

    @property
    def may_cancel(self) -> bool:
        waiting = {Delivery.State.QUEUED, Delivery.State.BLOCKED}
        return bool(self.delivery) and self.delivery.state in waiting

    @property
    def sentence(self) -> str:
        """One sentence for the state: the outbox's own where it knows more than we do."""
        own = {
            State.DRAFT: _("Rien ne part tant que vous n’avez pas validé l’aperçu."),
            State.SENT_BY_ME: _(
                "Vous l’avez envoyée depuis votre messagerie ; son texte est effacé d’ici."
            ),
        }
        state = State(self.application.state)
        if state in own:
            return own[state]
        if state == State.REFUSED and (why := contact_rules.sentence(self._reason())):
            return _(
                "Votre lettre n’est pas partie. %(why)s Votre texte est revenu en brouillon."
            ) % {"why": why}
        return self._of_the_outbox()

    def _of_the_outbox(self) -> str:
        known = str(self.delivery.explanation) if self.delivery else ""
        if not self.waits_until:
            return known
        leaves = _("Elle part %(when)s.") % {"when": contact_rules.say_when(self.waits_until)}
        return f"{known} {leaves}" if self._reason() else leaves

    def _reason(self) -> str:
        return self.delivery.reason if self.delivery else ""


def pause() -> str:
    """Why everything waits, "" while the outbox is open."""
    return "" if Outbox.read().is_open else str(PAUSED)


@dataclass(frozen=True)
class SentSearch:
    """How to find a letter among the sent mails: a link on a computer, words for a phone."""

    url: str
    words: str


def sent_search(application: SpontaneousApplication) -> SentSearch | None:
    """The search for an uncertain letter; Gmail's app opens no search link, hence the words."""
    delivery = application.delivery
    if application.state != State.UNCERTAIN or delivery is None:
        return None
    day = timezone.localtime(delivery.attempted_at or delivery.validated_at)
    words = f"in:sent to:{delivery.recipient} after:{day:%Y/%m/%d}"
    user = quote(delivery.sender_email, safe="")
    return SentSearch(
        f"https://mail.google.com/mail/?authuser={user}#search/{quote_plus(words)}", words
    )
