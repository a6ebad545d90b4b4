from applications import outcomes
from meilleursjobs.lib.sweep_command import SweepCommand


class Command(SweepCommand):
    help = "Demande aux candidats, une fois par semaine au plus, ce que leurs lettres ont donné."

    def sweep(self, as_of, dry_run):
        count = outcomes.ask_everybody(as_of=as_of, dry_run=dry_run)
        return f"{count} candidats{' (à blanc)' if dry_run else ''}."
