"""The folder in which the demo's mails can be looked at."""

from email import message_from_bytes, policy

import pytest

from meilleursjobs.lib import mail


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "tools.mails.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "courriels")
    return tmp_path / "courriels"


def send(subject="Votre code", to="lea@demo.test"):
    words = mail.Words(subject, "Bonjour,\n\n1234-5678\n\nMeilleursJobs\n")
    return mail.message(words, to=to, language="fr").send()


def test_each_mail_is_a_file_for_mail_programs_and_a_page_for_a_browser(folder):
    assert send() == send() == 1
    kept, pages = sorted(folder.glob("*.eml")), sorted(folder.glob("*.html"))
    assert [one.stem for one in kept] == [one.stem for one in pages]
    assert len(kept) == len(list(folder.iterdir())) / 2 == 2
    assert "lea-demo-test-votre-code" in kept[0].name
    read = message_from_bytes(kept[0].read_bytes(), policy=policy.default)
    assert read["To"] == "lea@demo.test"
    assert "1234-5678" in read.get_body(("plain",)).get_content()
    assert read.get_body(("html",)).get_content() == pages[0].read_text()


def test_no_subject_names_a_file_outside_the_folder(folder):
    send("../../étrange/\x00\\..", to='"../a"@demo.test')
    assert {one.parent for one in folder.rglob("*")} == {folder}
