"""What other machines read of the offers, by parsers that are not ours."""

import json
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
import xmlschema
from django.urls import reverse
from django.utils import timezone
from lxml import etree, html

from jobs import feeds
from tests.factories.jobs import CompanyFactory, OfferFactory

pytestmark = pytest.mark.django_db
SCHEMA = xmlschema.XMLSchema(Path(__file__).parent / "schemas" / "sitemap.xsd")
NS = {"s": feeds.SITEMAP}


def body(answer):
    return b"".join(answer) if answer.streaming else answer.content


def posting(client, offer):
    page = client.get(offer.get_absolute_url()).content.decode()
    (found,) = html.fromstring(page).xpath("//script[@type='application/ld+json']/text()")
    return json.loads(found)


def addresses(client, path):
    text = body(client.get(path)).decode()
    SCHEMA.validate(text)
    return etree.fromstring(text.encode()).xpath("//s:loc/text()", namespaces=NS)


# --- JobPosting ---------------------------------------------------------------------------------
def test_a_search_engine_reads_everything_the_page_says(client):
    offer = OfferFactory(
        description="Fabriquer des **fenêtres**.\n\n- débit\n- pose",
        reference="MEN-7",
        experience_years=2,
        diploma=3,
        benefits=["Mutuelle"],
        licences=["B"],
        skills=["Débit"],
        weekly_hours=35,
        places=["34172", "34301"],
        company__website="https://tournelune.test",
    )
    found = posting(client, offer)
    assert found["@type"] == "JobPosting"
    assert "<strong>fenêtres</strong>" in found["description"]
    assert found["datePosted"] == timezone.localdate(offer.published_at).isoformat()
    assert found["validThrough"] == offer.expires_at.isoformat()
    assert found["employmentType"] == ["FULL_TIME"]
    assert found["hiringOrganization"]["sameAs"] == "https://tournelune.test"
    towns = [one["address"]["addressLocality"] for one in found["jobLocation"]]
    assert towns == ["Montpellier", "Sète"]
    assert found["baseSalary"]["value"] == {
        "@type": "QuantitativeValue", "unitText": "YEAR", "minValue": 26000.0, "maxValue": 31000.0,
    }  # fmt: skip
    assert found["directApply"] is True
    assert found["identifier"]["value"] == "MEN-7"
    assert found["experienceRequirements"]["monthsOfExperience"] == 24
    assert found["educationRequirements"]["credentialCategory"] == "professional certificate"
    assert found["occupationalCategory"]["codeValue"] == "H2206"
    assert (found["jobBenefits"], found["skills"]) == ("Mutuelle", "Débit")


def test_a_job_done_from_anywhere_says_from_which_country(client):
    found = posting(client, OfferFactory(remote="total", places=[]))
    assert found["jobLocationType"] == "TELECOMMUTE"
    assert found["applicantLocationRequirements"]["name"] == "France"
    assert "jobLocation" not in found


def test_net_amounts_and_the_final_employer_are_kept_from_engines(client):
    offer = OfferFactory(pay_is_net=True, is_agency=True, final_client="Scierie du Vidourle")
    page = client.get(offer.get_absolute_url()).content.decode()
    assert "baseSalary" not in posting(client, offer)
    assert "Vidourle" not in page
    assert "Vidourle" not in body(client.get(reverse("offers_feed"))).decode()


