from jobs.models import Alert
from jobs.services import alert_care, alerts, followers
from meilleursjobs.lib.sweep_command import SweepCommand


class Command(SweepCommand):
    help = (
        "Regarde pour les alertes d’une fréquence, prévient qui suit une entreprise partie, "
        "propose d’élargir celles qui ne trouvent rien, demande si les plus vieilles servent, "
        "et oublie celles que personne ne veut plus."
    )

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--frequency", choices=Alert.Frequency.values, default="daily")

    def handle(self, *args, frequency, **options):
        self.frequency = frequency
        super().handle(*args, **options)

    def sweep(self, as_of, dry_run):
        written = alerts.look(self.frequency, as_of=as_of, dry_run=dry_run)
        written += followers.tell_of_departures(as_of=as_of, dry_run=dry_run)
        written += alert_care.propose_wider(as_of=as_of, dry_run=dry_run)
        written += alert_care.ask(as_of=as_of, dry_run=dry_run)
        gone = alert_care.forget(as_of=as_of, dry_run=dry_run)
        return f"{written} courriels, {gone} alertes oubliées{' (à blanc)' if dry_run else ''}."
