"""« Autour de moi » in a browser: asked after a press, rounded here, told when it fails."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories.jobs import OfferFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = {"latitude": 43.61092, "longitude": 3.87723}
BUTTON = "Autour de moi"


def stand(page, **place):
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(HERE | place)


def press(page):
    page.get_by_role("button", name=BUTTON).click()
    return page.locator(".nearby-said")


def test_the_commune_around_the_device_goes_into_the_search(page, live_server, shots):
    OfferFactory(title="Calfat de marine", places=["34172"])
    OfferFactory(title="Calfat du nord", places=["59350"])
    stand(page)
    sent = []
    page.on("request", lambda asked: sent.append((asked.url, asked.post_data)))
    page.goto(live_server.url + reverse("offers"))
    page.get_by_label("Métier, compétence").fill("calfat")
    expect(press(page)).to_have_text("Trouvée : Montpellier (34).")
    expect(page.get_by_label("Commune, département")).to_have_value("Montpellier (34)")
    expect(page.get_by_role("link", name="Calfat de marine")).to_be_visible()
    expect(page.get_by_role("link", name="Calfat du nord")).to_be_hidden()
    expect(page).to_have_url(re.compile("lieu=Montpellier"))
    assert [data for _url, data in sent if data] == ["lat=43.61&lon=3.88"]
    assert not any("43.6" in url for url, _data in sent)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        shots(page)


def test_the_home_page_fills_the_place_and_waits_for_the_press(page, live_server):
    stand(page)
    page.goto(live_server.url)
    press(page)
    expect(page.locator("#lieu")).to_have_value("Montpellier (34)")
    assert page.url == f"{live_server.url}/"


def test_each_way_to_fail_has_its_sentence_and_the_place_stays_as_typed(page, live_server):
    page.goto(live_server.url)
    page.locator("#lieu").fill("Sète")
    expect(press(page)).to_contain_text("n’a pas donné la position")
    for code, words in ((2, "ne sait pas où il est"), (3, "tarde trop")):
        fail = "code => { navigator.geolocation.getCurrentPosition = (_, no) => no({ code }); }"
        page.evaluate(fail, code)
        expect(press(page)).to_contain_text(words)
    page.evaluate("Object.defineProperty(navigator, 'geolocation', { value: undefined })")
    expect(press(page)).to_contain_text("ne sait pas donner la position")
    expect(page.locator("#lieu")).to_have_value("Sète")


def test_abroad_and_without_network_are_told(page, live_server, problems):
    stand(page, latitude=51.5, longitude=-0.12)
    page.goto(live_server.url)
    expect(press(page)).to_contain_text("Aucune commune française à moins de 30 km")
    page.context.set_offline(True)
    expect(press(page)).to_contain_text("Nous n’avons pas pu trouver votre commune")
    problems.clear()  # the console tells of the lost network
