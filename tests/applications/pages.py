"""What the tests of the pages do again and again."""

import re

from django.urls import reverse


def url(name, draft):
    return reverse(name, args=[draft.pk])


def digest_on(page):
    """The digest that the button of a preview would send."""
    return re.search(r'name="digest" value="([0-9a-f]{64})"', page.content.decode()).group(1)


def press(client, draft, **more):
    """Read the preview, then press « Valider et envoyer depuis mon Gmail »."""
    digest = digest_on(client.get(url("spontaneous_preview", draft)))
    return client.post(
        url("spontaneous_preview", draft), {"digest": digest, "when": "now", "anyway": "on", **more}
    )


def text_of(answer):
    """What a page says, entities and narrow spaces made plain."""
    import html

    return html.unescape(answer.content.decode()).replace("\xa0", " ").replace("\u202f", " ")
