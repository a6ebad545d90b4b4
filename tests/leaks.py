"""A scanner for what must be gone: it looks everywhere, opens what our keys open, unfolds MIME."""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import redis
from django.apps import apps
from django.conf import settings
from django.db import connection

from gmail_send import mime
from meilleursjobs.lib.crypto import Sealed, Undecryptable

BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")


def places(*extra: Path) -> Iterator[tuple[str, bytes]]:
    """Every place that may hold something, with its bytes: (name, content)."""
    yield from _database()
    yield from _opened()
    yield from _valkey(settings.CACHES["default"]["LOCATION"], "cache")
    yield from _valkey(_as_url(settings.CELERY_BROKER_URL), "broker")
    for root in (Path(settings.STORAGE_URL), *extra):
        files = [root] if root.is_file() else sorted(p for p in root.rglob("*") if p.is_file())
        yield from ((f"file {path.name}", path.read_bytes()) for path in files)


def found(needles: list[bytes], *extra: Path) -> set[str]:
    """Names of the places that hold one of the needles, plain, encoded or inside a message."""
    return {
        name
        for name, content in places(*extra)
        if any(needle in layer for layer in _layers(content) for needle in needles)
    }


def _database() -> Iterator[tuple[str, bytes]]:
    """Every row of every table, as PostgreSQL writes it out."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 names of our tables
            for (row,) in cursor.fetchall():
                yield f"table {table}", row.encode()


def _opened() -> Iterator[tuple[str, bytes]]:
    """Every sealed column that our keys still open."""
    for model in apps.get_models():
        if not issubclass(model, Sealed):
            continue
        for row in model._base_manager.all():
            for field in model._meta.fields:
                try:
                    yield f"sealed {model._meta.db_table}", row.unseal(field.name)
                except (Undecryptable, AttributeError, TypeError):
                    continue


def _as_url(broker: str) -> str:
    """kombu's way of naming a socket, as redis-py wants it."""
    path, _, database = broker.partition("?virtual_host=")
    return path.replace("redis+socket://", "unix://") + (f"?db={database}" if database else "")


def _valkey(url: str, name: str) -> Iterator[tuple[str, bytes]]:
    server = redis.Redis.from_url(url)
    for key in server.scan_iter(count=1000):
        yield f"{name} {key.decode(errors='replace')}", key + (server.dump(key) or b"")
    server.close()


def _layers(content: bytes) -> Iterator[bytes]:
    """The bytes, what base64 hides in them, and what a message says once read."""
    yield content
    for piece in _unfolded(content):
        yield piece
        yield from _message(piece)
    yield from _message(content)


def _unfolded(content: bytes) -> Iterator[bytes]:
    for match in BASE64.finditer(content):
        text = match[0].replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
        try:
            plain = base64.b64decode(text + b"=" * (-len(text) % 4))
        except binascii.Error:
            continue
        yield plain
        try:
            yield zlib.decompress(plain)
        except zlib.error:
            continue


def _message(content: bytes) -> Iterator[bytes]:
    if b"MIME-Version" not in content:
        return
    start = content.index(b"From: ") if b"From: " in content else 0
    try:
        letter = mime.parse(content[start:])
    except mime.Unsendable:
        return
    yield f"{letter.subject}\n{letter.body}".encode()
    yield from (attachment.content for attachment in letter.attachments)
