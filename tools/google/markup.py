"""The frame of every page, and the few pieces of HTML they share."""

from datetime import datetime
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from tools.google.web import Response

CSS = (Path(__file__).parent / "style.css").read_bytes()
PARIS = ZoneInfo("Europe/Paris")
# form-action also governs where a form's redirect may lead: the application's own address.
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:;"
    " base-uri 'none'; form-action 'self' http://localhost:* http://127.0.0.1:*;"
    " frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # with no-referrer, our own forms would say Origin: null
    "X-Content-Type-Options": "nosniff",
}
SECTIONS = (("/", "Courrier"), ("/acces", "Accès"), ("/pannes", "Pannes"))


def stylesheet() -> Response:
    return Response(200, CSS, "text/css; charset=utf-8", {"Cache-Control": "no-cache"})


def page(
    title: str, body: str, *, here: str = "", app_url: str = "", narrow: bool = False,
    status: int = 200,
) -> Response:  # fmt: skip
    """A whole page. `here` is the current section; a page without sections is a step of sign-in."""
    html = f"""<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)} – Google local</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="data:,">
</head>
<body>
<a class="skip" href="#contenu">Aller au contenu</a>
<header class="top">
<p class="brand"><span class="dots" aria-hidden="true"><i></i><i></i><i></i><i></i></span>
Google local <span class="demo">démonstration</span></p>
{_navigation(here, app_url) if here else ""}
</header>
<main id="contenu" tabindex="-1"{' class="narrow"' if narrow else ""}>
{body}
</main>
<footer class="bottom"><p>Rien ne sort de cette machine : ce serveur imite les adresses de Google
pour la démonstration et les tests.</p></footer>
</body>
</html>
"""
    return Response(status, html.encode(), "text/html; charset=utf-8", dict(SECURITY))


def _navigation(here: str, app_url: str) -> str:
    items = "".join(
        f'<li><a href="{path}"{" aria-current=page" if path == here else ""}>{name}</a></li>'
        for path, name in SECTIONS
    )
    if app_url:
        items += f'<li class="away"><a href="{escape(app_url)}">Retour au site</a></li>'
    return f'<nav aria-label="Sections"><ul>{items}</ul></nav>'


def at(seconds: float) -> str:
    """An instant, in French words, as an HTML time element."""
    moment = datetime.fromtimestamp(seconds, PARIS)
    return f'<time datetime="{moment.isoformat()}">{moment:%d/%m/%Y à %H:%M:%S}</time>'


def size(count: int) -> str:
    """A number of bytes in French units."""
    if count < 1000:
        return f"{count} octets"
    if count < 1_000_000:
        return f"{count / 1000:.0f} ko"
    return f"{count / 1_000_000:.1f} Mo".replace(".", ",")


def options(choices: dict[str, str], chosen: str = "") -> str:
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(label)}</option>"
        for value, label in choices.items()
    )


def select(name: str, label: str, choices: dict[str, str], chosen: str = "") -> str:
    return (
        f'<p class="field"><label for="{name}">{label}</label>'
        f'<select id="{name}" name="{name}">{options(choices, chosen)}</select></p>'
    )


def text_field(name: str, label: str, value: str = "", **attributes: str) -> str:
    extra = "".join(f' {key}="{escape(text)}"' for key, text in attributes.items())
    return (
        f'<p class="field"><label for="{name}">{label}</label>'
        f'<input id="{name}" name="{name}" value="{escape(value)}"{extra}></p>'
    )
