from jobs.services import offers
from meilleursjobs.lib.sweep_command import SweepCommand


class Command(SweepCommand):
    help = "Termine les offres que personne n’a confirmées à temps, et demande pour les suivantes."

    def sweep(self, as_of, dry_run):
        ended = offers.expire_due(as_of=as_of, dry_run=dry_run)
        asked = offers.remind_expiring(as_of=as_of, dry_run=dry_run)
        return f"{ended} offres terminées, {asked} demandes{' (à blanc)' if dry_run else ''}."
