from jobs import offer_views
from meilleursjobs.lib.sweep_command import SweepCommand


class Command(SweepCommand):
    help = "Écrit les vues d’offres des jours passés, à partir de onze."

    def sweep(self, as_of, dry_run):
        kept = offer_views.write_down(as_of=as_of, dry_run=dry_run)
        return f"{kept} offres vues{' (à blanc)' if dry_run else ''}."
