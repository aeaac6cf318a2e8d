"""The tus 1.0 endpoints of uploads, and what an upload has come to as JSON for our own pages."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.files import actions, describing, growing, queries, tus, violations
from trainingapp.files.finishing import LATER, finish
from trainingapp.files.slots import slots_of
from trainingapp.files.staging import Staging
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence
from trainingapp.web.transactions import commit_now, reads_first, start_writing

bp = Blueprint("files", __name__, url_prefix="/files")


def settings() -> Settings:
    """The settings of this site."""
    found: Settings = current_app.config["SETTINGS"]
    return found


@bp.url_value_preprocessor
def allow_large_bodies(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Bytes go to the disk piece by piece, so the limit of forms does not hold; before anything looks at the body."""
    if request.mimetype == tus.BYTES:
        request.max_content_length = settings().upload_most_bytes


@bp.after_request
def name_protocol(response: Response) -> Response:
    """Every answer to an upload program says which version it speaks."""
    response.headers["Tus-Resumable"] = tus.VERSION
    if response.status_code == 412:
        response.headers["Tus-Version"] = tus.VERSION
    return response


@bp.errorhandler(violations.UploadRefused)
def refuse(violation: violations.UploadRefused) -> ResponseReturnValue:
    """A refusal with the status that upload programs read and the sentence that people do."""
    db.session.rollback()
    with suppress(violations.Crowded), slots_of(settings()).held():
        growing.drain(request.stream)
    answer = jsonify(error=type(violation).__name__, detail=sentence(violation))
    return answer, violation.status


def check_version() -> None:
    """:raises BadRequest: the program speaks another version."""
    if request.headers.get("Tus-Resumable") != tus.VERSION:
        raise violations.OtherVersion()


@bp.route("/uploads", methods=["OPTIONS"])
@require(Permission.FILE_UPLOAD)
def show_protocol() -> ResponseReturnValue:
    """What this server understands."""
    headers = {
        "Tus-Version": tus.VERSION,
        "Tus-Extension": tus.EXTENSIONS,
        "Tus-Max-Size": str(settings().upload_most_bytes),
        "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
        "Allow": "OPTIONS, POST",
    }
    return Response(status=204, headers=headers)


@bp.post("/uploads")
@require(Permission.FILE_UPLOAD)
@reads_first
def begin_upload() -> ResponseReturnValue:
    """Announce a file; its first bytes may come along."""
    check_version()
    announced = tus.read_announcement(request.headers)
    owner = current()
    moment = now()
    start_writing()
    upload = actions.begin_upload(owner, announced, settings=settings(), now=moment)
    awaited = queries.sum_awaited_bytes(now=moment) - upload.size
    Staging(settings()).check_room(upload.size, awaited=awaited)
    upload_id = upload.id
    commit_now()
    if request.mimetype == tus.BYTES:
        _receive(upload_id, 0)
    db.session.rollback()
    headers = tus.upload_headers(queries.get_upload_of(owner, upload_id))
    place = url_for("files.show_upload", upload_id=upload_id)
    return Response(status=201, headers={**headers, "Location": place})


@bp.get("/uploads/<upload_id>")
@require(Permission.FILE_UPLOAD)
def show_upload(upload_id: str) -> ResponseReturnValue:
    """Where an upload stands: as headers for upload programs (HEAD), as JSON for our pages (GET)."""
    upload = queries.get_upload_of(current(), upload_id)
    if request.method == "GET":
        answer = jsonify(describing.describe(upload, now=now()))
        answer.headers.update(tus.upload_headers(upload))
        return answer
    check_version()
    if upload.is_over(now()):
        raise violations.UploadGone()
    return Response(status=200, headers=tus.upload_headers(upload))


@bp.route("/uploads/<upload_id>", methods=["PATCH", "POST"])
@require(Permission.FILE_UPLOAD)
@reads_first
def grow_upload(upload_id: str) -> ResponseReturnValue:
    """More bytes. POST is for proxies that let nothing else through: X-HTTP-Method-Override says what is meant."""
    meant = request.headers.get("X-HTTP-Method-Override", request.method).upper()
    if meant == "DELETE":
        start_writing()
        return cancel_upload(upload_id)
    if meant != "PATCH":
        raise violations.BadRequest(what="POST needs X-HTTP-Method-Override")
    check_version()
    owner = current()
    queries.get_upload_of(owner, upload_id)
    if request.mimetype != tus.BYTES:
        raise violations.NoBytes()
    offset = tus.read_number(request.headers.get("Upload-Offset"), "Upload-Offset")
    _receive(upload_id, offset)
    db.session.rollback()
    return Response(status=204, headers=tus.upload_headers(queries.get_upload_of(owner, upload_id)))


@bp.delete("/uploads/<upload_id>")
@require(Permission.FILE_UPLOAD)
def cancel_upload(upload_id: str) -> ResponseReturnValue:
    """Cancel an upload; what had come is removed."""
    check_version()
    upload = queries.get_upload_of(current(), upload_id)
    actions.end_upload(upload, now=now())
    Staging(settings()).remove(upload.id)
    return Response(status=204)


def _receive(upload_id: str, offset: int) -> None:
    """Take the body, and finish when it was the rest. What can only be judged later is no failure of the sender."""
    checksum = tus.read_checksum(request.headers.get("Upload-Checksum"))
    upload = queries.find_upload(upload_id)
    assert upload is not None
    actions.check_place(upload, offset, request.content_length or 0, now=now())
    db.session.rollback()
    with slots_of(settings()).held():
        growing.grow(
            upload_id, offset, request.stream, checksum=checksum, settings=settings(), now=now()
        )
    try:
        finish(upload_id, settings=settings(), now=now())
    except LATER as reason:
        current_app.logger.warning("upload waits: %s", reason)
