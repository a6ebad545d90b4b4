"""A person's copy of their data: one ZIP, built row by row, fetched once by its owner.

In it: a page to read, each table as JSON and CSV, the files, what the rooms add (JSON Resume).
"""

import csv
import io
import json
import logging
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import IO, Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files import File
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from meilleursjobs.lib.states import MoveRefused

from .. import exporters, post, recipients, registry
from ..models import Export, RightsRequest
from . import overview, requests

logger = logging.getLogger(__name__)
State = Export.State
BATCH = 200  # rows in memory
LEASE = timedelta(minutes=15)


def ask(user: Any) -> Export:
    """Begin a copy and note the request, or give the one that is being built."""
    under_way = Export.objects.owned_by(user).filter(state=State.WAITING)
    if found := under_way.first():
        return found
    try:
        with transaction.atomic():
            export = Export.objects.create(user=user)
            requests.done(user, RightsRequest.Kind.ACCESS)
    except IntegrityError:  # the other press of a double click
        return under_way.get()
    return export


def build_due() -> int:
    """Build every copy that waits or whose worker died. Returns how many are ready."""
    now = timezone.now()
    waiting = Export.objects.filter(
        Q(lease_until=None) | Q(lease_until__lt=now), state=State.WAITING
    )
    return sum(build(pk) for pk in waiting.values_list("pk", flat=True))


def build(pk: UUID) -> bool:
    """Build one copy, unless another worker does. Returns whether it is ready."""
    now = timezone.now()
    free = Export.objects.filter(Q(lease_until=None) | Q(lease_until__lt=now), pk=pk)
    if not free.filter(state=State.WAITING).update(lease_until=now + LEASE):
        return False
    export = Export.objects.select_related("user").get(pk=pk)
    try:
        with tempfile.TemporaryFile() as file, translation.override(export.user.language):
            _write(export, file)
            _keep(export, file)
    except Exception:  # each storage has faults of its own, and one copy stops no other
        logger.exception("Copy %s was not built", pk)
        later = timezone.now() + timedelta(minutes=5)
        Export.objects.filter(pk=pk).update(lease_until=later, progress=0)
        return False
    return True


def _keep(export: Export, file: IO[bytes]) -> None:
    size = file.tell()
    file.seek(0)
    export.file.save("copie.zip", File(file), save=False)
    with transaction.atomic():
        export.move(
            State.READY,
            file=export.file.name,
            size=size,
            progress=100,
            lease_until=None,
            expires_at=timezone.now() + registry.lasts("export"),
        )
        _replace_earlier(export)
        post.queue("privacy/export_ready", {"export": export}, key=str(export.pk), user=export.user)


def _replace_earlier(export: Export) -> None:
    """A person has one copy to fetch: those they left are over, and the next sweep erases them."""
    left = Export.objects.owned_by(export.user).filter(state=State.READY).exclude(pk=export.pk)
    for earlier in left:
        with suppress(MoveRefused):  # it is being fetched this very moment
            earlier.move(State.EXPIRED, expires_at=timezone.now())


def _write(export: Export, file: IO[bytes]) -> None:
    user, held = export.user, registry.personal()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lisez-moi.html", _page(user))
        archive.writestr("carte.json", _json(_map_of(held)))
        archive.writestr("destinataires.json", _json([vars(one) for one in recipients.of(user)]))
        for name, make in exporters.every().items():
            archive.writestr(name, make(user))
        for done, one in enumerate(held, 1):
            _write_rows(archive, one, user)
            percent = 99 * done // len(held)
            Export.objects.filter(pk=export.pk).update(progress=percent)


def _page(user: Any) -> str:
    """The page to read first: what is in the copy, and what we hold about the person."""
    context = {"user": user, "rooms": overview.held(user), "made_at": timezone.now()}
    return render_to_string("privacy/export_page.html", context)


def _map_of(held: list[registry.PersonalData]) -> dict[str, Any]:
    """For each table: why we hold it, on which basis, how long, and what is left out."""
    return {
        one.model: {
            "purpose": str(one.purpose),
            "basis": one.basis.value,
            "days_kept": getattr(settings.RETENTION[one.retention], "days", None),
            "clock_starts": one.starts,
            "fields": list(one.exported),
            "withheld": one.withheld,
        }
        for one in held
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)


def _write_rows(archive: zipfile.ZipFile, one: registry.PersonalData, user: Any) -> None:
    """The same rows twice: JSON for machines, CSV for spreadsheets; then their files."""
    rows = registry.held_about(one, user)
    if not rows.exists():
        return
    with archive.open(_entry(f"donnees/{one.model}.json"), "w") as out:
        out.write(b"[")
        for number, row in enumerate(rows_of(one, rows, user)):
            out.write(b",\n" if number else b"\n")
            out.write(json.dumps(row, ensure_ascii=False).encode())
        out.write(b"\n]\n")
    with archive.open(_entry(f"donnees/{one.model}.csv"), "w") as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        table = csv.DictWriter(text, fieldnames=_names(one))
        table.writeheader()
        table.writerows(map(_flat, rows_of(one, rows, user)))
        text.flush()
        text.detach()
    _write_files(archive, one, rows)


