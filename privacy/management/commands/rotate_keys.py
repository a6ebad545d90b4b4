"""Encrypt everything again with the first key of FIELD_KEYS, so that an old one may go."""

from django.core.management.base import BaseCommand, CommandError

from privacy import keys


class Command(BaseCommand):
    help = (
        "Re-encrypts tokens, letters and second factors with the first key of FIELD_KEYS. Hashes "
        "of the objection list keep needing the key that made them: leave it in the ring."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="counts, writes nothing")

    def handle(self, *args, dry_run, **options):
        unreadable = 0
        for table, counts in keys.rotate(dry_run=dry_run).items():
            told = ", ".join(f"{counts[name]} {name}" for name in ("current", "rotated"))
            self.stdout.write(f"{table}: {told}, {counts['unreadable']} unreadable")
            unreadable += counts["unreadable"]
        if unreadable:
            raise CommandError(f"{unreadable} value(s) that no key of the ring opens.")
