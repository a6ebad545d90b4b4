from celery import shared_task

from . import arrivals, follow_ups, objections, outcomes, pipeline, readings, services, tracking


@shared_task
def expire_drafts() -> None:
    services.expire_drafts()


@shared_task
def tell_arrivals() -> None:
    arrivals.gather()


@shared_task
def remind_recruiters() -> None:
    pipeline.remind_recruiters()


@shared_task
def tell_free_places() -> None:
    follow_ups.tell_free_places()


@shared_task
def tell_companies() -> None:
    objections.tell_companies()


@shared_task
def expire_objections() -> None:
    objections.expire()


@shared_task
def ask_outcomes() -> None:
    outcomes.ask_everybody()


@shared_task
def remind_to_do() -> None:
    tracking.remind()


@shared_task
def notice_readings() -> None:
    readings.notice()
