from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.demo import create_people
from applications.demo import create_letters
from jobs.demo import create_companies


class Command(BaseCommand):
    help = "Crée les personnes, les entreprises et les lettres de démonstration."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Refusé : DEMO n’est pas activé.")
        create_people()
        create_companies()
        create_letters()
        self.stdout.write("Données de démonstration prêtes.")
