from meilleursjobs.lib.sweep_command import SweepCommand
from privacy.services import retention


class Command(SweepCommand):
    help = "Efface ce dont la durée de conservation est passée, règle par règle."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--only", default="", metavar="CLÉ", help="une seule durée")

    def handle(self, *args, only, **options):
        self.only = only
        super().handle(*args, **options)

    def sweep(self, as_of, dry_run):
        done = retention.purge(as_of=as_of, dry_run=dry_run, only=self.only)
        would = " (à blanc)" if dry_run else ""
        lines = [f"{model} ({key}) : {count}{would}" for (model, key), count in done.items()]
        return "\n".join(lines) or "Rien n’est arrivé à son terme."
