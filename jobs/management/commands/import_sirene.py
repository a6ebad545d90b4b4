from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from jobs.sirene.importer import Importer
from jobs.sirene.reader import Unreadable


class Command(BaseCommand):
    help = (
        "Import INSEE's StockEtablissement file (csv or zip): open places of work that employ "
        "staff and whose data may be published. Running it again changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="StockEtablissement_utf8.csv or .zip")
        parser.add_argument(
            "--units", type=Path, help="StockUniteLegale_utf8.csv or .zip, for companies' names"
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would")
        parser.add_argument(
            "--after", default="", metavar="SIREN", help="resume an interrupted run after it"
        )

    def handle(self, *, file, units, dry_run, after, **options):
        if after:
            check_after(after)
        importer = Importer(say=self._say, dry_run=dry_run)
        try:
            report = importer.run(file, units, after=after)
        except Unreadable as error:
            raise CommandError(error.message) from error
        except KeyboardInterrupt:
            done = importer.report.last_siren
            hint = f" --after {done}" if done else ""
            raise CommandError(
                _("Interrompu. Pour reprendre : la même commande%s") % hint
            ) from None
        self._say("")
        self._say(_("Rien n’a été écrit (essai à blanc).") if dry_run else _("Terminé."))
        self._table(_("Lignes"), {"lues": report.lines, "retenues": report.kept})
        self._table(_("Laissées de côté"), report.skipped)
        self._table(_("Dans la base"), report.changed)

    def _say(self, text):
        self.stdout.write(text)
        self.stdout.flush()

    def _table(self, title, counts):
        self._say(title)
        for name, number in sorted(counts.items(), key=lambda item: -item[1]):
            self._say(f"  {number:>10}  {name}")


def check_after(value):
    """`--after` names a range's end, which need not be a real SIREN: nine digits."""
    if len(value) != 9 or not (value.isascii() and value.isdecimal()):
        raise CommandError(_("--after attend un SIREN : 9 chiffres."))
