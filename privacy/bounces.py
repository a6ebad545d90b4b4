"""Mails that came back: read as mail servers write them (RFC 3464), and what follows from them."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message

from django.db import transaction
from django.utils import timezone

from . import post, registry
from .models import Bounce, SiteMail
from .signals import address_bounced

MOST_BYTES = 1_000_000  # a report carries the mail it is about; ours are small
# « The mailbox does not exist », and the like: RFC 3463. A full mailbox (x.2.2) may empty again.
FOR_GOOD = re.compile(r"5\.(1\.\d+|2\.1|4\.4|7\.\d+)")


def read(raw: bytes) -> Iterator[tuple[str, str]]:
    """(address, status) of each recipient that a delivery report gives up for good.

    Anything that is no such report yields nothing.
    """
    report = message_from_bytes(raw[:MOST_BYTES], policy=policy.default)
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            for fields in part.get_payload():
                yield from _recipient(fields)


def _recipient(fields: Message) -> Iterator[tuple[str, str]]:
    said = str(fields.get("Final-Recipient", "") or fields.get("Original-Recipient", ""))
    _kind, _semicolon, address = said.rpartition(";")
    status = FOR_GOOD.match(str(fields.get("Status", "")).strip())
    failed = str(fields.get("Action", "")).strip().lower() == "failed"
    if failed and status and "@" in address:
        yield address.strip().lower(), status[0]


def take(raw: bytes) -> int:
    """Note what a report says of addresses that we wrote to. Returns how many.

    A report about an address of which we hold no mail changes nothing: anybody can send one.
    """
    return sum(_note(address, status) for address, status in read(raw))


@transaction.atomic
def _note(address: str, status: str) -> bool:
    mails = SiteMail.objects.filter(to_email__iexact=address)
    if not mails.exists():
        return False
    Bounce.objects.update_or_create(
        address_key=registry.address_keys(address)[0],
        defaults={"status": status, "at": timezone.now()},
    )
    post.give_up(mails)
    address_bounced.send(sender=Bounce, email=address)
    return True


def is_known(email: str) -> bool:
    """Whether our mails to this address came back."""
    return Bounce.objects.filter(address_key__in=registry.address_keys(email)).exists()


def forget(email: str) -> None:
    """The address works: somebody has just read a mail there."""
    Bounce.objects.filter(address_key__in=registry.address_keys(email)).delete()
