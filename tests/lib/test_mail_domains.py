"""Whether a domain receives mail, asked of a real name server on this machine."""

import time

import dns.rcode
import pytest

from meilleursjobs.lib import mail_domains
from meilleursjobs.lib.mail_domains import receives_mail


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ({"MX": ["10 mx1.vent.fr.", "20 mx2.vent.fr."]}, True),
        ({"A": ["192.0.2.7"]}, True),  # no MX: mail goes to the host itself
        ({"AAAA": ["2001:db8::7"]}, True),
        ({"MX": ["0 ."], "A": ["192.0.2.7"]}, False),  # RFC 7505: it says that it takes none
        ({"TXT": ['"bonjour"']}, False),
        (None, False),  # no such name
    ],
)
def test_a_domain_receives_mail_by_its_mx_or_else_by_its_address(name_server, records, expected):
    if records is not None:
        name_server.records["vent.fr"] = records
    assert receives_mail("vent.fr") is expected


def test_an_answer_is_asked_for_once_however_the_domain_is_written(name_server):
    name_server.records["vent.fr"] = {"MX": ["10 mx.vent.fr."]}
    assert [receives_mail(one) for one in ("vent.fr", "VENT.fr", "vent.fr.")] == [True] * 3
    assert name_server.asked == {"vent.fr": 1}


@pytest.mark.parametrize("fault", [dns.rcode.SERVFAIL, dns.rcode.REFUSED])
def test_a_name_server_in_trouble_tells_nothing(name_server, fault):
    name_server.rcode = fault
    assert receives_mail("vent.fr") is None


def test_a_name_server_that_never_answers_is_waited_for_once_and_not_long(name_server):
    name_server.mute, begun = True, time.monotonic()
    assert receives_mail("vent.fr") is None
    assert time.monotonic() - begun < mail_domains.PATIENCE + 1
    asked = name_server.asked.total()
    assert receives_mail("vent.fr") is None
    assert name_server.asked.total() == asked


def test_without_a_network_nobody_waits(db):
    begun = time.monotonic()
    receives_mail("vent.fr")  # loads the library
    begun = time.monotonic()
    assert receives_mail("large.fr") is None
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("name", ["vent..fr", "a" * 64 + ".fr", "é" * 70 + ".fr"])
def test_what_is_no_name_tells_nothing(name_server, name):
    assert receives_mail(name) is None


def test_without_its_cache_the_answer_is_the_same(name_server, settings):
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    }
    assert receives_mail("vent.fr") is False


def test_the_demos_own_domains_are_not_asked_about(name_server, settings):
    """Its companies have addresses under names that no name server knows."""
    assert receives_mail("menuiserie.test") is False
    settings.DEMO = True
    assert receives_mail("menuiserie.test") is None
    assert receives_mail("voilerie.example") is None
    assert receives_mail("vent.fr") is False  # a real one is


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1", ("192.0.2.1", 53)),
        ("192.0.2.1:5353", ("192.0.2.1", 5353)),
        ("2001:db8::1", ("2001:db8::1", 53)),
        ("[2001:db8::1]:5353", ("2001:db8::1", 5353)),
        ("[2001:db8::1]", ("2001:db8::1", 53)),
    ],
)
def test_the_name_server_is_an_address_with_or_without_a_port(text, expected):
    assert mail_domains.server_address(text) == expected


@pytest.mark.parametrize("text", ["dns.example.fr", "192.0.2.1:dns", "192.0.2.1:70000", ""])
def test_a_name_server_that_is_no_address_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        mail_domains.server_address(text)
