from meilleursjobs.lib.sweep_command import SweepCommand
from privacy.services import exports


class Command(SweepCommand):
    help = "Efface les copies de données prises ou restées une semaine."

    def sweep(self, as_of, dry_run):
        count = exports.expire(as_of=as_of, dry_run=dry_run)
        return f"{count} copies{' (à blanc)' if dry_run else ''}."
