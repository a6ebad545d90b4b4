"""The local Google's sign-in: consent, codes, tokens, revocation."""

import base64

import pytest
from google_auth_oauthlib.flow import Flow

from tests.tools.google_client import (
    BACK,
    CLIENT,
    LEA,
    authorization,
    connect,
    consent,
    exchange,
    get,
    post,
    refresh,
    send,
)
from tools.google import GMAIL_SEND
from tools.google.oauth import EMAIL

EVERYTHING = {"openid", EMAIL, GMAIL_SEND}


def test_discovery_names_addresses_that_all_answer(google):
    found = get(f"{google.base_url}/.well-known/openid-configuration").json
    assert found["issuer"] == google.base_url
    assert "S256" in found["code_challenge_methods_supported"]
    assert get(found["jwks_uri"]).status == 200
    assert get(found["authorization_endpoint"]).status == 400
    assert get(found["userinfo_endpoint"]).status == 401
    assert post(found["token_endpoint"]).status == 400
    assert post(found["revocation_endpoint"]).status == 400


def test_the_consent_page_leaves_the_send_box_unticked(google):
    page = get(authorization(google))
    assert page.status == 200
    assert f'name="scope" value="{GMAIL_SEND}">' in page.text
    assert f'value="{LEA}" checked' in page.text
    for words in ("(openid)", "(email)", "Léa Dupré", "Continuer", "Annuler", "démonstration"):
        assert words in page.text


def test_a_hint_for_an_unknown_mailbox_fills_the_other_field(google):
    page = get(authorization(google, login_hint="autre@gmail.test")).text
    assert 'value="autre@gmail.test"' in page
    assert 'name="account" value="other"\nchecked' in page


def test_the_whole_way_gives_tokens_for_what_was_ticked(google):
    back = consent(google)
    assert back.status == 303
    assert back.headers["location"].startswith("http://localhost:8000/gmail/retour/?")
    assert back.returned["state"] == "state-1"
    tokens = exchange(google, back.returned["code"]).json
    assert set(tokens["scope"].split()) == EVERYTHING
    assert tokens["expires_in"] > 3000
    assert [grant.refresh_token for grant in google.grants] == [tokens["refresh_token"]]
    me = get(
        f"{google.base_url}/oauth2/v3/userinfo", Authorization=f"Bearer {tokens['access_token']}"
    )
    assert me.json == {"sub": google.sub(LEA), "email": LEA, "email_verified": True}


def test_googles_own_flow_connects(google, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # http, on this machine only
    found = get(f"{google.base_url}/.well-known/openid-configuration").json
    web = {
        **CLIENT,
        "auth_uri": found["authorization_endpoint"],
        "token_uri": found["token_endpoint"],
    }
    flow = Flow.from_client_config(
        {"web": web},
        ["openid", EMAIL, GMAIL_SEND],
        redirect_uri=BACK,
        autogenerate_code_verifier=True,
    )
    url, state = flow.authorization_url(access_type="offline", prompt="consent", login_hint=LEA)
    fields = {"account": LEA, "scope": GMAIL_SEND, "decision": "continuer"}
    back = post(url, fields)
    assert back.returned["state"] == state
    with flow.oauth2session:
        flow.fetch_token(authorization_response=back.headers["location"])
    assert flow.credentials.refresh_token == google.grants[0].refresh_token
    assert send(google, token=flow.credentials.token).status == 200


def test_an_unticked_box_is_missing_from_the_scopes_and_cannot_send(google):
    tokens = connect(google, ticked=())
    assert set(tokens["scope"].split()) == {"openid", EMAIL}
    refused = send(google, token=tokens["access_token"])
    assert refused.status == 403
    assert refused.json["error"]["errors"][0]["reason"] == "insufficientPermissions"
    assert google.outbox == []


def test_nothing_ticked_and_nothing_else_asked_is_a_refusal(google):
    assert consent(google, scope=GMAIL_SEND, ticked=()).returned["error"] == "access_denied"


def test_cancelling_returns_access_denied_and_keeps_the_state(google):
    back = post(authorization(google), {"account": LEA, "decision": "annuler"})
    assert back.returned == {"state": "state-1", "error": "access_denied"}
    assert google.grants == []


def test_another_address_can_be_typed(google):
    fields = {"account": "other", "other": "Paul@Gmail.test", "decision": "continuer"}
    code = post(authorization(google), fields).returned["code"]
    token = exchange(google, code).json["access_token"]
    me = get(f"{google.base_url}/oauth2/v3/userinfo", Authorization=f"Bearer {token}").json
    assert me["email"] == "paul@gmail.test"
    assert me["sub"] != google.sub(LEA)


@pytest.mark.parametrize("typed", ["", "paul", "paul@", "a b@gmail.test", "<script>@x.test"])
def test_a_bad_address_is_said_on_the_page_and_kept_with_the_tick(google, typed):
    fields = {"account": "other", "other": typed, "scope": GMAIL_SEND, "decision": "continuer"}
    page = post(authorization(google), fields)
    assert page.status == 400
    assert "Indiquez une adresse complète" in page.text
    assert f'value="{GMAIL_SEND}" checked' in page.text
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_id": ""}, "invalid_request"),
        ({"redirect_uri": ""}, "redirect_uri_mismatch"),
        ({"redirect_uri": "https://example.com/back"}, "redirect_uri_mismatch"),
        ({"redirect_uri": "javascript:alert(1)"}, "redirect_uri_mismatch"),
        ({"redirect_uri": "http://[broken"}, "redirect_uri_mismatch"),
        ({"response_type": "token"}, "invalid_request"),
        ({"scope": ""}, "invalid_scope"),
        ({"code_challenge_method": "S512"}, "invalid_request"),
    ],
)
def test_a_wrong_request_is_an_error_page_and_no_redirect(google, changes, code):
    for answer in (get(authorization(google, **changes)), consent(google, **changes)):
        assert answer.status == 400
        assert code in answer.text


