"""The build stops when a model holds something that the data map does not speak of."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from privacy import checks, registry
from privacy.registry import NotPersonal, PersonalData
from tests.factories.accounts import UserFactory


def faults():
    return {fault.id: fault.msg for fault in checks.data_map(None)}


@pytest.fixture
def changed_map(monkeypatch):
    known = dict(registry._map)
    monkeypatch.setattr(registry, "_map", known)
    return known


def test_the_map_is_complete():
    assert faults() == {}


def test_a_field_added_without_declaration_fails_the_build():
    model = apps.get_model("accounts.User")
    field = models.CharField(max_length=10, default="")
    field.contribute_to_class(model, "shoe_size")
    try:
        assert "shoe_size" in faults()["privacy.E001"]
    finally:
        model._meta.local_fields.remove(field)
        model._meta._expire_cache()
    assert faults() == {}


def test_a_field_declared_and_gone_fails_the_build(changed_map):
    one = changed_map["privacy.sitemail"]
    changed_map["privacy.sitemail"] = PersonalData(
        **{**vars(one), "exported": (*one.exported, "former_field")}
    )
    assert "former_field" in faults()["privacy.E002"]


def test_a_model_outside_the_map_fails_the_build(changed_map):
    del changed_map["gmail_send.delivery"]
    assert "gmail_send.Delivery" in faults()["privacy.E005"]


def test_a_retention_without_duration_fails_the_build(changed_map):
    one = changed_map["privacy.sitemail"]
    changed_map["privacy.sitemail"] = PersonalData(**{**vars(one), "retention": "for ever"})
    assert "for ever" in faults()["privacy.E003"]


def test_a_path_that_leads_nowhere_fails_the_build(changed_map):
    one = changed_map["privacy.sitemail"]
    changed_map["privacy.sitemail"] = PersonalData(**{**vars(one), "subject": "owner"})
    assert "owner" in faults()["privacy.E004"]


def test_a_declaration_of_no_model_fails_the_build(changed_map):
    changed_map["jobs.unicorn"] = NotPersonal("jobs.Unicorn", "a legend")
    assert "jobs.Unicorn" in faults()["privacy.E006"]


def test_two_declarations_of_one_model_are_refused(changed_map):
    with pytest.raises(ValueError, match="twice"):
        registry.declare(NotPersonal("accounts.User", "changed my mind"))


def test_the_rows_about_a_person_are_found_through_the_map(db):
    lea, karim = UserFactory(), UserFactory()
    for one in registry.declarations().values():
        if isinstance(one, PersonalData):
            assert registry.held_about(one, lea).count() in (0, 1)
    users = registry.declarations()["accounts.user"]
    assert list(registry.held_about(users, lea)) == [lea]
    addresses = registry.declarations()["account.emailaddress"]
    assert [row.user for row in registry.held_about(addresses, karim)] == [karim]


def test_the_map_is_printed_for_people():
    out = StringIO()
    call_command("datamap", stdout=out)
    assert "gmail_send.GmailAccount: Send the spontaneous applications" in out.getvalue()
