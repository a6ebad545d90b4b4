"""The grant: kept, refreshed, lost, given back."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Greatest, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.crypto import Undecryptable
from meilleursjobs.lib.wakeups import wake_up
from privacy import consent, post

from .. import oauth
from ..models import Delivery, GmailAccount, PendingRevocation
from . import outbox

logger = logging.getLogger(__name__)
State = Delivery.State
MARGIN = timedelta(minutes=3)  # an access token must outlive the attempt
CHECKED_EVERY = timedelta(days=1)
REFRESH_LEASE = timedelta(seconds=45)
LONGEST_BETWEEN_REVOCATIONS = timedelta(hours=6)


class GrantLost(Exception):
    """Google, the person or a key took the grant away; what waits is blocked."""


class NotNow(Exception):
    """The token cannot be had right now; what waits stays queued. `after`: how long to wait."""

    def __init__(self, reason: str, after: timedelta) -> None:
        super().__init__(reason)
        self.reason, self.after = reason, after


@transaction.atomic
def connect(user: Any, granted: oauth.Granted) -> GmailAccount:
    """Keep a fresh grant. The same mailbox as before frees what was blocked; another one does not.

    Raises oauth.ConsentFailed when the mailbox belongs to another account here.
    """
    # Two callbacks at once. No stronger: `lose` holds the account and writes a mail to the person.
    get_user_model()._base_manager.select_for_update(no_key=True).get(pk=user.pk)
    account = GmailAccount.objects.select_for_update().owned_by(user).first()
    account = account or GmailAccount(user=user)
    changed = bool(account.sub) and account.sub != granted.sub
    if changed:
        _give_up_old_mailbox(account)
    now = timezone.now()
    account.email, account.sub = granted.email, granted.sub
    account.state, account.lost_reason = GmailAccount.State.CONNECTED, ""
    account.connected_at = account.checked_at = now
    account.refreshing_until = None
    account.access_expires_at = now + timedelta(seconds=granted.expires_in)
    account.token_digest = oauth.token_digest(granted.refresh_token)
    account.seal("refresh_token", granted.refresh_token.encode())
    account.seal("access_token", granted.access_token.encode())
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:
        raise oauth.ConsentFailed(
            _("Cette messagerie Gmail est déjà connectée à un autre compte MeilleursJobs.")
        ) from error
    consent.prove(user, consent.Act.GMAIL, given=True, surface="disclosure")
    # Not told yet, and now it would end the grant that was just given.
    PendingRevocation.objects.filter(account=account, sub=granted.sub).delete()
    freed = Delivery.objects.filter(account=account, state=State.BLOCKED, sender_sub=granted.sub)
    for delivery in freed.select_for_update():
        at = min(max(now, delivery.send_after), delivery.expires_at)
        outbox.move(delivery, State.QUEUED, reason="", send_after=at)
        outbox.wake(delivery)
    return account


def _give_up_old_mailbox(account: GmailAccount) -> None:
    """What was to leave from the former mailbox is not sent: its text goes back to drafts."""
    for delivery in account.deliveries.waiting().select_for_update():
        outbox.move(delivery, State.CANCELLED, reason="other_account")
    if account.refresh_token:
        _revoke_later(account)


def _revoke_later(account: GmailAccount) -> None:
    """Re-encrypt the token for its own row, in the transaction that takes it from the account."""
    try:
        token = account.unseal("refresh_token")
    except Undecryptable:
        logger.critical("The token of account %s cannot be read: not revoked", account.pk)
        return
    pending = PendingRevocation(account=account, sub=account.sub)
    pending.seal("token", token)
    pending.save(force_insert=True)
    transaction.on_commit(_wake_revocations)


def _wake_revocations() -> None:
    from ..tasks import retry_revocations as task

    wake_up(task)


@transaction.atomic
def disconnect(user: Any) -> None:
    """The person takes the grant back: what waits is blocked, the token erased, then revoked."""
    account = GmailAccount.objects.select_for_update().owned_by(user).first()
    if account is None or not account.is_connected:
        return
    _revoke_later(account)
    _close(account, GmailAccount.State.DISCONNECTED, reason="disconnected")


def revoke_unused(limit: int = 500) -> int:
    """Give back the grants that served nothing for six months, and tell. Returns how many."""
    life = settings.RETENTION["gmail_grant"] or timedelta(days=182)
    unused = GmailAccount.objects.annotate(
        since=Greatest("connected_at", Coalesce("last_used_at", "connected_at"))
    ).filter(state=GmailAccount.State.CONNECTED, since__lt=timezone.now() - life)
    accounts = list(unused.select_related("user")[:limit])
    for account in accounts:
        with transaction.atomic():
            disconnect(account.user)
            post.queue(
                "gmail_send/unused",
                {"account": account},
                key=f"{account.pk}:{account.connected_at.timestamp()}",
                user=account.user,
            )
    return len(accounts)


@transaction.atomic
def lose(account: GmailAccount, reason: str, *, token: str | None = None) -> None:
    """Google no longer honours the grant: erase the token, block what waits, tell the person.

    `token` is the stored value that was refused: a newer one, just granted, stays.
    """
    current = GmailAccount.objects.select_for_update().get(pk=account.pk)
    if not current.is_connected or (token is not None and current.refresh_token != token):
        return
    _close(current, GmailAccount.State.LOST, reason=reason)
    post.queue(
        "gmail_send/lost",
        {"account": current, "waiting": current.deliveries.waiting().count()},
        key=f"{current.pk}:{current.connected_at.timestamp()}",
        user=current.user,
    )


def _close(account: GmailAccount, state: str, *, reason: str) -> None:
    account.state, account.lost_reason = state, reason
    account.refresh_token = account.access_token = account.token_digest = ""
    account.access_expires_at = account.refreshing_until = None
    account.save()
    consent.prove(account.user, consent.Act.GMAIL, given=False, surface=reason)
    for delivery in account.deliveries.filter(state=State.QUEUED).select_for_update():
        outbox.move(delivery, State.BLOCKED, reason=reason)


def access_token(account: GmailAccount) -> str:
    """A token good for one attempt, refreshed under a committed lease when needed.

    Never call inside a transaction. Raises GrantLost (what waits is blocked by then) or NotNow.
    """
    now = timezone.now()
    if not account.is_connected:
        raise GrantLost
    try:
        expires = account.access_expires_at
        if account.access_token and expires and expires > now + MARGIN:
            return account.unseal("access_token").decode()
        secret = account.unseal("refresh_token").decode()
    except Undecryptable as error:
        logger.critical("No key opens the tokens of account %s: its mails are blocked", account.pk)
        block_waiting(account, "key_lost")
        raise GrantLost from error
    mine = GmailAccount.objects.filter(
        Q(refreshing_until=None) | Q(refreshing_until__lt=Now()),
        pk=account.pk,
        refresh_token=account.refresh_token,
    ).update(refreshing_until=Now() + REFRESH_LEASE)
    if not mine:
        raise NotNow("refreshing", timedelta(seconds=5))
    return _refresh(account, secret)


def _refresh(account: GmailAccount, secret: str) -> str:
    from google.auth.exceptions import GoogleAuthError, RefreshError
    from google.auth.transport.requests import Request
    from google.oauth2.credentials import Credentials

    kept = account.refresh_token
    row = GmailAccount.objects.filter(pk=account.pk, refresh_token=kept)
    try:
        credentials = Credentials(
            None,
            refresh_token=secret,
            token_uri=oauth.addresses().token,
            client_id=settings.GOOGLE_GMAIL_CLIENT_ID,
            client_secret=settings.GOOGLE_GMAIL_CLIENT_SECRET,
        )
        credentials.refresh(Request(session=oauth.http_session()))
    except RefreshError as error:
        row.update(refreshing_until=None)
        told = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], dict) else {}
        if told.get("error") == "invalid_grant":
            lose(account, "invalid_grant", token=kept)
            raise GrantLost from None
        logger.warning("Google's token endpoint refused: %s", told.get("error", "no reason"))
        raise NotNow("token_unavailable", 2 * settings.GMAIL_SHORTEST_WAIT) from None
    except (GoogleAuthError, OSError, oauth.GoogleUnavailable) as error:
        row.update(refreshing_until=None)
        logger.warning("Google's token endpoint: %s", type(error).__name__)
        raise NotNow("token_unavailable", 2 * settings.GMAIL_SHORTEST_WAIT) from None
    account.seal("access_token", credentials.token.encode())
    now = timezone.now()
    lifetime = credentials.expiry.replace(tzinfo=now.tzinfo) - now
    row.update(
        access_token=account.access_token,
        access_expires_at=now + lifetime,
        refreshing_until=None,
        checked_at=now,
    )
    return credentials.token


def check_soon(user: Any) -> None:
    """Have a worker ask Google whether the grant still stands, when nobody asked for a day.

    For the screens where a letter begins: better told now than at sending. Writes nothing itself.
    """
    from ..tasks import check

    account = GmailAccount.objects.owned_by(user).first()
    if not account or not account.is_connected:
        return
    if account.checked_at and account.checked_at > timezone.now() - CHECKED_EVERY:
        return
    wake_up(check, str(account.pk))


def check(pk: str) -> None:
    """Refresh the token of an account; a grant that is gone is lost here, and the person told."""
    account = GmailAccount.objects.filter(pk=pk, state=GmailAccount.State.CONNECTED).first()
    if account is None:
        return
    account.access_token = ""  # not the row's: asks for a fresh one
    try:
        access_token(account)
    except (GrantLost, NotNow) as error:
        logger.info("The grant of account %s: %s", pk, type(error).__name__)


def drop_access_token(account: GmailAccount) -> None:
    """Google no longer honours this access token: the next attempt asks for another."""
    GmailAccount.objects.filter(pk=account.pk, access_token=account.access_token).update(
        access_token="", access_expires_at=None
    )


def block_waiting(account: GmailAccount, reason: str) -> None:
    """Block what waits on an account whose state stays as it is."""
    for delivery in account.deliveries.filter(state=State.QUEUED):
        outbox.move(delivery, State.BLOCKED, reason=reason)


def retry_revocations(limit: int = 100) -> int:
    """Ask Google to forget what it was not told; a row goes once it knows. Returns how many."""
    done = 0
    due = PendingRevocation.objects.filter(next_try_at__lte=timezone.now()).order_by("next_try_at")
    for pending in due[:limit]:
        try:
            known = oauth.forget(pending.unseal("token").decode())
        except Undecryptable:
            logger.critical("A pending revocation (%s) cannot be read", pending.pk)
            known = False
        if known:
            pending.delete()
            done += 1
            continue
        doubled = timedelta(minutes=1) * 2 ** min(pending.tries, 10)  # else it overflows one day
        pause = min(doubled, LONGEST_BETWEEN_REVOCATIONS)
        PendingRevocation.objects.filter(pk=pending.pk).update(
            tries=pending.tries + 1, next_try_at=timezone.now() + pause
        )
    return done
