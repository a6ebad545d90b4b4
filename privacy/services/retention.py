"""Time's work: what the data map says is over goes, in small steps, and what is late is counted."""

import logging
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from psycopg import sql

from .. import registry

logger = logging.getLogger(__name__)
BATCH = 500  # rows in one transaction: no lock is held for long
GRACE = timedelta(days=2)  # sweeps run daily; past that a row is overdue
SWEPT_ACCOUNTS = "expire_accounts"


class Rule(NamedTuple):
    """One kind of row that goes at one time. `act` deletes, or reduces, and returns how many."""

    declaration: registry.PersonalData
    key: str
    act: registry.Eraser

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.declaration.model)

    @property
    def append_only(self) -> bool:
        return self.model._meta.db_table_comment.startswith("append-only")

    def due(self, now: datetime) -> "models.QuerySet[Any]":
        """The rows whose time was over at `now`."""
        one = self.declaration
        limit: Any = now - registry.lasts(self.key)
        field = _last_field(self.model, one.starts)
        if not isinstance(field, models.DateTimeField):
            limit = timezone.localtime(limit).date()
        rows = self.model._base_manager.filter(**{f"{one.starts}__lt": limit})
        return rows.filter(one.ends) if self.key == one.retention else rows


def _last_field(model: type[models.Model], path: str) -> Any:
    *way, last = path.split("__")
    for part in way:
        model = model._meta.get_field(part).related_model  # type: ignore[assignment]
    return model._meta.get_field(last)


def sweeper(declaration: registry.PersonalData) -> str:
    """The command that erases these rows in time; "" for the common purge."""
    return declaration.swept or (SWEPT_ACCOUNTS if declaration.retention == "account" else "")


def rules() -> Iterator[Rule]:
    """Every rule of the common purge, in the order of the rooms."""
    for one in registry.personal():
        if not sweeper(one) and settings.RETENTION[one.retention] is not None:
            yield Rule(one, one.retention, one.purge or one.erase)
        if one.proof:
            yield Rule(one, one.proof, registry.delete)


def is_paused(key: str) -> bool:
    """Whether RETENTION_PAUSED holds this purge."""
    return bool({key, "all"} & set(settings.RETENTION_PAUSED))


def purge(
    *, as_of: datetime | None = None, dry_run: bool = False, only: str = ""
) -> dict[tuple[str, str], int]:
    """Apply every rule that is not paused. Returns {(model, key): rows}; dry_run counts only."""
    now, done = as_of or timezone.now(), {}
    for rule in rules():
        if is_paused(rule.key) or only not in ("", rule.key):
            continue
        count = rule.due(now).count() if dry_run else _apply(rule, now)
        if count:
            done[rule.declaration.model, rule.key] = count
    return done


def _apply(rule: Rule, now: datetime) -> int:
    if rule.append_only:
        return _delete_proofs(rule, now)
    total, last = 0, None
    while True:
        due = rule.due(now).order_by("pk")
        keys = list(
            (due if last is None else due.filter(pk__gt=last)).values_list("pk", flat=True)[:BATCH]
        )
        if not keys:
            return total
        with transaction.atomic():
            rule.act(rule.model._base_manager.filter(pk__in=keys))
        total, last = total + len(keys), keys[-1]


def _delete_proofs(rule: Rule, now: datetime) -> int:
    """Rows that the site may not delete: as mj_retention, which may do nothing else."""
    table, total = rule.model._meta.db_table, 0
    statement = sql.SQL(
        "DELETE FROM {table} WHERE id IN "
        "(SELECT id FROM {table} WHERE {starts} < %s ORDER BY id LIMIT {batch})"
    ).format(
        table=sql.Identifier(table),
        starts=sql.Identifier(rule.declaration.starts),
        batch=sql.Literal(BATCH),
    )
    limit = now - registry.lasts(rule.key)
    if not rule.due(now).exists():
        return 0
    try:
        with psycopg.connect(settings.RETENTION_DATABASE_URL, autocommit=True) as connection:
            while count := connection.execute(statement, [limit]).rowcount:
                total += count
    except psycopg.Error:  # the other rules go on; `overdue` counts what stays
        logger.exception("%s cannot be purged: is RETENTION_DATABASE_URL right?", table)
    return total


def overdue(now: datetime | None = None) -> dict[tuple[str, str], int]:
    """Rows that should be gone since more than two days, paused rules and all sweeps included."""
    late = (now or timezone.now()) - GRACE
    found = {}
    for rule in [*rules(), *_swept_rules()]:
        if count := rule.due(late).count():
            found[rule.declaration.model, rule.key] = count
    return found


def _swept_rules() -> Iterator[Rule]:
    """What other commands erase, looked at in the same way; accounts once, by the person's row."""
    for one in registry.personal():
        by = sweeper(one)
        counted = by != SWEPT_ACCOUNTS or one.model == settings.AUTH_USER_MODEL
        if by and counted and settings.RETENTION[one.retention] is not None:
            yield Rule(one, one.retention, one.erase)


def gone_by(declaration: registry.PersonalData, row: models.Model) -> datetime | None:
    """When this row goes if nothing happens; None when its clock has not started or never ends."""
    value: Any = row
    for part in declaration.starts.split("__"):
        value = getattr(value, part, None)
    duration = settings.RETENTION[declaration.retention]
    if value is None or duration is None:
        return None
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(tzinfo=timezone.get_default_timezone()))
    return value + duration
