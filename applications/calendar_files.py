"""One event as a file that every calendar takes in."""

from datetime import UTC, datetime

from django.conf import settings


def one_event(key: object, *, written_at: datetime, **properties: object) -> bytes:
    """An iCalendar file (RFC 5545) of one event; a day instead of a moment lasts all day.

    key: what makes the event itself again when the file is taken in once more.
    """
    from icalendar import Calendar, Event

    event = Event()
    event.add("uid", f"{key}@{settings.SITE.hostname}")
    event.add("dtstamp", written_at.astimezone(UTC))
    for name, value in properties.items():
        event.add(name, value)
    whole = Calendar()
    whole.add("prodid", "-//MeilleursJobs//FR")
    whole.add("version", "2.0")
    whole.add_component(event)
    return whole.to_ical()
