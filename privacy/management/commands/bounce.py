import sys

from django.core.management.base import BaseCommand

from privacy import bounces


class Command(BaseCommand):
    help = "Lit sur l’entrée standard un courriel revenu (RFC 3464), comme le remet un serveur."

    def handle(self, **options):
        count = bounces.take(sys.stdin.buffer.read(bounces.MOST_BYTES + 1))
        self.stdout.write(f"{count} adresse(s) qui refusent nos courriels.")
