"""Publish the texts of the repository: at each start, whatever was published before."""

from django.core.management.base import BaseCommand, CommandError

from privacy import policy, texts


class Command(BaseCommand):
    help = "Publishes new versions of the policy and the terms; refuses a changed old one."

    def handle(self, *args, **options):
        for kind in texts.FOLDERS:
            try:
                fresh = policy.publish(kind, texts.sources(kind))
            except (policy.PublishRefused, texts.BadText) as error:
                raise CommandError(str(error)) from error
            numbers = ", ".join(str(version.number) for version in fresh)
            said = f"published {numbers}" if fresh else "nothing new"
            self.stdout.write(f"{kind.value}: {said}")
