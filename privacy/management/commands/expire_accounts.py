from meilleursjobs.lib.sweep_command import SweepCommand
from privacy.services import inactivity


class Command(SweepCommand):
    help = "Prévient à 23 mois les comptes inutilisés, les rappelle, les efface à 24."

    def sweep(self, as_of, dry_run):
        done = inactivity.expire(as_of=as_of, dry_run=dry_run)
        would = " (à blanc)" if dry_run else ""
        return (
            f"{done['warned']} prévenus, {done['reminded']} rappelés, "
            f"{done['erased']} effacés{would}."
        )
