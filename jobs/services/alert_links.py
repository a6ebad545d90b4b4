"""The addresses in the mails of alerts: each names its alerts, and is its own proof."""

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from ..models import Alert

CONFIRM, STOP, KEEP, WIDEN = (f"jobs.alert.{act}" for act in ("confirm", "stop", "keep", "widen"))
LINK_LIFE = timedelta(days=7)  # of a confirmation; the others serve as long as their alerts live


def confirm_path(alert: Alert) -> str:
    """The address that puts an alert in motion."""
    return reverse("alert_confirm", args=[_token([alert], CONFIRM)])


def stop_path(*alerts: Alert) -> str:
    """The address that stops them by a POST without cookie (RFC 8058)."""
    return reverse("alert_stop", args=[_token(alerts, STOP)])


def keep_path(*alerts: Alert) -> str:
    """The address that says that somebody still wants them."""
    return reverse("alert_keep", args=[_token(alerts, KEEP)])


def widen_path(alert: Alert) -> str:
    """The address that makes an alert ask for less."""
    return reverse("alert_widen", args=[_token([alert], WIDEN)])


def _token(alerts: tuple[Alert, ...] | list[Alert], salt: str) -> str:
    """One alert by its number, several by a list: twenty of them make some 500 signs."""
    keys = [one.pk.hex for one in alerts]
    return signing.dumps(keys[0] if len(keys) == 1 else keys, salt=salt, compress=True)


def named(token: str, salt: str) -> list[Alert]:
    """Those alerts of a link that still are, none for a forged or old one."""
    life = LINK_LIFE if salt == CONFIRM else None
    try:
        keys = signing.loads(token, salt=salt, max_age=life)
    except signing.BadSignature:
        return []
    return list(Alert.objects.filter(pk__in=[keys] if isinstance(keys, str) else keys))
