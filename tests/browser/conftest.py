"""A real Chromium and a real server for the tests of this folder, each started once and well used."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import locate_chromium
from tests.browser.live import LiveServer

ROOM = {  # about half of the time
    "test_exam_room",
    "test_late_answers",
    "test_loss_proof",
    "test_room_devices",
    "test_room_presence",
    "test_room_time",
}
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of the exam room together, and those of all else: a group starts one Chromium and one server.

    They mostly wait (for a timer, for the server), so two groups beside each other and the rest fill the processors.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and not item.get_closest_marker("xdist_group"):
            name = "room" if item.path.stem in ROOM else "pages"
            item.add_marker(pytest.mark.xdist_group(f"browser-{name}"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium, which leaves with this folder: its event loop would disturb the tests after."""
    chromium = locate_chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium.executable,
            env={**os.environ, **chromium.environment},
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield started
        started.close()


class ServerInUse:
    """The server that the next test may have; one that a test has ended is replaced."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._server: LiveServer | None = None

    def take(self) -> LiveServer:
        """A server on empty tables. Starting one takes two seconds, emptying it some hundredths."""
        if self._server and self._server.can_serve_another:
            self._server.renew()
            return self._server
        self.close()
        self._server = LiveServer(self._folders.mktemp("live"))
        self._server.factory = "tests.browser.warm:make_app"
        self._server.prepare()
        self._server.start()
        return self._server

    def close(self) -> None:
        """End the server, if there is one."""
        if self._server:
            self._server.close()
        self._server = None


@pytest.fixture(scope="package")
def server_in_use(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerInUse]:
    """What `live_server` takes its server from."""
    servers = ServerInUse(tmp_path_factory)
    yield servers
    servers.close()


@pytest.fixture
def live_server(server_in_use: ServerInUse) -> LiveServer:
    """The site on empty tables, already answering."""
    return server_in_use.take()


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Make devices: each call is a browser of its own, with its own cookies and storage."""
    contexts: list[BrowserContext] = []

    def make(
        *, viewport: dict[str, int] = PHONE, locale: str = "zh-CN", **more: object
    ) -> BrowserContext:
        context = browser.new_context(
            viewport=viewport, locale=locale, timezone_id="Asia/Shanghai", **more
        )
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def phone(open_context: Callable[..., BrowserContext]) -> Page:
    """A page on a phone-sized device."""
    return open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()


@pytest.fixture
def desktop(open_context: Callable[..., BrowserContext]) -> Page:
    """A page on a desktop-sized device."""
    return open_context(viewport=DESKTOP).new_page()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the demonstration, made once for all processes of a run: it takes half a minute."""
    folder = tmp_path_factory.getbasetemp()
    common = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    data, made = common / "demonstration", common / "demonstration.made"
    with (common / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            environment = LiveServer(data, {"TRAININGAPP_DEMO": "1"}).environment
            subprocess.run(
                [sys.executable, "-m", "trainingapp.cli", "prepare-demo"],
                env={**os.environ, **environment},
                check=True,
                capture_output=True,
            )
            made.touch()
    return data


@pytest.fixture
def site(tmp_path: Path, demonstration: Path) -> Iterator[LiveServer]:
    """The demonstration, with one attempt handed in and one under way."""
    shutil.copytree(demonstration, tmp_path, dirs_exist_ok=True)
    server = LiveServer(tmp_path, {"TRAININGAPP_DEMO": "1"})
    server.start()
    try:
        yield server
    finally:
        server.close()
