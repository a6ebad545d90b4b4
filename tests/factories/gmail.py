"""A connected mailbox, and mails that wait in its outbox."""

from datetime import timedelta

from django.utils import timezone

from gmail_send import mime, oauth, services
from gmail_send.models import GmailAccount

MAILBOX = "lea.dupre@gmail.test"
PDF = b"%PDF-1.4\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"
LETTER = "Bonjour,\n\nVotre atelier de Sète m’a donné envie d’écrire.\n\nLéa Dupré\n"


def connect(user, google, email=MAILBOX, *, fresh=True):
    """Connect the mailbox, as the consent would; `fresh`: the access token is good."""
    granted = oauth.Granted(
        email=email,
        sub=google.sub(email),
        refresh_token=google.issue_grant(email),
        access_token=google.issue_access_token(email),
        expires_in=3600,
    )
    account = services.connect(user, granted)
    if not fresh:
        past = timezone.now() - timedelta(hours=1)
        GmailAccount.objects.filter(pk=account.pk).update(access_expires_at=past)
    return account


def letter(account, recipient="contact@atelier-sete.test", **changes):
    """The bytes of a letter with accents and a PDF."""
    words = {
        "sender_name": "Léa Dupré",
        "sender_email": account.email,
        "recipient": recipient,
        "subject": "Candidature spontanée : menuisière d’été",
        "body": LETTER,
        "attachment": mime.Attachment("CV Léa Dupré.pdf", PDF),
    }
    return mime.compose(**words | changes)


def enqueue(account, recipient="contact@atelier-sete.test", *, send_after=None, **changes):
    """One validated mail in the outbox."""
    raw = letter(account, recipient, **changes)
    return services.enqueue(account, raw, recipient=recipient, send_after=send_after)
