"""Answers of recruiters: one or many, read as a mail before they leave, and the list as a file."""

import pytest
from django.core import mail
from django.urls import reverse

from applications import pipeline
from applications.models import AnswerTemplate, Application
from applications.views import answers
from jobs.models import Offer
from privacy import post
from privacy.models import SiteMail
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.jobs import CompanyFactory, MembershipFactory, OfferFactory

from .pages import text_of

State = Application.State
PAGE = reverse("received_several")


@pytest.fixture
def offer(db):
    return OfferFactory(title="Soudeuse ou soudeur")


def apply(offer, *names, **made):
    return [
        ApplicationFactory(
            offer=offer, candidate=UserFactory(first_name=name, last_name="Bézu"), resume=None,
            **made,
        )
        for name in names
    ]  # fmt: skip


@pytest.fixture
def three(offer):
    return apply(offer, "Ana", "Zoé", "Noé")


def asked(rows, to="refused", reason="skills", words="", **more):
    pks = [row.pk for row in rows]
    return {"pk": pks, "to": to, "reason": reason, "words": words, **more}


def show(client, rows, **said):
    return client.post(PAGE, asked(rows, act="show", **said))


def send(client, rows, seen, **said):
    return client.post(PAGE, asked(rows, act="send", seen=seen, **said), follow=True)


def answer(client, rows, **said):
    return send(client, rows, show(client, rows, **said).context["digest"], **said)


def states(rows):
    return [Application.objects.get(pk=row.pk).state for row in rows]


# --- One answer to many ---------------------------------------------------------------------------
def test_the_mail_is_read_before_it_leaves_and_is_the_one_that_leaves(recruiter, three):
    words = "Bonjour [prénom], merci pour le poste de [poste]."
    page = show(recruiter, three, words=words)
    assert "Bonjour Ana, merci pour le poste de Soudeuse ou soudeur." in text_of(page)
    assert "une compétence indispensable" in text_of(page)
    assert states(three) == [State.NEW] * 3
    seen = page.context["mail"]
    send(recruiter, three, page.context["digest"], words=words)
    post.send_due()
    first = next(one for one in mail.outbox if one.to == [three[0].candidate.email])
    assert first.subject == seen.subject
    assert first.body.startswith(seen.body)  # our own legal line comes below


def test_each_person_is_refused_by_a_human_with_a_reason_and_told_by_name(recruiter, karim, three):
    said = text_of(answer(recruiter, three, words="Merci [prénom]."))
    assert "Les 3 personnes sont prévenues par courriel." in said
    assert states(three) == [State.REFUSED] * 3
    for row in three:
        row.refresh_from_db()
        assert row.decision_words == f"Merci {row.candidate.first_name}."
        assert (row.reason, row.steps.last().actor) == ("skills", karim)
        assert row.decided_by
    assert SiteMail.objects.filter(name="applications/moved").count() == 3


def test_a_refusal_without_reason_is_told_beside_its_field_and_keeps_the_words(recruiter, three):
    page = text_of(show(recruiter, three, reason="", words="Merci d’avoir écrit."))
    assert "Choisissez le motif : la personne le lira." in page
    assert "Merci d’avoir écrit." in page
    assert states(three) == [State.NEW] * 3


def test_nothing_leaves_that_was_not_read(recruiter, three):
    page = send(recruiter, three, "guessed")
    assert "relisez avant d’envoyer" in text_of(page)
    seen = show(recruiter, three, words="Merci.").context["digest"]
    send(recruiter, three, seen, words="Autre chose.")  # changed after it was read
    assert states(three) == [State.NEW] * 3
    assert not SiteMail.objects.filter(name="applications/moved").exists()


def test_what_a_colleague_or_a_candidate_did_meanwhile_is_read_again(recruiter, three):
    seen = show(recruiter, three).context["digest"]
    pipeline.withdraw(three[0], by=three[0].candidate)
    page = send(recruiter, three, seen)
    assert "relisez avant d’envoyer" in text_of(page)
    assert "Sans changement pour" in text_of(page)
    send(recruiter, three, page.context["digest"])
    assert states(three) == [State.WITHDRAWN, State.REFUSED, State.REFUSED]


