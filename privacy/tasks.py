"""What runs beside the pages. Each can be run by hand: see the commands of the same names."""

from celery import shared_task
from django.core.management import call_command

from . import audience, policy
from . import post as mails
from .services import erasure, exports, inactivity, ledger, requests, restriction, retention


@shared_task
def post() -> None:
    mails.send_due()


@shared_task
def build_exports() -> None:
    exports.build_due()


@shared_task
def daily() -> None:
    """The day's work of time: accounts, then everything that the map says is over."""
    inactivity.expire()
    retention.purge()
    requests.forget_unproven()
    ledger.prune()
    audience.write_down()
    audience.forget()
    call_command("clearsessions")


@shared_task
def replay() -> None:
    """A restored database brings nobody back for longer than a minute."""
    erasure.replay()


@shared_task
def hourly() -> None:
    erasure.erase_planned()
    restriction.lift_due()
    exports.expire()


@shared_task
def tell_of_changes() -> None:
    policy.tell()
