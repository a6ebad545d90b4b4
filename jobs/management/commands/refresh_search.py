from jobs import projection
from meilleursjobs.lib.sweep_command import SweepCommand


class Command(SweepCommand):
    help = "Répare la table de la recherche, et dit combien d’offres n’y étaient pas justes."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--all",
            dest="whole",
            action="store_true",
            help="réécrit toutes les offres, quand la lecture des mots a changé",
        )

    def handle(self, *args, whole, **options):
        if whole and not options["dry_run"]:
            self.stdout.write(f"{projection.rebuild()} offres réécrites.")
            return
        super().handle(*args, **options)

    def sweep(self, as_of, dry_run):
        found = projection.repair(dry_run=dry_run)
        return (
            f"{len(found.missing)} offres manquaient, {len(found.wrong)} étaient de trop, "
            f"{len(found.changed)} disaient autre chose."
        )
