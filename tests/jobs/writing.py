"""What a recruiter types in the form of an offer, and the buttons they press."""

from django.urls import reverse

WORDS = (
    "Vous fabriquez des fenêtres et des portes en chêne, du débit à la pose, avec deux collègues. "
    "L’atelier est chauffé, et chacun rentre chez soi à dix-sept heures."
)
TYPED = {
    "title": "Menuisière ou menuisier d’atelier",
    "occupation": "Menuisier / Menuisière",
    "contract": "cdi",
    "working_time": "plein",
    "remote": "aucun",
    "place": "Montpellier",
    "more_places": "Sète\nLunel",
    "pay_min": "26000",
    "pay_max": "31000",
    "pay_period": "an",
    "experience_years": "0",
    "diploma": "0",
    "description": WORDS,
    "skills": "Débit\nAssemblage",
    "languages": "anglais B1",
    "apply_mode": "here",
}


def write(client, company, **more):
    return client.post(reverse("offer_new", args=[company.slug]), TYPED | more)


def press(client, offer, **more):
    return client.post(reverse("offer_preview", args=[offer.pk]), more)


def change(client, offer, **more):
    return client.post(reverse("offer_edit", args=[offer.pk]), TYPED | more)
