from celery import shared_task
from django.utils import timezone

from . import offer_views, projection
from .imports import runner
from .models import Alert
from .services import alert_care, alerts, followers, offers


@shared_task
def expire_offers() -> None:
    offers.expire_due()


@shared_task
def remind_expiring() -> None:
    offers.remind_expiring()


@shared_task
def repair_search() -> None:
    """Who is there: each hour. What is said of each offer: a twenty-fourth each hour."""
    projection.repair(hour=timezone.now().hour)


@shared_task
def look_for_alerts(frequency: str) -> None:
    alerts.look(Alert.Frequency(frequency))


@shared_task
def tell_of_departures() -> None:
    followers.tell_of_departures()


@shared_task
def write_views() -> None:
    offer_views.write_down()


@shared_task
def propose_wider_alerts() -> None:
    alert_care.propose_wider()


@shared_task
def ask_about_alerts() -> None:
    alert_care.ask()


@shared_task
def forget_alerts() -> None:
    alert_care.forget()


@shared_task
def start_imports() -> None:
    """Open the runs that are due, and wake a worker for each that waits."""
    for pk in runner.start_due():
        run_import.delay(pk)


@shared_task
def run_import(pk: int) -> None:
    if runner.work(pk):
        run_import.delay(pk)