def test_what_a_colleague_put_under_study_meanwhile_is_not_refused_unread(recruiter, karim, three):
    seen = show(recruiter, three).context["digest"]
    pipeline.advance(three[1], State.REVIEW, by=karim)  # from where it could be refused as well
    page = send(recruiter, three, seen)
    assert "Quelque chose a changé depuis" in text_of(page)
    assert states(three) == [State.NEW, State.REVIEW, State.NEW]


def test_a_double_press_writes_to_nobody_twice(recruiter, three):
    seen = show(recruiter, three).context["digest"]
    send(recruiter, three, seen)
    send(recruiter, three, seen)
    assert SiteMail.objects.filter(name="applications/moved").count() == 3


def test_only_who_agreed_can_be_kept_for_later(recruiter, offer):
    (one,), (other,) = apply(offer, "Ana"), apply(offer, "Zoé", may_be_kept=True)
    page = show(recruiter, [one, other], to="pool", reason="")
    assert "Sans changement pour : Ana Bézu" in text_of(page)
    send(recruiter, [one, other], page.context["digest"], to="pool", reason="")
    assert states([one, other]) == [State.NEW, State.POOL]
    assert 'value="pool"' not in show(recruiter, [one], to="pool", reason="").content.decode()


def test_without_a_choice_the_list_says_so(recruiter, three):
    assert "Choisissez au moins une candidature." in text_of(recruiter.get(PAGE, follow=True))
    odd = recruiter.get(PAGE, {"pk": ["x", "%", "1" * 50]}, follow=True)
    assert "Choisissez au moins une candidature." in text_of(odd)


def test_nobody_of_another_company_is_answered(recruiter, three):
    (stranger,) = apply(OfferFactory(company=CompanyFactory()), "Inès")
    page = show(recruiter, [*three, stranger])
    assert "Inès" not in text_of(page)
    send(recruiter, [*three, stranger], page.context["digest"])
    assert states([stranger]) == [State.NEW]


def test_without_second_factor_nobody_is_answered(client, offer, three):
    user = UserFactory()
    MembershipFactory(user=user, company=offer.company)
    client.force_login(user)
    assert show(client, three).status_code == 302
    assert client.get(reverse("received_export")).status_code == 302
    assert states(three) == [State.NEW] * 3


def test_a_filled_offer_leads_to_one_answer_for_everybody_left(recruiter, offer, three):
    pipeline.withdraw(three[0], by=three[0].candidate)
    page = recruiter.post(reverse("offer_act", args=[offer.pk, "pourvue"]), follow=True)
    assert Offer.objects.get(pk=offer.pk).state == Offer.State.FILLED
    text = text_of(page)
    assert "À 2 personnes." in text
    assert '<option value="filled" selected>' in page.content.decode()
    answer(recruiter, three[1:], reason="filled")
    assert states(three[1:]) == [State.REFUSED, State.REFUSED]


def test_who_is_left_after_the_first_two_hundred_is_not_forgotten(
    recruiter, offer, three, monkeypatch
):
    monkeypatch.setattr(answers, "AT_ONCE", 2)
    apply(OfferFactory(company=offer.company), "Lou")
    shown = recruiter.get(PAGE, {"offre": offer.pk, "to": "refused", "reason": "filled"})
    assert "aux 2 premières personnes. Une autre attend" in text_of(shown)
    assert shown.context["rest"] == str(offer.pk)
    said = {"rest": offer.pk, "reason": "filled", "words": "Merci."}
    seen = show(recruiter, three[:2], **said)
    assert f'name="rest" value="{offer.pk}"' in seen.content.decode()
    page = send(recruiter, three[:2], seen.context["digest"], **said)
    assert [row.pk for row in page.context["rows"]] == [three[2].pk]
    text = page.content.decode()
    assert '<option value="filled" selected>' in text
    assert "Merci.</textarea>" in text
    assert states(three) == [State.REFUSED, State.REFUSED, State.NEW]
    assert send(
        recruiter, three[2:], show(recruiter, three[2:], **said).context["digest"], **said
    ).redirect_chain
    assert states(three) == [State.REFUSED] * 3