def test_browsers_inside_applications_are_refused(google):
    page = get(authorization(google), User_Agent="Mozilla/5.0 (Linux; Android) [FBAN/FB4A;FBAV/4]")
    assert page.status == 403
    assert "disallowed_useragent" in page.text


def test_no_prompt_means_no_silent_sign_in(google):
    assert get(authorization(google, prompt="none")).returned["error"] == "interaction_required"


def test_a_code_works_once(google):
    code = consent(google).returned["code"]
    assert exchange(google, code).status == 200
    again = exchange(google, code)
    assert (again.status, again.json["error"]) == (400, "invalid_grant")
    assert len(google.grants) == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "wrong" * 10}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"redirect_uri": "http://localhost:8000/ailleurs/"}, "redirect_uri_mismatch"),
        ({"client_id": "another-client"}, "invalid_grant"),
        ({"client_id": ""}, "invalid_request"),
        ({"client_secret": ""}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_code_is_not_exchanged_without_every_proof(google, changes, error):
    refused = exchange(google, consent(google).returned["code"], **changes)
    assert refused.json["error"] == error
    assert google.grants == []


def test_an_old_code_is_refused(google, monkeypatch):
    monkeypatch.setattr("tools.google.store.CODE_SECONDS", -1)
    assert exchange(google, consent(google).returned["code"]).json["error"] == "invalid_grant"


def test_a_client_may_use_http_basic(google):
    basic = base64.b64encode(b"gmail-client:shh").decode()
    code = consent(google).returned["code"]
    changes = {"client_id": "", "client_secret": ""}
    assert exchange(google, code, **changes).json["error"] == "invalid_request"
    fields = {"grant_type": "refresh_token", "refresh_token": google.issue_grant(LEA)}
    answer = post(f"{google.base_url}/token", fields, Authorization=f"Basic {basic}")
    assert answer.status == 200


def test_a_registered_client_needs_its_own_secret(google, monkeypatch):
    monkeypatch.setitem(google.clients, "gmail-client", "registered")
    refused = exchange(google, consent(google).returned["code"])
    assert (refused.status, refused.json["error"]) == (401, "invalid_client")


def test_a_refresh_token_comes_with_offline_access_only(google):
    assert "refresh_token" not in connect(google, access_type="online")
    assert google.grants == []


def test_a_second_consent_gives_no_refresh_token_unless_forced(google):
    assert "refresh_token" in connect(google, prompt="")
    assert "refresh_token" not in connect(google, prompt="")
    assert "refresh_token" in connect(google, prompt="consent")


def test_the_101st_refresh_token_kills_the_first_without_a_word(google):
    tokens = [google.issue_grant(LEA) for _ in range(101)]
    assert refresh(google, tokens[0]).json["error"] == "invalid_grant"
    assert refresh(google, tokens[1]).status == 200
    assert google.revoked == []


def test_refreshing_gives_an_access_token_that_sends(google):
    answer = refresh(google, google.issue_grant(LEA)).json
    assert "refresh_token" not in answer
    assert send(google, token=answer["access_token"]).status == 200


def test_a_refresh_token_belongs_to_its_client(google):
    refused = refresh(google, google.issue_grant(LEA), client_id="login-client")
    assert (refused.status, refused.json["error"]) == (401, "unauthorized_client")


def test_revoking_any_token_ends_the_whole_project_for_that_person_only(google):
    mine = connect(google)
    login = google.issue_grant(LEA, scopes=("openid",), client_id="login-client")
    other = google.issue_grant("paul@gmail.test")
    answer = post(f"{google.base_url}/revoke", {"token": mine["access_token"]})
    assert answer.status == 200
    assert sorted(google.revoked) == sorted([mine["refresh_token"], login])
    assert refresh(google, mine["refresh_token"]).json["error"] == "invalid_grant"
    assert refresh(google, login, client_id="login-client").json["error"] == "invalid_grant"
    assert send(google, token=mine["access_token"]).status == 401
    assert refresh(google, other).status == 200


def test_revoking_twice_says_invalid_token(google):
    token = google.issue_grant(LEA)
    url = f"{google.base_url}/revoke?token={token}"
    assert post(url).status == 200
    again = post(url)
    assert (again.status, again.json["error"]) == (400, "invalid_token")


def test_killing_one_token_leaves_the_rest_of_the_project(google):
    dead, alive = google.issue_grant(LEA), google.issue_grant(LEA)
    google.kill_refresh_token(dead)
    assert refresh(google, dead).json["error"] == "invalid_grant"
    assert refresh(google, alive).status == 200
    assert google.revoked == []


def test_an_aged_access_token_is_refused_and_the_grant_lives(google):
    tokens = connect(google)
    google.expire_access_tokens()
    assert send(google, token=tokens["access_token"]).status == 401
    assert refresh(google, tokens["refresh_token"], **CLIENT).status == 200
