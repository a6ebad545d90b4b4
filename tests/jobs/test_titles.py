"""« H/F » is never typed, and shown where the title does not name both sexes."""

import pytest

from jobs.titles import names_both, without_sexes
from tests.applications.pages import text_of
from tests.factories.jobs import OfferFactory


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Menuisier (H/F)", "Menuisier"),
        ("Menuisier h/f", "Menuisier"),
        ("Menuisier - F/H - Rennes", "Menuisier - Rennes"),
        ("Menuisier (f/h/x) en atelier", "Menuisier en atelier"),
        ("Menuisier H / F", "Menuisier"),
        ("Menuisier (homme ou femme)", "Menuisier"),
        ("Vendeur prêt-à-porter homme/femme", "Vendeur prêt-à-porter homme/femme"),
        ("Chef de projet SAP S/4HANA", "Chef de projet SAP S/4HANA"),
        ("Technicien h24/7", "Technicien h24/7"),
        ("H/F", "H/F"),
    ],
)
def test_the_mention_is_taken_out_wherever_it_stands(typed, kept):
    assert without_sexes(typed) == kept


@pytest.mark.parametrize(
    "title",
    [
        "Serveuse ou serveur",
        "Infirmier·ère de nuit",
        "Vendeur(se) en boulangerie",
        "Aide-soignant / aide-soignante",
        "Chargée ou chargé de clientèle",
        "Développeuse ou développeur C++",
        "Directeur/trice de crèche",
    ],
)
def test_a_title_that_names_both_needs_no_more(title):
    assert names_both(title)


@pytest.mark.parametrize(
    "title", ["Serveur", "Comptable", "Agent d’entretien", "Chef de rang", "Ingénieure système"]
)
def test_any_other_does(title):
    assert not names_both(title)


@pytest.mark.django_db
def test_candidates_read_h_f_in_lists_and_on_the_page(client):
    offer = OfferFactory(title="Comptable")
    both = OfferFactory(title="Serveuse ou serveur")
    listed = text_of(client.get("/offres/"))
    assert "Comptable H/F" in listed
    assert "serveur H/F" not in listed
    assert "Comptable H/F" in text_of(client.get(offer.get_absolute_url()))
    assert "H/F" not in text_of(client.get(both.get_absolute_url()))
