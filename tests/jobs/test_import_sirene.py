import io
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from jobs.models import ApplicationAddress, Company, Establishment
from jobs.sirene import importer, merge, reader
from tests.factories.jobs import (
    ApplicationAddressFactory,
    CompanyFactory,
    EstablishmentFactory,
    siren,
    siret,
)
from tools import sirene as generator

pytestmark = pytest.mark.django_db

ONE = siren(50_000_001)


def place(of=ONE, nic=1, **changes):
    """An establishment that is to be kept, as the official file writes it."""
    return {
        "siren": of,
        "nic": siret(of, nic)[9:],
        "siret": siret(of, nic),
        "statutDiffusionEtablissement": "O",
        "dateCreationEtablissement": "2015-03-01",
        "trancheEffectifsEtablissement": "12",
        "etablissementSiege": "true" if nic == 1 else "false",
        "numeroVoieEtablissement": "12",
        "indiceRepetitionEtablissement": "B",
        "typeVoieEtablissement": "AV",
        "libelleVoieEtablissement": "DE L'ETANG",
        "codePostalEtablissement": "34000",
        "libelleCommuneEtablissement": "MONTPELLIER",
        "codeCommuneEtablissement": "34172",
        "dateDebut": "2020-05-04",
        "etatAdministratifEtablissement": "A",
        "denominationUsuelleEtablissement": "MENUISERIE TOURNELUNE SARL",
        "activitePrincipaleEtablissement": "43.32A",
        "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
        "caractereEmployeurEtablissement": "O",
        **changes,
    }


def line(columns, values):
    return ",".join(values.get(column, "") for column in columns).encode() + b"\n"


@pytest.fixture
def stock(tmp_path):
    """Write a stock file from records (dicts) or raw lines (bytes); gives its path."""

    def write(*records, name="StockEtablissement_utf8.csv", columns=generator.ESTABLISHMENT):
        path = tmp_path / name
        with path.open("wb") as file:
            file.write(",".join(columns).encode() + b"\n")
            for one in records:
                file.write(one if isinstance(one, bytes) else line(columns, one))
        return path

    return write


def units(stock, *records):
    return stock(*records, name="StockUniteLegale_utf8.csv", columns=generator.UNIT)


def unit(of=ONE, **changes):
    return {
        "siren": of,
        "statutDiffusionUniteLegale": "O",
        "denominationUniteLegale": "TOURNELUNE ET FILS",
        "activitePrincipaleUniteLegale": "43.32A",
        "nomenclatureActivitePrincipaleUniteLegale": "NAFRev2",
        "trancheEffectifsUniteLegale": "21",
        **changes,
    }


def run(path, **options):
    out = io.StringIO()
    call_command("import_sirene", str(path), stdout=out, **options)
    return out.getvalue()


def everything():
    return (
        list(Company.objects.order_by("pk").values()),
        list(Establishment.objects.order_by("pk").values()),
    )


def test_an_open_place_that_employs_staff_is_kept_with_its_company(stock):
    run(stock(place()))
    company = Company.objects.get()
    assert (company.siren, company.name) == (ONE, "Menuiserie Tournelune SARL")
    assert company.slug == f"menuiserie-tournelune-sarl-{ONE}"
    assert (company.naf, company.headcount) == ("43.32A", "12")
    work = company.establishments.get()
    assert work.siret == siret(ONE)
    assert work.address == "12 b avenue de l’Etang"
    assert (work.postal_code, work.commune_code) == ("34000", "34172")
    assert work.is_head_office
    company.full_clean()
    work.full_clean()


@pytest.mark.parametrize(
    "change",
    [
        {"etatAdministratifEtablissement": "F"},
        {"caractereEmployeurEtablissement": "N"},
        {"caractereEmployeurEtablissement": ""},
        {"statutDiffusionEtablissement": "P"},
        {"statutDiffusionEtablissement": "N"},
        {"codeCommuneEtablissement": ""},
        {"codeCommuneEtablissement": "99132"},
        {"siret": siret(ONE, 7)[:-1] + "x"},
        {"denominationUsuelleEtablissement": "", "enseigne1Etablissement": ""},
        {"denominationUsuelleEtablissement": "[ND]"},
    ],
)
def test_what_is_closed_without_staff_withheld_or_nameless_is_left_out(stock, change):
    run(stock(place(nic=7, **change)))
    assert not Company.objects.exists()
    assert not Establishment.objects.exists()


def test_the_post_office_has_a_checksum_of_its_own(stock):
    post = "356000000"
    run(stock(place(post, siret="35600000049837", denominationUsuelleEtablissement="LA POSTE")))
    assert Establishment.objects.get().siret == "35600000049837"


def test_the_legal_unit_gives_the_name_and_the_size(stock):
    run(stock(place(enseigne1Etablissement="AU RABOT")), units=units(stock, unit()))
    company = Company.objects.get()
    assert (company.name, company.headcount) == ("Tournelune et Fils", "21")
    assert company.establishments.get().name == "Au Rabot"


