from applications import tracking
from meilleursjobs.lib.sweep_command import SweepCommand


class Command(SweepCommand):
    help = "Rappelle aux candidats ce qu’ils ont prévu de faire."

    def sweep(self, as_of, dry_run):
        told = tracking.remind(as_of=as_of, dry_run=dry_run)
        return f"{told} personnes {'seraient' if dry_run else 'sont'} prévenues."
