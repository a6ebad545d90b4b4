"""Where the database lives: another place than the one written down means restored or promoted."""

import logging

from django.utils import timezone

from ..models import Outbox, Place

logger = logging.getLogger(__name__)


def note_place() -> Outbox:
    """The outbox's row, made with its place when it is the first time; a new place is dated.

    Asked before a mail is queued: what was validated before a new place was first seen comes from
    the backup.
    """
    row = Outbox.objects.first()
    if row is None or not row.place:
        Outbox.objects.get_or_create(pk=1)
        Outbox.objects.filter(pk=1, place="").update(place=Place())
        row = Outbox.objects.get(pk=1)
    if row.is_held and row.found_place != row.here:
        row.found_place, row.found_at = row.here, timezone.now()
        row.save(update_fields=["found_place", "found_at"])
    if row.is_held:
        logger.critical("The database was restored or promoted: run `manage.py outbox quarantine`")
    return row
