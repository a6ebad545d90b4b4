"""Publishing a text: once per version, then telling each person once what changed."""

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from . import post, tables, texts
from .models import PolicyTelling, PolicyVersion

BATCH = 500  # people told in one transaction


class PublishRefused(Exception):
    """A file does not say what was published under its number; the sentence says what to do."""


@transaction.atomic
def publish(kind: str, sources: list[texts.Source]) -> list[PolicyVersion]:
    """Publish the versions that are not yet, and return them. Idempotent.

    Raises PublishRefused when a published version is not word for word its file.
    """
    with connection.cursor() as cursor:  # two starts at once publish one after the other
        cursor.execute("select pg_advisory_xact_lock(hashtext('publish_policy'))")
    known = {row.number: row for row in PolicyVersion.objects.published(kind)}
    fresh = []
    for source in sources:
        if row := known.get(source.number):
            _compare(row, source)
            continue
        said = tables.facts() if texts.TABLE.search(source.text_fr) else {}
        fresh.append(PolicyVersion.objects.create(kind=kind, tables=said, **vars(source)))
    for version in fresh:
        if version.number > 1:  # before the first one nobody was told anything else
            PolicyTelling.objects.create(version=version)
    return fresh


def _compare(row: PolicyVersion, source: texts.Source) -> None:
    changed = [name for name, value in vars(source).items() if getattr(row, name) != value]
    if changed:
        raise PublishRefused(
            f"{row.kind} {row.number} was published on {row.published_at:%Y-%m-%d} and its file"
            f" now differs ({', '.join(changed)}). Give the file back its words, and write the"
            f" change as version {row.number + 1} under its own date."
        )


def tell(limit: int = BATCH) -> int:
    """Queue the mail about the oldest change for the next people, once each. Returns how many.

    Those who signed up since were shown the new text. The mark moves with the mails.
    """
    with transaction.atomic():
        rows = PolicyTelling.objects.filter(ended_at=None).order_by("version__published_at")
        telling = rows.select_for_update(skip_locked=True).first()
        if not telling:
            return 0
        version = telling.version
        people = get_user_model().objects.filter(
            is_active=True, pk__gt=telling.told_up_to, date_joined__lt=version.published_at
        )
        told = list(people.order_by("pk")[:limit])
        for user in told:
            key = f"{version.kind}-{version.number}:{user.pk}"
            post.queue("privacy/text_changed", {"version": version}, key=key, user=user)
            telling.told_up_to = user.pk
        if len(told) < limit:
            telling.ended_at = timezone.now()
        telling.save(update_fields=["told_up_to", "ended_at"])
        return len(told)


def changed_purposes(version: PolicyVersion) -> frozenset[str]:
    """Purposes whose consent, given under an earlier version, this version asks for anew."""
    return frozenset(version.purposes)
