"""`serve`, `demo`, `worker` and their helpers in this very process: what they say, refuse and hand on."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask

from tests.server.test_commands import SAFE, run
from trainingapp.config import Settings
from trainingapp.server import demo, schema, serve, tether, work
from trainingapp.server.demo_people import PASSWORD, PEOPLE
from trainingapp.server.processes import NotStarted


class Site:
    """A site without processes, which notes what was asked of it."""

    made: list[Site]
    ends_in_order = True
    failure: Exception | None = None

    def __init__(self, settings: Settings, environment: dict[str, str], **options: Any) -> None:
        self.settings, self.environment, self.options = settings, environment, options
        self.acts: list[str] = []
        type(self).made.append(self)

    def start(self) -> None:
        self.acts.append("start")
        if self.failure:
            raise self.failure

    def watch(self) -> bool:
        self.acts.append("watch")
        return self.ends_in_order

    def stop(self) -> None:
        self.acts.append("stop")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> type[Site]:
    class Made(Site):
        made: list[Site] = []  # noqa: RUF012 - of this test alone

    monkeypatch.setattr(serve, "Site", Made)
    monkeypatch.setattr(demo, "Site", Made)
    monkeypatch.setattr(serve, "is_free", lambda *_place: True)
    monkeypatch.setattr(demo, "find_port", lambda _host, port: port + 1)
    return Made


def prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "is_prepared", lambda _settings: True)


def environment(tmp_path: Path, **changes: str) -> dict[str, str]:
    return {**SAFE, "TRAININGAPP_DATA": str(tmp_path), **changes}


@pytest.mark.parametrize(("option", "has_worker"), [([], True), (["--no-worker"], False)])
def test_serve_says_where_and_stays_until_the_end(
    app: Flask,
    site: type[Site],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    option: list[str],
    has_worker: bool,
) -> None:
    monkeypatch.setattr(schema, "is_current", lambda: True)
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "old.db").write_text("of the last run")
    done = run("serve", *option, env=environment(tmp_path), app=app)
    assert done.exit_code == 0, done.output
    assert "Serving https://learn.example.org on 127.0.0.1:8000" in done.output
    [made] = site.made
    assert made.acts == ["start", "watch", "stop"]
    assert made.options["has_worker"] is has_worker
    assert made.environment["PROMETHEUS_MULTIPROC_DIR"] == str(tmp_path / "metrics")
    assert made.environment["TRAININGAPP_DATA"] == str(tmp_path)
    assert list((tmp_path / "metrics").iterdir()) == []


def test_serve_does_not_start_beside_something_else(
    app: Flask, site: type[Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "is_current", lambda: True)
    monkeypatch.setattr(serve, "is_free", lambda *_place: False)
    done = run("serve", env=environment(tmp_path), app=app)
    assert done.exit_code == 1
    assert "Something else listens on 127.0.0.1:8000." in done.output
    assert site.made == []


@pytest.mark.parametrize(
    ("failure", "in_order", "sentence", "acts"),
    [
        (NotStarted("port taken"), True, "port taken", ["start", "stop"]),
        (None, False, "The web server ended unexpectedly.", ["start", "watch", "stop"]),
    ],
)
def test_serve_tells_how_it_failed_and_leaves_nothing_behind(
    app: Flask,
    site: type[Site],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception | None,
    in_order: bool,
    sentence: str,
    acts: list[str],
) -> None:
    monkeypatch.setattr(schema, "is_current", lambda: True)
    site.failure, site.ends_in_order = failure, in_order
    done = run("serve", env=environment(tmp_path), app=app)
    assert done.exit_code == 1
    assert sentence in done.output
    assert site.made[0].acts == acts


def test_serve_warns_and_starts_all_the_same(
    app: Flask, site: type[Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "is_current", lambda: True)
    done = run("serve", env=environment(tmp_path, TRAININGAPP_WORKERS="3"), app=app)
    assert done.exit_code == 0
    assert "Warning: REDIS_URL is empty" in done.stderr
    one = run("serve", env=environment(tmp_path), app=app)
    assert "Warning" not in one.stderr


def test_migrations_run_only_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(schema, "migrate", lambda: done.append("migrated"))
    monkeypatch.setattr(schema, "is_current", lambda: True)
    serve.prepare_schema(may_migrate=True)
    assert done == []
    monkeypatch.setattr(schema, "is_current", lambda: False)
    with pytest.raises(click.ClickException, match="--migrate"):
        serve.prepare_schema(may_migrate=False)
    assert done == []
    serve.prepare_schema(may_migrate=True)
    assert done == ["migrated"]


def test_the_demonstration_says_where_and_as_whom(
    site: type[Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(monkeypatch)
    done = run("demo", "--port", "8300", env={"TRAININGAPP_DATA": str(tmp_path)})
    assert done.exit_code == 0, done.output
    assert "http://127.0.0.1:8301" in done.output
    assert PASSWORD in done.output
    for person in PEOPLE:
        assert person.email in done.output
        assert (person.totp_secret or "") in done.output
    assert done.output.rstrip().endswith("the next start continues with them.")
    [made] = site.made
    assert made.acts == ["start", "watch", "stop"]
    assert made.options == {"logs": tmp_path / "log"}
    assert made.environment == {
        "TRAININGAPP_DEMO": "1",
        "TRAININGAPP_DATA": str(tmp_path),
        "TRAININGAPP_HOST": "127.0.0.1",
        "TRAININGAPP_PORT": "8301",
        "TRAININGAPP_BASE_URL": "http://127.0.0.1:8301",
    }


@pytest.mark.parametrize(
    ("failure", "in_order", "sentence"),
    [(NotStarted("no such port"), True, "no such port"), (None, False, "The web server ended")],
)
def test_the_demonstration_tells_how_it_failed(
    site: type[Site],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception | None,
    in_order: bool,
    sentence: str,
) -> None:
    prepared(monkeypatch)
    site.failure, site.ends_in_order = failure, in_order
    done = run("demo", env={"TRAININGAPP_DATA": str(tmp_path)})
    assert done.exit_code == 1
    assert sentence in done.output
    assert site.made[0].acts[-1] == "stop"


@pytest.mark.parametrize(("code", "starts"), [(0, True), (1, False)])
def test_the_demonstration_starts_when_it_could_be_prepared(
    site: type[Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, starts: bool
) -> None:
    asked: list[tuple[list[str], dict[str, str]]] = []

    def call(command: list[str], *, env: dict[str, str], check: bool) -> Any:
        asked.append((command, env))
        return subprocess.CompletedProcess(command, code)

    monkeypatch.setattr(subprocess, "run", call)
    done = run("demo", env={"TRAININGAPP_DATA": str(tmp_path)})
    [(command, env)] = asked
    assert command == [sys.executable, "-m", "trainingapp.cli", "prepare-demo"]
    assert env["TRAININGAPP_DEMO"] == "1"
    assert (done.exit_code == 0) is starts
    assert bool(site.made) is starts
    assert ("could not be prepared" in done.output) is not starts


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_the_demonstration_listens_on_this_machine(host: str) -> None:
    demo.refuse_strangers(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "10.0.0.1"])
def test_the_demonstration_listens_nowhere_else(host: str) -> None:
    with pytest.raises(click.ClickException, match="loopback only"):
        demo.refuse_strangers(host)


def test_a_worker_works_until_it_is_told_to_stop(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers: dict[int, Any] = {}
    seen: list[tuple[str, bool, bool]] = []

    def labour(name: str, *, stop: Any) -> None:
        before = stop.is_set()
        handlers[signal.SIGTERM](15, None)
        seen.append((name, before, stop.is_set()))

    monkeypatch.setattr(schema, "is_current", lambda: True)
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(work, "work", labour)
    assert run("worker", app=app).exit_code == 0
    [(name, before, after)] = seen
    assert name.endswith(f":{os.getpid()}")
    assert (before, after) == (False, True)
    assert set(handlers) == {signal.SIGINT, signal.SIGTERM}


class Library:
    """The system's library, which notes what the kernel is asked."""

    asked: list[tuple[int, int]]

    def __init__(self, _name: None) -> None:
        type(self).asked = []

    def prctl(self, request: int, number: int) -> int:
        self.asked.append((request, number))
        return 0


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_a_child_becomes_its_command_tied_to_its_parent(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    became: list[tuple[str, list[str]]] = []
    Library.asked = []
    monkeypatch.setattr(ctypes, "CDLL", Library)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(os, "execv", lambda *call: became.append(call))
    monkeypatch.setattr(sys, "argv", ["tether", str(os.getppid()), "/bin/x", "-m"])
    tether.main()
    assert became == [("/bin/x", ["/bin/x", "-m"])]
    assert Library.asked == ([(1, signal.SIGTERM)] if platform == "linux" else [])


def test_a_child_whose_parent_has_gone_does_not_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", Library)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(SystemExit, match="the parent has gone already"):
        tether.tie_to_parent(os.getppid() + 1)
