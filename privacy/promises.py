"""The promises of the published policy, each with the tests that hold it.

`tests` are names under `tests/`, file and function. The page of promises shows their last passing
run (tests/runs.py writes it). A promise without a test, or with one that does not exist, stops the
build (tests/privacy/test_promises.py).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

MAP = "privacy/test_data_map.py::"
POLICY = "privacy/test_policy.py::"
PROCESSORS = "privacy/test_processors.py::"
LIMITED = "privacy/test_limited_use.py::"
CONSENT = "gmail_send/test_consent.py::"
OUTBOX = "gmail_send/test_outbox.py::"
WAY = "applications/test_way.py::"
PIPELINE = "applications/test_pipeline.py::"
ACCOUNT = "accounts/test_account.py::"
EVENTS = "gmail_send/test_security_events.py::"
LEAKS = "applications/test_leaks.py::"
OPERATOR = "gmail_send/test_operator.py::"
BOARD = "applications/test_board.py::"
SIGN_IN = "accounts/test_sign_in.py::"
RESUMES = "accounts/test_resumes.py::"
NOTICES = "privacy/test_notices.py::"
REQUESTS = "privacy/test_requests.py::"
EXPORTS = "privacy/test_exports.py::"
ERASURE = "privacy/test_erasure.py::"
RESTRICTION = "privacy/test_restriction.py::"
RETENTION = "privacy/test_retention.py::"
FACTOR = "accounts/test_second_factor.py::"


@dataclass(frozen=True)
class Promise:
    """One promise: the section of the policy that makes it, its sentence, its tests."""

    id: str
    section: int
    sentence: LazyText | str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """A test of a promise, with its last passing run: None when it was not measured."""

    test: str
    passed_at: datetime | None
    failed: bool


PROMISES = (
    Promise(
        "declared",
        1,
        _("Aucune donnée n’est gardée sans être déclarée, avec son but et sa durée."),
        (
            f"{MAP}test_the_map_is_complete",
            f"{MAP}test_a_field_added_without_declaration_fails_the_build",
        ),
    ),
    Promise(
        "optional-fields",
        2,
        _("Un champ facultatif est toujours signalé."),
        ("e2e/test_components.py::test_an_optional_field_says_so",),
    ),
    Promise(
        "seven-purposes",
        3,
        _("Sept finalités, et rien d’autre."),
        (
            f"{POLICY}test_the_tables_say_what_the_data_map_says_and_nothing_else",
            f"{POLICY}test_a_purpose_without_words_in_the_policy_fails_the_build",
        ),
    ),
    Promise(
        "human-decision",
        3,
        _("Un refus porte toujours la main d’une personne."),
        (
            f"{PIPELINE}test_a_refusal_says_why_and_a_human_stands_behind_it",
            f"{PIPELINE}test_the_database_takes_no_refusal_without_a_reason_or_a_human",
        ),
    ),
    Promise(
        "bases",
        4,
        _("Chaque usage dit sa base légale, là où les données sont demandées."),
        (
            f"{POLICY}test_the_tables_say_what_the_data_map_says_and_nothing_else",
            f"{NOTICES}test_every_form_that_collects_says_who_why_how_long",
        ),
    ),
    Promise(
        "withdrawal",
        4,
        _("Un consentement se retire aussi simplement qu’il se donne."),
        (f"{CONSENT}test_disconnecting_from_the_page_erases_the_token",),
    ),
    Promise(
        "durations",
        5,
        _("Rien n’est gardé au-delà de la durée annoncée."),
        (
            f"{RETENTION}test_every_duration_of_the_map_is_purged_by_somebody",
            f"{RETENTION}test_an_unused_account_is_warned_at_23_months_reminded_and_erased_at_24",
            f"{BOARD}test_drafts_untouched_for_thirty_days_are_erased",
            "jobs/test_alerts.py::test_alerts_that_nobody_wants_any_more_are_forgotten",
            "gmail_send/test_ends.py::test_what_is_thirty_days_old_ends",
            f"{EVENTS}test_a_grant_unused_for_six_months_is_given_back_and_told",
        ),
    ),
    Promise(
        "recruiters",
        6,
        _("Un recruteur ne lit que ce que son entreprise a reçu, et chaque lecture se voit."),
        (
            f"{PIPELINE}test_strangers_and_other_companies_get_404",
            f"{PIPELINE}test_each_reading_of_a_cv_is_written_down_and_shown_to_the_candidate",
        ),
    ),
    Promise(
        "processors",
        6,
        _("La liste des prestataires est complète : le logiciel ne joint personne d’autre."),
        (f"{PROCESSORS}test_the_code_names_no_host_but_those_of_the_register",),
    ),
    Promise(
        "send-only",
        7,
        _("Une seule autorisation Gmail : envoyer."),
        (
            f"{CONSENT}test_the_scopes_asked_are_exactly_one_gmail_scope_and_two_of_sign_in",
            f"{OUTBOX}test_only_the_agreed_call_was_ever_made_at_google",
        ),
    ),
    Promise(
        "validated-only",
        7,
        _("Seul part le message que vous avez validé, tel que vous l’avez lu."),
        (
            f"{OUTBOX}test_the_accepted_mail_is_byte_for_byte_the_validated_one",
            f"{WAY}test_a_letter_changed_after_the_preview_does_not_leave",
        ),
    ),
    Promise(
        "limited-use",
        7,
        _("Les règles d’usage limité de Google sont respectées, et c’est écrit."),
        (
            f"{CONSENT}test_the_disclosure_says_the_one_use_and_the_limited_use",
            f"{POLICY}test_the_policy_says_the_limited_use_in_both_languages",
        ),
    ),
    Promise(
        "no-reading",
        7,
        _("Nous ne lisons ni réception, ni brouillons, ni messages envoyés, ni aucun dossier."),
        (
            f"{OUTBOX}test_only_the_agreed_call_was_ever_made_at_google",
            "test_project.py::test_one_file_opens_connections_to_gmail",
        ),
    ),
    Promise(
        "no-keeping",
        7,
        _("Le texte d’un message parti est effacé de nos serveurs."),
        (
            f"{OUTBOX}test_the_text_is_erased_in_the_transaction_that_ends_the_sending",
            f"{WAY}test_a_dump_holds_no_letter_after_the_sending_but_the_models_one_kept",
            f"{LEAKS}test_no_letter_and_no_plain_token_anywhere_after_the_sending",
        ),
    ),
    Promise(
        "no-transfer",
        7,
        _("Le texte d’un message ne va qu’à Gmail, et à personne d’autre."),
        (
            f"{LIMITED}test_only_the_sending_opens_what_is_to_be_sent",
            f"{PROCESSORS}test_the_code_names_no_host_but_those_of_the_register",
        ),
    ),
    Promise(
        "no-advertising",
        7,
        _("Aucune publicité : les pages ne chargent rien d’ailleurs."),
        (
            f"{LIMITED}test_no_page_loads_anything_from_elsewhere",
            "test_project.py::test_no_mail_holds_a_pixel_or_a_tracked_link",
            "privacy/test_mails.py::test_each_mail_leaves_in_two_parts_that_agree",
        ),
    ),
    Promise(
        "no-human-eyes",
        7,
        _("Aucun écran de notre équipe ne montre un message, un destinataire ou une clé."),
        (
            f"{OPERATOR}test_no_page_of_the_admin_shows_a_token_a_text_or_a_recipient",
            f"{BOARD}test_the_admin_shows_neither_text_nor_recipient",
        ),
    ),
    Promise(
        "no-ai",
        7,
        _("Aucun modèle d’intelligence artificielle n’est nourri : il n’y en a pas."),
        (
            f"{LIMITED}test_no_library_of_machine_learning_is_installed",
            f"{LIMITED}test_only_the_sending_opens_what_is_to_be_sent",
        ),
    ),
    Promise(
        "revocation",
        7,
        _("L’autorisation se retire d’ici ou de chez Google, et sa clé est effacée."),
        (
            f"{CONSENT}test_disconnecting_from_the_page_erases_the_token",
            f"{EVENTS}test_an_access_that_ended_at_google_ends_here",
            "gmail_send/test_grants.py::test_a_revocation_is_retried_until_google_answers",
        ),
    ),
    Promise(
        "encryption",
        8,
        _("Lettres en attente et clés d’accès sont chiffrées."),
        (
            f"{OUTBOX}test_the_stored_text_is_unreadable_without_its_key_and_its_row",
            "applications/test_compose.py::test_the_text_of_a_draft_is_encrypted",
            "lib/test_crypto.py::test_without_its_key_nothing_opens",
        ),
    ),
    Promise(
        "doors",
        8,
        _("Peu d’essais à la connexion, et un second facteur pour qui lit les candidatures."),
        (
            f"{SIGN_IN}test_after_at_most_ten_wrong_passwords_the_right_one_waits",
            f"{FACTOR}test_ten_wrong_second_factors_lock_the_door",
            f"{FACTOR}test_the_staff_without_a_second_factor_is_sent_to_set_one_up",
            f"{PIPELINE}test_a_recruiter_without_second_factor_reads_nobodys_application",
        ),
    ),
    Promise(
        "hidden-files",
        8,
        _("Un CV n’a pas d’adresse publique."),
        (
            f"{RESUMES}test_the_file_lies_under_a_name_that_says_nothing",
            f"{RESUMES}test_another_person_does_not_know_that_the_cv_exists",
        ),
    ),
    Promise(
        "rights",
        9,
        _("Vos sept droits et l’adresse où les exercer sont écrits là où vous donnez vos données."),
        (
            f"{NOTICES}test_every_form_that_collects_says_who_why_how_long",
            f"{REQUESTS}test_one_page_leads_to_the_seven_rights",
        ),
    ),
    Promise(
        "answer-in-a-month",
        9,
        _("Une demande reçoit une date de réponse, un mois plus tard, et ne coûte rien."),
        (
            "privacy/test_delays.py::test_an_answer_is_due_a_month_later_on_a_working_day",
            f"{REQUESTS}test_repeated_requests_are_all_served",
            f"{REQUESTS}test_no_form_asks_for_an_identity_document",
        ),
    ),
    Promise(
        "access",
        9,
        _("Votre copie contient tout ce que nous tenons sur vous, et personne d’autre."),
        (
            f"{EXPORTS}test_the_copy_holds_every_marked_word_that_the_map_gives_out",
            f"{EXPORTS}test_the_copy_names_nobody_else",
        ),
    ),
    Promise(
        "restriction",
        9,
        _("Limiter l’usage de vos données les gèle partout."),
        (
            f"{RESTRICTION}test_recruiters_no_longer_see_the_application_nor_the_cv",
            f"{RESTRICTION}test_no_alert_leaves",
        ),
    ),
    Promise(
        "erasure",
        9,
        _("Effacer votre compte efface tout ce qu’il tenait."),
        (
            f"{ACCOUNT}test_an_account_is_erased_with_all_it_held",
            f"{ERASURE}test_after_an_erasure_no_marked_word_is_found_anywhere",
            f"{ERASURE}test_a_restored_backup_brings_nobody_back",
        ),
    ),
    Promise(
        "no-cookie-before-choice",
        10,
        _("Avant votre choix, aucun cookie qui ne soit nécessaire au site."),
        (f"{LIMITED}test_a_first_visit_leaves_no_cookie_but_the_technical_ones",),
    ),
    Promise(
        "dated-versions",
        11,
        _("Chaque version porte sa date, reste lisible et ne change plus."),
        (
            f"{POLICY}test_a_new_version_changes_the_date_and_the_first_is_still_served",
            f"{POLICY}test_the_database_refuses_to_change_or_delete_a_version",
            f"{POLICY}test_a_changed_file_without_a_new_number_is_refused",
        ),
    ),
    Promise(
        "told-of-changes",
        11,
        _("Un changement est annoncé une fois à chaque personne qui a un compte."),
        (f"{POLICY}test_people_are_told_once_what_changed_in_their_language",),
    ),
    Promise(
        "asked-anew",
        11,
        _("L’accord n’est redemandé que pour les usages qui changent."),
        (f"{POLICY}test_only_the_purposes_named_are_asked_anew",),
    ),
    Promise(
        "contact",
        12,
        _("Une adresse e-mail et une adresse postale, sur chaque page."),
        (f"{POLICY}test_every_page_leads_to_the_policy_and_names_the_company",),
    ),
)


def runs(tests: tuple[str, ...], measured: dict[str, Any]) -> Iterator[Run]:
    """The last run of each test, as `read_runs` gave them."""
    for test in tests:
        found = measured.get(f"tests/{test}", {})
        at = found.get("passed_at")
        yield Run(test, datetime.fromisoformat(at) if at else None, found.get("failed", False))


def read_runs() -> dict[str, Any]:
    """What the last runs of the tests said, {} when nobody measured here."""
    try:
        found = json.loads(Path(settings.TEST_RUNS).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
