from meilleursjobs.lib.sweep_command import SweepCommand
from privacy.services import erasure


class Command(SweepCommand):
    help = "Efface les comptes dont la semaine de réflexion est passée."

    def sweep(self, as_of, dry_run):
        count = erasure.erase_planned(as_of=as_of, dry_run=dry_run)
        return f"{count} comptes{' (à blanc)' if dry_run else ''}."
