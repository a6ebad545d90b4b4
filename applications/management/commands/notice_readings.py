from applications import readings
from meilleursjobs.lib.sweep_command import SweepCommand


class Command(SweepCommand):
    help = "Remarque qui ouvre un nombre inhabituel de CV, pour que l’équipe le regarde."

    def sweep(self, as_of, dry_run):
        found = readings.notice(as_of=as_of, dry_run=dry_run)
        return f"{found} journées de lecture {'seraient' if dry_run else 'sont'} à regarder."
