import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meilleursjobs.lib import gazetteer, geo

CODES = sorted(geo.atlas().communes)


def test_a_commune_is_known_by_its_code():
    here = geo.commune("34172")
    assert (here.name, here.department, here.label) == ("Montpellier", "34", "Montpellier (34)")
    assert "34070" in here.postal_codes
    assert here.population > 250_000
    assert geo.department("34").region_name == "Occitanie"


def test_all_departments_of_all_communes_are_known():
    assert {geo.department(geo.commune(code).department).code for code in CODES} >= {"2A", "976"}


def test_an_unknown_code_is_told_apart_from_a_known_one():
    assert geo.is_commune("2A004")
    assert not geo.is_commune("99999")
    with pytest.raises(geo.Unknown):
        geo.commune("99999")
    with pytest.raises(geo.Unknown):
        geo.near("", 10)


def test_a_merged_commune_leads_to_the_one_of_today():
    assert geo.current_code("49006") == "49023"
    assert geo.commune("49006").name == "Beaupréau-en-Mauges"


@pytest.mark.parametrize(("city", "arrondissements"), [("75056", 20), ("69123", 9), ("13055", 16)])
def test_paris_lyon_and_marseille_are_one_place_with_their_arrondissements(city, arrondissements):
    assert len(geo.near(city, 0)) == 1 + arrondissements
    first = next(code for code in geo.near(city, 0) if code != city)
    assert geo.near(first, 0) == tuple(sorted([city, first]))
    assert city in geo.near(first, 1)


def test_a_postal_code_gives_its_communes_the_largest_first():
    names = [c.name for c in geo.by_postal_code("34170")]
    assert names == ["Castelnau-le-Lez"]
    assert geo.by_postal_code("75005")[0].code == "75105"
    assert geo.by_postal_code("00000") == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("montpel", "34172"),
        ("MONTPELLIER", "34172"),
        ("Montpellier (34)", "34172"),
        ("saint etienne", "42218"),
        ("St-Étienne", "42218"),
        ("saint-denis (974)", "97411"),
        ("93 saint denis", "93066"),
        ("paris", "75056"),
        ("Paris 5e", "75105"),
        ("Paris 11e (75)", "75111"),
        ("34170", "34057"),
        ("34170 Castelnau", "34057"),
        ("l’haÿ les roses", "94038"),
        ("ajaccio (2a)", "2A004"),
    ],
)
def test_a_name_is_found_as_people_type_it(typed, code):
    assert gazetteer.search(typed)[0].code == code


def test_a_full_name_comes_before_longer_ones():
    assert gazetteer.search("nice")[0].code == "06088"


@pytest.mark.parametrize("typed", ["", " ", "x", "zzzzz", "\x00", "%", "(", "-", "é" * 5000])
def test_what_names_no_place_finds_nothing(typed):
    assert gazetteer.search(typed) == []
    assert gazetteer.find(typed) is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [("34172", "34172"), ("montpellier-34172", "34172"), ("2a004", "2A004"), ("34000", "34172"),
     ("Sète", "34301")],
)  # fmt: skip
def test_one_place_is_meant_by_a_code_an_address_or_a_name(typed, code):
    assert gazetteer.find(typed).code == code


def test_distance_is_that_of_the_map():
    paris, lyon = geo.commune("75056"), geo.commune("69123")
    assert geo.distance(paris, lyon) == pytest.approx(392, abs=3)
    assert geo.distance(paris, paris) == 0


def test_the_edge_of_a_radius_belongs_to_it():
    here, there = geo.commune("34172"), geo.commune("34057")
    edge = geo.distance(here, there)
    assert "34057" in geo.near("34172", edge)
    assert "34057" not in geo.near("34172", math.nextafter(edge, 0))


@settings(deadline=None, max_examples=40, derandomize=True)
@given(code=st.sampled_from(CODES), radius=st.sampled_from([1, 5, 10, 30, 100]))
def test_the_grid_finds_what_measuring_every_commune_finds(code, radius):
    here = geo.commune(code)
    measured = {c.code for c in geo.atlas().communes.values() if geo.distance(here, c) <= radius}
    assert measured <= set(geo.near(code, radius))
    extra = set(geo.near(code, radius)) - measured
    assert all(geo.commune(c).code in {"75056", "69123", "13055"} or c in geo.within(code)
               for c in extra)  # fmt: skip


def test_a_radius_larger_than_the_country_is_cut():
    assert geo.near("75056", 10_000) == geo.near("75056", geo.MAX_RADIUS_KM)


def test_overseas_a_radius_stays_on_its_island():
    assert {geo.commune(code).department for code in geo.near("97411", 100)} == {"974"}


@pytest.mark.parametrize(
    ("lat", "lon", "label"),
    [
        (43.61, 3.88, "Montpellier (34)"),
        (43.63, 3.90, "Castelnau-le-Lez (34)"),
        (48.86, 2.35, "Paris 4e (75)"),
        (-20.88, 55.45, "Saint-Denis (974)"),
        (3.64, -54.03, "Maripasoula (973)"),
        (46.20, 6.15, "Gaillard (74)"),  # Geneva's neighbour: many cross the border to work
    ],
)
def test_a_point_has_its_nearest_commune(lat, lon, label):
    assert geo.nearest(lat, lon).label == label


@pytest.mark.parametrize("point", [(51.5, -0.12), (45, -6), (90, 0), (-90, -180), (0, 180)])
def test_far_from_france_there_is_no_nearest_commune(point):
    assert geo.nearest(*point) is None


@given(st.floats(42.4, 51), st.floats(-4.5, 8.1))
@settings(max_examples=40, deadline=None)
def test_no_other_commune_is_nearer_than_the_nearest(lat, lon):
    exact = [c for c in geo.atlas().communes.values() if c.precision in {"exact", "postal"}]
    best = min(geo._kilometres(lat, lon, one) for one in exact)
    found = geo.nearest(lat, lon)
    assert (found is None) == (best > geo.REACH_KM)
    assert found is None or geo._kilometres(lat, lon, found) == best


def test_each_of_the_namesakes_of_a_department_is_found_by_its_label():
    for code in ("16052", "16053", "58062", "58063", "64181", "64182"):
        assert gazetteer.find_place(geo.commune(code).label).code == code
