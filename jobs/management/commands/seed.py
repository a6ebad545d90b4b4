import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from jobs import seed


class Command(BaseCommand):
    help = "Ajoute des offres inventées et réalistes, pour la démonstration et les mesures."

    def add_arguments(self, parser):
        parser.add_argument("--offers", type=int, required=True, help="combien d’offres")
        parser.add_argument("--seed", type=int, default=1, help="le même nombre, les mêmes offres")

    def handle(self, *args, offers, **options):
        if settings.SITE.hostname not in {"localhost", "127.0.0.1"}:
            raise CommandError("Refusé : ce site n’est pas sur cette machine.")
        began = time.monotonic()
        batches = seed.seed(offers, number=options["seed"])
        while True:
            with transaction.atomic():
                done = next(batches, None)
            if done is None:
                break
            self.stdout.write(f"{done} offres, {time.monotonic() - began:.0f} s")
