from applications import objections
from meilleursjobs.lib.sweep_command import SweepCommand


class Command(SweepCommand):
    help = "Efface les demandes d’opposition dont personne n’a ouvert le lien."

    def sweep(self, as_of, dry_run):
        count = objections.expire(as_of=as_of, dry_run=dry_run)
        return f"{count} demandes{' (à blanc)' if dry_run else ''}."
