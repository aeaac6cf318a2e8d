"""tus 1.0: announce, send, ask, cancel; whatever is wrong is told by the right status."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.files.sending import (
    BYTES,
    PURPOSE,
    STAFF_ONLY,
    TUS,
    begin,
    change_upload,
    head,
    id_of,
    metadata,
    patch,
    send,
    some_pdf,
    told,
)
from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.files.models import StoredFile, Upload, UploadState
from trainingapp.files.staging import Staging
from trainingapp.files.storage import Storage
from trainingapp.web.clock import now


def stored(sha256: str) -> StoredFile:
    return db.session.query(StoredFile).filter_by(sha256=sha256).one()


@pytest.mark.both_databases
def test_a_file_sent_in_pieces_arrives_byte_equal(
    app: Flask, sender: FlaskClient, storage: Storage, staging: Staging
) -> None:
    content = some_pdf(700_000)
    place = begin(sender, len(content)).headers["Location"]
    offset = 0
    for size in (1, 4095, 300_000, 395_904):
        answer = patch(sender, place, offset, content[offset : offset + size])
        offset += size
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(offset))
    sha256 = hashlib.sha256(content).hexdigest()
    assert told(sender, place)["state"] == "done"
    assert stored(sha256).media_type == "application/pdf"
    assert b"".join(storage.read(sha256, 0, len(content))) == content
    assert staging.list_files() == []


def test_the_first_bytes_may_come_with_the_announcement(sender: FlaskClient) -> None:
    content = some_pdf(9000)
    answer = begin(sender, len(content), body=content[:5000])
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "5000")
    assert patch(sender, answer.headers["Location"], 5000, content[5000:]).status_code == 204
    assert told(sender, answer.headers["Location"])["state"] == "done"


def test_whoever_asks_is_told_what_this_server_understands(sender: FlaskClient) -> None:
    answer = sender.options("/files/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(4 * 1024**3)
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "checksum",
        "termination",
        "expiration",
    }


def test_asking_tells_offset_length_and_expiry_and_is_never_kept(sender: FlaskClient) -> None:
    place = begin(sender, 9000).headers["Location"]
    patch(sender, place, 0, some_pdf(5000))
    answer = head(sender, place)
    assert answer.status_code == 200
    assert answer.headers["Upload-Offset"] == "5000"
    assert answer.headers["Upload-Length"] == "9000"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Upload-Expires"].endswith("GMT")


def test_bytes_for_another_place_are_refused_and_change_nothing(
    sender: FlaskClient, staging: Staging
) -> None:
    place = begin(sender, 9000).headers["Location"]
    patch(sender, place, 0, some_pdf(5000))
    before = staging.path(id_of(place)).read_bytes()
    for wrong in (0, 4999, 5001):
        assert patch(sender, place, wrong, b"x" * 10).status_code == 409
    assert head(sender, place).headers["Upload-Offset"] == "5000"
    assert staging.path(id_of(place)).read_bytes() == before


def test_more_bytes_than_announced_are_refused(sender: FlaskClient) -> None:
    place = begin(sender, 5000).headers["Location"]
    assert patch(sender, place, 0, some_pdf(5001)).status_code == 400
    assert head(sender, place).headers["Upload-Offset"] == "0"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_piece_with_the_right_checksum_is_kept(sender: FlaskClient, algorithm: str) -> None:
    content = some_pdf(6000)
    place = begin(sender, 6000).headers["Location"]
    digest = base64.b64encode(hashlib.new(algorithm, content).digest()).decode()
    answer = patch(sender, place, 0, content, Upload_Checksum=f"{algorithm} {digest}")
    assert answer.status_code == 204
    assert told(sender, place)["state"] == "done"


def test_a_piece_with_a_wrong_checksum_is_not_kept(sender: FlaskClient, staging: Staging) -> None:
    content = some_pdf(6000)
    place = begin(sender, 6000).headers["Location"]
    digest = base64.b64encode(hashlib.sha1(content).digest()).decode()
    spoilt = content[:3000] + b"!" + content[3001:]
    answer = patch(sender, place, 0, spoilt, Upload_Checksum=f"sha1 {digest}")
    assert (answer.status_code, answer.get_json()["error"]) == (460, "ChecksumDiffers")
    assert head(sender, place).headers["Upload-Offset"] == "0"
    assert not [path for path in staging.list_files() if path.suffix == ".draft"]


@pytest.mark.parametrize("text", ["md5 AAAA", "sha1", "sha1 ###"])
def test_an_unreadable_checksum_is_refused(sender: FlaskClient, text: str) -> None:
    place = begin(sender, 6000).headers["Location"]
    assert patch(sender, place, 0, some_pdf(6000), Upload_Checksum=text).status_code in {400, 460}
    assert head(sender, place).headers["Upload-Offset"] == "0"


def test_a_file_that_differs_from_its_announced_hash_is_refused(
    sender: FlaskClient, staging: Staging
) -> None:
    content = some_pdf(6000)
    place = begin(sender, 6000, sha256=hashlib.sha256(b"another").hexdigest()).headers["Location"]
    assert patch(sender, place, 0, content).status_code == 460
    assert told(sender, place)["state"] == "refused"
    assert staging.list_files() == []


def test_a_cancelled_upload_is_gone(sender: FlaskClient, staging: Staging) -> None:
    place = begin(sender, 9000).headers["Location"]
    patch(sender, place, 0, some_pdf(5000))
    assert sender.delete(place, headers=TUS).status_code == 204
    assert head(sender, place).status_code == 410
    assert patch(sender, place, 5000, b"x").status_code == 410
    assert staging.list_files() == []


def test_an_upload_that_grows_no_more_expires(sender: FlaskClient) -> None:
    place = begin(sender, 9000).headers["Location"]
    patch(sender, place, 0, some_pdf(5000))
    change_upload(id_of(place), expires_at=now() - timedelta(seconds=1))
    assert head(sender, place).status_code == 410
    assert patch(sender, place, 5000, b"x").status_code == 410
    assert told(sender, place)["state"] == "ended"


def test_a_night_of_pause_ends_nothing(sender: FlaskClient, app: Flask) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        place = begin(sender, 9000).headers["Location"]
        patch(sender, place, 0, some_pdf(5000))
        clock.shift(timedelta(hours=1))
        assert head(sender, place).headers["Upload-Offset"] == "5000"
        upload = db.session.get_one(Upload, id_of(place))
        assert upload.expires_at > now() + timedelta(days=6)


def test_nobody_reaches_the_upload_of_another(sender: FlaskClient, stranger: FlaskClient) -> None:
    place = begin(sender, 9000).headers["Location"]
    patch(sender, place, 0, some_pdf(5000))
    assert head(stranger, place).status_code == 404
    assert stranger.get(place, headers={"Accept": "application/json"}).status_code == 404
    assert patch(stranger, place, 5000, b"x" * 4000).status_code == 404
    assert stranger.delete(place, headers=TUS).status_code == 404
    assert head(sender, place).headers["Upload-Offset"] == "5000"


def test_nobody_uploads_without_signing_in(client: FlaskClient, app: Flask) -> None:
    assert begin(client, 10).status_code == 401


def test_the_cross_site_token_is_asked_for(app: Flask, sender: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert begin(sender, 10).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_a_purpose_opens_with_its_permission_only(sender: FlaskClient) -> None:
    answer = begin(sender, 10, purpose=STAFF_ONLY)
    assert (answer.status_code, answer.get_json()["error"]) == (403, "NotForYou")


@pytest.mark.parametrize(
    ("size", "options", "status"),
    [
        (0, {}, 400),
        (1024**3 + 1, {}, 413),
        (10, {"purpose": "unknown"}, 400),
        (10, {"purpose": ""}, 400),
        (10, {"sha256": "xyz"}, 400),
        (10, {"headers": {"Tus-Resumable": "0.2.2"}}, 412),
        (10, {"headers": {"Upload-Length": "-1"}}, 400),
        (10, {"headers": {"Upload-Length": "ten"}}, 400),
        (10, {"headers": {"Upload-Defer-Length": "1"}}, 400),
        (10, {"headers": {"Upload-Metadata": "filename ###"}}, 400),
        (10, {"headers": {"Upload-Metadata": "filename " + "A" * 5000}}, 400),
        (10, {"headers": {"Upload-Metadata": "filename /////w=="}}, 400),
    ],
)
def test_an_announcement_that_cannot_be_taken_is_refused(
    sender: FlaskClient, size: int, options: dict[str, object], status: int
) -> None:
    answer = begin(sender, size, **options)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.get_json()["detail"]
    assert db.session.query(Upload).count() == 0


def test_a_request_in_another_version_is_told_ours(sender: FlaskClient) -> None:
    answer = begin(sender, 10, headers={"Tus-Resumable": "2.0.0"})
    assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")


def test_bytes_of_another_content_type_are_refused(sender: FlaskClient) -> None:
    place = begin(sender, 10).headers["Location"]
    answer = sender.patch(
        place, headers={**TUS, "Upload-Offset": "0"}, data=b"x", content_type="text/plain"
    )
    assert answer.status_code == 415


def test_a_proxy_that_lets_only_post_through_can_be_passed(sender: FlaskClient) -> None:
    content = some_pdf(6000)
    place = begin(sender, 6000).headers["Location"]
    override = {**TUS, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert sender.post(place, headers=override, data=content, content_type=BYTES).status_code == 204
    assert told(sender, place)["state"] == "done"
    assert sender.post(place, headers=TUS).status_code == 400
    override["X-HTTP-Method-Override"] = "DELETE"
    assert sender.post(place, headers=override).status_code == 204


def test_one_person_has_only_so_many_files_on_the_way(
    app: Flask, sender: FlaskClient, stranger: FlaskClient, settings: Settings
) -> None:
    app.config["SETTINGS"] = replace(settings, upload_open_most=3, upload_open_bytes=1000)
    assert [begin(sender, 100).status_code for _ in range(4)] == [201, 201, 201, 429]
    assert begin(stranger, 901).status_code == 201
    assert begin(stranger, 100).status_code == 429
    assert begin(stranger, 99).status_code == 201


def test_the_same_content_is_kept_once(
    sender: FlaskClient, stranger: FlaskClient, storage: Storage
) -> None:
    content = some_pdf(8000, seed=7)
    send(sender, content)
    send(stranger, content, name="another name.pdf")
    assert db.session.query(StoredFile).count() == 1
    assert len(list(storage.list_names())) == 1


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(3))
def test_cuts_at_random_points_are_resumed_where_the_server_says(
    app: Flask, sender: FlaskClient, storage: Storage, seed: int
) -> None:
    """The 300 MB of the real thing in miniature: tests/load/upload.py does it in full."""
    random = Random(seed)
    content = some_pdf(3 * 1024 * 1024 + seed, seed=seed)
    place = begin(sender, len(content)).headers["Location"]
    while (offset := int(head(sender, place).headers["Upload-Offset"])) < len(content):
        cut_after = random.randrange(1, len(content) // 3)
        is_cut = offset + cut_after < len(content)
        sent = content[offset : offset + cut_after] if is_cut else content[offset:]
        sender.patch(
            place,
            headers={**TUS, "Upload-Offset": str(offset)},
            data=sent,
            content_type=BYTES,
            environ_overrides={"CONTENT_LENGTH": str(len(content) - offset)},
        )
    sha256 = hashlib.sha256(content).hexdigest()
    assert told(sender, place)["state"] == "done"
    assert b"".join(storage.read(sha256, 0, len(content))) == content


def test_metadata_of_other_programs_is_read(sender: FlaskClient) -> None:
    header = metadata(name="a.pdf", purpose=PURPOSE, type="application/pdf") + ",is_final"
    place = begin(sender, 6000, headers={"Upload-Metadata": header}).headers["Location"]
    upload = db.session.get_one(Upload, id_of(place))
    assert (upload.file_name, upload.media_type) == ("a.pdf", "application/pdf")
    assert upload.state == UploadState.OPEN
