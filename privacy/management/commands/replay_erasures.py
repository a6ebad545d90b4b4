from django.core.management.base import BaseCommand, CommandError

from privacy.services import erasure


class Command(BaseCommand):
    help = "Après une restauration : efface de nouveau les personnes que le registre nomme."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="compte sans rien changer")

    def handle(self, *args, dry_run, **options):
        lines, people, stuck = erasure.replay(dry_run=dry_run)
        would = " (à blanc)" if dry_run else ""
        self.stdout.write(f"{lines} lignes à rejouer, {people} personnes revenues{would}.")
        if stuck:
            raise CommandError(
                f"{stuck} personnes ont encore un envoi en cours : « outbox quarantine » d’abord."
            )
