"""Health, for the machines that watch us."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache

from meilleursjobs.lib.remembered import remembered


@login_not_required
@never_cache
def alive(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"etat": "vivant"})


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _cache() -> bool:
    try:
        cache.set("sante", 1, 5)
        return cache.get("sante") == 1
    except Exception:  # noqa: BLE001 any fault of the cache
        return False


def _erasures_replayed() -> bool:
    return bool(import_string("privacy.services.ledger.is_replayed")())


def _overdue() -> int:
    """Rows kept too long: dear to count, so every ten minutes, and never without the cache."""
    count = import_string("privacy.services.retention.overdue")
    return remembered("sante:overdue", lambda: sum(count().values()), seconds=600)


@login_not_required
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """Traffic may come: without the database nothing works; without the cache we only slow down.

    After a restore, nothing is served before those who were erased since are erased again.
    What is kept too long is counted for whoever watches; it stops no traffic.
    """
    parts = {"base": _database(), "cache": _cache()}
    parts["effacements"] = parts["base"] and _erasures_replayed()
    well = parts["base"] and parts["effacements"]
    told = {"etat": "pret" if well else "pas pret", **parts}
    told["conservation_depassee"] = _overdue() if well and parts["cache"] else None
    return JsonResponse(told, status=200 if well else 503)
