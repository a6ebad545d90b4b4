"""Ask Google to post its security events to us (Cross-Account Protection), once per project."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from gmail_send import risc


class Command(BaseCommand):
    help = "Inscrit l’adresse de réception des événements de sécurité de Google, et la vérifie."

    def add_arguments(self, parser):
        parser.add_argument("key", type=Path, help="clé JSON du compte de service")
        parser.add_argument("--dry-run", action="store_true", help="montre sans rien envoyer")

    def handle(self, *args, key, dry_run, **options):
        receiver = f"{settings.SITE_URL}{reverse('gmail_security_events')}"
        self.stdout.write(f"Adresse de réception : {receiver}")
        for kind in sorted(risc.ENDS_THE_GRANT):
            self.stdout.write(f"- {kind}")
        if dry_run:
            return
        try:
            risc.register(key.read_text(), receiver)
        except (OSError, ValueError, risc.RegistrationRefused) as error:
            raise CommandError(f"Google n’a pas inscrit l’adresse : {error}") from error
        self.stdout.write("Inscrite. Google envoie maintenant un événement d’essai.")
