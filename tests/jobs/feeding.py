"""Feeds as a recruiter's software writes them, and handing one in."""

from django.core.files.base import ContentFile

from jobs.imports import runner
from jobs.models import ImportRun
from tests.jobs.writing import WORDS


def job(reference, title="Menuisière ou menuisier d’atelier", **more):
    values = {
        "referencenumber": reference,
        "title": title,
        "rome": "H2206",
        "jobtype": "CDI",
        "city": "Montpellier",
        "postalcode": "34000",
        "description": f"<![CDATA[<p>{WORDS}</p><ul><li>débit</li><li>pose</li></ul>]]>",
        "salary": "26 000 - 31 000 € par an",
        "url": f"https://rh.tournelune.test/{reference}?utm_source=mj&amp;gh_src=x",
    } | more
    return f"<job>{''.join(f'<{n}>{v}</{n}>' for n, v in values.items())}</job>"


def feed(*jobs):
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<source>", *jobs, "</source>"]
    return "\n".join(lines)


def bring(source, text, **how):
    content = text if isinstance(text, bytes) else text.encode()
    run = runner.start(source, file=ContentFile(content), **how)
    while runner.work(run.pk):
        pass
    return ImportRun.objects.get(pk=run.pk)
