from applications import objections
from meilleursjobs.lib.sweep_command import SweepCommand


class Command(SweepCommand):
    help = "Prévient, une fois, les entreprises dont notre équipe a trouvé l’adresse."

    def sweep(self, as_of, dry_run):
        count = objections.tell_companies(as_of=as_of, dry_run=dry_run)
        return f"{count} entreprises{' (à blanc)' if dry_run else ''}."
