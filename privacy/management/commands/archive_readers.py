from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from meilleursjobs.lib.errors import UserFacingError
from privacy.services import evidence


class Command(BaseCommand):
    help = "Qui, dans l’équipe, peut ouvrir l’archive des décisions : liste, ajoute, retire."

    def add_arguments(self, parser):
        parser.add_argument("--add", metavar="EMAIL")
        parser.add_argument("--remove", metavar="EMAIL")

    def handle(self, *, add, remove, **options):
        try:
            if add:
                evidence.name_reader(_person(add))
            if remove:
                evidence.dismiss_reader(_person(remove))
        except UserFacingError as error:
            raise CommandError(error.message) from error
        for one in evidence.readers():
            self.stdout.write(one.email)


def _person(email):
    found = get_user_model().objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise CommandError(f"Aucun compte ne porte l’adresse {email}.")
    return found