def test_a_filled_offer_without_anybody_left_leads_back_to_the_offers(recruiter, offer):
    page = recruiter.post(reverse("offer_act", args=[offer.pk, "pourvue"]), follow=True)
    assert page.redirect_chain[-1][0] == reverse("recruiter")


# --- Templates ------------------------------------------------------------------------------------
def test_a_template_puts_its_words_into_the_answer_to_be_read(recruiter, offer, three):
    recruiter.post(
        reverse("answer_templates"),
        {"company": offer.company.pk, "name": "Merci", "text": "Merci [prénom], bonne suite."},
    )
    template = AnswerTemplate.objects.get()
    page = recruiter.post(PAGE, asked(three, act="place", template=template.pk))
    assert "Merci [prénom], bonne suite." in text_of(page)
    assert '<option value="skills" selected>' in page.content.decode()  # nothing typed is lost
    assert states(three) == [State.NEW] * 3


def test_a_template_is_changed_by_colleagues_and_by_nobody_else(recruiter, offer):
    made = AnswerTemplate.objects.create(company=offer.company, name="Merci", text="Merci.")
    page = f"{reverse('answer_templates')}?modifier={made.pk}"
    assert "Modifier « Merci »" in text_of(recruiter.get(page))
    wrong = recruiter.post(page, {"company": offer.company.pk, "name": "", "text": "Bravo."})
    assert "Bravo." in text_of(wrong)
    made.refresh_from_db()
    assert made.text == "Merci."
    recruiter.post(page, {"company": offer.company.pk, "name": "Merci", "text": "Bonne suite."})
    kept = AnswerTemplate.objects.get()
    assert (kept.pk, kept.text) == (made.pk, "Bonne suite.")
    assert kept.edited_at > made.edited_at
    other = AnswerTemplate.objects.create(company=CompanyFactory(), name="Secret", text="x")
    page = f"{reverse('answer_templates')}?modifier={other.pk}"
    said = {"company": offer.company.pk, "name": "Pris", "text": "x"}
    assert {recruiter.get(page).status_code, recruiter.post(page, said).status_code} == {404}
    assert recruiter.get(reverse("answer_templates"), {"modifier": "²"}).status_code == 404


def test_two_templates_of_a_company_have_two_names(recruiter, offer):
    said = {"company": offer.company.pk, "name": "Merci", "text": "x"}
    recruiter.post(reverse("answer_templates"), said)
    page = text_of(recruiter.post(reverse("answer_templates"), said | {"text": "gardé"}))
    assert "Un modèle porte déjà ce nom." in page
    assert "gardé" in page


def test_templates_of_another_company_are_neither_seen_nor_used_nor_deleted(recruiter, three):
    theirs = AnswerTemplate.objects.create(company=CompanyFactory(), name="Secret", text="Secret")
    assert "Secret" not in text_of(recruiter.get(reverse("answer_templates")))
    page = recruiter.post(PAGE, asked(three, act="place", template=theirs.pk))
    assert "Secret" not in text_of(page)
    delete = reverse("answer_template_delete", args=[theirs.pk])
    assert recruiter.post(delete).status_code == 404
    said = {"company": theirs.company_id, "name": "x", "text": "x"}
    recruiter.post(reverse("answer_templates"), said)
    assert AnswerTemplate.objects.count() == 1


def test_a_template_is_deleted(recruiter, offer):
    one = AnswerTemplate.objects.create(company=offer.company, name="Merci", text="x")
    recruiter.post(reverse("answer_template_delete", args=[one.pk]))
    assert not AnswerTemplate.objects.exists()
