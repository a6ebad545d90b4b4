from celery import shared_task

from . import post as mails


@shared_task
def post() -> None:
    mails.send_due()
