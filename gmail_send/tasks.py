"""Wake-ups: an id, early acknowledgement, no countdown, no automatic retry."""

from celery import shared_task

from . import services


@shared_task
def deliver(pk: str) -> None:
    services.deliver(pk)


@shared_task
def dispatch() -> None:
    services.dispatch()


@shared_task
def sweep() -> None:
    services.sweep()


@shared_task
def retry_revocations() -> None:
    services.retry_revocations()


@shared_task
def revoke_unused() -> None:
    services.revoke_unused()


@shared_task
def check(pk: str) -> None:
    services.check(pk)
