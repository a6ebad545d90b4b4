from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.demo import create_people
from applications.demo import (
    LEA,
    create_applications,
    create_letters,
    create_notes,
    create_old_letter,
)
from jobs.demo import create_companies
from jobs.demo_offers import create_offers, create_wishes


class Command(BaseCommand):
    help = "Crée les personnes, les entreprises, les offres et les candidatures de démonstration."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Refusé : DEMO n’est pas activé.")
        create_people()
        create_companies()
        create_offers()
        create_wishes(LEA)
        create_letters()
        create_applications()
        create_old_letter()
        create_notes()
        self.stdout.write("Données de démonstration prêtes.")
