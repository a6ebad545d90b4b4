"""The policy: dated, immutable, told of when it changes, and true to the data map."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from privacy import checks, difference, policy, post, purposes, registry, tables, texts
from privacy.models import PolicyTelling, PolicyVersion, SiteMail
from privacy.registry import PersonalData
from tests.applications.pages import text_of
from tests.applications.test_pipeline import at_once
from tests.factories.accounts import UserFactory
from tests.factories.privacy import TEXT, PolicyVersionFactory, publish_texts, source

PRIVACY = PolicyVersion.Kind.PRIVACY
LATER = TEXT.replace("pour ouvrir votre compte", "pour ouvrir et protéger votre compte")


def page(client, name="privacy:policy", *args):
    return text_of(client.get(reverse(name, args=args)))


@pytest.fixture
def two(db):
    """Two versions, the second of which changes one sentence and two purposes."""
    first = source(1)
    second = source(2, text_fr=LATER, text_en=LATER, purposes=["audience", "analyse"])
    return policy.publish(PRIVACY, [first, second])


# --- Publishing ---------------------------------------------------------------------------------
def test_the_texts_of_the_repository_are_published_once(db, capsys):
    call_command("publish_policy")
    call_command("publish_policy")
    assert "privacy: published 1" in (said := capsys.readouterr().out)
    assert "privacy: nothing new" in said
    assert PolicyVersion.objects.published(PRIVACY).count() == 1
    assert str(PolicyVersion.objects.current(PRIVACY).updated_on) == "2026-04-20"


def test_a_changed_file_without_a_new_number_is_refused(db):
    policy.publish(PRIVACY, [source(1)])
    with pytest.raises(policy.PublishRefused, match=r"text_fr.*as version 2 under its own date"):
        policy.publish(PRIVACY, [source(1, text_fr=LATER)])
    assert PolicyVersion.objects.get().text_fr == TEXT


def test_the_command_says_why_it_refuses(db, monkeypatch):
    policy.publish(PRIVACY, [source(1)])
    with pytest.raises(CommandError, match="Give the file back its words"):
        call_command("publish_policy")


def test_the_database_refuses_to_change_or_delete_a_version(db):
    version = PolicyVersionFactory()
    for act in (
        lambda: PolicyVersion.objects.update(text_fr="rien"),
        lambda: PolicyVersion.objects.filter(pk=version.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="never changed nor deleted"), transaction.atomic():
            act()
    assert PolicyVersion.objects.get().text_fr == TEXT


def test_a_number_is_published_once(db):
    PolicyVersionFactory(number=1)
    with pytest.raises(IntegrityError, match="policy_number_once"), transaction.atomic():
        PolicyVersionFactory(number=1)


def test_the_site_itself_has_no_right_to_rewrite_a_version(db):
    """tools/rights.py takes UPDATE, DELETE and TRUNCATE from the site's role on such tables."""
    with connection.cursor() as cursor:
        cursor.execute("select obj_description('privacy_policyversion'::regclass, 'pg_class')")
        assert cursor.fetchone()[0].startswith("append-only")


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (["2026-04-20.fr.md"], "no English twin"),
        (["2026-04-20.fr.md", "2026-04-20.en.md"], "does not begin with its number"),
    ],
)
def test_a_text_that_cannot_be_read_is_named(tmp_path, names, why):
    folder = tmp_path / "politique"
    folder.mkdir()
    for name in names:
        (folder / name).write_text("## 1. Sans en-tête\n")
    with pytest.raises(texts.BadText, match=f"2026-04-20.*{why}"):
        texts.sources(PRIVACY, tmp_path)


def test_versions_are_numbered_in_the_order_of_their_dates(tmp_path):
    folder = tmp_path / "politique"
    folder.mkdir()
    for day, number in (("2026-01-01", 2), ("2026-02-01", 1)):
        for language in ("fr", "en"):
            head = f"number: {number}\nchanges: rien\n---\n{TEXT}"
            (folder / f"{day}.{language}.md").write_text(head)
    with pytest.raises(texts.BadText, match=r"numbered \[2, 1\]"):
        texts.sources(PRIVACY, tmp_path)


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_once_publish_once():
    publish = lambda: policy.publish(PRIVACY, [source(1), source(2)])  # noqa: E731
    assert at_once(publish, publish) == [None, None]
    assert PolicyVersion.objects.count() == 2
    assert PolicyTelling.objects.count() == 1


