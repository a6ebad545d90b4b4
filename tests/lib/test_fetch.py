"""Fetching what strangers point at, without being led into our own network."""

import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from meilleursjobs.lib import fetch
from meilleursjobs.lib.fetch import CannotFetch, is_public

KINDS = ("application/xml",)


@contextmanager
def server(answer):
    """A server on this machine; `answer` writes what each request gets."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answer(self)

        def log_message(self, *_args):
            pass

    one = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{one.server_port}/feed.xml"
    finally:
        one.shutdown()
        thread.join()
        one.server_close()


def says(body=b"<source/>", status=200, **headers):
    def answer(request):
        request.send_response(status)
        sent = {"Content_Type": "application/xml; charset=utf-8"} | headers
        for name, value in sent.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


@pytest.fixture
def loopback(settings):
    settings.FEEDS_FROM_LOOPBACK = True


@pytest.fixture
def numbers(monkeypatch):
    """A resolver that reads addresses however they are written, as the machine's does."""

    def answers(host, port, *_args, **_how):
        try:
            ip = host if ":" in host else socket.inet_ntoa(socket.inet_aton(host))
        except OSError:
            ip = "127.0.0.1"
        return [(2, 1, 6, "", (ip, port))]

    monkeypatch.setattr(socket, "getaddrinfo", answers)


def get(url, most=1_000_000):
    return b"".join(fetch.fetch(url, most_bytes=most, kinds=KINDS))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1",
        "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "2002:7f00:1::", "64:ff9b::a00:1", "192.0.2.1", "quelque-part",
    ],
)  # fmt: skip
def test_addresses_that_are_not_the_internets_are_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_pass(address):
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://127.0.0.1/", "serveur public"),
        ("https://169.254.169.254/latest/meta-data/", "serveur public"),
        ("https://[::1]/", "serveur public"),
        ("https://2130706433/", "serveur public"),  # 127.0.0.1 as one number
        ("https://0x7f.1/", "serveur public"),
        ("https://localhost/", "serveur public"),
        ("http://exemple.test/", "https://"),
        ("file:///etc/passwd", "https://"),
        ("ftp://exemple.test/", "https://"),
        ("https://nom:secret@exemple.test/", "mot de passe"),
        ("https://exemple.test:6379/", "port"),
        ("https://exemple.test:99999/", "pas une adresse"),
        ("https://", "https://"),
    ],
)
def test_what_leads_inside_is_refused_in_french(url, said, numbers):
    with pytest.raises(CannotFetch) as refused:
        fetch.check(url)
    assert said in refused.value.message


def test_a_name_with_one_inner_address_is_refused(monkeypatch):
    def answers(host, port, **_how):
        return [(2, 1, 6, "", (ip, port)) for ip in ("93.184.215.14", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    with pytest.raises(CannotFetch, match="serveur public"):
        fetch.check("https://deux-visages.test/")


def test_a_name_that_changes_its_answer_leads_nowhere(loopback, monkeypatch):
    """DNS rebinding: what was judged is what is connected to, and the name is asked for once."""
    asked = []

    def answers(host, port, *_args, **_how):
        asked.append(host)
        ip = "127.0.0.1" if host == "127.0.0.1" or asked.count(host) == 1 else "10.0.0.1"
        return [(2, 1, 6, "", (ip, port))]

    with server(says()) as url:
        monkeypatch.setattr(socket, "getaddrinfo", answers)
        assert get(url.replace("127.0.0.1", "rebond.test")) == b"<source/>"
    assert asked.count("rebond.test") == 1


def test_a_redirection_is_followed_and_judged_anew(loopback, numbers):
    with server(says(b"<source>1</source>")) as goal, server(
        says(status=302, Location=goal)
    ) as url:  # fmt: skip
        assert get(url) == b"<source>1</source>"
    for inner in ("http://169.254.169.254/latest/", "http://10.0.0.1/", "file:///etc/passwd"):
        with server(says(status=302, Location=inner)) as url, pytest.raises(CannotFetch):
            get(url)


def test_redirections_without_end_are_left(loopback):
    with server(says(status=302, Location="/feed.xml")) as url, pytest.raises(
        CannotFetch, match="redirige trop"
    ):  # fmt: skip
        get(url)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (says(status=500), "erreur 500"),
        (says(Content_Type="text/html"), "pas du XML"),
        (says(Content_Encoding="gzip"), "compressé"),
        (says(b"x" * 2_000_000), "trop grosse"),
    ],
)
def test_an_answer_that_is_no_feed_is_refused(loopback, answer, said):
    with server(answer) as url, pytest.raises(CannotFetch) as refused:
        get(url)
    assert said in refused.value.message


def test_a_server_that_is_gone_is_named(loopback):
    with server(says()) as url:
        pass
    with pytest.raises(CannotFetch, match="ne répond pas"):
        get(url)


def test_a_server_that_says_nothing_is_left(loopback, monkeypatch):
    monkeypatch.setattr(fetch, "READ_S", 0.2)
    over = threading.Event()
    with server(lambda _request: over.wait(5)) as url:
        with pytest.raises(CannotFetch, match="pas répondu à temps"):
            get(url)
        over.set()


def test_a_server_that_drips_is_left(loopback, monkeypatch):
    monkeypatch.setattr(fetch, "TOTAL_S", 0.2)
    over = threading.Event()

    def drip(request):
        says(b"")(request)
        while not over.wait(0.05):
            request.wfile.write(b"x")
            request.wfile.flush()

    with server(drip) as url:
        with pytest.raises(CannotFetch, match="trop lent"):
            get(url)
        over.set()
