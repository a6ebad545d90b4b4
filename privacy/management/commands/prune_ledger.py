from meilleursjobs.lib.sweep_command import SweepCommand
from privacy.services import ledger


class Command(SweepCommand):
    help = "Oublie les lignes du registre des effacements plus vieilles que toute sauvegarde."

    def sweep(self, as_of, dry_run):
        count = ledger.prune(as_of=as_of, dry_run=dry_run)
        return f"{count} lignes{' (à blanc)' if dry_run else ''}."