# --- Pages --------------------------------------------------------------------------------------
def test_a_new_version_changes_the_date_and_the_first_is_still_served(client, db):
    policy.publish(PRIVACY, [source(1)])
    assert "Version 1, mise à jour le 1er avril 2026" in page(client)
    policy.publish(PRIVACY, [source(1), source(2, text_fr=LATER)])
    assert "Version 2, mise à jour le 2 avril 2026" in page(client)
    assert "ouvrir et protéger" in page(client)
    old = page(client, "privacy:version", 1)
    assert "Version 1, mise à jour le 1er avril 2026" in old
    assert "n’est plus en vigueur" in old
    assert "ouvrir et protéger" not in old


def test_the_history_shows_each_version_and_the_words_that_changed(client, two):
    history = page(client, "privacy:versions")
    assert history.index("Version 2") < history.index("Version 1")
    assert "Nouveauté 2" in history
    html = client.get(reverse("privacy:version", args=[2])).content.decode()
    assert "<ins>et protéger " in html
    assert "Nous écrire" not in html.split('id="differences"')[1].split("</section>")[0]


def test_a_version_that_is_none_and_a_site_without_texts_answer_404(client, db):
    for name in ("privacy:policy", "privacy:versions", "terms", "terms_versions"):
        assert client.get(reverse(name)).status_code == 404
    publish_texts()
    for number in (0, 7, 40_000, 9**40):
        assert client.get(reverse("privacy:version", args=[number])).status_code == 404
    assert client.get(reverse("privacy:policy")).status_code == 200


def test_the_policy_covers_its_twelve_sections_in_both_languages(client, db):
    publish_texts()
    version = PolicyVersion.objects.current(PRIVACY)
    for text in (version.text_fr, version.text_en):
        numbers = [one.title.partition(".")[0] for one in texts.sections(text)]
        assert numbers == [str(number) for number in range(1, 13)]
    client.cookies[project.LANGUAGE_COOKIE_NAME] = "en"
    assert "The data we collect" in page(client)


def test_the_policy_says_the_limited_use_in_both_languages(db):
    publish_texts()
    version = PolicyVersion.objects.current(PRIVACY)
    for text in (version.text_fr, version.text_en):
        assert "https://www.googleapis.com/auth/gmail.send" in text
        assert "Limited Use" in text
        assert "https://developers.google.com/terms/api-services-user-data-policy" in text
        assert "https://myaccount.google.com/permissions" in text


def test_every_link_inside_the_texts_leads_somewhere(client, db):
    publish_texts()
    client.force_login(UserFactory())
    for version in PolicyVersion.objects.all():
        for text in (version.text_fr, version.text_en):
            for path in sorted({link.split(")")[0] for link in text.split("](")[1:]}):
                if path.startswith("/"):
                    assert client.get(path).status_code == 200, path


def test_every_page_leads_to_the_policy_and_names_the_company(client, db):
    html = client.get(reverse("home")).content.decode()
    for name in ("privacy:policy", "privacy:promises", "terms", "legal", "contact", "ranking"):
        assert f'href="{reverse(name)}"' in html
    for words in ("support@meilleursjobs.com", "1 Place Pierre Mendès France"):
        assert words in html


def test_contact_points_and_moderation_rules_can_be_read_without_an_account(client, db):
    publish_texts()
    contact, terms = page(client, "contact"), page(client, "terms")
    for words in ("support@meilleursjobs.com", "article 11", "article 12"):
        assert words in contact
        assert words in terms
    assert "Comment nous modérons" in terms


def test_the_legal_notice_shows_what_is_known_and_nothing_else(client, settings):
    assert "SIREN" not in page(client, "legal")
    settings.PUBLISHER = settings.PUBLISHER | {"siren": "000 000 000", "director": "A. Exemple"}
    settings.HOSTING = settings.HOSTING | {"name": "Hébergeur d’exemple"}
    shown = page(client, "legal")
    assert "000 000 000" in shown
    assert "A. Exemple" in shown
    assert "Hébergeur d’exemple" in shown


