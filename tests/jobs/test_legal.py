"""What a recruiter is told of an ad's wording, and where."""

import pytest
from django.utils import translation

from jobs.legal import RULES, Severity, blocking, review, review_question
from jobs.legal.asked import ASKED


def codes(text, **about):
    return {passage.rule.code for passage in review({"description": text}, **about)}


def test_a_passage_says_where_it_stands_in_the_text_as_written():
    text = "Boulangerie Œuf & Cœur.\n\nÀ   pourvoir : « moins  de\u202f30\u00a0ans »."
    (passage,) = review({"description": text})
    assert (passage.field, passage.rule.code) == ("description", "age")
    assert text[passage.start : passage.end] == "moins  de\u202f30\u00a0ans"
    assert passage.excerpt == "moins de 30 ans"


def test_passages_follow_the_fields_and_then_the_text():
    found = review(
        {
            "title": "Serveuse uniquement",
            "description": "Joindre un RIB. Candidats de moins de 30 ans.",
            "process": "Contact uniquement par WhatsApp.",
        }
    )
    assert [(one.field, one.rule.code) for one in found] == [
        ("title", "sex"),
        ("description", "papers"),
        ("description", "age"),
        ("process", "messaging_only"),
    ]


def test_only_some_rules_stand_in_the_way_of_publication():
    found = review({"description": "Équipe jeune et dynamique. Non fumeur exigé. Anglais exigé."})
    severities = {one.rule.code: one.rule.severity for one in found}
    assert severities == {
        "age_tone": Severity.ADVISES,
        "health": Severity.BLOCKS,
        "language_need": Severity.CONFIRMS,
    }
    assert [one.rule.code for one in blocking(found)] == ["health"]


def test_a_text_without_anything_to_say_of_is_left_alone():
    assert review({}) == review({"title": "", "description": "\n\n"}) == []
    assert review_question("") == []


def test_every_rule_says_why_what_instead_and_from_where():
    with translation.override("fr"):
        for code, rule in RULES.items():
            assert rule.code == code
            assert all(str(words).strip() for words in (rule.title, rule.why, rule.instead)), code
            assert any(rule.sources), code
            assert all(str(source).strip() for source in rule.sources), code


@pytest.mark.parametrize(
    "text",
    [
        "MOINS DE 30 ANS",
        "moins de 30ans",
        "moins de trente ans",
        "**Moins de 30 ans**",
        "moins de\n30 ans",
        "mo\u00adins de 30 ans",  # a soft hyphen
        "moins\u200b de 30 ans",  # a space without width
        "e\u0301quipe, moins de 30 ans",  # an accent on its own
    ],
)
def test_spelling_does_not_hide_a_word(text):
    assert codes(text) == {"age"}


@pytest.mark.parametrize("sign", ["'", "’", "‘", "`", "´"])
def test_any_apostrophe_is_read(sign):
    assert codes(f"Femmes s{sign}abstenir, limite d{sign}âge 40 ans") == {"sex", "age"}


def test_inclusive_writing_is_read():
    for text in ("Débutant·e·s uniquement", "Débutant(e)s uniquement", "Débutant.e uniquement"):
        assert codes(text) == {"experience_cap"}, text


def test_an_apprentice_may_be_told_the_age_of_the_law_and_no_other():
    text = "Contrat ouvert jusqu’à 29 ans."
    assert codes(text, contract="apprentissage") == set()
    assert codes(text, contract="cdi") == {"age"}
    assert codes("Moins de 20 ans.", contract="apprentissage") == {"age"}


def test_a_professionnalisation_contract_cannot_shut_out_older_jobseekers():
    about = {"contract": "professionnalisation"}
    assert codes("Moins de 26 ans.", **about) == {"age_by_law"}
    assert codes("Moins de 26 ans ou demandeurs d’emploi de 26 ans et plus.", **about) == set()
    assert codes("Moins de 22 ans.", **about) == {"age"}


def test_a_text_may_not_promise_more_than_the_contract_chosen():
    assert codes("Poste en CDI.", contract="cdd") == {"false_permanence"}
    assert codes("Poste en CDI.", contract="cdi") == set()
    assert codes("Poste en CDI.") == set()


def test_sex_and_looks_may_be_the_part_itself_for_models_and_actors():
    text = "Recherche femme, taille minimum 1,75 m, photo exigée."
    assert codes(text) == {"sex", "appearance", "photo"}
    assert codes(text, rome="L1102") == set()


def test_what_is_never_asked_is_not_held_against_the_recruiter():
    for text in (
        "Nous ne demandons jamais votre salaire actuel.",
        "Nous ne vous demanderons ni RIB, ni pièce d’identité, ni photo.",
        "Inutile de joindre une photo : la photo n’est pas demandée.",
    ):
        assert codes(text) == set(), text
    assert codes("Pas de lettre : envoyez CV et RIB.") == {"papers"}
    assert codes("Aucune candidature sans photo ne sera étudiée : photo exigée.") == {"photo"}


def test_a_word_about_equality_excuses_its_own_sentence_only():
    text = "Nous recrutons sans discrimination. Candidats de moins de 30 ans."
    assert codes(text) == {"age"}


