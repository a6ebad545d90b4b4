"""What is too big or malformed is answered in words, before any view sees it."""

import json
import socket
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine

from meilleursjobs.server import Worker
from tests.accounts.test_second_factor import enrol
from tests.applications.pages import text_of
from tests.factories.accounts import UserFactory
from tests.factories.jobs import API_TOKEN, ApiKeyFactory, CompanyFactory, MembershipFactory
from tests.jobs.writing import TYPED

pytestmark = pytest.mark.django_db
LONG = "mot " * 260_000  # more than 1 MB


@pytest.fixture
def visitor():
    """With the cookie of a form they opened; the token of each form is asked for, as it is live."""
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrf"] = "a" * 32
    return client


def urlencoded(visitor, path, text):
    kind = "application/x-www-form-urlencoded"
    return visitor.post(path, f"text={text}", content_type=kind)


@pytest.mark.parametrize("way", ["multipart", "urlencoded"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_text_that_is_too_long_says_how_long_it_may_be(visitor, way, signed_in):
    if signed_in:
        visitor.force_login(UserFactory())
    path = reverse("profile_edit")
    if way == "multipart":
        answer = visitor.post(path, {"text": LONG})
    else:
        answer = urlencoded(visitor, path, LONG)
    assert answer.status_code == 413
    said = text_of(answer)
    assert "dépasse 1 Mo" in said
    assert "Rien n’a été enregistré" in said
    assert "Revenez en arrière" in said
    assert "Traceback" not in said


def test_a_recruiter_who_pastes_too_much_is_told_so(client):
    user, company = UserFactory(), CompanyFactory(verified=True)
    MembershipFactory(user=user, company=company)
    enrol(user)
    client.force_login(user)
    path = reverse("offer_new", args=[company.slug])
    answer = client.post(path, TYPED | {"description": LONG})
    assert answer.status_code == 413
    assert "C’est trop long" in text_of(answer)
    assert not company.offers.exists()


def test_a_form_with_too_many_fields_says_how_many(visitor):
    answer = visitor.post(reverse("account_login"), {f"champ-{n}": "1" for n in range(1_001)})
    assert answer.status_code == 400
    assert "plus de 1000 champs" in text_of(answer)


def test_an_address_with_too_many_fields_says_so_too(visitor):
    answer = visitor.get(reverse("offers") + "?" + "&".join(f"q{n}=1" for n in range(1_001)))
    assert answer.status_code == 400
    assert "plus de 1000 champs" in text_of(answer)


def test_too_many_files_say_how_many(visitor):
    files = {f"file-{n}": SimpleUploadedFile("cv.pdf", b"%PDF-1.7") for n in range(101)}
    answer = visitor.post(reverse("resumes"), files)
    assert answer.status_code == 400
    assert "plus de 100 fichiers" in text_of(answer)


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=", "multipart/form-data"])
def test_a_malformed_request_has_our_page(visitor, kind):
    answer = visitor.post(reverse("account_login"), "zzz", content_type=kind)
    assert answer.status_code == 400
    assert "n’a pas pu être lue" in text_of(answer)


@pytest.mark.parametrize(
    ("path", "cookie"),
    [("/offres/?q=a%00", ""), ("/", 'session="\\000aaaaaaaaaaaa"'), ("/gestion/?q=%00", "")],
)
def test_a_nul_in_the_address_or_in_a_cookie_has_our_page(path, cookie):
    answer = Client(headers={"cookie": cookie}).get(path)
    assert answer.status_code == 400
    said = text_of(answer)
    assert "Cette demande n’a pas pu être lue" in said
    assert "effacez les cookies" in said
    assert "Content-Security-Policy" in answer.headers


def test_a_nul_is_refused_in_the_language_of_the_switch(visitor):
    visitor.cookies["langue"] = "en"
    answer = visitor.get("/offres/?q=a%00")
    assert 'lang="en"' in answer.content.decode()
    assert "This request could not be read" in text_of(answer)


def test_a_nul_is_refused_to_a_machine_in_its_format(visitor):
    answer = visitor.get(f"{reverse('api_offer', args=['A'])}?q=%00")
    assert answer.status_code == 400
    assert answer.json()["status"] == 400


def test_a_host_that_is_not_ours_has_the_page_too(visitor):
    answer = visitor.get("/", headers={"host": "ailleurs.test"})
    assert answer.status_code == 400
    assert "n’a pas pu être lue" in text_of(answer)


def test_the_page_speaks_english_to_who_reads_english(visitor):
    visitor.cookies["langue"] = "en"
    answer = visitor.post(reverse("account_login"), {"text": LONG})
    assert 'lang="en"' in answer.content.decode()
    assert "1 MB" in text_of(answer)


@pytest.mark.parametrize("method", ["put", "post"])
def test_the_endpoint_answers_in_its_own_format(visitor, method):
    ApiKeyFactory()
    answer = getattr(visitor, method)(
        reverse("api_offer", args=["A"]),
        json.dumps({"title": LONG}),
        content_type="application/json",
        headers={"authorization": f"Bearer {API_TOKEN}"},
    )
    assert answer.status_code == (413 if method == "put" else 405)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code


def test_the_endpoint_answers_so_whatever_django_refuses(visitor):
    query = "&".join(f"q{n}=1" for n in range(1_001))
    answer = visitor.get(f"{reverse('api_offer', args=['A'])}?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "1000 champs" in answer.json()["title"]


def test_what_was_still_on_its_way_is_read_so_that_the_answer_arrives(visitor):
    body = BytesIO(b"text=" + LONG.encode())
    answer = visitor.generic(
        "POST",
        reverse("account_login"),
        **{
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body.getvalue())),
            "wsgi.input": body,
        },
    )
    assert answer.status_code == 413
    assert body.tell() == len(body.getvalue())


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (LimitRequestLine(9_000, 8_190), 414, "Cette adresse est trop longue"),
        (LimitRequestHeaders("limit request headers fields size"), 431, "trop à la fois"),
    ],
)
def test_what_the_server_refuses_to_read_gets_our_page_too(error, status, said):
    ours, theirs = socket.socketpair()
    theirs.sendall(b"GET /offres/?q=" + b"a" * 9_000)
    theirs.shutdown(socket.SHUT_WR)
    worker = Worker(1, 1, [], None, 30, Config(), Logger(Config()))
    worker.handle_error(None, ours, ("", 0), error)
    ours.close()
    worker.tmp.close()
    with theirs, theirs.makefile("rb") as answers:
        answer = answers.read().decode()
    assert answer.startswith(f"HTTP/1.1 {status} ")
    assert said in answer
    assert "/static/" in answer
