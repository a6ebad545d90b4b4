"""The HTML of the consent screen."""

from html import escape

from tools.google.markup import page
from tools.google.oauth import EMAIL, GMAIL_SEND, PROFILE
from tools.google.web import Request, Response

SIGN_IN_WORDS = {
    "openid": "Vous associer à vos informations personnelles Google (openid)",
    EMAIL: "Connaître l’adresse e-mail principale de votre compte Google (email)",
    PROFILE: "Connaître votre nom et votre photo de profil (profile)",
}
SCOPE_WORDS = {GMAIL_SEND: "Envoyer des e-mails en votre nom"}


def form(google, request: Request, asked, problem: str = "") -> Response:
    """The one page: account, rights, « Continuer » and « Annuler »."""
    target = f"{request.path}?{request.query_string}"
    alert = f'<p class="alert" role="alert" id="erreur">{escape(problem)}</p>' if problem else ""
    body = f"""
<h1>Autoriser l’accès à votre compte Google</h1>
<p class="lead"><strong>{escape(_origin(asked.redirect_uri))}</strong> demande un accès à votre
compte <span>(client <code>{escape(asked.client_id)}</code>)</span>.</p>
{alert}
<form method="post" action="{escape(target)}" class="card" novalidate>
{_accounts(google, request, asked, bool(problem))}
{_rights(request, asked)}
<p class="note">Vous pourrez retirer cet accès à tout moment dans les réglages du site,
ou dans la page <a href="/acces">Accès</a> de ce Google local.</p>
<p class="actions"><button class="quiet" name="decision" value="annuler">Annuler</button>
<button class="main" name="decision" value="continuer">Continuer</button></p>
</form>"""
    title = "Erreur : autoriser l’accès" if problem else "Autoriser l’accès"
    return page(title, body, narrow=True, status=400 if problem else 200)


def _origin(url: str) -> str:
    return "/".join(url.split("/")[:3])


def _accounts(google, request: Request, asked, wrong: bool) -> str:
    with google.store.lock:
        known = list(google.store.accounts.values())
    typed = request.field("other")
    chosen = request.field("account") or (typed and "other") or asked.login_hint
    others = {account.email for account in known}
    if chosen not in {*others, "other"}:
        typed, chosen = (chosen, "other") if chosen else (typed, known[0].email)
    rows = "".join(
        f'<label class="choice"><input type="radio" name="account" value="{escape(a.email)}"'
        f"{' checked' if a.email == chosen else ''}>"
        f"<span><b>{escape(a.name)}</b><br>{escape(a.email)}</span></label>"
        for a in known
    )
    marks = ' aria-invalid="true" aria-describedby="erreur"' if wrong else ""
    return f"""<fieldset><legend>Avec quel compte ?</legend>
{rows}
<div class="choice"><label><input type="radio" name="account" value="other"
{"checked" if chosen == "other" else ""}> Un autre compte</label>
<label class="under" for="other">Son adresse</label>
<input id="other" name="other" type="email" autocomplete="off" placeholder="prenom.nom@gmail.test"
value="{escape(typed)}"{marks}></div>
</fieldset>"""


def _rights(request: Request, asked) -> str:
    signing = "".join(f"<li>{SIGN_IN_WORDS[s]}</li>" for s in asked.scopes if s in SIGN_IN_WORDS)
    ticked = request.values("scope")
    boxes = "".join(
        f'<label class="choice"><input type="checkbox" name="scope" value="{escape(scope)}"'
        f"{' checked' if scope in ticked else ''}>"
        f"<span><b>{SCOPE_WORDS.get(scope, 'Un autre droit')}</b><br><code>{escape(scope)}</code>"
        "</span></label>"
        for scope in asked.optional_scopes
    )
    included = f"<p>Compris dans la connexion :</p><ul>{signing}</ul>" if signing else ""
    optional = f"<p>À cocher si vous êtes d’accord :</p>{boxes}" if boxes else ""
    return f"<fieldset><legend>Accès demandés</legend>{included}{optional}</fieldset>"


def refusal(problem) -> Response:
    """Google's error page: no redirect, since the address cannot be trusted."""
    body = f"""
<h1>Accès bloqué</h1>
<div class="card"><p>{escape(problem.words)}</p>
<p>Erreur {problem.status} : <code>{escape(problem.code)}</code></p></div>"""
    return page("Accès bloqué", body, narrow=True, status=problem.status)
