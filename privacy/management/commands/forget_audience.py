from meilleursjobs.lib.sweep_command import SweepCommand
from privacy import audience


class Command(SweepCommand):
    help = "Efface les chiffres d’audience de plus de 25 mois."

    def sweep(self, as_of, dry_run):
        count = audience.forget(as_of=as_of, dry_run=dry_run)
        return f"{count} chiffres{' (à blanc)' if dry_run else ''}."
