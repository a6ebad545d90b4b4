from privacy.registry import Basis, NotPersonal, PersonalData, declare

WITHHELD = "a secret that would let its reader send in the person's name"


def unlink(rows):
    """Google must still be told: the row stays until it is, and names nobody any more."""
    return rows.update(account=None, sub="")


declare(
    # Before the account it hangs on, which goes first otherwise.
    PersonalData(
        model="gmail_send.PendingRevocation",
        subject="account__user",
        purpose="Have Google forget the access that the person took back",
        basis=Basis.LEGAL,
        retention="gmail_grant",
        starts="created_at",
        exported=("created_at",),
        withheld={"token": WITHHELD, "sub": "Google's own number"},
        technical=("id", "account", "tries", "next_try_at"),
        erase=unlink,
    ),
    PersonalData(
        model="gmail_send.GmailAccount",
        subject="user",
        purpose="Send the spontaneous applications that the person validated, from their Gmail",
        basis=Basis.CONSENT,
        retention="gmail_grant",
        starts="last_used_at",
        exported=("email", "state", "connected_at", "last_used_at"),
        withheld={
            "refresh_token": WITHHELD,
            "access_token": WITHHELD,
            "token_digest": "a fingerprint of the secret",
            "sub": "Google's own number",
        },
        technical=(
            "id",
            "user",
            "lost_reason",
            "access_expires_at",
            "refreshing_until",
            "checked_at",
        ),
    ),
    PersonalData(
        model="gmail_send.Delivery",
        subject="user",
        purpose="Send once what the person validated, and tell them what became of it",
        basis=Basis.CONTRACT,
        retention="send_log",
        starts="validated_at",
        exported=(
            "sender_email",
            "recipient",
            "digest",
            "size",
            "state",
            "reason",
            "validated_at",
            "send_after",
            "attempted_at",
            "sent_at",
            "google_id",
        ),
        withheld={"sender_sub": "Google's own number"},
        technical=(
            "id",
            "user",
            "account",
            "attempt",
            "lease_until",
            "tries",
            "unauthorized",
            "moved_at",
            "warned_at",
        ),
    ),
    PersonalData(
        model="gmail_send.DeliveryContent",
        subject="delivery__user",
        purpose="Hold the validated message until it has left",
        basis=Basis.CONTRACT,
        retention="delivery_content",
        starts="delivery__validated_at",
        withheld={"raw": "shown in the preview; in no export, log or admin page"},
        technical=("delivery",),
    ),
    NotPersonal("gmail_send.SecurityEvent", "numbers and kinds of events; names nobody"),
    NotPersonal("gmail_send.Outbox", "whether sending is paused"),
)
