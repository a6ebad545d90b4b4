from applications import services
from meilleursjobs.lib.sweep_command import SweepCommand


class Command(SweepCommand):
    help = "Efface les textes de brouillons auxquels on n’a pas touché depuis 30 jours."

    def sweep(self, as_of, dry_run):
        texts, drafts = services.expire_drafts(as_of=as_of, dry_run=dry_run)
        done = "seraient effacés" if dry_run else "effacés"
        return f"{texts} textes et {drafts} brouillons {done}."