def test_a_natural_persons_name_is_never_read(stock):
    person = unit(denominationUniteLegale="", nomUniteLegale="DUPRESSOIR", prenom1UniteLegale="ZOE")
    nameless = place(denominationUsuelleEtablissement="")
    run(stock(nameless), units=units(stock, person))
    assert not Company.objects.exists()
    run(stock({**nameless, "enseigne1Etablissement": "AU RABOT"}), units=units(stock, person))
    assert Company.objects.get().name == "Au Rabot"


def test_a_merged_communes_former_code_becomes_the_one_of_today(stock):
    run(stock(place(codeCommuneEtablissement="49006")))
    assert Establishment.objects.get().commune_code == "49023"


def test_importing_twice_gives_the_same_rows(stock):
    path = stock(place(), place(nic=2), place(siren(50_000_002)))
    run(path)
    before = everything()
    said = run(path)
    assert everything() == before
    assert "0  établissements créés" in said
    assert "0  établissements mis à jour" in said


def test_a_dry_run_says_what_would_happen_and_writes_nothing(stock):
    path = stock(place(), place(nic=2), place(siren(50_000_002)))
    said = run(path, dry_run=True)
    assert everything() == ([], [])
    assert "3  établissements créés" in said
    assert "2  entreprises créées" in said
    assert "Rien n’a été écrit" in said


def test_a_change_in_the_file_follows_but_the_address_of_the_page_stays(stock):
    run(stock(place()))
    before = Company.objects.get()
    run(
        stock(
            place(
                denominationUsuelleEtablissement="ATELIER TOURNELUNE",
                trancheEffectifsEtablissement="21",
                codeCommuneEtablissement="34057",
                codePostalEtablissement="34170",
            )
        )
    )
    after = Company.objects.get()
    assert (after.pk, after.slug) == (before.pk, before.slug)
    assert (after.name, after.name_key) == ("Atelier Tournelune", "atelier tournelune")
    assert after.standing < before.standing
    assert after.establishments.get().commune_code == "34057"


def test_what_a_claimed_company_wrote_is_never_overwritten(stock):
    now = timezone.now()
    company = CompanyFactory(
        siren=ONE, name="Tournelune", description="À nous.", headcount="03", claimed_at=now
    )
    EstablishmentFactory(company=company, siret=siret(ONE), name="Chez nous", address="Au fond")
    run(stock(place(), place(nic=2)), units=units(stock, unit()))
    company.refresh_from_db()
    assert (company.name, company.description, company.headcount) == ("Tournelune", "À nous.", "03")
    first, second = company.establishments.order_by("siret")
    assert (first.name, first.address) == ("Chez nous", "Au fond")
    assert second.siret == siret(ONE, 2)  # a place of work nobody had told us about


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"etatAdministratifEtablissement": "F"}, "closed"),
        ({"caractereEmployeurEtablissement": "N"}, "no_staff"),
    ],
)
def test_what_closed_is_closed_since_its_day_and_may_open_again(stock, change, reason):
    run(stock(place(), place(nic=2)))
    run(stock(place(), place(nic=2, **change)))
    company = Company.objects.get()
    assert company.is_listed
    closed = company.establishments.get(siret=siret(ONE, 2))
    assert closed.closed_reason == reason
    assert timezone.localtime(closed.closed_at).date().isoformat() == "2020-05-04"
    run(stock(place(**change), place(nic=2, **change)))
    company.refresh_from_db()
    assert (company.closed_reason, company.is_listed) == (reason, False)
    run(stock(place()))
    company.refresh_from_db()
    assert company.is_listed
    assert company.establishments.open().count() == 1


def test_a_place_missing_from_a_file_is_left_as_it_is(stock):
    run(stock(place(), place(nic=2)))
    run(stock(place()))
    assert Establishment.objects.open().count() == 2


def test_a_place_that_objects_leaves_nothing_but_its_number(stock):
    run(stock(place(enseigne1Etablissement="AU RABOT")))
    ApplicationAddressFactory(establishment=Establishment.objects.get())
    run(stock(place(statutDiffusionEtablissement="P", enseigne1Etablissement="[ND]")))
    company, work = Company.objects.get(), Establishment.objects.get()
    assert not Company.objects.public().exists()
    assert (work.name, work.name_key, work.address) == ("", "", "")
    assert not ApplicationAddress.objects.exists()
    assert "tournelune" not in repr(everything()).lower()
    assert company.siren == ONE


def test_a_head_office_that_moves_stays_the_only_one(stock):
    run(stock(place(), place(nic=2)))
    run(stock(place(etablissementSiege="false"), place(nic=2, etablissementSiege="true")))
    assert Establishment.objects.get(is_head_office=True).siret == siret(ONE, 2)


def test_two_head_offices_or_the_same_siret_twice_are_faults_of_the_file(stock):
    run(stock(place(), place(), place(nic=2, etablissementSiege="true")))
    assert Establishment.objects.count() == 2
    assert Establishment.objects.get(is_head_office=True).siret == siret(ONE, 1)


