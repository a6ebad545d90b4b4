"""Print the current second-factor code of a demo person."""

import time

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management.base import BaseCommand, CommandError

from accounts.demo import DOMAIN, Refused, refuse_in_public

PERIOD = 30  # seconds: the pace of every authenticator app


class Command(BaseCommand):
    help = "Prints the current second-factor code of a demo person."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *args, email, **options):
        try:
            refuse_in_public()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        held = Authenticator.objects.filter(
            user__email=email.lower(), type=Authenticator.Type.TOTP
        ).first()
        if held is None or not email.lower().endswith(DOMAIN):
            raise CommandError(f"{email} is no demo person with a second factor.")
        secret = get_adapter().decrypt(held.data["secret"])
        value = hotp_value(secret, int(time.time()) // PERIOD)
        left = PERIOD - int(time.time()) % PERIOD
        self.stdout.write(format_hotp_value(value))
        self.stderr.write(f"(valid for {left} s more)")
