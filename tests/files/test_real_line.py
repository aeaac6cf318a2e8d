"""A real server and real sockets: lines that are cut, a server killed at the worst moment, two senders at once."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from tests.files.line import Line, UploadServer, checksum
from tests.files.live_site import SWITCH
from tests.files.sending import id_of, some_video
from trainingapp.files.staging import Staging
from trainingapp.files.storage import open_storage

MB = 1024 * 1024
PATIENCE = 10.0

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("files-live")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UploadServer]:
    server = UploadServer(tmp_path_factory.mktemp("live"))
    server.prepare()
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="module")
def line(server: UploadServer) -> Line:
    return Line(server)


def content_of(server: UploadServer, content: bytes) -> bytes:
    storage = open_storage(server.app.config["SETTINGS"])
    return b"".join(storage.read(hashlib.sha256(content).hexdigest(), 0, len(content)))


def wait_for_offset(line: Line, place: str, wanted: int) -> int:
    """The server notices a cut a moment after it: ask until it stands there."""
    deadline = time.monotonic() + PATIENCE
    while (offset := line.offset(place)) != wanted and time.monotonic() < deadline:
        time.sleep(0.02)
    return offset


def test_a_line_cut_at_random_points_loses_nothing(server: UploadServer, line: Line) -> None:
    content = some_video(8 * MB, seed=1)
    random, view = Random(1), memoryview(content)
    place = line.begin(len(content))
    for _ in range(5):
        offset = line.offset(place)
        length = random.randrange(MB // 2, MB)
        line.send_until_cut(
            place, offset, view[offset : offset + length], len(content) - offset, is_reset=False
        )
        assert wait_for_offset(line, place, offset + length) == offset + length
    offset = line.offset(place)
    assert line.patch(place, offset, content[offset:]).status == 204
    assert content_of(server, content) == content


def test_a_server_killed_between_bytes_and_offset_says_no_more_than_it_knows(
    server: UploadServer, line: Line
) -> None:
    content = some_video(8 * MB, seed=2)
    place = line.begin(len(content))
    assert line.patch(place, 0, content[:MB]).status == 204
    (server.data / SWITCH).touch()
    with pytest.raises(OSError):
        line.patch(place, MB, content[MB : 3 * MB])
    server.kill()
    server.start()
    lying = Staging(server.app.config["SETTINGS"]).path(id_of(place)).stat().st_size
    assert lying == 3 * MB  # the bytes are there
    assert line.offset(place) == MB  # nobody was told, so they do not count
    other = Random(9).randbytes(2 * MB)  # and a sender who continues otherwise is taken at his word
    assert line.patch(place, MB, other).status == 204
    wanted = content[:MB] + other + content[3 * MB :]
    assert line.patch(place, 3 * MB, content[3 * MB :]).status == 204
    assert content_of(server, wanted) == wanted


def test_two_senders_at_once_corrupt_nothing(server: UploadServer, line: Line) -> None:
    """Both send from the same offset, with different bytes: one of them goes on, whole."""
    start, ones, twos = some_video(MB, seed=3), b"1" * (6 * MB), b"2" * (6 * MB)
    place = line.begin(7 * MB)
    assert line.patch(place, 0, start).status == 204
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda body: line.patch(place, MB, body).status, (ones, twos)))
    assert set(answers) <= {204, 409}  # both are told: nobody is cut off while sending
    assert 409 in answers
    offset = line.offset(place)
    kept = b"" if offset == 7 * MB else b"3" * (7 * MB - offset)
    if kept:
        assert line.patch(place, offset, kept).status == 204
    found = [
        start + body[: offset - MB] + kept
        for body in (ones, twos)
        if is_stored(server, start + body[: offset - MB] + kept)
    ]
    assert len(found) == 1


def is_stored(server: UploadServer, content: bytes) -> bool:
    storage = open_storage(server.app.config["SETTINGS"])
    return storage.has(hashlib.sha256(content).hexdigest())


def test_a_checksum_is_believed_only_when_all_has_come(server: UploadServer, line: Line) -> None:
    content = some_video(2 * MB, seed=4)
    place = line.begin(len(content))
    right = checksum(content, hashlib.sha256(content).digest())
    answer = line.patch(place, 0, content[:-1] + b"!", Upload_Checksum=right)
    assert (answer.status, line.offset(place)) == (460, 0)
    assert line.patch(place, 0, content, Upload_Checksum=right).status == 204
    assert content_of(server, content) == content


def test_many_files_at_once_wait_for_each_other_and_none_is_turned_away(
    server: UploadServer, line: Line
) -> None:
    contents = [some_video(300_000, seed=n) for n in range(12)]

    def send(content: bytes) -> int:
        place = line.begin(len(content))
        return line.patch(place, 0, content).status

    with ThreadPoolExecutor(8) as pool:  # as many as there are places
        assert set(pool.map(send, contents)) == {204}
    assert all(content_of(server, content) == content for content in contents)


def test_a_refused_sender_hears_the_reason_however_much_was_coming(line: Line) -> None:
    place = line.begin(12 * MB, name="a.mp4")
    answer = line.patch(place, 0, b"MZ" + bytes(12 * MB - 2))
    assert answer.status == 415
    assert b"Executable" in answer.body


def test_the_upload_of_another_is_not_there(server: UploadServer, line: Line) -> None:
    place = line.begin(MB)
    stranger = Line(server, "王建国")
    for method in ("HEAD", "GET", "DELETE"):
        assert stranger.ask(method, place).status == 404
    assert stranger.patch(place, 0, b"x").status == 404
    assert line.offset(place) == 0


def test_nothing_is_left_on_the_way(server: UploadServer, line: Line, tmp_path: Path) -> None:
    content = some_video(MB, seed=5)
    place = line.begin(len(content))
    assert line.patch(place, 0, content).status == 204
    left = Staging(server.app.config["SETTINGS"]).list_files()
    assert [path for path in left if path.name.startswith(id_of(place))] == []
