"""Rules that hold for the whole tree."""

from django.urls import reverse


def test_the_process_says_it_lives(client):
    assert client.get(reverse("alive")).json() == {"etat": "vivant"}


def test_the_site_is_ready_when_database_and_cache_answer(client, db):
    assert client.get(reverse("ready")).json() == {"etat": "pret", "base": True, "cache": True}
