from applications import pipeline
from meilleursjobs.lib.sweep_command import SweepCommand


class Command(SweepCommand):
    help = "Rappelle aux recruteurs les candidatures restées deux semaines sans un mot."

    def sweep(self, as_of, dry_run):
        told = pipeline.remind_recruiters(as_of=as_of, dry_run=dry_run)
        return f"{told} recruteurs {'seraient' if dry_run else 'sont'} prévenus."
