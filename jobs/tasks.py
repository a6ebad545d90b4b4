from celery import shared_task

from . import projection
from .services import offers


@shared_task
def expire_offers() -> None:
    offers.expire_due()


@shared_task
def remind_expiring() -> None:
    offers.remind_expiring()


@shared_task
def repair_search() -> None:
    projection.repair()
