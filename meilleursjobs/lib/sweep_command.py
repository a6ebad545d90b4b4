"""Sweeps by hand: everything that beat does at its hours can be run, counted and dated."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone


class SweepCommand(BaseCommand):
    """`--dry-run` counts and changes nothing; `--as-of` acts as if it were that moment.

    A subclass defines `sweep(as_of, dry_run)`, which returns the line to print.
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="compte sans rien changer")
        parser.add_argument("--as-of", metavar="DATE", help="comme si l’on était à cette date")

    def handle(self, *args: Any, as_of: str | None, dry_run: bool, **options: Any) -> None:
        self.stdout.write(self.sweep(moment(as_of), dry_run))

    def sweep(self, as_of: datetime | None, dry_run: bool) -> str:
        raise NotImplementedError


def moment(text: str | None) -> datetime | None:
    """The date of `--as-of`; None when it was not given. Raises CommandError."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"Date inconnue : {text}") from error
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
