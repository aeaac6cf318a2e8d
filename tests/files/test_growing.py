"""An upload as a property: whatever a sender tries, the bytes are a beginning of the file and the offset says so."""

from __future__ import annotations

import base64
import hashlib
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.files.sending import BYTES, TUS, begin, head, id_of, patch, some_pdf, told
from trainingapp.files.sniffing import media_type_of
from trainingapp.files.staging import Staging
from trainingapp.files.storage import Storage
from trainingapp.files.violations import UploadRefused

SIZE = 60_000


def offset_of(sender: FlaskClient, place: str) -> int:
    return int(head(sender, place).headers["Upload-Offset"])


def try_something(sender: FlaskClient, place: str, content: bytes, random: Random) -> None:
    """One of the things that senders and bad lines do, right or wrong."""
    offset = offset_of(sender, place)
    piece = content[offset : offset + random.randrange(1, SIZE // 3)]
    sha1 = base64.b64encode(hashlib.sha1(piece).digest()).decode()
    match random.randrange(7):
        case 0 | 1:
            assert patch(sender, place, offset, piece).status_code == 204
        case 2:
            answer = patch(sender, place, offset, piece, Upload_Checksum=f"sha1 {sha1}")
            assert answer.status_code == 204
        case 3:
            spoilt = bytes([piece[0] ^ 1]) + piece[1:]
            answer = patch(sender, place, offset, spoilt, Upload_Checksum=f"sha1 {sha1}")
            assert answer.status_code == 460
        case 4:
            wrong = random.choice([n for n in (0, offset - 1, offset + 1) if n not in {offset, -1}])
            assert patch(sender, place, wrong, piece).status_code in {400, 409}
        case 5:
            assert patch(sender, place, offset, piece + bytes(SIZE)).status_code == 400
        case 6:  # the line is cut after the piece, though the rest was announced
            sender.patch(
                place,
                headers={**TUS, "Upload-Offset": str(offset)},
                data=piece,
                content_type=BYTES,
                environ_overrides={"CONTENT_LENGTH": str(SIZE - offset)},
            )


@pytest.mark.parametrize("seed", range(6))
def test_whatever_a_sender_tries_the_bytes_are_a_beginning_of_the_file(
    app: Flask, sender: FlaskClient, staging: Staging, storage: Storage, seed: int
) -> None:
    random = Random(seed)
    content = some_pdf(SIZE, seed=seed)
    place = begin(sender, SIZE, sha256=hashlib.sha256(content).hexdigest()).headers["Location"]
    path = staging.path(id_of(place))
    while told(sender, place)["state"] == "open":
        try_something(sender, place, content, random)
        if path.exists():
            lying = path.read_bytes()
            assert content.startswith(lying[: offset_of(sender, place)])
            assert len(lying) >= offset_of(sender, place)
    assert told(sender, place)["state"] == "done"
    assert b"".join(storage.read(hashlib.sha256(content).hexdigest(), 0, SIZE)) == content
    assert staging.list_files() == []


@pytest.mark.parametrize("seed", range(40))
def test_no_bytes_crash_the_judgement(tmp_path: object, staging: Staging, seed: int) -> None:
    """Beginnings of real formats with chance behind them, and pure chance."""
    random = Random(seed)
    starts = (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b"<", b"RIFF")
    path = staging.folder / "chance.part"
    for start in starts:
        path.write_bytes(start + random.randbytes(random.randrange(1, 3000)))
        try:
            kind = media_type_of(path, "chance.bin")
        except UploadRefused:
            continue
        assert "/" in kind


def test_an_empty_piece_changes_nothing(sender: FlaskClient) -> None:
    place = begin(sender, 9000).headers["Location"]
    assert patch(sender, place, 0, b"").status_code == 204
    assert patch(sender, place, 0, some_pdf(5000)).status_code == 204
    assert patch(sender, place, 5000, b"").status_code == 204
    assert offset_of(sender, place) == 5000


def test_a_finished_upload_takes_no_more_and_says_so_in_peace(sender: FlaskClient) -> None:
    content = some_pdf(9000)
    place = begin(sender, 9000).headers["Location"]
    patch(sender, place, 0, content)
    assert offset_of(sender, place) == 9000
    assert patch(sender, place, 9000, b"").status_code == 204
    assert patch(sender, place, 9000, b"x").status_code == 400
    assert told(sender, place)["state"] == "done"
