"""What may be done with a grant and with the outbox."""

from .attempts import deliver
from .grants import (
    access_token,
    check,
    check_soon,
    connect,
    disconnect,
    lose,
    retry_revocations,
    revoke_unused,
)
from .outbox import (
    TextLost,
    TooEarly,
    cancel,
    close,
    confirm_sent,
    enqueue,
    resend,
)
from .restores import NothingToQuarantine, quarantine
from .sweeps import deliver_due, dispatch, sweep
from .watch import Figures, pause, resume, watch

__all__ = [
    "Figures",
    "NothingToQuarantine",
    "TextLost",
    "TooEarly",
    "access_token",
    "cancel",
    "check",
    "check_soon",
    "close",
    "confirm_sent",
    "connect",
    "deliver",
    "deliver_due",
    "disconnect",
    "dispatch",
    "enqueue",
    "lose",
    "pause",
    "quarantine",
    "resend",
    "resume",
    "retry_revocations",
    "revoke_unused",
    "sweep",
    "watch",
]
