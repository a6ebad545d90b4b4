"""Celery: wakes things up. What must not be lost lives in PostgreSQL."""

import os
import sys

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, task_postrun, task_prerun, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meilleursjobs.settings")

app = Celery("meilleursjobs")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "wake the outbox": {"task": "gmail_send.tasks.dispatch", "schedule": 30.0},
    "settle what is stuck": {"task": "gmail_send.tasks.sweep", "schedule": 60.0},
    "give back unused grants": {"task": "gmail_send.tasks.revoke_unused", "schedule": 86400.0},
    "retry revocations": {"task": "gmail_send.tasks.retry_revocations", "schedule": 300.0},
    "sweep files without a row": {
        "task": "accounts.tasks.sweep_orphan_files",
        "schedule": crontab(hour=4, minute=20),
    },
    "expire drafts": {"task": "applications.tasks.expire_drafts", "schedule": 3600.0},
    "tell companies whose address was found": {
        "task": "applications.tasks.tell_companies",
        "schedule": crontab(hour=9, minute=15, day_of_week="mon-fri"),
    },
    "erase unopened objections": {
        "task": "applications.tasks.expire_objections",
        "schedule": crontab(hour=4, minute=40),
    },
    "ask what became of letters": {
        "task": "applications.tasks.ask_outcomes",
        "schedule": crontab(hour=18, minute=5),
    },
    "tell of free places": {
        "task": "applications.tasks.tell_free_places",
        "schedule": crontab(minute=25),
    },
    "remind candidates of what they planned": {
        "task": "applications.tasks.remind_to_do",
        "schedule": crontab(hour=7, minute=10),
    },
    "notice who opens unusually many CVs": {
        "task": "applications.tasks.notice_readings",
        "schedule": crontab(minute="*/10"),
    },
    "tell together what arrived": {
        "task": "applications.tasks.tell_arrivals",
        "schedule": 60.0,
    },
    "remind recruiters of who waits": {
        "task": "applications.tasks.remind_recruiters",
        "schedule": crontab(hour=7, minute=40, day_of_week="tue"),
    },
    "end the offers that nobody confirmed": {
        "task": "jobs.tasks.expire_offers",
        "schedule": 600.0,
    },
    "ask whether offers are still open": {
        "task": "jobs.tasks.remind_expiring",
        "schedule": crontab(hour=8, minute=10),
    },
    "instant alerts": {
        "task": "jobs.tasks.look_for_alerts",
        "schedule": 60.0,
        "args": ["instant"],
    },
    # Once for each alert and day or week: the other hours find those that the first one missed.
    "daily alerts": {
        "task": "jobs.tasks.look_for_alerts",
        "schedule": crontab(hour="7-19", minute=30),
        "args": ["daily"],
    },
    "weekly alerts": {
        "task": "jobs.tasks.look_for_alerts",
        "schedule": crontab(hour="7-19/4", minute=40),
        "args": ["weekly"],
    },
    "propose to widen empty alerts": {
        "task": "jobs.tasks.propose_wider_alerts",
        "schedule": crontab(hour=9, minute=20),
    },
    "ask whether old alerts are wanted": {
        "task": "jobs.tasks.ask_about_alerts",
        "schedule": crontab(hour=9, minute=40),
    },
    "tell who follows a company that it left": {
        "task": "jobs.tasks.tell_of_departures",
        "schedule": crontab(hour=8, minute=10),
    },
    "forget alerts": {
        "task": "jobs.tasks.forget_alerts",
        "schedule": crontab(hour=4, minute=50),
    },
    "write down the views of offers": {
        "task": "jobs.tasks.write_views",
        "schedule": crontab(hour=3, minute=5),
    },
    "pull feeds of offers": {"task": "jobs.tasks.start_imports", "schedule": 60.0},
    "mend the search": {"task": "jobs.tasks.repair_search", "schedule": 3600.0},
    "do the day's work of time": {
        "task": "privacy.tasks.daily",
        "schedule": crontab(hour=3, minute=15),
    },
    "do the hour's work of rights": {
        "task": "privacy.tasks.hourly",
        "schedule": crontab(minute=35),
    },
    "erase again after a restore": {"task": "privacy.tasks.replay", "schedule": 60.0},
    "build copies of data": {"task": "privacy.tasks.build_exports", "schedule": 60.0},
    "tell people what changed in a text": {
        "task": "privacy.tasks.tell_of_changes",
        "schedule": 60.0,
    },
    "send the site's own mails": {"task": "privacy.tasks.post", "schedule": 60.0},
}
app.steps["worker"].add("gmail_send.worker:OutboxTimer")
# Celery's own rule, a new connection for each task, costs more than a letter does.
app.conf.CELERY_DB_REUSE_MAX = sys.maxsize


@task_prerun.connect
@task_postrun.connect
def tend_connections(task=None, **_kwargs):
    """As Django does around a request: a broken or old (DB_CONN_MAX_AGE) connection is closed."""
    from django.db import close_old_connections

    if not task.request.is_eager:
        close_old_connections()


@worker_init.connect
@beat_init.connect
def refuse_unsafe(**_kwargs):
    """A worker stops on the settings that stop the web."""
    from django.core.exceptions import ImproperlyConfigured

    from .checks import refuse_unsafe

    try:
        refuse_unsafe()
    except ImproperlyConfigured as error:  # Celery swallows what a receiver raises, but for this
        raise SystemExit(str(error)) from error
