from jobs import projection
from meilleursjobs.lib.sweep_command import SweepCommand


class Command(SweepCommand):
    help = "Répare la table de la recherche, et dit combien d’offres n’y étaient pas justes."

    def sweep(self, as_of, dry_run):
        missing, wrong = projection.repair(dry_run=dry_run)
        return f"{missing} offres manquaient, {wrong} étaient de trop."
