"""The pages a person looks at: what arrived, who gave access, which faults are armed."""

import re
from html import escape
from urllib.parse import quote

from tools.google import events, gmail
from tools.google.faults import KINDS, MOMENTS, POINTS, BadFault
from tools.google.mail import Message
from tools.google.markup import SECURITY, at, page, select, size, text_field
from tools.google.store import Grant
from tools.google.web import Request, Response, redirect, with_query

MAILS_A_PAGE = 25
REASONS = {
    "": "(par défaut)", "backendError": "backendError", "rateLimitExceeded": "rateLimitExceeded",
    "userRateLimitExceeded": "userRateLimitExceeded", "dailyLimitExceeded": "dailyLimitExceeded",
    "insufficientPermissions": "insufficientPermissions", "domainPolicy": "domainPolicy",
    "failedPrecondition": "failedPrecondition", "authError": "authError",
    "invalidArgument": "invalidArgument", "invalid_grant": "invalid_grant (jeton)",
}  # fmt: skip
POINT_WORDS = {
    "send": "envoi d’un message", "token": "jetons", "revoke": "révocation", "keys": "clés",
    "discovery": "découverte", "userinfo": "identité", "stream": "inscription",
}  # fmt: skip
MOMENT_WORDS = {"before": "avant d’accepter", "after": "après avoir accepté"}
KIND_WORDS = {
    "close": "fermer sans répondre", "rst": "couper la connexion (RST)", "hang": "se taire",
    "partial": "répondre à moitié", "garbled": "répondre n’importe quoi",
    "status": "répondre une erreur",
}  # fmt: skip
ATTACHMENT = re.compile(r"/messages/([0-9a-f]{16})/pieces/(\d{1,3})")
RAW = re.compile(r"/messages/([0-9a-f]{16})/(brut|original)")


