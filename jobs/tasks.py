from celery import shared_task

from . import projection
from .imports import runner
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


@shared_task
def start_imports() -> None:
    """Open the runs that are due, and wake a worker for each that waits."""
    for pk in runner.start_due():
        run_import.delay(pk)


@shared_task
def run_import(pk: int) -> None:
    if runner.work(pk):
        run_import.delay(pk)
