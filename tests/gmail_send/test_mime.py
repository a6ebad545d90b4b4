"""What is previewed is what leaves, accents included; what would not survive is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmail_send import mime

CV = mime.Attachment("CV Léa Dupré – été.pdf", b"%PDF-1.4\n" + bytes(range(256)))
WORDS = {
    "sender_name": "Léa Dupré",
    "sender_email": "lea.dupre@gmail.test",
    "recipient": "contact@atelier.test",
    "subject": "Candidature spontanée",
    "body": "Bonjour,\n\nJ’ai été menuisière.\n",
    "attachment": CV,
}


def test_the_same_letter_gives_the_same_bytes():
    assert mime.compose(**WORDS) == mime.compose(**WORDS)


def test_another_letter_gives_other_bytes():
    assert mime.compose(**WORDS) != mime.compose(**WORDS | {"body": "Bonsoir,"})


def test_accents_come_back_from_the_bytes_in_names_subject_text_and_file_name():
    read = mime.parse(mime.compose(**WORDS))
    assert (read.sender_name, read.subject, read.body) == (
        "Léa Dupré",
        "Candidature spontanée",
        "Bonjour,\n\nJ’ai été menuisière.\n",
    )
    assert read.attachments == (CV,)


@pytest.mark.parametrize(
    "subject",
    [
        "Candidature spontanée – développement d’outils de laboratoire",
        "à l’été « chef de rang » œuvre développeuse Python : 😀 équipe – où ça ?",
        "é" * 150,
    ],
)
def test_spaces_between_accented_words_of_a_subject_survive_its_folding(subject):
    raw = mime.compose(**WORDS | {"subject": subject})
    assert mime.parse(raw).subject == subject
    assert max(map(len, raw.split(b"\r\n"))) <= 77


def test_the_bytes_are_plain_ascii_in_short_lines():
    raw = mime.compose(**WORDS | {"body": "é" * 5000})
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def test_nothing_of_ours_is_added_to_the_letter():
    raw = mime.compose(**WORDS).lower()
    for word in (b"meilleursjobs", b"html", b"x-mailer", b"list-unsubscribe", b"message-id"):
        assert word not in raw


@pytest.mark.parametrize(
    "name",
    [
        "Marie-Hélène de La Rochefoucauld d'Été",
        "Dupré, Léa",
        'Léa "Lili" Dupré',
        "L. (Léa) Dupré",
        "",
        "雷亚",
    ],
)
def test_names_with_commas_quotes_and_parentheses_survive(name):
    assert mime.parse(mime.compose(**WORDS | {"sender_name": name})).sender_name == name


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("subject", {"subject": "Bonjour\r\nBcc: autre@exemple.test"}),
        ("subject", {"subject": "Bonjour\x00"}),
        ("subject", {"subject": "   "}),
        ("subject", {"subject": "x" * 151}),
        ("body", {"body": "\n \n"}),
        ("body", {"body": "Bonjour\x00"}),
        ("body", {"body": "x" * 20_001}),
        ("sender", {"sender_name": "Léa\nBcc: autre@exemple.test"}),
        ("resume", {"attachment": mime.Attachment("cv\x00.pdf", b"%PDF")}),
        ("resume", {"attachment": mime.Attachment("cv.pdf", b"x" * 3_600_000)}),
    ],
)
def test_what_cannot_leave_is_refused_beside_its_field(field, words):
    with pytest.raises(mime.Unsendable) as refused:
        mime.compose(**WORDS | words)
    assert refused.value.field == field
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "contact",
        "@atelier.test",
        "contact@",
        "contact@localhost",
        "a@b.test, c@d.test",
        "a@b.test;c@d.test",
        "Léa <a@b.test>",
        "léa@atelier.test",
        "a b@atelier.test",
        "a@b@atelier.test ",
        "a..b@atelier.test",
        "a@-atelier.test",
        "a@atelier.test\r\nBcc: b@c.test",
        "a@atelier\x00.test",
        "x" * 65 + "@atelier.test",
    ],
)
def test_an_address_that_is_not_exactly_one_is_refused(address):
    with pytest.raises(mime.Unsendable):
        mime.clean_address(address)


def test_a_domain_with_accents_goes_as_punycode():
    assert mime.clean_address("rh@Café-Été.test") == "rh@xn--caf-t-dsab9h.test".replace(
        "xn--caf-t-dsab9h", mime.idna.encode("café-été").decode()
    )


def test_a_message_with_a_copy_to_someone_else_is_not_ours():
    raw = mime.compose(**WORDS).replace(b"To: ", b"Cc: autre@exemple.test\r\nTo: ", 1)
    with pytest.raises(mime.Unsendable):
        mime.parse(raw)


def test_a_message_to_two_people_is_not_ours():
    raw = mime.compose(**WORDS).replace(b"To: ", b"To: autre@exemple.test, ", 1)
    with pytest.raises(mime.Unsendable):
        mime.parse(raw)


def test_no_text_shows_in_the_repr_of_a_letter():
    assert "menuisière" not in repr(mime.parse(mime.compose(**WORDS)))


@given(
    subject=st.text(min_size=1, max_size=150),
    body=st.text(min_size=1, max_size=400),
    name=st.text(max_size=60),
)
def test_any_text_leaves_exactly_as_written_or_is_refused(subject, body, name):
    words = WORDS | {"subject": subject, "body": body, "sender_name": name}
    try:
        raw = mime.compose(**words)
    except mime.Unsendable:
        return
    read = mime.parse(raw)
    assert (read.subject, read.sender_name) == (subject.strip(), name.strip())
    assert read.body == body.replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n"
