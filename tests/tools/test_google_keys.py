"""The local Google's signatures: id tokens and security events."""

import jwt
import pytest
import requests
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request
from google.oauth2 import id_token

from tests.tools.google_client import LEA, connect, exchange, get, post_json
from tools.google import GMAIL_SEND


@pytest.fixture
def transport():
    with requests.Session() as session:
        yield Request(session)


@pytest.fixture(params=["/oauth2/v1/certs", "/oauth2/v3/certs"])
def certs_url(request, google):
    return google.base_url + request.param


def test_googles_own_library_accepts_the_id_token_with_both_key_formats(
    google, transport, certs_url
):
    token = connect(google)["id_token"]
    claims = id_token.verify_token(token, transport, "gmail-client", certs_url)
    assert claims["iss"] == google.base_url
    assert claims["sub"] == google.sub(LEA)
    assert (claims["email"], claims["email_verified"]) == (LEA, True)
    assert claims["nonce"] == "nonce-1"
    assert claims["azp"] == "gmail-client"


def test_the_library_refuses_another_audience(google, transport, certs_url):
    token = connect(google)["id_token"]
    with pytest.raises(Exception, match=r"[Aa]udience"):
        id_token.verify_token(token, transport, "someone-else", certs_url)


def test_the_issuer_is_the_address_the_client_used(google, transport):
    base = f"http://localhost:{google.port}"
    found = get(f"{base}/.well-known/openid-configuration").json
    assert found["issuer"] == base


def test_a_rotated_key_signs_while_the_last_one_stays_published(google, transport, certs_url):
    before = connect(google)["id_token"]
    google.rotate_keys()
    after = connect(google)["id_token"]
    for token in (before, after):
        assert id_token.verify_token(token, transport, "gmail-client", certs_url)


def test_a_forgotten_key_no_longer_verifies(google, transport):
    token = connect(google)["id_token"]
    google.rotate_keys(forget=True)
    with pytest.raises((ValueError, GoogleAuthError)):
        id_token.verify_token(
            token, transport, "gmail-client", f"{google.base_url}/oauth2/v1/certs"
        )


def test_no_id_token_without_openid(google):
    assert "id_token" not in connect(google, scope=f"email {GMAIL_SEND}")


def test_names_come_with_the_profile_scope_only(google, transport, certs_url):
    token = connect(google, scope="openid email profile")["id_token"]
    claims = id_token.verify_token(token, transport, "gmail-client", certs_url)
    assert (claims["given_name"], claims["family_name"]) == ("Léa", "Dupré")


def event_key(google, token):
    """The published key that verifies a security event, found as a receiver finds it."""
    found = get(f"{google.base_url}/.well-known/risc-configuration").json
    keys = jwt.PyJWKSet.from_dict(get(found["jwks_uri"]).json)
    return found["issuer"], keys[jwt.get_unverified_header(token)["kid"]]


def test_a_security_event_verifies_with_the_published_keys(google):
    token = google.security_event("tokens-revoked", LEA, audience=["a-client"], jti="event-1")
    issuer, key = event_key(google, token)
    assert issuer.endswith("/")  # Google's does, unlike the issuer of its id tokens
    claims = jwt.decode(token, key.key, ["RS256"], audience="a-client", issuer=issuer)
    assert claims["jti"] == "event-1"
    assert "exp" not in claims
    [(name, event)] = claims["events"].items()
    assert name == "https://schemas.openid.net/secevent/oauth/event-type/tokens-revoked"
    assert event["subject"]["sub"] == google.sub(LEA)


def test_a_forged_event_names_a_published_key_and_fails(google):
    token = google.security_event("account-disabled", LEA, signature="forged")
    _, key = event_key(google, token)
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, key.key, ["RS256"], audience="gmail-client")


def test_an_event_of_an_unknown_key_finds_none(google):
    token = google.security_event("account-disabled", LEA, signature="unknown_key")
    with pytest.raises(KeyError):
        event_key(google, token)


def test_events_of_other_shapes(google):
    def body(**wanted):
        token = google.security_event(**wanted)
        claims = jwt.decode(token, options={"verify_signature": False})
        return next(iter(claims["events"].values()))

    assert body(kind="verification", state="hello") == {"state": "hello"}
    assert body(kind="account-disabled", email=LEA, reason="hijacking")["reason"] == "hijacking"
    subject = body(kind="token-revoked", token="1//abc")["subject"]
    assert subject["token_type"] == "refresh_token"
    with pytest.raises(ValueError, match="Unknown"):
        google.security_event("account-eaten", LEA)


def test_another_process_can_ask_for_an_event(google):
    url = f"{google.base_url}/__security_event"
    assert post_json(url, {"kind": "tokens-revoked", "email": LEA}).json["token"].count(".") == 2
    assert post_json(url, {"kind": "nonsense", "email": LEA}).status == 400
    assert post_json(url, {"nonsense": True}).status == 400


def test_an_exchange_without_a_code_is_refused(google):
    assert exchange(google, "").json["error"] == "invalid_grant"
