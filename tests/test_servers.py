"""The test set-up itself: real servers, and nobody outside this machine."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    "address", [("192.0.2.1", 80), ("example.com", 443), ("2001:db8::1", 25), ("8.8.8.8", 53)]
)
def test_a_connection_that_leaves_this_machine_fails_the_test(address):
    with pytest.raises(pytest.fail.Exception, match="only this machine"):
        socket.create_connection(address, timeout=1)
    with pytest.raises(pytest.fail.Exception), socket.socket() as client:
        client.connect_ex(address)
    with (
        pytest.raises(pytest.fail.Exception),
        socket.socket(type=socket.SOCK_DGRAM) as client,
    ):
        client.sendto(b"", address)


def test_this_machine_may_be_talked_to():
    with socket.create_server(("127.0.0.1", 0)) as server:
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, server.getsockname()[1]), timeout=2).close()


def test_a_second_run_in_the_same_tree_has_servers_of_its_own(tmp_path):
    test = tmp_path / "test_other.py"
    test.write_text(
        "import os, psycopg\n"
        "def test_it(capsys):\n"
        "    with psycopg.connect(os.environ['DATABASE_URL']) as c:\n"
        "        assert c.execute('select 1').fetchone() == (1,)\n"
        "        with capsys.disabled(): print(os.environ['DATABASE_URL'])\n"
    )
    fresh = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "TEST_"))}
    for name in ("DATABASE_URL", "CACHE_URL", "CELERY_BROKER_URL"):
        del fresh[name]
    options = ["-q", "-c", os.devnull, "--rootdir", str(tmp_path), "-p", "tests.servers"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-p", "no:django", str(test)],
        cwd=ROOT,
        env=fresh,
        capture_output=True,
        text=True,
    )
    assert "1 passed" in run.stdout, run.stdout + run.stderr
    assert os.environ["DATABASE_URL"] not in run.stdout
