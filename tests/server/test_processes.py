"""The processes of a site: their command lines, the port, the start that fails, the worker that is kept, the end."""

from __future__ import annotations

import email.message
import io
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from trainingapp.config import Settings
from trainingapp.server import processes
from trainingapp.server.processes import NotStarted, Site, find_port, is_free, web_command


class Child:
    """A process that ends when it is told to, unless it is deaf."""

    def __init__(self, command: list[str], **options: Any) -> None:
        self.command, self.options = command, options
        self.pid = 4_000_000
        self.code: int | None = None
        self.heard: list[int] = []
        self.is_deaf = False
        self.waited: list[float | None] = []

    def poll(self) -> int | None:
        return self.code

    def send_signal(self, number: int) -> None:
        self.heard.append(number)

    def wait(self, timeout: float | None = None) -> int:
        self.waited.append(timeout)
        if self.is_deaf and timeout is not None:
            raise subprocess.TimeoutExpired("child", timeout)
        self.code = 0
        return 0


class World:
    """What the machine does for a site: processes, signals, the answers of the web server."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.signals: dict[int, Any] = {}
        self.answers: list[object] = []
        self.asked: list[str] = []
        self.killed: list[tuple[int, int]] = []

    def start(self, command: list[str], **options: Any) -> Child:
        self.children.append(Child(command, **options))
        return self.children[-1]

    def ask(self, request: urllib.request.Request, *, timeout: float) -> io.BytesIO:
        self.asked.append(request.full_url)
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            answer()
        return io.BytesIO()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    monkeypatch.setattr(subprocess, "Popen", made.start)
    monkeypatch.setattr(signal, "signal", made.signals.__setitem__)
    monkeypatch.setattr(urllib.request, "urlopen", made.ask)
    monkeypatch.setattr(os, "killpg", lambda *pair: made.killed.append(pair))
    monkeypatch.setattr(processes, "WATCH_SECONDS", 0.001)
    return made


def settings(tmp_path: Path, **changes: Any) -> Settings:
    return Settings(data=tmp_path, **{"host": "127.0.0.1", "port": 8123, **changes})


def refused() -> urllib.error.URLError:
    return urllib.error.URLError("refused")


def option(command: list[str], name: str) -> str:
    return command[command.index(name) + 1]


@pytest.mark.parametrize(
    ("changes", "threads"),
    [
        ({}, "32"),
        ({"database_url": "postgresql+psycopg://x/y"}, "8"),
        ({"blocking_threads": 3}, "3"),
        ({"blocking_threads": 3, "database_url": "postgresql+psycopg://x/y"}, "3"),
    ],
)
def test_the_web_server_gets_threads_for_its_database(
    tmp_path: Path, changes: dict[str, Any], threads: str
) -> None:
    command = web_command(settings(tmp_path, workers=2, **changes))
    assert option(command, "--blocking-threads") == threads
    assert option(command, "--workers") == "2"
    assert (option(command, "--host"), option(command, "--port")) == ("127.0.0.1", "8123")
    assert command[-1] == "trainingapp.server.wsgi:make_app"


def test_a_child_runs_this_program_wherever_it_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("KEPT", "1")
    found = processes.child_environment({"TRAININGAPP_DEMO": "1", "KEPT": "2"})
    assert found["PYTHONPATH"] == f"{processes.PROGRAM}:/elsewhere"
    assert (found["PYTHONSAFEPATH"], found["KEPT"], found["TRAININGAPP_DEMO"]) == ("1", "2", "1")
    monkeypatch.delenv("PYTHONPATH")
    assert processes.child_environment({})["PYTHONPATH"] == str(processes.PROGRAM)


def test_a_port_that_is_taken_is_not_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not is_free("127.0.0.1", port)
    assert is_free("127.0.0.1", port)


def test_a_host_that_is_not_ours_has_no_free_port() -> None:
    assert not is_free("192.0.2.1", 8000)
    with pytest.raises(NotStarted, match=r"no free port on 192\.0\.2\.1"):
        find_port("192.0.2.1", 8000)


@pytest.mark.parametrize(("free", "found"), [(8000, 8000), (8001, 8001), (8020, 8020)])
def test_the_first_free_port_of_twenty_one_is_taken(
    monkeypatch: pytest.MonkeyPatch, free: int, found: int
) -> None:
    monkeypatch.setattr(processes, "is_free", lambda _host, port: port >= free)
    assert find_port("127.0.0.1", 8000) == found


def test_when_all_of_them_are_taken_any_port_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "is_free", lambda _host, port: port == 0)
    assert find_port("127.0.0.1", 8000) > 1023


def test_the_worker_starts_when_the_web_server_answers(world: World, tmp_path: Path) -> None:
    seen: list[int] = []
    world.answers = [refused(), TimeoutError(), lambda: seen.append(len(world.children))]
    Site(settings(tmp_path), {"A": "b"}, logs=tmp_path / "log").start()
    assert seen == [1], "loading twice at once would double the wait"
    web, worker = world.children
    assert web.command[1:3] == ["-m", "trainingapp.server.tether"]
    assert web.command[4:] == web_command(settings(tmp_path))
    assert worker.command[4:] == [sys.executable, "-m", "trainingapp.cli", "worker"]
    assert web.options["env"]["A"] == "b"
    assert web.options["start_new_session"] is True
    assert sorted(path.name for path in (tmp_path / "log").iterdir()) == ["web.log", "worker.log"]
    assert world.asked == ["http://127.0.0.1:8123/healthz"] * 3


def test_a_worker_of_another_host_is_not_started_here(world: World, tmp_path: Path) -> None:
    Site(settings(tmp_path), {}, has_worker=False).start()
    assert len(world.children) == 1
    assert world.children[0].options["stdout"] is None


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:8123/healthz"),
        ("::1", "http://[::1]:8123/healthz"),
        ("localhost", "http://localhost:8123/healthz"),
    ],
)
def test_the_site_is_asked_where_it_listens(
    world: World, tmp_path: Path, host: str, address: str
) -> None:
    Site(settings(tmp_path, host=host), {}, has_worker=False).start()
    assert world.asked == [address]


def test_a_refusal_is_an_answer_too(world: World, tmp_path: Path) -> None:
    world.answers = [
        urllib.error.HTTPError("http://x", 400, "Bad", email.message.Message(), io.BytesIO())
    ]
    Site(settings(tmp_path), {}).start()
    assert len(world.asked) == 1
    assert len(world.children) == 2


def test_a_web_server_that_ends_at_once_is_quoted(world: World, tmp_path: Path) -> None:
    def end() -> None:
        world.children[0].code = 3
        raise refused()

    world.answers = [end]
    logs = tmp_path / "log"
    logs.mkdir()
    (logs / "web.log").write_text("x" * 5000 + "the port is taken")
    with pytest.raises(NotStarted) as reason:
        Site(settings(tmp_path), {}, logs=logs).start()
    assert str(reason.value).endswith("xthe port is taken")
    assert len(str(reason.value)) == 3000
    assert len(world.children) == 1


def test_a_web_server_that_never_answers_is_ended(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "START_SECONDS", -1.0)
    world.answers = [refused()]
    with pytest.raises(NotStarted, match="the web server did not start"):
        Site(settings(tmp_path), {}).start()
    assert world.children[0].heard == [signal.SIGTERM]


def test_a_signal_during_the_start_is_heard(world: World, tmp_path: Path) -> None:
    def interrupt() -> None:
        world.signals[signal.SIGINT](signal.SIGINT, None)
        raise refused()

    world.answers = [interrupt]
    site = Site(settings(tmp_path), {})
    site.start()
    assert len(world.children) == 1
    assert site.watch(), "asked to stop, and not ended by itself"


def test_every_signal_to_end_is_caught(world: World, tmp_path: Path) -> None:
    Site(settings(tmp_path), {}).start()
    assert set(world.signals) == {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


def test_a_web_server_that_ends_ends_the_watch(world: World, tmp_path: Path) -> None:
    site = Site(settings(tmp_path), {})
    site.start()
    world.children[0].code = 1
    assert site.watch() is False


def test_a_worker_that_ends_is_started_again_after_a_pause(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(settings(tmp_path), {})
    site.start()
    moments = iter([100.0, 100.0, 101.9, 102.0])
    started: list[float] = []

    def clock() -> float:
        started.append(next(moments))
        return started[-1]

    def start(command: list[str], **options: Any) -> Child:
        world.signals[signal.SIGTERM](signal.SIGTERM, None)
        return World.start(world, command, **options)

    world.children[1].code = -9
    with monkeypatch.context() as patch:
        patch.setattr(time, "monotonic", clock)
        patch.setattr(subprocess, "Popen", start)
        patch.setattr(site._asked_to_stop, "wait", lambda _s: site._asked_to_stop.is_set())
        assert site.watch()
    assert started == [100.0, 100.0, 101.9, 102.0], "not before two seconds have passed"
    assert [child.command[-1] for child in world.children[1:]] == ["worker", "worker"]


def test_the_end_is_asked_for_and_those_who_do_not_hear_are_ended(
    world: World, tmp_path: Path
) -> None:
    site = Site(settings(tmp_path), {})
    site.start()
    web, worker = world.children
    web.is_deaf = True
    before = time.monotonic()
    site.stop()
    assert web.heard == worker.heard == [signal.SIGTERM]
    assert world.killed == [(web.pid, signal.SIGKILL)]
    assert worker.code == 0
    assert web.waited[0] is not None
    assert 0 < web.waited[0] <= processes.STOP_SECONDS
    assert time.monotonic() - before < processes.STOP_SECONDS


def test_who_has_ended_already_is_left_alone(world: World, tmp_path: Path) -> None:
    site = Site(settings(tmp_path), {})
    site.stop()
    site.start()
    world.children[0].code = 0
    site.stop()
    site.stop()
    assert [child.heard for child in world.children] == [[], [signal.SIGTERM]]
