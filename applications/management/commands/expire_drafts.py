from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from applications import services


class Command(BaseCommand):
    help = "Efface les textes de brouillons auxquels on n’a pas touché depuis 30 jours."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="compte sans rien effacer")
        parser.add_argument("--as-of", metavar="DATE", help="comme si l’on était à cette date")

    def handle(self, *args, as_of, dry_run, **options):
        texts, drafts = services.expire_drafts(as_of=self._moment(as_of), dry_run=dry_run)
        done = "seraient effacés" if dry_run else "effacés"
        self.stdout.write(f"{texts} textes et {drafts} brouillons {done}.")

    @staticmethod
    def _moment(text):
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise CommandError(f"Date inconnue : {text}") from error
        return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
