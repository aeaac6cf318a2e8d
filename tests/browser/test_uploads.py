"""A file field in a real browser: several files, progress, cut lines, a reload, a pause, and no script at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.files.line import Line, UploadServer
from tests.files.sending import some_pdf, some_video

MB = 1024 * 1024
CHUNK = 4 * MB

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UploadServer]:
    server = UploadServer(tmp_path_factory.mktemp("uploads"))
    server.prepare()
    server.start()
    yield server
    server.close()


@pytest.fixture
def device(
    open_context: Callable[..., BrowserContext], server: UploadServer
) -> Callable[..., Page]:
    """Make a signed-in device that shows the page with the file field."""

    def make(**options: object) -> Page:
        cookie = Line(server).headers["Cookie"].partition("=")[2]
        context = open_context(**options)
        context.add_cookies([{"name": "session", "value": cookie, "url": server.url}])
        page = context.new_page()
        page.goto(f"{server.url}/trial")
        return page

    return make


def file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def row(page: Page, name: str) -> Locator:
    return page.locator(".upload-row").filter(has_text=name)


def choose(page: Page, *paths: Path) -> None:
    page.locator("#files").set_input_files(list(paths))


def received(page: Page) -> list[str]:
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#received li").first).to_be_visible()
    return page.locator("#received li").all_text_contents()


def line_of(name: str, content: bytes) -> str:
    return f"{name} {hashlib.sha256(content).hexdigest()}"


class Offsets:
    """Notes at which offsets the page sends, and cuts the line behind one of them when asked."""

    def __init__(self, page: Page) -> None:
        self.sent: list[int] = []
        self.cut_from: int | None = None
        page.route("**/files/uploads/*", self._pass)

    def _pass(self, route: Route) -> None:
        offset = int(route.request.headers.get("upload-offset", "-1"))
        if route.request.method == "PATCH":
            if self.cut_from is not None and offset >= self.cut_from:
                route.abort("connectionfailed")
                return
            self.sent.append(offset)
        route.continue_()


def test_several_files_arrive_and_the_form_sends_their_ids(
    device: Callable[..., Page], tmp_path: Path
) -> None:
    page = device(locale="en")
    video, pdf = some_video(9 * MB, seed=11), some_pdf(50_000, seed=12)
    choose(page, file(tmp_path, "讲课.mp4", video), file(tmp_path, "b.pdf", pdf))
    for name in ("讲课.mp4", "b.pdf"):
        expect(row(page, name).locator(".upload-state")).to_have_text("Arrived", timeout=20_000)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert sorted(received(page)) == sorted([line_of("讲课.mp4", video), line_of("b.pdf", pdf)])


def test_after_a_reload_the_same_file_goes_on_where_the_server_stands(
    device: Callable[..., Page], tmp_path: Path
) -> None:
    page = device(locale="en")
    content = some_video(9 * MB, seed=21)
    path = file(tmp_path, "long.mp4", content)
    offsets = Offsets(page)
    offsets.cut_from = CHUNK
    choose(page, path)
    expect(row(page, "long.mp4")).to_contain_text("The line is cut", timeout=20_000)
    assert offsets.sent == [0]
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(row(page, "long.mp4")).to_contain_text("Choose the same file again", timeout=10_000)
    expect(row(page, "long.mp4")).to_contain_text("44%")
    offsets.cut_from = None
    choose(page, path)
    expect(row(page, "long.mp4").locator(".upload-state")).to_have_text("Arrived", timeout=20_000)
    assert offsets.sent == [0, CHUNK, 2 * CHUNK]
    assert received(page) == [line_of("long.mp4", content)]


def test_what_has_arrived_comes_back_after_a_reload(
    device: Callable[..., Page], tmp_path: Path
) -> None:
    page = device(locale="en")
    content = some_pdf(60_000, seed=31)
    choose(page, file(tmp_path, "notes.pdf", content))
    state = row(page, "notes.pdf").locator(".upload-state")
    expect(state).to_have_text("Arrived", timeout=20_000)
    page.reload()
    expect(state).to_have_text("Arrived", timeout=10_000)
    assert received(page) == [line_of("notes.pdf", content)]
    page.goto(page.url)
    expect(page.locator(".upload-row")).to_have_count(0)  # it has been used


def test_a_cut_line_goes_on_by_itself(device: Callable[..., Page], tmp_path: Path) -> None:
    page = device(locale="en")
    content = some_video(9 * MB, seed=41)
    offsets = Offsets(page)
    offsets.cut_from = CHUNK
    choose(page, file(tmp_path, "lecture.mp4", content))
    expect(row(page, "lecture.mp4")).to_contain_text("The line is cut", timeout=20_000)
    offsets.cut_from = None
    state = row(page, "lecture.mp4").locator(".upload-state")
    expect(state).to_have_text("Arrived", timeout=30_000)
    assert received(page) == [line_of("lecture.mp4", content)]


def test_a_pause_holds_and_continue_goes_on_and_the_form_waits(
    device: Callable[..., Page], tmp_path: Path
) -> None:
    page = device(locale="en")
    content = some_video(9 * MB, seed=51)
    offsets = Offsets(page)
    offsets.cut_from = CHUNK
    choose(page, file(tmp_path, "talk.mp4", content))
    expect(row(page, "talk.mp4")).to_contain_text("The line is cut", timeout=20_000)
    row(page, "talk.mp4").get_by_role("button", name="Pause").click()
    expect(row(page, "talk.mp4")).to_contain_text("Paused")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-upload-news]")).to_contain_text("Files are still on their way")
    offsets.cut_from = None
    row(page, "talk.mp4").get_by_role("button", name="Continue").click()
    state = row(page, "talk.mp4").locator(".upload-state")
    expect(state).to_have_text("Arrived", timeout=20_000)
    assert received(page) == [line_of("talk.mp4", content)]


def test_a_file_chosen_before_the_script_has_come_is_sent_all_the_same(
    device: Callable[..., Page], tmp_path: Path
) -> None:
    page = device(locale="en")
    content = some_pdf(60_000, seed=56)
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route("**/uploads-*.js", hold)
    with page.expect_request("**/uploads-*.js"):
        page.reload(wait_until="domcontentloaded")
    choose(page, file(tmp_path, "early.pdf", content))
    expect(page.locator(".upload-row")).to_have_count(0)
    late[0].continue_()
    expect(row(page, "early.pdf").locator(".upload-state")).to_have_text("Arrived", timeout=20_000)
    assert received(page) == [line_of("early.pdf", content)]


def test_a_renamed_program_is_told_in_the_readers_words_and_can_be_removed(
    device: Callable[..., Page], tmp_path: Path
) -> None:
    page = device()
    choose(page, file(tmp_path, "讲义.pdf", b"MZ" + bytes(9 * MB)))
    expect(row(page, "讲义.pdf")).to_contain_text("程序文件", timeout=20_000)
    row(page, "讲义.pdf").get_by_role("button", name="移除").click()
    expect(page.locator(".upload-row")).to_have_count(0)


def test_a_file_that_is_too_large_is_told_before_a_byte_is_sent(
    device: Callable[..., Page], tmp_path: Path
) -> None:
    page = device(locale="en")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-upload-news]")).to_have_text("Choose a file.")
    offsets = Offsets(page)
    large = tmp_path / "huge.mp4"
    with large.open("wb") as stream:
        stream.truncate(101 * MB)
    choose(page, large)
    expect(row(page, "huge.mp4")).to_contain_text("Larger than")
    assert offsets.sent == []


def test_without_script_small_files_go_with_the_form(
    device: Callable[..., Page], tmp_path: Path
) -> None:
    page = device(java_script_enabled=False, locale="en")
    content = some_pdf(70_000, seed=61)
    choose(page, file(tmp_path, "plain.pdf", content))
    expect(page.locator(".upload-plain")).to_be_visible()
    assert received(page) == [line_of("plain.pdf", content)]


def test_what_a_refused_form_shows_again_can_be_removed(
    device: Callable[..., Page], server: UploadServer, tmp_path: Path
) -> None:
    page = device(locale="en")
    content = some_pdf(80_000, seed=71)
    choose(page, file(tmp_path, "again.pdf", content))
    state = row(page, "again.pdf").locator(".upload-state")
    expect(state).to_have_text("Arrived", timeout=20_000)
    upload_id = page.locator('input[name="files-uploads"]').input_value()
    page.evaluate("localStorage.clear()")  # another browser knows it only from the form
    page.goto(f"{server.url}/trial?again={upload_id}")
    expect(state).to_have_text("Arrived")
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as gone:
        row(page, "again.pdf").get_by_role("button", name="Remove").click()
    assert gone.value.status == 204
    expect(page.locator('input[name="files-uploads"]')).to_have_count(0)