def test_hostile_lines_are_counted_by_reason_and_stop_nothing(stock):
    good = place(siren(50_000_009), denominationUsuelleEtablissement="BONNE LIGNE")
    said = run(
        stock(
            line(generator.ESTABLISHMENT, place(nic=2)).replace(b"TOURNELUNE", b"TOURN\xe9LUNE"),
            line(generator.ESTABLISHMENT, place(nic=3)).replace(b"TOURNELUNE", b"TOURNE\0LUNE"),
            b"too,short\n",
            b"\n",
            line(generator.ESTABLISHMENT, place(nic=4)).rstrip() + b",one,more\n",
            b'"' + line(generator.ESTABLISHMENT, place(nic=5)),
            b"x" * 100_000 + b"\n",
            place(siret="12345678901234"),
            place(siret="١٢٣٤٥٦٧٨٩٠١٢٣٤"),
            good,
            b"cut off in the midd",
        )
    )
    assert [c.name for c in Company.objects.all()] == ["Bonne Ligne"]
    for reason, number in {
        "UTF-8 invalide": 1,
        "caractère nul": 1,
        "nombre de colonnes": 3,
        "guillemets mal formés": 1,
        "ligne trop longue": 1,
        "SIRET invalide": 2,
    }.items():
        assert f"{number}  {reason}" in said


def test_wrong_codes_and_dates_are_left_blank_and_the_rest_is_kept(stock):
    run(
        stock(
            place(
                activitePrincipaleEtablissement="999",
                trancheEffectifsEtablissement="NN",
                codePostalEtablissement="ABCDE",
                dateCreationEtablissement="31/12/2020",
                denominationUsuelleEtablissement="X" * 400,
                libelleVoieEtablissement="Y" * 400,
            )
        )
    )
    work = Establishment.objects.get()
    assert (work.naf, work.headcount, work.postal_code, work.opened_on) == ("", "", "", None)
    assert len(work.company.name) == 200


def test_a_quoted_comma_belongs_to_its_field(stock):
    run(stock(place(denominationUsuelleEtablissement='"BOIS, COPEAUX ET CIE"')))
    assert Company.objects.get().name == "Bois, Copeaux et CIE"


def test_a_zip_is_read_without_unpacking(stock, tmp_path):
    path = stock(place())
    archive = tmp_path / "stock.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        out.write(path, "StockEtablissement_utf8.csv")
    run(archive)
    assert Establishment.objects.count() == 1


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(stock):
    path = stock(place())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    run(path)
    assert Establishment.objects.count() == 1


def test_a_file_of_another_kind_is_refused_by_name_of_what_it_lacks(stock, tmp_path):
    with pytest.raises(CommandError, match="il manque siret"):
        run(stock(columns=["a", "b"]))
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        run(tmp_path / "absent.csv")
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="stock"):
        run(empty)
    hollow = tmp_path / "hollow.zip"
    with zipfile.ZipFile(hollow, "w") as out:
        out.writestr("readme.txt", "nothing")
    with pytest.raises(CommandError, match="aucun fichier CSV"):
        run(hollow)
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('pg_temp.sirene_kept')")
        assert cursor.fetchone() == (None,)


def test_memory_holds_one_chunk_whatever_the_size_of_the_file(stock, monkeypatch):
    sizes = []
    stage = merge.stage

    def watched(kept, gone):
        sizes.append(len(kept) + len(gone))
        stage(kept, gone)

    monkeypatch.setattr(importer, "CHUNK", 10)
    monkeypatch.setattr(merge, "stage", watched)
    run(stock(*(place(nic=nic) for nic in range(1, 96))))
    assert max(sizes) == 10
    assert sum(sizes) == 95
    assert reader.LONGEST_LINE < 100_000


def test_an_interrupted_run_is_resumed_after_its_last_batch(stock, monkeypatch):
    path = stock(*(place(siren(51_000_000 + number)) for number in range(6)))
    monkeypatch.setattr(merge, "BATCH", 2)
    real, done = merge.merge, []

    def interrupted(low, high, **options):
        if len(done) == 2:
            raise KeyboardInterrupt
        real(low, high, **options)
        done.append(high)

    monkeypatch.setattr(merge, "merge", interrupted)
    with pytest.raises(CommandError, match=f"--after {siren(51_000_003)}"):
        run(path)
    assert Company.objects.count() == 4
    monkeypatch.setattr(merge, "merge", real)
    run(path, after=done[-1])
    assert Company.objects.count() == 6
    with pytest.raises(CommandError, match="9 chiffres"):
        run(path, after="abc")


def test_the_generated_file_is_one_the_import_understands(tmp_path):
    path, names = tmp_path / "places.csv", tmp_path / "units.csv"
    generator.write(path, 300, names)
    said = run(path, units=names)
    assert Establishment.objects.count() > 60
    assert "invalide" not in said
    assert "colonnes" not in said
    for company in Company.objects.all():
        company.full_clean()
    again = tmp_path / "again.csv"
    generator.write(again, 300)
    assert again.read_bytes() == path.read_bytes()