def test_no_text_of_an_offer_leaves_the_script_it_stands_in(client):
    trap = "</script><script>alert(1)</script><!-- & \u2028"
    offer = OfferFactory(title=trap[:40], reference=trap, company__name="A </script> & fils")
    page = client.get(offer.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    found = posting(client, offer)
    assert found["title"] == trap[:40]
    assert found["identifier"]["value"] == trap


@pytest.mark.parametrize(
    ("made", "kinds"),
    [
        ({"contract": "cdi", "working_time": "partiel"}, ["PART_TIME"]),
        ({"contract": "stage"}, ["INTERN", "FULL_TIME"]),
        ({"contract": "freelance", "pay_period": "jour"}, ["CONTRACTOR", "FULL_TIME"]),
        ({"contract": "apprentissage"}, ["OTHER", "FULL_TIME"]),
    ],
)
def test_each_contract_has_a_word_that_engines_know(client, made, kinds):
    assert posting(client, OfferFactory(**made))["employmentType"] == kinds


# --- Shared links -------------------------------------------------------------------------------
def test_shared_links_and_engines_are_given_the_one_address(client, settings):
    offer = OfferFactory(title="Menuisière « marine »")
    company = offer.company
    for path, wanted in (
        (f"{offer.get_absolute_url()}?utm_source=x", offer.get_absolute_url()),
        (company.get_absolute_url(), company.get_absolute_url()),
        (reverse("offers") + "?q=menuisier", reverse("offers")),
    ):
        page = html.fromstring(client.get(path).content)
        (canonical,) = page.xpath("//link[@rel='canonical']/@href")
        (shared,) = page.xpath("//meta[@property='og:url']/@content")
        assert canonical == shared == settings.SITE_URL + wanted
        assert page.xpath("//meta[@property='og:title']/@content")[0]


# --- robots.txt and sitemaps --------------------------------------------------------------------
def test_robots_are_kept_from_private_rooms_and_led_to_the_sitemap(client, settings):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /recruteur/" in lines
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in lines


def test_the_sitemap_leads_to_every_visible_offer_and_company_and_to_no_other(client, settings):
    seen, hidden = OfferFactory(), OfferFactory(state="filled")
    index = addresses(client, "/sitemap.xml")
    listed = [
        one for path in index for one in addresses(client, path.removeprefix(settings.SITE_URL))
    ]
    assert settings.SITE_URL + seen.get_absolute_url() in listed
    assert settings.SITE_URL + seen.company.get_absolute_url() in listed
    assert settings.SITE_URL + hidden.get_absolute_url() not in listed
    text = body(client.get("/sitemap.xml")).decode()
    assert max(seen.edited_at, seen.published_at).isoformat(timespec="seconds")[:10] in text


def test_the_sitemap_leads_to_our_rules(client, db, settings):
    told = addresses(client, reverse("sitemap_pages"))
    for name in ("privacy:policy", "terms", "ranking", "legal", "contact"):
        assert f"{settings.SITE_URL}{reverse(name)}" in told


def test_a_file_of_the_sitemap_holds_one_range_of_numbers(client, monkeypatch):
    monkeypatch.setattr(feeds, "MOST_URLS", 2)
    offers = OfferFactory.create_batch(3)
    paths = [path for path, _changed in feeds.sitemap_files() if "offres" in path]
    assert len(paths) == len({offer.pk // 2 for offer in offers})
    assert sum(len(addresses(client, path)) for path in paths) == 3
    assert addresses(client, reverse("sitemap_offers", args=[10**6])) == []
    assert addresses(client, reverse("sitemap_offers", args=[10**30])) == []


def test_a_sitemap_costs_a_query_for_each_batch(client, django_assert_num_queries):
    OfferFactory.create_batch(6)
    number = OfferFactory().pk // feeds.MOST_URLS
    with django_assert_num_queries(2):
        list(feeds.offer_addresses(number))


# --- RSS ----------------------------------------------------------------------------------------
def test_any_search_is_also_a_feed_with_the_same_parameters(client, settings):
    offer = OfferFactory(title="Menuisière de marine", places=["34301"])
    OfferFactory(title="Comptable", occupation="M1203")
    answer = client.get(reverse("offers_rss"), {"q": "menuisier", "lieu": "34301"})
    found = feedparser.parse(answer.content)
    assert not found.bozo
    (entry,) = found.entries
    assert entry.link == entry.id == settings.SITE_URL + offer.get_absolute_url()
    assert "Sète" in entry.summary
    assert "26000 - 31000 EUR par an, brut" in entry.summary
    assert entry.published_parsed
    assert "q=menuisier" in found.feed.link


def test_a_feed_begins_with_the_newest_offer(client):
    old = OfferFactory(published_at=timezone.now() - timedelta(days=3))
    new = OfferFactory()
    entries = feedparser.parse(client.get(reverse("offers_rss")).content).entries
    assert [e.title.partition(" · ")[0] for e in entries] == [new.title, old.title]


def test_a_feed_of_what_was_not_understood_says_so(client):
    answer = client.get(reverse("offers_rss"), {"lieu": "nulle-part"})
    assert answer.status_code == 400
    assert "Nous ne connaissons pas « nulle-part »" in answer.content.decode().replace("\xa0", " ")


def test_the_page_of_a_search_names_its_feed(client):
    OfferFactory(title="Menuisière de marine")
    page = html.fromstring(client.get(reverse("offers"), {"q": "menuisier"}).content)
    (path,) = page.xpath("//link[@type='application/rss+xml']/@href")
    assert len(feedparser.parse(client.get(path).content).entries) == 1


# --- The feed of aggregators --------------------------------------------------------------------
def test_aggregators_read_every_visible_offer_with_addresses_without_tracking(client, settings):
    offer = OfferFactory(title="Menuisier & poseur <bois>", apply_mode="link",
                         apply_url="https://rh.tournelune.test/?utm_source=mj")  # fmt: skip
    OfferFactory(state="filled")
    OfferFactory(company=CompanyFactory(suspended_at=timezone.now()))
    source = etree.fromstring(body(client.get(reverse("offers_feed"))))
    (job,) = source.findall("job")
    assert job.findtext("title") == offer.title
    assert job.findtext("url") == settings.SITE_URL + offer.get_absolute_url()
    assert job.findtext("city") == "Montpellier"
    assert job.findtext("salarymin") == "26000.00"
    assert job.findtext("referencenumber") == str(offer.pk)


def test_the_feed_is_written_a_batch_at_a_time(client, monkeypatch):
    OfferFactory.create_batch(5)
    monkeypatch.setattr(feeds.batches, "__defaults__", (2,))
    pieces = list(client.get(reverse("offers_feed")))
    assert len(pieces) == 4  # three batches and the end
    assert len(etree.fromstring(b"".join(pieces)).findall("job")) == 5


def test_the_whole_feed_is_not_read_without_end_from_one_address(client):
    for _ in range(12):
        assert client.get("/offres/flux.xml").status_code == 200
    refused = client.get("/offres/flux.xml")
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert refused["Cache-Control"] == "no-store"
    assert client.get("/offres/flux.xml", REMOTE_ADDR="192.0.2.7").status_code == 200