def mailbox(google, request: Request) -> Response:
    """Every accepted mail, newest first."""
    mails = google.outbox[::-1]
    number = request.query.get("page", "1")
    number = int(number) if number.isdecimal() and len(number) < 7 else 1
    last = max(1, -(-len(mails) // MAILS_A_PAGE))
    number = min(max(number, 1), last)
    shown = mails[(number - 1) * MAILS_A_PAGE : number * MAILS_A_PAGE]
    count = f"{len(mails)} message{'s' if len(mails) > 1 else ''} accepté"
    count += "s" if len(mails) > 1 else ""
    empty = """<div class="card empty"><p><b>Aucun message pour l’instant.</b></p>
<p>Validez une candidature spontanée sur le site : elle arrivera ici.</p></div>"""
    body = f"""
<div class="heading"><h1>Courrier envoyé</h1>
<p><span role="status">{count}</span> <a class="button" href="/">Actualiser</a></p></div>
{"".join(_mail(mail) for mail in shown) or empty}
{_pager(number, last)}"""
    return page("Courrier envoyé", body, here="/", app_url=google.app_url)


def _mail(mail: Message) -> str:
    pieces = "".join(
        f'<li><a href="/messages/{mail.id}/pieces/{index}" download>{escape(piece.name)}</a> '
        f"<span>{size(len(piece.content))}</span></li>"
        for index, piece in enumerate(mail.attachments)
    )
    attached = f'<h3>Pièces jointes</h3><ul class="pieces">{pieces}</ul>' if pieces else ""
    return f"""<article class="card mail" id="m{mail.id}" aria-labelledby="t{mail.id}">
<h2 id="t{mail.id}">{escape(mail.subject) or "(sans objet)"}</h2>
<dl><div><dt>De</dt><dd>{escape(str(mail.headers["from"] or mail.account))}</dd></div>
<div><dt>À</dt><dd>{escape(mail.to)}</dd></div>
<div><dt>Accepté le</dt><dd>{at(mail.at)}</dd></div></dl>
<div class="letter" lang="fr">{escape(mail.text)}</div>
{attached}
<p class="links"><a href="/messages/{mail.id}/brut">Message brut</a>
<span>{size(len(mail.raw))}</span></p>
</article>"""


def _pager(number: int, last: int) -> str:
    if last == 1:
        return ""
    newer = f'<a href="/?page={number - 1}">Plus récents</a>' if number > 1 else ""
    older = f'<a href="/?page={number + 1}">Plus anciens</a>' if number < last else ""
    return f'<nav class="pager" aria-label="Pages">{newer}<span>Page {number} sur {last}</span>\
{older}</nav>'


def piece(google, request: Request) -> Response:
    """One attachment, always as a download."""
    found = ATTACHMENT.fullmatch(request.path)
    mail = google.store.messages.get(found[1])
    pieces = mail.attachments if mail else []
    if int(found[2]) >= len(pieces):
        return not_found(google, request)
    file = pieces[int(found[2])]
    name = quote(file.name, safe="")
    headers = {**SECURITY, "Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(200, file.content, file.content_type, headers)


def raw(google, request: Request) -> Response:
    """The mail as delivered (`brut`), or byte for byte as the client sent it (`original`)."""
    found = RAW.fullmatch(request.path)
    mail = google.store.messages.get(found[1])
    if mail is None:
        return not_found(google, request)
    sent = mail.raw if found[2] == "original" else gmail.as_delivered(mail.raw, mail.message_id)
    return Response(200, sent, "text/plain; charset=utf-8", dict(SECURITY))


def access(google, request: Request) -> Response:
    """What myaccount.google.com/permissions is for: who holds an access, and how to end it."""
    people: dict[str, list[Grant]] = {}
    for grant in google.grants:
        people.setdefault(grant.email, []).append(grant)
    said = _withdrawn(request.query.get("retire", ""), request.query.get("reponse", ""))
    told = bool(google.app_url)
    cards = "".join(_person(email, grants, told) for email, grants in people.items())
    empty = '<div class="card empty"><p><b>Aucune application n’a d’accès durable.</b></p></div>'
    body = f"""
<h1>Applications autorisées</h1>
<p class="lead">Retirer un accès met fin à tout le projet pour cette personne, connexion comprise,
comme le fait Google.</p>
{said}{cards or empty}"""
    return page("Accès", body, here="/acces", app_url=google.app_url)


def _withdrawn(email: str, answer: str) -> str:
    if not email:
        return ""
    told = f" Le site, prévenu, a répondu : {escape(answer)}." if answer else ""
    return f'<p class="done" role="status">L’accès de {escape(email)} est retiré.{told}</p>'


def _person(email: str, grants: list[Grant], can_tell: bool) -> str:
    rows = "".join(
        f"<li><b>{escape(grant.client_id)}</b>, depuis le {at(grant.granted_at)}<br>"
        f"{' '.join(f'<code>{escape(scope)}</code>' for scope in grant.scopes)}</li>"
        for grant in grants
    )
    whose = f'<span class="hidden"> de {escape(email)}</span>'
    tell = f'<button name="tell" value="1">Retirer{whose} et prévenir le site</button>'
    return f"""<section class="card" aria-label="{escape(email)}"><h2>{escape(email)}</h2>
<ul class="grants">{rows}</ul>
<form method="post" action="/acces/retirer"><input type="hidden" name="email"
value="{escape(email)}"><p class="actions start">
<button class="main">Retirer l’accès{whose}</button>
{tell if can_tell else ""}</p></form></section>"""


def withdraw(google, request: Request) -> Response:
    """End a person's access; on demand, tell the site by a security event, as Google may."""
    email = request.field("email")
    clients = sorted({grant.client_id for grant in google.grants if grant.email == email})
    google.revoke_user(email)
    answer = ""
    if request.field("tell") and google.app_url and clients:
        issuer = f"{request.base_url}/"
        event = google.security_event("tokens-revoked", email, clients, issuer=issuer)
        answer = events.deliver(google.app_url.rstrip("/") + events.RECEIVER, event)
    return redirect(with_query("/acces", retire=email, reponse=answer))


def faults(google, request: Request, problem: str = "") -> Response:
    """Arm faults by hand, and see which ones fell."""
    alert = f'<p class="alert" role="alert">{escape(problem)}</p>' if problem else ""
    done = request.query.get("fait")
    said = '<p class="done" role="status">C’est fait.</p>' if done else ""
    fields = [
        select("at", "Où", {p: POINT_WORDS[p] for p in POINTS}, request.field("at")),
        select("when", "Quand", {m: MOMENT_WORDS[m] for m in MOMENTS}, request.field("when")),
        select("kind", "Quoi", {k: KIND_WORDS[k] for k in KINDS}, request.field("kind")),
        text_field(
            "times",
            "Combien de fois (0 : toujours)",
            request.field("times", "1"),
            inputmode="numeric",
        ),
        text_field(
            "seconds",
            "Secondes de silence (vide : sans fin)",
            request.field("seconds"),
            inputmode="decimal",
        ),
        text_field(
            "status", "Code de l’erreur (vide : 503)", request.field("status"), inputmode="numeric"
        ),
        select("reason", "Raison de l’erreur", REASONS, request.field("reason")),
        text_field("retry_after", "Retry-After (s)", request.field("retry_after")),
    ]
    body = f"""
<h1>Pannes</h1>
<p class="lead">Une panne « après avoir accepté » est la plus traître : le message est parti,
et le site n’en sait rien.</p>
{alert}{said}
<form method="post" action="/pannes" class="card"><h2>Armer une panne</h2>
<div class="grid">{"".join(fields)}</div>
<p class="actions"><button class="main" name="do" value="arm">Armer</button></p></form>
{_armed(google)}
<form method="post" action="/pannes" class="card"><h2>Autres gestes</h2>
<p class="actions start"><button name="do" value="expire">Périmer les jetons d’accès</button>
<button name="do" value="rotate">Changer la clé de signature</button></p></form>
{_fallen(google)}"""
    status = 400 if problem else 200
    return page("Pannes", body, here="/pannes", app_url=google.app_url, status=status)


def _armed(google) -> str:
    rows = "".join(
        f"<li>{POINT_WORDS[f.at]}, {MOMENT_WORDS[f.when]} : {KIND_WORDS[f.kind]}"
        f"{f' ({f.status} {escape(f.reason)})' if f.kind == 'status' else ''}, "
        f"{'à chaque fois' if f.times is None else f'{f.times} fois'}</li>"
        for f in google.faults.armed
    )
    if not rows:
        return '<section class="card"><h2>Armées</h2><p>Aucune panne n’attend.</p></section>'
    return f"""<form method="post" action="/pannes" class="card"><h2>Armées</h2><ul>{rows}</ul>
<p class="actions start"><button name="do" value="disarm">Tout désarmer</button></p></form>"""


def _fallen(google) -> str:
    rows = "".join(
        f"<tr><td>{at(hit.time)}</td><td>{POINT_WORDS[hit.at]}</td>"
        f"<td>{MOMENT_WORDS[hit.when]}</td><td>{KIND_WORDS[hit.kind]}</td></tr>"
        for hit in google.faults.hits[:-51:-1]
    )
    if not rows:
        return ""
    return f"""<section class="card"><h2>Tombées</h2><div class="scroll" tabindex="0" role="region"
aria-label="Pannes tombées"><table><thead><tr><th scope="col">Le</th><th scope="col">Où</th>
<th scope="col">Quand</th><th scope="col">Quoi</th></tr></thead><tbody>{rows}</tbody></table></div>
</section>"""


def act_on_faults(google, request: Request) -> Response:
    """The buttons of the page of faults."""
    match request.field("do"):
        case "disarm":
            google.faults.disarm()
        case "expire":
            google.expire_access_tokens()
        case "rotate":
            google.rotate_keys()
        case _:
            try:
                google.faults.add(**_wanted(request))
            except BadFault as error:
                return faults(google, request, problem=f"Panne refusée : {error}.")
    return redirect("/pannes?fait=1")


def _wanted(request: Request) -> dict:
    """The form of a fault, empty fields left to their defaults. Raises BadFault."""
    wanted: dict = {n: request.field(n) for n in ("at", "when", "kind", "reason", "retry_after")}
    for name, read in (("times", int), ("status", int), ("seconds", float)):
        text = request.field(name).replace(",", ".")
        try:
            wanted[name] = read(text) if text else None
        except ValueError:
            raise BadFault(f"{name} n’est pas un nombre") from None
    kept = {name: value for name, value in wanted.items() if value not in ("", None)}
    return kept | ({"times": None} if kept.get("times") == 0 else {})


def not_found(google, _request: Request) -> Response:
    body = '<h1>Page introuvable</h1><p><a href="/">Revenir au courrier</a></p>'
    return page("Page introuvable", body, here="/404", app_url=google.app_url, status=404)
