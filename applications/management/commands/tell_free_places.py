from applications import follow_ups
from meilleursjobs.lib.sweep_command import SweepCommand


class Command(SweepCommand):
    help = "Prévient les candidats dont la lettre peut prendre une place qui s’est libérée."

    def sweep(self, as_of, dry_run):
        told = follow_ups.tell_free_places(as_of=as_of, dry_run=dry_run)
        return f"{told} candidats {'seraient' if dry_run else 'sont'} prévenus."
