"""What the containers rely on is true of the code."""

import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from ruamel.yaml import YAML

from meilleursjobs.lib.crypto import read_keyring
from meilleursjobs.settings import Env
from tools.healthcheck import ready

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text())
SITE = ("web", "worker", "beat", "migrate")


@pytest.mark.django_db
def test_the_health_check_asks_under_the_name_of_the_site(live_server):
    port = live_server.thread.port
    assert ready(port, "http://localhost:8000")
    assert not ready(port, "https://stranger.example")
    assert not ready(1, "http://localhost:8000")  # nobody listens there


def test_every_setting_the_containers_get_is_one_that_is_read():
    readers = ("meilleursjobs/settings.py", "tools/environment.py", "tools/rights.py")
    read = "".join((ROOT / path).read_text() for path in readers)
    for service in SITE:
        for name in COMPOSE["services"][service]["environment"]:
            assert re.search(rf"""["']{name.removesuffix("_FILE")}["']""", read), name


def test_every_secret_is_declared_handed_over_and_made(tmp_path):
    script = tmp_path / "make-secrets.sh"
    script.write_text((ROOT / "deploy" / "make-secrets.sh").read_text())
    subprocess.run(["sh", script], check=True, capture_output=True)
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert set(COMPOSE["secrets"]) == set(made)
    for service in SITE:
        given = COMPOSE["services"][service]
        for value in given["environment"].values():
            if str(value).startswith("/run/secrets/"):
                assert value.removeprefix("/run/secrets/") in given["secrets"]
    assert read_keyring(made["field_keys"])
    assert len(made["secret_key"]) >= 50
    assert made["password_app"] in made["database_url_app"]

    subprocess.run(["sh", script], check=True, capture_output=True)
    again = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert again == made  # a second run loses nothing


def test_a_secret_written_with_an_editor_loses_its_last_line_break(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("postgres://mj_app@database/mj\n")
    monkeypatch.setenv("TEST_SECRET_FILE", str(tmp_path / "secret"))
    assert Env().str("TEST_SECRET") == "postgres://mj_app@database/mj"


def test_no_container_of_ours_has_more_rights_than_it_needs():
    for name, service in COMPOSE["services"].items():
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service
        assert re.fullmatch(r"\S+:[\w.]+", service["image"]), name
    for name in SITE:
        service = COMPOSE["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    for name in ("database", "broker", "cache"):
        assert COMPOSE["services"][name]["networks"] == ["data"]
        assert "ports" not in COMPOSE["services"][name]
    assert COMPOSE["networks"]["data"]["internal"] is True
    assert "USER 10001" in (ROOT / "Dockerfile").read_text()


def test_the_broker_never_evicts_and_the_cache_does():
    assert "noeviction" in COMPOSE["services"]["broker"]["command"]
    assert "allkeys-lru" in COMPOSE["services"]["cache"]["command"]


def test_letters_that_wait_to_be_sent_are_not_in_the_backups():
    table = apps.get_model("gmail_send", "DeliveryContent")._meta.db_table
    assert f"--exclude-table-data {table} " in (ROOT / "deploy" / "backup.sh").read_text()
    assert table in (ROOT / "deploy" / "README.md").read_text()


def test_the_image_holds_every_app_and_no_secret():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert ignored[0] == "*"
    ours = {config.name.partition(".")[0] for config in apps.get_app_configs()}
    for name in ours:
        if (ROOT / name).is_dir():
            assert f"!{name}" in ignored
    assert not [line for line in ignored if line.startswith("!deploy")]


@pytest.mark.parametrize(
    "path",
    [*(ROOT / "deploy").glob("*.sh"), *(ROOT / "tools").glob("*.sh")],
    ids=lambda path: path.name,
)
def test_every_shell_script_is_read_by_a_plain_sh(path):
    subprocess.run(["sh", "-n", path], check=True)


def test_every_direct_dependency_has_its_line():
    page = (ROOT / "docs" / "dependencies.md").read_text().lower()
    for path in (ROOT / "requirements").glob("*.in"):
        for line in path.read_text().splitlines():
            name = re.match(r"[\w.-]*", line)[0]
            if name and not line.startswith("-r"):
                assert re.search(rf"(?<![\w-]){re.escape(name.lower())}(?![\w-])", page), name
