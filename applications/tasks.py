from celery import shared_task

from . import pipeline, services


@shared_task
def expire_drafts() -> None:
    services.expire_drafts()


@shared_task
def remind_recruiters() -> None:
    pipeline.remind_recruiters()