def test_a_lawful_sentence_before_does_not_excuse_the_next_words():
    assert codes("Auprès d’enfants de moins de 12 ans, un animateur de moins de 30 ans.") == {"age"}


def test_any_way_of_choosing_people_meets_the_words_of_any_criterion():
    for text, code in (
        ("Quinquagénaires et dos fragiles, passez votre chemin.", {"age", "health"}),
        (
            "Barbus et syndicalistes ne tiendront pas chez nous.",
            {"appearance", "opinions", "religion"},
        ),
        ("Une personne seule serait parfaite.", {"family"}),
        ("Fumeurs ? Ne perdez pas votre temps.", {"health"}),
        ("Allocataires du RSA.\nS’abstenir.", {"poverty"}),
    ):
        assert codes(text) == code, text


def test_the_passage_holds_the_criterion_and_the_way_of_choosing():
    (passage,) = review({"description": "Bel atelier. Genoux fragiles, n’insistez pas. Merci."})
    assert passage.excerpt == "Genoux fragiles, n’insistez pas"


def test_a_way_of_choosing_turned_round_or_about_people_served_is_lawful():
    for text in (
        "Les seniors ne sont pas exclus, ni les plus jeunes.",
        "Vous accompagnez des fumeurs, patience exigée.",
        "Les fumeurs que nous recevons ne tiendront pas sans vous.",
        "Tatouages et piercings : cela nous est égal.",
        "Les fumeurs ont leur terrasse. Agences, passez votre chemin.",
    ):
        assert codes(text) == set(), text


def test_a_question_put_straight_in_an_ad_is_read_as_one():
    assert codes("As-tu déjà fait une dépression ? Parlons-en.") == {"health"}
    assert codes("Vous voulez aider des malades ? Un rendez-vous ?") == set()


def test_a_question_may_not_even_raise_the_subject():
    (passage,) = review_question("Avez-vous des enfants ?")
    assert (passage.rule.code, passage.field) == ("family", "question")
    assert codes("Garde de trois enfants.") == set()
    assert {one.rule.code for one in review_question("Candidats de moins de 30 ans ?")} == {"age"}


def test_what_an_ad_may_say_with_care_a_question_may_not_ask():
    for text, code in (
        ("Avez-vous déjà été condamné ?", "criminal_record"),
        ("Quelle est votre nationalité ?", "nationality"),
        ("Pouvez-vous joindre une photo récente ?", "photo"),
        ("Êtes-vous en bonne condition physique ?", "fitness"),
    ):
        (passage,) = review_question(text, number=2)
        assert (passage.rule.code, passage.question) == (code, 2)
        assert passage.rule.severity is Severity.BLOCKS, text
    (record,) = review({"profile": "Casier judiciaire demandé."})
    assert record.rule.severity is Severity.ADVISES  # the same rule, in an ad


def test_a_question_is_refused_with_its_own_articles_and_what_to_ask_instead():
    (passage,) = review_question("Êtes-vous enceinte ?")
    assert passage.rule.sources[:2] == ("C. trav. L1221-6", "C. trav. L1225-1")
    assert "C. trav. L1221-6" in passage.sentence
    assert "samedi" in str(passage.rule.instead)
    (passage,) = review_question("Quel âge avez-vous ?")
    assert "C. trav. L1132-1" in passage.rule.sources
    assert "C. trav. L5331-2" not in passage.rule.sources  # of offers
    (passage,) = review_question("Quel est votre salaire actuel ?")
    assert "Directive (UE) 2023/970, art. 5" in passage.rule.sources
    with translation.override("fr"):
        for code, rule in ASKED.items():
            assert all(str(words).strip() for words in (rule.why, rule.instead)), code


def test_a_question_is_read_with_the_job_that_it_is_about():
    assert review_question("Avez-vous votre photo ?", rome="L1102") == []
    choices = "Quel est votre profil ?\nMoins de 30 ans\nPlus de 30 ans"
    assert {one.rule.code for one in review_question(choices)} == {"age"}
    assert review_question("Quel est votre profil ?\nDébutant\nPlus de 10 ans de métier") == []


def test_only_the_sentence_in_another_language_is_shown():
    text = (
        "Vous rejoignez une équipe de six personnes. "
        "You will work with our clients and report to the head of sales. Basé à Lille."
    )
    (passage,) = review({"description": text})
    assert passage.rule.code == "not_french"
    assert text[passage.start : passage.end].strip().startswith("You will")
    assert text[passage.start : passage.end].strip().endswith("sales.")


def test_a_long_passage_is_shown_shortened_and_placed_whole():
    text = "The team and the work are for you " * 20
    (passage,) = review({"description": text})
    assert len(passage.excerpt) == 160
    assert passage.excerpt.endswith("…")
    assert (passage.start, passage.end) == (0, len(text))


@pytest.mark.parametrize(
    "text",
    ["\x00", "\x00moins de 30 ans\x00", "🙂" * 50, "ﬁ ﬀ ½ Ⅷ ﷺ", "\ud800", "İıŒœ" * 20, "\r\n\r\n"],
)
def test_any_text_is_read_without_complaint(text):
    for passage in review({"x": text}) + review_question(text):
        assert 0 <= passage.start < passage.end <= len(text)
