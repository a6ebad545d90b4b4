from celery import shared_task

from . import projection
from .models import Alert
from .services import alerts, offers


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
def look_for_alerts(frequency: str) -> None:
    alerts.look(Alert.Frequency(frequency))


@shared_task
def forget_alerts() -> None:
    alerts.forget()
