"""The demonstration from nothing to a signed-in page, and a second start that keeps everything."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyotp
import pytest
from click.testing import CliRunner

from trainingapp.cli import main
from trainingapp.config import Settings
from trainingapp.rules.permissions import Role
from trainingapp.server.demo_people import PASSWORD, PEOPLE
from trainingapp.server.preparation import is_prepared, note_prepared
from trainingapp.server.processes import find_port

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A question bank with nothing in it: the demonstration must not need more."""
    folder = tmp_path / "bank"
    folder.mkdir()
    return folder


class Running:
    """A demonstration that has said where it is."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.output = ""
        started = time.monotonic()
        assert process.stdout
        for line in process.stdout:
            self.output += line
            if "Ctrl-C" in line:
                break
        self.seconds = time.monotonic() - started
        found = re.search(r"http://127\.0\.0\.1:\d+", self.output)
        assert found, self.output
        self.url = found[0]


@contextmanager
def demonstration(data: Path, bank: Path, port: int) -> Iterator[Running]:
    environment = {
        **os.environ,
        "TRAININGAPP_DATA": str(data),
        "TRAININGAPP_BANK": str(bank),
        "TRAININGAPP_PORT": str(port),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "trainingapp.cli", "demo"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Running(process)
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=30)[0]
        assert process.returncode == 0, rest
        assert "Stopped." in rest
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


class Visitor:
    """A browser without script that keeps cookies."""

    def __init__(self, url: str) -> None:
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> str:
        with self._opener.open(self.url + path) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **fields: str) -> str:
        """Fill in the form of a page; the address that it leads to."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path))
        assert token
        body = urllib.parse.urlencode({"csrf_token": token[1], **fields}).encode()
        with self._opener.open(self.url + path, body) as answer:
            return str(answer.geturl()).removeprefix(self.url)

    def sign_in(self, login: str) -> str:
        return self.post("/accounts/sign-in", login=login, password=PASSWORD)


def present_code(email: str) -> str:
    secret = next(person.totp_secret for person in PEOPLE if person.email == email)
    assert secret
    return pyotp.TOTP(secret).now()


@pytest.mark.slow
def test_one_command_makes_a_site_that_people_can_use_and_that_keeps_its_data(
    tmp_path: Path, bank: Path
) -> None:
    data = tmp_path / "instance"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with demonstration(data, bank, port) as first:
            assert not first.url.endswith(f":{port}"), "the port was taken"
            for person in PEOPLE:
                assert person.email in first.output
            assert Visitor(first.url).sign_in("lin@demo.example") == "/home"
            admin = Visitor(first.url)
            second_step = admin.sign_in("admin@demo.example")
            assert second_step != "/home", "staff must show a second factor first"
            assert admin.post(second_step, code=present_code("admin@demo.example")) == "/home"
            assert "后台任务" in admin.get("/jobs")
    made = (data / "trainingapp.sqlite3").stat().st_ctime
    assert is_prepared(Settings.load({"data": data, "bank": str(bank)}))
    with demonstration(data, bank, port) as second:
        assert Visitor(second.url).sign_in("lin@demo.example") == "/home"
        assert second.seconds < first.seconds
        health = Visitor(second.url).get("/healthz")
        assert '"database":true' in health
    assert made <= (data / "trainingapp.sqlite3").stat().st_ctime


def test_every_role_has_its_person() -> None:
    assert {person.role for person in PEOPLE} == set(Role)
    assert all((person.totp_secret is None) == (person.role is Role.CANDIDATE) for person in PEOPLE)


def test_the_demonstration_is_not_for_strangers(tmp_path: Path) -> None:
    env = {"TRAININGAPP_HOST": "0.0.0.0", "TRAININGAPP_DATA": str(tmp_path)}
    done = CliRunner().invoke(main, ["demo"], env=env)
    assert done.exit_code == 1
    assert "loopback only" in done.output


def test_the_codes_of_staff_can_be_asked_for() -> None:
    done = CliRunner().invoke(main, ["demo-codes"])
    staff = [person.email for person in PEOPLE if person.totp_secret]
    assert re.findall(r"^\d{6}  \S+ +(\S+)$", done.output, re.M) == staff
    assert len(staff) >= len(Role) - 1  # everybody but candidates, and a second instructor


def test_a_change_of_the_question_bank_is_noticed(tmp_path: Path, bank: Path) -> None:
    settings = Settings.load({"data": tmp_path, "bank": str(bank)})
    assert not is_prepared(settings)
    note_prepared(settings)
    assert is_prepared(settings)
    (bank / "laws.yaml").write_text("laws: []\n")
    assert not is_prepared(settings)


def test_a_free_port_near_the_wanted_one_is_found() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = taken.getsockname()[1]
        assert wanted < find_port("127.0.0.1", wanted) <= 65535
