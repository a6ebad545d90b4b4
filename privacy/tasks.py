from celery import shared_task

from . import policy
from . import post as mails


@shared_task
def post() -> None:
    mails.send_due()


@shared_task
def tell_of_changes() -> None:
    policy.tell()
