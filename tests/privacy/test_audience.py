"""Visits counted without knowing anybody: short addresses, a daily salt, eleven devices or none."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from privacy import audience
from privacy.models import AudienceFigure
from tests.leaks import found


def visit(client, number, path="/offres/", agent="Mozilla/5.0"):
    return client.get(path, REMOTE_ADDR=f"198.51.{number}.7", headers={"user-agent": agent})


def tomorrow():
    return timezone.now() + timedelta(days=1)


def test_eleven_devices_make_a_figure(client, db):
    for number in range(11):
        visit(client, number)
        visit(client, number)
    with time_machine.travel(tomorrow()):
        assert audience.write_down() == 1
        assert audience.write_down() == 1  # again changes nothing
    figure = AudienceFigure.objects.get()
    assert (figure.name, figure.views, figure.devices) == ("offers", 22, 11)


@pytest.mark.parametrize("devices", [1, 10])
def test_fewer_than_eleven_are_never_stored(client, db, devices):
    for number in range(devices):
        for _again in range(3):
            visit(client, number)
    with time_machine.travel(tomorrow()):
        assert audience.write_down() == 0
    assert not AudienceFigure.objects.exists()


def test_the_database_itself_refuses_a_figure_of_ten(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        AudienceFigure.objects.create(
            kind="page", name="offers", day=timezone.localdate(), views=50, devices=10
        )


def test_addresses_are_cut_before_they_are_mixed():
    assert audience.cut("198.51.100.77") == audience.cut("198.51.100.2") == "198.51.100.0"
    assert audience.cut("2001:db8:1:2::9") == audience.cut("2001:db8:1:f::1") == "2001:db8:1::"
    assert audience.cut("unix:") == ""


def test_no_address_and_no_account_is_found_where_visits_are_counted(signed_in, lea):
    visit(signed_in, 77)
    places = found([b"198.51.77", b"Mozilla/5.0"])
    assert places <= {"table usersessions_usersession"}  # the list of one's own devices
    assert not [f for f in AudienceFigure._meta.get_fields() if f.is_relation]


def test_the_same_device_is_another_one_tomorrow(client, db, rf):
    request = rf.get("/", REMOTE_ADDR="198.51.100.7")
    today = audience._device(request)
    assert audience._device(request) == today
    with time_machine.travel(tomorrow()):
        assert audience._device(request) != today


def test_machines_parts_of_pages_and_our_staff_are_not_counted(client, db, desk):
    visit(client, 1, agent="Googlebot/2.1")
    desk.get("/gestion/droits/")
    client.get("/offres/", headers={"hx-request": "true"})
    client.post("/compte/langue/", {"language": "en"})
    assert cache.get(f"audience:{timezone.localdate()}:names") is None


def test_without_cache_pages_are_shown_all_the_same(client, db, settings):
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    }
    assert client.get("/offres/").status_code == 200
    client.post("/confidentialite/cookies/", {"choice": "all"})
    assert client.get("/offres/").status_code == 200  # the choice is read without the cache too


def test_a_page_before_that_the_visitor_invents_is_not_counted(client, db):
    client.post("/confidentialite/cookies/", {"choice": "some", "purpose": "analysis"})
    client.cookies["parcours"] = "invented"
    client.get("/offres/")
    day = timezone.localdate()
    names = [cache.get(f"audience:{day}:name:{n}") for n in range(1, 9)]
    assert not [one for one in names if one and one[0] == "step"]


def test_behind_our_proxies_the_visitors_own_address_counts(client, db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(11):
        client.get(
            "/offres/",
            REMOTE_ADDR="10.0.0.1",
            headers={"x-forwarded-for": f"198.51.{number}.7", "user-agent": "Mozilla/5.0"},
        )
    with time_machine.travel(tomorrow()):
        assert audience.write_down() == 1


def test_passages_are_counted_only_for_who_agreed(client, db):
    client.get("/")
    client.get("/offres/")
    names = cache.get(f"audience:{timezone.localdate()}:names")
    assert names == 2  # two pages, no passage
    client.post("/confidentialite/cookies/", {"choice": "some", "purpose": "analysis"})
    client.get("/")
    client.get("/offres/")
    assert cache.get(f"audience:{timezone.localdate()}:names") > names


def test_figures_go_after_25_months(db):
    AudienceFigure.objects.create(
        kind="page", name="offers", day=timezone.localdate(), views=50, devices=11
    )
    later = timezone.now() + timedelta(days=762)
    assert audience.forget(as_of=later, dry_run=True) == 1
    call_command("forget_audience", as_of=f"{later}", stdout=StringIO())
    assert not AudienceFigure.objects.exists()


def test_staff_sees_the_last_thirty_days(desk):
    AudienceFigure.objects.create(
        kind="page", name="offers", day=timezone.localdate(), views=5_000, devices=61
    )
    page = desk.get("/gestion/audience/").content.decode()
    assert "offers" in page
    assert "61" in page
