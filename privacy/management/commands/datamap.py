"""Print the data map: what is held about people, why, how long, and what each may receive."""

from django.core.management.base import BaseCommand

from privacy import registry


class Command(BaseCommand):
    help = "Prints the data map (register of processing) as a table."

    def handle(self, *args, **options):
        for one in registry.declarations().values():
            if isinstance(one, registry.NotPersonal):
                self.stdout.write(f"{one.model}: nothing personal ({one.reason})")
                continue
            self.stdout.write(f"{one.model}: {one.purpose}")
            self.stdout.write(
                f"  subject {one.subject} · {one.basis.value} · kept: {one.retention}"
            )
            self.stdout.write(f"  exported: {', '.join(one.exported) or 'nothing'}")
            for name, reason in one.withheld.items():
                self.stdout.write(f"  withheld {name}: {reason}")
