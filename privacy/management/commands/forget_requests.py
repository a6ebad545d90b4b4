from meilleursjobs.lib.sweep_command import SweepCommand
from privacy.services import requests


class Command(SweepCommand):
    help = "Efface les demandes dont personne n’a confirmé l’adresse."

    def sweep(self, as_of, dry_run):
        count = requests.forget_unproven(as_of=as_of, dry_run=dry_run)
        return f"{count} demandes{' (à blanc)' if dry_run else ''}."
