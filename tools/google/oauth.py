"""OAuth 2 and OpenID Connect at Google's own addresses: token, revocation, keys, identity.

The consent page lives in consent.py.
"""

import base64
import hashlib
import secrets
import time
from binascii import Error as BadBase64

from tools.google.errors import oauth_error
from tools.google.keys import b64url
from tools.google.store import ACCESS_TOKEN_SECONDS, Code, Grant
from tools.google.web import Request, Response, as_json

GMAIL_SEND = "https://www.googleapis.com/auth/gmail.send"
EMAIL = "https://www.googleapis.com/auth/userinfo.email"
PROFILE = "https://www.googleapis.com/auth/userinfo.profile"
SIGN_IN_SCOPES = {"openid", EMAIL, PROFILE}
# Google answers with the long names, whichever the client used: oauthlib sees a "scope change".
LONG_NAMES = {"email": EMAIL, "profile": PROFILE}
CHALLENGES = {
    "S256": lambda verifier: b64url(hashlib.sha256(verifier.encode()).digest()),
    "plain": lambda verifier: verifier,
}
KEYS_CACHE = "public, max-age=300"


def discovery(_google, request: Request) -> Response:
    base = request.base_url
    document = {
        "issuer": base,
        "authorization_endpoint": f"{base}/o/oauth2/v2/auth",
        "token_endpoint": f"{base}/token",
        "userinfo_endpoint": f"{base}/oauth2/v3/userinfo",
        "revocation_endpoint": f"{base}/revoke",
        "jwks_uri": f"{base}/oauth2/v3/certs",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "email", "email_verified", "exp", "iat", "iss", "name", "sub"],
        "code_challenge_methods_supported": list(CHALLENGES),
        "grant_types_supported": ["authorization_code", "refresh_token"],
    }
    return as_json(document, cache_control=KEYS_CACHE)


def certificates(google, _request: Request) -> Response:
    return as_json(google.keys.as_certificates(), cache_control=KEYS_CACHE)


def key_set(google, _request: Request) -> Response:
    return as_json(google.keys.as_jwks(), cache_control=KEYS_CACHE)


def token(google, request: Request) -> Response:
    """Exchange a code, or refresh an access token."""
    client_id, secret = client_of(request)
    if not client_id:
        return oauth_error(400, "invalid_request", "The client_id is missing.")
    if not secret or google.clients.get(client_id, secret) != secret:
        return oauth_error(401, "invalid_client", "The client secret is missing or wrong.")
    match request.field("grant_type"):
        case "authorization_code":
            return exchange(google, request, client_id)
        case "refresh_token":
            return refresh(google, request, client_id)
        case _:
            return oauth_error(400, "unsupported_grant_type", "Use a code or a refresh token.")


def client_of(request: Request) -> tuple[str, str]:
    """Client id and secret, from the body or from HTTP Basic."""
    scheme, _, encoded = request.header("authorization").partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(encoded).decode().partition(":")
        except (BadBase64, UnicodeDecodeError):
            return "", ""
        return client_id, secret
    return request.field("client_id"), request.field("client_secret")


def exchange(google, request: Request, client_id: str) -> Response:
    promise = google.store.take_code(request.field("code"))
    if promise is None:
        return oauth_error(400, "invalid_grant", "The code is unknown, used or too old.")
    if promise.client_id != client_id:
        return oauth_error(400, "invalid_grant", "The code was given to another client.")
    if promise.redirect_uri != request.field("redirect_uri"):
        return oauth_error(400, "redirect_uri_mismatch", "Not the address of the authorization.")
    if not proves_possession(promise, request.field("code_verifier")):
        return oauth_error(400, "invalid_grant", "The code verifier is missing or wrong.")
    refresh_token = None
    if promise.wants_refresh_token:
        refresh_token = google.store.add_grant(
            promise.email, client_id, promise.scopes
        ).refresh_token
    issued = issue(google, request.base_url, promise, refresh_token, nonce=promise.nonce)
    return as_json(issued | ({"refresh_token": refresh_token} if refresh_token else {}))


def proves_possession(promise: Code, verifier: str) -> bool:
    """PKCE (RFC 7636, 4.6)."""
    if not promise.challenge:
        return True
    computed = CHALLENGES[promise.challenge_method](verifier)
    return bool(verifier) and secrets.compare_digest(computed.encode(), promise.challenge.encode())


def refresh(google, request: Request, client_id: str) -> Response:
    grant = google.store.grants.get(request.field("refresh_token"))
    if grant is None:
        return oauth_error(400, "invalid_grant", "The refresh token is expired or revoked.")
    if grant.client_id != client_id:
        return oauth_error(401, "unauthorized_client", "The token belongs to another client.")
    return as_json(issue(google, request.base_url, grant, grant.refresh_token))


def issue(
    google, issuer: str, given: Code | Grant, refresh_token: str | None, nonce: str = ""
) -> dict:
    """A fresh access token, and an id token when `openid` was granted."""
    access = google.store.add_access(given.email, given.client_id, given.scopes, refresh_token)
    answer = {
        "access_token": access,
        "expires_in": ACCESS_TOKEN_SECONDS - 1,
        "scope": " ".join(given.scopes),
        "token_type": "Bearer",
    }
    if "openid" in given.scopes:
        claims = id_claims(google, issuer, given, access)
        if nonce:
            claims["nonce"] = nonce
        answer["id_token"] = google.keys.current.sign(claims)
    return answer


def id_claims(google, issuer: str, given: Code | Grant, access_token: str) -> dict:
    """The claims of an id token (OpenID Connect Core, 2 and 3.1.3.6)."""
    now = int(time.time())
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return {
        "iss": issuer,
        "azp": given.client_id,
        "aud": given.client_id,
        "at_hash": b64url(half),
        "iat": now,
        "exp": now + ACCESS_TOKEN_SECONDS,
        **identity(google, given.email, given.scopes),
    }


def identity(google, email: str, scopes) -> dict:
    """Who the person is, as far as the scopes let it be told."""
    account = google.store.account(email)
    told = {"sub": account.sub}
    if EMAIL in scopes:
        told |= {"email": account.email, "email_verified": True}
    if PROFILE in scopes:
        given_name, _, family_name = account.name.partition(" ")
        told |= {"name": account.name, "given_name": given_name, "family_name": family_name}
    return told


def userinfo(google, request: Request) -> Response:
    row = google.store.live_access(request.bearer)
    if row is None or not SIGN_IN_SCOPES & set(row.scopes):
        return oauth_error(401, "invalid_request", "The access token does not open this.")
    return as_json(identity(google, row.email, row.scopes))


def revoke(google, request: Request) -> Response:
    """End the whole project's access to the person behind any live token."""
    given = request.field("token") or request.query.get("token", "")
    row = google.store.grants.get(given) or google.store.live_access(given)
    if row is None:
        return oauth_error(400, "invalid_token", "The token is expired or revoked.")
    google.store.revoke_user(row.email)
    return as_json({})
