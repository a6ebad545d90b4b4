"""The operator's hand on the outbox: what waits, and the switches. Names nobody."""

from django.core.management.base import CommandError
from django.utils import timezone

from gmail_send import services
from meilleursjobs.lib.sweep_command import SweepCommand, moment


class Command(SweepCommand):
    help = (
        "status: what waits. pause: nothing leaves until resume. settle: end what is stuck, as the "
        "sweep does each minute. quarantine: after a restore or a failover, set apart what may "
        "have left already; nothing leaves before."
    )

    def add_arguments(self, parser):
        actions = ["status", "pause", "resume", "settle", "quarantine"]
        parser.add_argument("action", choices=actions)
        parser.add_argument(
            "--complete",
            action="store_true",
            help="quarantine: the database was moved whole, nothing was lost; moves no mail",
        )
        super().add_arguments(parser)

    def handle(self, *args, action, as_of, dry_run, complete, **options):
        if action == "settle":
            self._settle(moment(as_of), dry_run)
        elif action == "quarantine":
            self._quarantine(complete, dry_run)
        elif action != "status" and not dry_run:
            {"pause": services.pause, "resume": services.resume}[action]()
        self._status()

    def _settle(self, as_of, dry_run):
        if as_of and as_of > timezone.now() and not dry_run:
            raise CommandError("A date to come would end attempts that still run: only --dry-run.")
        self._told(services.sweep(as_of=as_of, dry_run=dry_run), dry_run)

    def _quarantine(self, complete, dry_run):
        try:
            counts = services.quarantine(complete=complete, dry_run=dry_run)
        except services.NothingToQuarantine:
            raise CommandError(
                "Sending is open, and this database was neither restored nor promoted. If its data "
                "folder was copied back, run `outbox pause` first, with web and workers stopped."
            ) from None
        self._told(counts, dry_run)

    def _told(self, counts, dry_run):
        verb = "would move" if dry_run else "moved"
        self.stdout.write(f"{verb} " + ", ".join(f"{n} {name}" for name, n in counts.items()))

    def _status(self):
        figures = services.watch()
        for line in _switches(figures.outbox):
            self.stdout.write(line)
        for state, count in sorted(figures.counts.items()):
            if count:
                self.stdout.write(f"{state}: {count}")
        if figures.waits:
            self.stdout.write(f"oldest due: {figures.waits.total_seconds():.0f} s")
        if figures.doubt_rate is not None:
            told = f"{figures.doubtful} of {figures.ended}"
            self.stdout.write(f"uncertain in 24 h: {told} ({figures.doubt_rate:.1f} %)")
        if figures.unreadable:
            self.stdout.write(f"ALERT: no key opens {figures.unreadable} waiting mail(s)")


def _switches(outbox):
    """Why nothing leaves, one line each; « open » when it does."""
    if outbox.is_held:
        yield "held: this database was restored or promoted; run `outbox quarantine`"
    if outbox.stopped_at:
        yield f"stopped by the operator at {outbox.stopped_at:%Y-%m-%d %H:%M} UTC"
    if outbox.is_open:
        yield "open"
    elif not (outbox.is_held or outbox.stopped_at):
        yield f"paused by the breaker until {outbox.paused_until:%H:%M} UTC"
