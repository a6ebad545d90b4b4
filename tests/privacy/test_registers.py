"""The registers of our staff: breaches with their 72 hours, orders of authorities."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from privacy.models import AuthorityOrder, Breach

FACTS = {
    "nature": "Un export envoyé au mauvais destinataire.",
    "data": "Noms et adresses.",
    "people": 12,
    "consequences": "Démarchage.",
    "measures": "Fichier effacé.",
}


def form(**more):
    return {"known_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", **FACTS, **more}


def page_of(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def new(name):
    return reverse("register_new", args=[name])


def test_the_72_hours_run_from_the_moment_a_breach_is_known(desk):
    desk.post(new("violations"), form(is_risky="on"))
    breach = Breach.objects.get()
    assert breach.notify_before - breach.known_at == timedelta(hours=72)
    assert "La CNIL doit être prévenue avant" in page_of(desk.get(reverse("rights_desk")))
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        assert breach.is_late
    breach.notified_at = timezone.now()
    breach.save()
    assert not breach.clock_runs
    assert "La CNIL doit être" not in page_of(desk.get(reverse("rights_desk")))


def test_a_breach_without_risk_is_noted_and_runs_no_clock(desk):
    desk.post(new("violations"), form())
    assert not Breach.objects.get().clock_runs


def test_a_late_notice_says_why(desk):
    late = timezone.localtime() + timedelta(hours=80)
    page = page_of(
        desk.post(new("violations"), form(notified_at=f"{late:%Y-%m-%dT%H:%M}", is_risky="on"))
    )
    assert "Passé 72 heures, dites pourquoi" in page
    assert "Un export envoyé" in page  # nothing typed is lost
    assert not Breach.objects.exists()


def test_the_database_refuses_a_late_notice_without_reasons(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Breach.objects.create(**FACTS, notified_at=timezone.now() + timedelta(hours=80))


def test_an_order_of_an_authority_is_noted_and_answered(desk):
    values = {
        "received_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "authority": "Tribunal judiciaire de Montpellier",
        "basis": "Article 145 du code de procédure civile",
        "asked": "Le nom de l’auteur d’une annonce.",
    }
    desk.post(new("ordres"), values)
    order = AuthorityOrder.objects.get()
    line = reverse("register_line", args=["ordres", order.pk])
    answered = values | {"answered_at": values["received_at"]}
    assert "Dites ce qui a été fait." in page_of(desk.post(line, answered))
    desk.post(line, answered | {"done": "Nom donné, la personne prévenue."})
    order.refresh_from_db()
    assert order.answered_at
    assert "répondu" in page_of(desk.get(reverse("register", args=["ordres"])))