def test_a_public_site_is_warned_of_what_its_legal_notice_lacks(settings):
    assert checks.publisher(None) == []
    settings.SITE = urlsplit("https://exemple.test")
    assert "COMPANY_SIREN" in " ".join(one.msg for one in checks.publisher(None))
    settings.PUBLISHER = dict.fromkeys(settings.PUBLISHER, "x")
    settings.HOSTING = dict.fromkeys(settings.HOSTING, "x")
    settings.MAIL_PROVIDER = {"name": "x", "country": "x"}
    assert checks.publisher(None) == []


# --- Tables -------------------------------------------------------------------------------------
def held():
    return [one for one in registry.declarations().values() if isinstance(one, PersonalData)]


def test_the_tables_say_what_the_data_map_says_and_nothing_else(client, db):
    publish_texts()
    said = tables.facts()
    assert {one["purpose"] for one in said["purposes"]} == {one.purpose for one in held()}
    assert {one["key"] for one in said["retention"]} == set(project.RETENTION)
    shown = page(client)
    for one in held():
        assert purposes.purpose(one.purpose) in shown
        assert str(purposes.BASES[one.basis]) in shown
        assert purposes.duration(project.RETENTION[one.retention]) in shown
    rows = list(tables.durations(said))
    assert len(rows) == len(said["retention"])
    assert sum(len(aim.details) for aim in tables.aims(said)) == len(said["purposes"])
    assert [aim.label for aim in tables.aims(said)] == list(purposes.Group.labels)


def test_no_words_of_the_policy_speak_of_what_is_gone():
    assert set(purposes.PURPOSES) - {one.purpose for one in held()} == set()
    assert set(purposes.RETENTIONS) - set(project.RETENTION) == set()


def test_a_purpose_without_words_in_the_policy_fails_the_build(monkeypatch):
    known = dict(registry._map)
    mails = {**vars(known["privacy.sitemail"]), "purpose": "Sell shoes"}
    known["privacy.sitemail"] = PersonalData(**mails)
    monkeypatch.setattr(registry, "_map", known)
    assert {one.id for one in checks.data_map(None)} == {"privacy.E020"}


def test_a_retention_without_words_in_the_policy_fails_the_build(settings):
    settings.RETENTION = settings.RETENTION | {"shoes": timedelta(days=1)}
    assert {one.id for one in checks.data_map(None)} == {"privacy.E021"}


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1 jour"), (30, "30 jours"), (182, "6 mois"), (365, "1 an"), (396, "13 mois"),
     (730, "2 ans"), (None, "tant que le site existe")],
)  # fmt: skip
def test_durations_are_said_as_people_say_them(days, words):
    time = None if days is None else timedelta(days=days)
    assert purposes.duration(time) == words


def test_months_are_many_in_english_too():
    with translation.override("en"):
        assert purposes.duration(timedelta(days=182)) == "6 months"


def test_a_table_that_changed_since_the_publication_says_so(client, db, settings):
    publish_texts()
    assert "ont changé depuis" not in page(client)
    settings.RETENTION = settings.RETENTION | {"draft": timedelta(days=10)}
    shown = page(client)
    assert "ont changé depuis" in shown
    assert "Brouillon d’une lettre : 10 jours" in shown.replace("\u00a0", " ")
    old = client.get(reverse("privacy:version", args=[1])).content.decode()
    assert "10 jours" not in old  # the version keeps the tables it was published with


def test_a_text_without_tables_does_not_speak_of_them(client, db, settings):
    publish_texts()
    settings.RETENTION = settings.RETENTION | {"draft": timedelta(days=10)}
    assert "tableaux" not in page(client, "terms")
    assert PolicyVersion.objects.current(PolicyVersion.Kind.TERMS).tables == {}


# --- What changed -------------------------------------------------------------------------------
def test_a_difference_shows_words_that_came_and_went():
    before = "## A\n\nun deux trois\n\n- premier\n- second\n\n## B\n\nle même\n\n## C\n\nparti"
    after = "## A\n\nun quatre trois\n\n- premier\n\n## B\n\nle même\n\n## D\n\nvenu"
    found = {change.title: change.lines for change in difference.between(before, after)}
    assert list(found) == ["A", "D", "C"]
    first, gone = found["A"]
    assert [(piece.sign, piece.words.strip()) for piece in first] == [
        ("", "un"), ("−", "deux"), ("+", "quatre"), ("", "trois"),
    ]  # fmt: skip
    assert [(piece.sign, piece.words) for piece in gone] == [("−", "- second")]
    assert found["C"][0][0].sign == "−"


