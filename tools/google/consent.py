"""The authorization page: which account, which rights, and a way to say no."""

import re
from dataclasses import dataclass

from tools.google import consent_page
from tools.google.oauth import CHALLENGES, LONG_NAMES, SIGN_IN_SCOPES
from tools.google.web import Request, Response, is_loopback, redirect, with_query

ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
# Google refuses sign-in inside the browsers of these apps (error disallowed_useragent).
EMBEDDED_BROWSERS = re.compile(r"FBAN|FBAV|FB_IAB|Instagram|LinkedInApp|; wv\)")


@dataclass(frozen=True)
class Asked:
    """An authorization request that holds together."""

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    nonce: str
    prompt: tuple[str, ...]
    offline: bool
    login_hint: str
    challenge: str
    challenge_method: str

    @property
    def optional_scopes(self) -> list[str]:
        """Rights with a tick box of their own; sign-in rights come with the account."""
        return [scope for scope in self.scopes if scope not in SIGN_IN_SCOPES]

    def answer(self, **values: str) -> Response:
        state = {"state": self.state} if self.state else {}
        return redirect(with_query(self.redirect_uri, **state, **values))


class Refused(Exception):
    """The request is shown an error page: it cannot be trusted with a redirect."""

    def __init__(self, code: str, words: str, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.words, self.status = code, words, status


def read(request: Request) -> Asked:
    """Check an authorization request. Raises Refused."""
    query = request.query
    scopes = query.get("scope", "").split()
    method = query.get("code_challenge_method", "plain")
    problems = [
        ("disallowed_useragent", EMBEDDED_BROWSERS.search(request.header("user-agent")), 403,
         "Google refuse la connexion depuis le navigateur intégré d’une application."),
        ("invalid_request", not query.get("client_id"), 400, "Le client_id manque."),
        ("redirect_uri_mismatch", not is_loopback(query.get("redirect_uri", "")), 400,
         "L’adresse de retour manque ou ne désigne pas cette machine."),
        ("invalid_request", query.get("response_type") != "code", 400,
         "response_type doit valoir « code »."),
        ("invalid_scope", not scopes, 400, "Aucun droit n’est demandé."),
        ("invalid_request", method not in CHALLENGES, 400, "code_challenge_method est inconnu."),
    ]  # fmt: skip
    for code, wrong, status, words in problems:
        if wrong:
            raise Refused(code, words, status)
    return Asked(
        client_id=query["client_id"],
        redirect_uri=query["redirect_uri"],
        scopes=tuple(dict.fromkeys(LONG_NAMES.get(scope, scope) for scope in scopes)),
        state=query.get("state", ""),
        nonce=query.get("nonce", ""),
        prompt=tuple(query.get("prompt", "").split()),
        offline=query.get("access_type") == "offline",
        login_hint=query.get("login_hint", "").strip().lower(),
        challenge=query.get("code_challenge", ""),
        challenge_method=method,
    )


def ask(google, request: Request) -> Response:
    """Show the page."""
    try:
        asked = read(request)
    except Refused as refusal:
        return consent_page.refusal(refusal)
    if "none" in asked.prompt:
        return asked.answer(error="interaction_required")
    return consent_page.form(google, request, asked)


def decide(google, request: Request) -> Response:
    """Take the person's answer back to the application."""
    try:
        asked = read(request)
    except Refused as refusal:
        return consent_page.refusal(refusal)
    if request.field("decision") != "continuer":
        return asked.answer(error="access_denied")
    email = chosen_address(request)
    if not ADDRESS.fullmatch(email):
        words = "Indiquez une adresse complète, par exemple prenom.nom@gmail.test."
        return consent_page.form(google, request, asked, problem=words)
    ticked = request.values("scope")
    granted = [s for s in asked.scopes if s in SIGN_IN_SCOPES or s in ticked]
    if not granted:
        return asked.answer(error="access_denied")
    code = google.store.add_code(
        email=google.store.account(email).email,
        client_id=asked.client_id,
        redirect_uri=asked.redirect_uri,
        scopes=tuple(granted),
        nonce=asked.nonce,
        challenge=asked.challenge,
        challenge_method=asked.challenge_method,
        wants_refresh_token=asked.offline and is_first_or_forced(google, asked, email),
    )
    prompt = {"prompt": " ".join(asked.prompt)} if asked.prompt else {}
    scope = " ".join(granted)
    return asked.answer(code=code, scope=scope, iss=request.base_url, authuser="0", **prompt)


def chosen_address(request: Request) -> str:
    account = request.field("account")
    return (request.field("other") if account in {"", "other"} else account).lower()


def is_first_or_forced(google, asked: Asked, email: str) -> bool:
    """Google gives a refresh token at the first consent only, unless `prompt=consent`."""
    if "consent" in asked.prompt:
        return True
    with google.store.lock:
        grants = list(google.store.grants.values())
    return not any((g.email, g.client_id) == (email, asked.client_id) for g in grants)
