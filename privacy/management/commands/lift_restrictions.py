from meilleursjobs.lib.sweep_command import SweepCommand
from privacy.services import restriction


class Command(SweepCommand):
    help = "Lève les limitations dont la levée a été annoncée."

    def sweep(self, as_of, dry_run):
        count = restriction.lift_due(as_of=as_of, dry_run=dry_run)
        return f"{count} limitations{' (à blanc)' if dry_run else ''}."
