"""The one-command start survives what people and machines do to it."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest

from tests.start.conftest import ROOT, fresh_environment, processes_of, wait_until_gone
from tools.children import StartError
from tools.rights import protect
from tools.servers import NAMESPACE
from tools.state import free_port, open_port


def postmaster(state) -> int:
    return int((state / "pg" / "postmaster.pid").read_text().split("\n")[0])


def told_by_manage_py(expression: str, **env: str) -> str:
    """What `manage.py` says in another terminal, where only STATE is set."""
    code = f"from django.conf import settings; print({expression})"
    return subprocess.check_output(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=ROOT,
        env=fresh_environment(**env),
        text=True,
    ).strip()


def test_the_whole_site_starts_is_refused_twice_and_starts_again_after_a_kill(start, tmp_path):
    state = tmp_path / "un état à espaces"
    port = str(free_port())
    first = start(state, module="tools.dev", PORT=port).ready()
    assert first.url == f"http://localhost:{port}/"
    lines = first.text.splitlines()
    assert lines[-1] == f"Prêt : {first.url}"
    for expected in ("demo-meilleursjobs", "lea@demo.test", "karim@demo.test", "staff@demo.test"):
        assert expected in first.text
    with urllib.request.urlopen(f"{first.url}sante/pret") as answer:  # noqa: S310 - http
        assert answer.status == 200
    told = told_by_manage_py("settings.SITE_URL, settings.EMAIL_FILE_PATH", STATE=str(state))
    assert told == f"{first.url.rstrip('/')} {state / 'mails'}"
    assert len(processes_of(state)) >= 6
    for name in ("secrets.json", "environment.json"):
        assert (state / name).stat().st_mode & 0o777 == 0o600
    secrets = (state / "secrets.json").read_text()

    second = start(state, module="tools.dev")
    assert second.wait() == 3
    assert f"Déjà démarré dans {state} : {first.url}" in second.text

    first.send(signal.SIGKILL).wait()
    again = start(state, module="tools.dev", PORT=port).ready()
    assert "déjà à jour" in again.text
    assert (state / "secrets.json").read_text() == secrets
    assert again.stop() == 0
    assert not (state / "environment.json").exists()
    wait_until_gone(state)


def test_a_stop_at_any_moment_of_the_boot_leaves_nothing_behind(start, tmp_path):
    state = tmp_path / "state"
    for moment in ("", "PostgreSQL répond", "Valkey répond"):
        one = start().until(moment)
        while not moment and not (state / "log" / "initdb.log").exists():
            assert one.process.poll() is None, one.text
            time.sleep(0.01)
        assert one.stop() == 0, one.text
        assert "arrêt demandé" in one.text
        wait_until_gone(state)
    assert start().ready().stop() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_ctrl_c_and_a_closed_terminal_stop_it_in_order(start, tmp_path, number):
    one = start().ready()
    assert one.send(number).wait() == 0
    order = ["Enfant", "Valkey (cache)", "Valkey (broker)", "PostgreSQL"]
    assert re.findall(r"arrêté : (.+)", one.text) == order
    wait_until_gone(tmp_path / "state")


def test_a_killed_supervisor_blocks_nothing(start, tmp_path):
    state = tmp_path / "state"
    start().ready().send(signal.SIGKILL).wait()
    again = start().ready()  # at once: PostgreSQL may still be stopping, a grandchild still runs
    assert "processus restants arrêtés" in again.text
    assert again.stop() == 0
    wait_until_gone(state)


def test_when_postgresql_is_killed_the_supervisor_says_so_and_stops_everything(start, tmp_path):
    state = tmp_path / "state"
    one = start().ready()
    os.kill(postmaster(state), signal.SIGKILL)
    assert one.wait() == 1
    assert "PostgreSQL s'est arrêté (signal 9)" in one.text
    wait_until_gone(state)
    again = start().ready()
    assert again.stop() == 0


def test_a_pid_file_that_names_someone_else_is_dropped_and_nobody_is_killed(start, tmp_path):
    state = tmp_path / "state"
    assert start().ready().stop() == 0
    with subprocess.Popen(["sleep", "60"]) as innocent:
        lines = [str(innocent.pid), str(state / "pg"), "0", "5432", "", "", "0 0"]
        (state / "pg" / "postmaster.pid").write_text("\n".join(lines) + "\n")
        again = start().ready()
        assert innocent.poll() is None
        innocent.kill()
    assert again.stop() == 0


def test_a_half_made_cluster_is_made_again(start, tmp_path):
    for name in ("pg", "pg.new"):
        (tmp_path / "state" / name).mkdir(parents=True)
        (tmp_path / "state" / name / "base").write_text("half")
    assert "base créée" in start().ready().text


def test_a_port_that_is_asked_for_and_busy_is_refused(start, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(StartError, match=f"Le port {port} est déjà pris"):
            open_port(str(port))
        listener, note = open_port(None, first=port)
        listener.close()
        assert f"le port {port} est déjà pris" in note


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_a_port_that_is_no_port_is_refused(port):
    with pytest.raises(StartError, match="n'est pas un numéro de port"):
        open_port(port)


def test_given_servers_are_used_and_the_embedded_ones_are_not_started(start, tmp_path):
    given = {name: os.environ[name] for name in ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL")}
    one = start(**given).ready()
    assert "base de données : celle de DATABASE_URL" in one.text
    assert "broker : celui de CELERY_BROKER_URL" in one.text
    assert one.stop() == 0
    assert not (tmp_path / "state" / "pg").exists()
    assert not list((tmp_path / "state" / "log").glob("broker*"))


def test_the_roles_of_the_database_may_do_what_their_names_say(start, tmp_path):
    start().ready()
    kept = json.loads((tmp_path / "state" / "environment.json").read_text())
    with psycopg.connect(kept["MIGRATE_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("create table proof (id int); create table note (id int)")
        owner.execute("comment on table proof is 'append-only: for the test'")
    assert protect(kept["MIGRATE_DATABASE_URL"]) == ["proof"]
    with psycopg.connect(kept["DATABASE_URL"], autocommit=True) as app:
        app.execute("insert into proof values (1); insert into note values (1); delete from note")
        for forbidden in (
            "update proof set id = 2",
            "delete from proof",
            "truncate proof",
            "create table other (id int)",
            "alter table note add x int",
            "drop table note",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)
    with psycopg.connect(kept["RETENTION_DATABASE_URL"], autocommit=True) as retention:
        assert retention.execute("delete from proof").rowcount == 1
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            retention.execute("update proof set id = 3")


@pytest.fixture
def open_folder():
    """A folder that every user may pass through, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="mj test ") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_it_starts_as_root_or_not_in_private_and_in_open_folders(start, tmp_path, open_folder):
    """Root: in a private folder, in an open one, and as an ordinary user. Else: in both.

    As `nobody` where others may pass: down to the data, and to the programs of this very checkout.
    """
    tmp_path.chmod(0o700)
    assert start(tmp_path / "state").ready().stop() == 0
    assert start(open_folder / "state").ready().stop() == 0
    if os.geteuid() == 0:
        assert (tmp_path / "state" / "pg").stat().st_uid == 0  # through a user namespace
        others_pass = all(one.stat().st_mode & stat.S_IXOTH for one in (ROOT, *ROOT.parents))
        ran_as_nobody = (open_folder / "state" / "pg").stat().st_uid != 0
        assert ran_as_nobody == others_pass
        ordinary = start(tmp_path / "ordinary", wrap=NAMESPACE).ready()
        assert ordinary.stop() == 0
