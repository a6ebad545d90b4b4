"""« Autour de moi »: the commune of a point that the device rounded, and no trace of the point."""

import logging

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.views.debug import SafeExceptionReporterFilter

from jobs.views.search import POINTS_AN_HOUR

pytestmark = pytest.mark.django_db
WHERE = reverse("nearest_place")
HERE = {"lat": "43.61", "lon": "3.88"}


def told(client, **point):
    answer = client.post(WHERE, HERE | point)
    return answer.status_code, answer.json()


def test_a_point_gives_its_commune_as_the_place_field_writes_it(client):
    status, said = told(client)
    assert (status, said["place"]) == (200, "Montpellier (34)")
    assert "Montpellier (34)" in said["message"]
    page = client.get(reverse("offers"), {"lieu": said["place"]})
    assert page.context["criteria"].place.code == "34172"


def test_far_from_every_commune_is_said_in_words(client):
    status, said = told(client, lat="51.51", lon="-0.13")
    assert (status, said["place"]) == (200, "")
    assert "Aucune commune française à moins de 30\xa0km de vous" in said["message"]


@pytest.mark.parametrize(
    "point",
    [{"lat": "43.6109"}, {"lat": ""}, {"lon": "x"}, {"lat": "91"}, {"lon": "NaN"}],
)
def test_what_is_finer_than_a_kilometre_or_no_point_is_refused(client, point):
    status, said = told(client, **point)
    assert (status, said["place"]) == (400, "")
    assert "pas été comprise" in said["message"]


def test_a_point_is_never_in_an_address(client):
    assert client.get(WHERE, HERE).status_code == 405


def test_the_answer_needs_and_leaves_no_cookie_and_no_cache_keeps_it():
    answer = Client(enforce_csrf_checks=True).post(WHERE, HERE)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


def test_nothing_writes_the_point_down(client, caplog, django_assert_num_queries):
    caplog.set_level(logging.DEBUG)
    with django_assert_num_queries(0):
        answer = client.post(WHERE, HERE)
    assert not any(part in caplog.text for part in HERE.values())
    kept = [key.decode() + str(cache.get(key.decode().split(":", 2)[2])) for key in _keys()]
    assert kept
    assert not any(part in one for part in HERE.values() for one in kept)
    report = SafeExceptionReporterFilter().get_post_parameters(answer.wsgi_request)
    assert not set(HERE.values()) & set(report.values())


def _keys():
    client = cache._cache.get_client()
    return [key for key in client.keys("*") if b"limit:nearby" in key]


def test_too_many_points_from_one_address_are_told_to_wait(client):
    for _number in range(POINTS_AN_HOUR):
        assert told(client)[0] == 200
    status, said = told(client)
    assert status == 429
    assert "écrivez un lieu" in said["message"]


def test_only_our_pages_may_ask_for_the_position_and_for_nothing_else(client):
    policy = client.get("/")["Permissions-Policy"]
    assert "geolocation=(self)" in policy
    assert "camera=()" in policy


@pytest.mark.parametrize("page", ["home", "offers"])
def test_without_javascript_the_button_is_not_there(client, page):
    html = client.get(reverse(page)).content.decode()
    box = html[html.index('<div class="nearby"') :]
    assert box[: box.index(">")].endswith(" hidden")
    assert "jamais gardée" in box[: box.index("</div>")]
