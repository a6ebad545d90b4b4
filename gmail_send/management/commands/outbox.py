"""The operator's hand on the outbox: what waits, and the switch that stops all sending."""

from django.core.management.base import BaseCommand
from django.db.models import Count, Min
from django.utils import timezone

from gmail_send.models import Delivery, Outbox


class Command(BaseCommand):
    help = "status: what waits; pause: nothing leaves until resume. Names nobody."

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["status", "pause", "resume"])

    def handle(self, *args, action, **options):
        if action != "status":
            stopped_at = timezone.now() if action == "pause" else None
            Outbox.objects.update_or_create(pk=1, defaults={"stopped_at": stopped_at})
        outbox = Outbox.read()
        if outbox.stopped_at:
            self.stdout.write(f"stopped by the operator at {outbox.stopped_at:%Y-%m-%d %H:%M} UTC")
        elif not outbox.is_open:
            self.stdout.write(f"paused by the breaker until {outbox.paused_until:%H:%M} UTC")
        else:
            self.stdout.write("open")
        for state, count in (
            Delivery.objects.values_list("state").annotate(Count("pk")).order_by("state")
        ):
            self.stdout.write(f"{state}: {count}")
        oldest = Delivery.objects.due().aggregate(at=Min("send_after"))["at"]
        if oldest:
            seconds = (timezone.now() - oldest).total_seconds()
            self.stdout.write(f"oldest due: {seconds:.0f} s")
