"""Text, limits and redirects."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from meilleursjobs.lib import http, limits, mail, markdown, text
from meilleursjobs.lib.remembered import remembered


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("  Œuvre à  Sète ", "oeuvre a sete"),
        ("Ærø", "aerø"),
        ("ÎLE-DE-FRANCE", "ile-de-france"),
        ("Lætitia\u00a0Çà", "laetitia ca"),
    ],
)
def test_words_are_compared_without_case_accents_or_ligatures(written, folded):
    assert text.fold(written) == folded


@pytest.mark.parametrize("hidden", ["\x00", "\r", "\n", "\x7f", "\u202e", "\u2028", "\x85"])
def test_hidden_characters_are_found(hidden):
    assert text.has_control(f"avant{hidden}après")


def test_our_own_pages_keep_links_and_lose_what_runs():
    html = markdown.render_page(
        "### Titre\n\n[lien](/ici/) **fort** `code` <script>x</script> [non](javascript:x)"
    )
    assert '<a href="/ici/">lien</a>' in html
    for kept in ("<h3>Titre</h3>", "<strong>fort</strong>", "<code>code</code>"):
        assert kept in html
    assert "<script" not in html
    assert 'href="javascript' not in html


def test_what_a_letter_may_hold_is_allowed():
    assert not text.has_control("Bonjour,\n\tà « vous » – 😀", allowed="\n\t")


def test_the_next_one_beyond_the_limit_is_refused_and_others_are_not_touched():
    asked = [limits.allow("test", "léa", times=3, seconds=60) for _ in range(4)]
    assert asked == [True, True, True, False]
    assert limits.allow("test", "karim", times=3, seconds=60)


def test_a_dead_cache_does_not_close_the_site(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert limits.allow("test", "léa", times=0, seconds=60)
    with pytest.raises(Exception, match="onnect"):
        cache.get("x")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("/candidatures/?etat=x", "/candidatures/?etat=x"),
        ("https://ailleurs.test/", "/"),
        ("//ailleurs.test/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\ailleurs.test", "/"),
        ("", "/"),
    ],
)
def test_one_is_never_sent_off_the_site(wanted, expected):
    request = RequestFactory().get("/", {"next": wanted})
    assert http.next_url(request, "/") == expected


@pytest.mark.parametrize("wanted", ["account_logout", "nowhere", "spontaneous:x"])
def test_the_name_of_an_address_is_no_place_to_go_back_to(wanted):
    request = RequestFactory().get("/", {"next": wanted})
    assert http.next_url(request, "/") == "/"


def test_what_must_not_be_stored_says_so():
    from django.http import HttpResponse

    response = http.never_stored(HttpResponse())
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_mail_is_plain_text_on_one_subject_line():
    words = mail.write(
        "gmail_send/lost",
        {"account": {"email": "l'été@exemple.test"}, "waiting": 0},
        language="fr",
    )
    assert "\n" not in words.subject
    assert "l'été@exemple.test" in words.body
    assert "<" not in words.body


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1 ko"), (2_400, "2 ko"), (3_000_000, "3,0 Mo"), (9_950_000, "9,9 Mo")]
)
def test_a_size_is_told_by_thousands(size, words):
    assert text.file_size(size).replace("\u00a0", " ") == words


def test_what_is_dear_is_computed_once_and_a_zero_counts_as_known():
    calls = []

    def compute():
        calls.append(1)
        return 0

    assert [remembered("dear", compute, seconds=60) for _ in range(3)] == [0, 0, 0]
    assert len(calls) == 1


def test_without_a_cache_it_is_computed_each_time(settings):
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    }
    assert [remembered("dear", lambda: 7, seconds=60) for _ in range(2)] == [7, 7]


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("", None), ("-1", None), ("²", None), ("9" * 19, None), ("1 or 1", None)],
)
def test_the_number_of_a_row_is_figures_that_the_database_can_hold(text, number):
    assert http.row_number(text) == number
