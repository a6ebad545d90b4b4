from datetime import timedelta

from celery import shared_task
from django.core.files.storage import default_storage
from django.utils import timezone

from .models import Resume
from .models.resume import FOLDER

ORPHAN_AFTER = timedelta(days=1)  # longer than any upload takes


@shared_task
def sweep_orphan_files() -> int:
    """Delete the files of CVs that no row knows (a kill between file and row). Returns how many."""
    oldest, gone = timezone.now() - ORPHAN_AFTER, 0
    try:
        folders = default_storage.listdir(FOLDER)[0]
    except FileNotFoundError:  # no file yet
        return 0
    for folder in folders:
        names = {
            f"{FOLDER}/{folder}/{one}" for one in default_storage.listdir(f"{FOLDER}/{folder}")[1]
        }
        known = set(Resume.objects.filter(file__in=names).values_list("file", flat=True))
        for name in names - known:
            if default_storage.get_modified_time(name) < oldest:
                default_storage.delete(name)
                gone += 1
    return gone
