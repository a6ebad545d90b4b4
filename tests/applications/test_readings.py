"""What a recruiter takes home of a CV says whose copy it is."""

import io

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from applications.models import Application
from tests.factories.applications import ApplicationFactory

from .pages import text_of


@pytest.fixture
def received(offer, karim, candidate):
    return ApplicationFactory(offer=offer, candidate=candidate)


def resume_of(application):
    return reverse("received_resume", args=[application.pk])


def words_of(answer):
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


# --- Whose copy it is ---------------------------------------------------------------------------
def test_each_page_says_who_read_it_for_whom_and_when(recruiter, received, offer):
    kept = received.resume.read()
    with time_machine.travel("2026-03-03T10:00:00+01:00"):
        recruiter.force_login(recruiter_of(offer))
        answer = recruiter.get(resume_of(received))
    line = f"Consulté par Karim Belkacem, {offer.company.name}, le 3 mars 2026 sur MeilleursJobs"
    words = words_of(answer)
    assert words
    assert all(line in page for page in words)
    assert received.resume.read() == kept  # the stored file is as it was


def recruiter_of(offer):
    return offer.company.members.get()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "à supprimer trois mois après votre décision"),
        ({"may_be_kept": True}, "à supprimer deux ans après votre décision"),
        (
            {"state": "refused", "reason": "other", "decided_by": "k.1"},
            "à supprimer au plus tard le 1er juin 2026",
        ),
        (
            {"state": "accepted", "may_be_kept": True},
            "à supprimer au plus tard le 2 mars 2028",
        ),
    ],
)
def test_it_says_until_when_a_copy_may_be_kept(client, received, offer, values, said):
    with time_machine.travel("2026-03-03T10:00:00+01:00"):
        Application.objects.update(moved_at="2026-03-03T08:00:00+01:00", **values)
        client.force_login(recruiter_of(offer))
        assert said in words_of(client.get(resume_of(received)))[0]


def test_the_copy_to_keep_is_marked_and_noted_as_the_one_to_look_at(recruiter, received):
    page = text_of(recruiter.get(reverse("received_one", args=[received.pk])))
    assert f"{resume_of(received)}?telecharger" in page
    look = recruiter.get(resume_of(received))
    keep = recruiter.get(f"{resume_of(received)}?telecharger")
    assert look["Content-Disposition"].startswith("inline")
    assert keep["Content-Disposition"].startswith("attachment")
    assert words_of(keep) == words_of(look)
    assert received.steps.filter(kind="read").count() == 1


def test_the_candidates_own_copy_bears_nothing(signed_in, received):
    answer = signed_in.get(received.resume.get_absolute_url())
    content = b"".join(answer) if answer.streaming else answer.content
    assert content == received.resume.read()