def _entry(name: str) -> zipfile.ZipInfo:
    """A file of the archive, compressed and dated: by itself a stream would be of 1980."""
    entry = zipfile.ZipInfo(name, timezone.localtime().timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _names(one: registry.PersonalData) -> list[str]:
    """Columns of the copy: the row's own key, its links to other tables, what is exported."""
    model = apps.get_model(one.model)
    links = [f.name for f in model._meta.local_fields if f.is_relation or f.primary_key]
    return [*(n for n in links if n in one.technical and n != one.subject), *one.exported]


def rows_of(
    one: registry.PersonalData, rows: "models.QuerySet[Any]", user: Any
) -> Iterator[dict[str, Any]]:
    """The rows of a declaration as JSON holds them; `user` is the subject, None without account."""
    names = _names(one)
    foreign = [
        f.name for f in rows.model._meta.local_fields if f.many_to_one and f.name in one.exported
    ]
    ordered = rows.select_related(*foreign).order_by("pk") if foreign else rows.order_by("pk")
    for row in ordered.iterator(chunk_size=BATCH):
        yield {name: _value(row, name, user, spoken=name in one.exported) for name in names}


def _value(row: Any, name: str, user: Any, *, spoken: bool) -> Any:
    """A value as JSON holds it. People other than the subject are never named (art. 15(4))."""
    field = row._meta.get_field(name)
    if field.many_to_one or field.one_to_one:
        return _link(row, field, user, spoken=spoken)
    value = getattr(row, name)
    if isinstance(value, models.FileField | models.fields.files.FieldFile):
        return _file_name(row, value) if value else ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    return value


def _link(row: Any, field: Any, user: Any, *, spoken: bool) -> Any:
    key = getattr(row, field.attname)
    if key is None:
        return None
    if field.related_model is get_user_model():
        return _("vous") if user and key == user.pk else _("une autre personne")
    return str(getattr(row, field.name)) if spoken else str(key)


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """For CSV: lists joined; a cell that a spreadsheet would run as a formula is made plain."""
    flat = {}
    for name, value in row.items():
        text = ", ".join(map(_part, value)) if isinstance(value, list) else value
        flat[name] = f"'{text}" if str(text)[:1] in ("=", "+", "-", "@", "\t", "\r") else text
    return flat


def _part(value: Any) -> str:
    """One of a list; what has parts of its own stays JSON."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _file_name(row: Any, file: Any) -> str:
    name = getattr(row, "file_name", "") or file.name.rpartition("/")[2]
    return f"fichiers/{row.pk}-{name}"


def _write_files(
    archive: zipfile.ZipFile, one: registry.PersonalData, rows: "models.QuerySet[Any]"
) -> None:
    fields = [
        f.name
        for f in rows.model._meta.local_fields
        if isinstance(f, models.FileField) and f.name in one.exported
    ]
    for row in rows.order_by("pk").iterator(chunk_size=BATCH) if fields else ():
        for name in fields:
            if file := getattr(row, name):
                with (
                    archive.open(_entry(_file_name(row, file)), "w") as out,
                    file.open("rb") as stream,
                ):
                    for chunk in stream.chunks():
                        out.write(chunk)


def take(export: Export) -> IO[bytes]:
    """The bytes, once and within the week.

    Raises MoveRefused the second time or too late, OSError when the file is gone.
    """
    if export.expires_at is None or export.expires_at <= timezone.now():
        raise MoveRefused(f"copy {export.pk} is over")
    file = export.file.open("rb")
    try:
        export.move(State.TAKEN)
    except MoveRefused:
        file.close()
        raise
    return file


def expire(*, as_of: datetime | None = None, dry_run: bool = False) -> int:
    """Erase copies that were taken, or that nobody fetched in their week. Returns how many."""
    now = as_of or timezone.now()
    over = Export.objects.filter(
        Q(state=State.TAKEN, moved_at__lt=now - timedelta(hours=1)) | Q(expires_at__lt=now)
    ).exclude(file="")
    old = Export.objects.filter(created_at__lt=now - registry.lasts("export")).exclude(
        state=State.WAITING, lease_until__gt=now
    )
    if dry_run:
        return (over | old).distinct().count()
    files = list(over)
    for export in files:
        export.file.delete(save=False)
        Export.objects.filter(pk=export.pk).update(file="")
        if export.state == State.READY:
            export.move(State.EXPIRED)
    gone = old.exclude(pk__in=[one.pk for one in files])
    count = len(files) + gone.count()
    old.delete()
    return count