def test_a_difference_is_read_without_marks_and_a_link_that_moved_is_seen():
    before = "## A\n\n**Notre** [page](/ici/) et `send`."
    ((line,),) = (one.lines for one in difference.between(before, before.replace("ici", "la")))
    assert "".join(piece.words for piece in line) == "Notre page (/ici/) (/la/) et send."


def test_a_table_that_changed_between_two_versions_is_shown(client, db, settings):
    with_table = TEXT + "\n[[durations]]\n"
    first = source(1, text_fr=with_table, text_en=with_table)
    policy.publish(PRIVACY, [first])
    settings.RETENTION = settings.RETENTION | {"draft": timedelta(days=10)}
    policy.publish(PRIVACY, [first, source(2, text_fr=with_table, text_en=with_table)])
    shown = page(client, "privacy:version", 2)
    assert "Le texte est le même." in shown
    assert "<del>Brouillon d’une lettre : 30 jours</del>" in shown
    assert "<ins>Brouillon d’une lettre : 10 jours</ins>" in shown


def test_only_the_purposes_named_are_asked_anew(two):
    first, second = two
    assert policy.changed_purposes(first) == frozenset()
    assert policy.changed_purposes(second) == {"audience", "analyse"}


# --- Telling ------------------------------------------------------------------------------------
def members(*languages):
    return [
        UserFactory(language=language, date_joined=timezone.now() - timedelta(days=1))
        for language in languages
    ]


def test_people_are_told_once_what_changed_in_their_language(db, mailoutbox):
    lea, _karim = members("fr", "en")
    policy.publish(PRIVACY, [source(1)])
    assert policy.tell() == 0  # nobody was told anything before the first one
    policy.publish(PRIVACY, [source(1), source(2, purposes=["audience"])])
    assert policy.tell() == 2
    assert policy.tell() == 0
    post.send_due()
    assert len(mailoutbox) == 2
    french = next(mail for mail in mailoutbox if mail.to == [lea.email])
    assert "Nouveauté 2" in french.body
    assert "/confidentialite/versions/2/" in french.body
    assert "redemandé" in french.body
    assert "News 2" in next(mail for mail in mailoutbox if mail is not french).body


def test_a_telling_goes_on_where_it_stopped_even_after_its_mails_were_purged(db):
    members("fr", "fr", "fr")
    policy.publish(PRIVACY, [source(1), source(2)])
    assert policy.tell(limit=2) == 2
    SiteMail.objects.all().delete()  # the purge of mails older than their retention
    assert policy.tell(limit=2) == 1
    assert policy.tell(limit=2) == 0
    assert SiteMail.objects.count() == 1
    assert PolicyTelling.objects.get().ended_at


@pytest.mark.django_db(transaction=True)
def test_two_tellings_at_once_tell_each_person_once():
    members("fr", "fr", "fr")
    policy.publish(PRIVACY, [source(1), source(2)])
    assert at_once(policy.tell, policy.tell) == [None, None]
    policy.tell()
    assert SiteMail.objects.count() == 3


def test_who_signed_up_since_or_left_is_not_told(db):
    policy.publish(PRIVACY, [source(1), source(2)])
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        UserFactory()
    (gone,) = members("fr")
    gone.is_active = False
    gone.save()
    assert policy.tell() == 0
    assert not SiteMail.objects.exists()


def test_the_mail_says_nothing_of_consent_when_no_purpose_changed(db):
    members("fr")
    policy.publish(PRIVACY, [source(1), source(2)])
    policy.tell()
    assert "redemandé" not in SiteMail.objects.get().body


def test_a_text_speaks_the_language_of_its_reader(db):
    version = PolicyVersionFactory(changes_fr="Nouveau", changes_en="New")
    with translation.override("en"):
        assert version.changes == "New"
    with translation.override("fr"):
        assert version.changes == "Nouveau"
