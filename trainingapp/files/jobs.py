"""What the worker does for uploads: judges what waits, forgets what has expired, removes what nobody refers to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog
from flask import current_app

from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.files import actions, queries
from trainingapp.files.finishing import LATER, finish
from trainingapp.files.staging import Staging
from trainingapp.files.storage import open_storage
from trainingapp.files.violations import UploadRefused
from trainingapp.jobs.registry import every
from trainingapp.web.transactions import commit_now, start_writing

AT_ONCE = 200
GRACE = timedelta(days=1)

log = structlog.get_logger()


def settings() -> Settings:
    """The settings of this site."""
    found: Settings = current_app.config["SETTINGS"]
    return found


@every(seconds=30, reads_first=True)
def judge_waiting(*, now: datetime) -> None:
    """Judge what is complete and unjudged: a server was stopped in between, or scanner or store were away."""
    waiting = queries.list_unjudged(now=now)
    db.session.rollback()
    for upload_id in waiting:
        try:
            finish(upload_id, settings=settings(), now=now)
        except LATER as reason:
            log.warning("upload waits", reason=type(reason).__name__)
            return  # what is away for one is away for all
        except UploadRefused:
            continue  # its owner reads why


@every(seconds=600, reads_first=True)
def remove_expired(*, now: datetime) -> None:
    """Forget uploads whose time is over or whose owner has left, and their bytes."""
    staging = Staging(settings())
    start_writing()
    actions.expire_uploads_of_the_gone(now=now)
    commit_now()
    expired = queries.list_expired(now=now, limit=AT_ONCE)
    start_writing()
    gone = [upload_id for upload_id in expired if actions.remove_upload(upload_id, now=now)]
    commit_now()
    for upload_id in gone:
        staging.remove(upload_id)


@every(seconds=3600, reads_first=True)
def remove_orphans(*, now: datetime) -> None:
    """Remove content that nothing has referred to for a day: the row and the bytes in one step."""
    storage = open_storage(settings())
    orphans = [file.id for file in queries.list_orphans(before=now - GRACE, limit=AT_ONCE)]
    for stored_file_id in orphans:
        start_writing()
        sha256 = actions.remove_content(stored_file_id, before=now - GRACE)
        if sha256 is not None:
            storage.remove(sha256)
        commit_now()


@every(seconds=24 * 3600, reads_first=True)
def remove_strays(*, now: datetime) -> None:
    """Remove bytes that no row knows: what a crash, a refused form or a restored database has left."""
    storage = open_storage(settings())
    strays = [name for name, at in storage.list_names() if at < now - GRACE]
    for sha256 in [name for name in strays if not queries.is_known_content(name)]:
        start_writing()
        actions.hold_content_still()
        if not queries.is_known_content(sha256):
            storage.remove(sha256)
        commit_now()
    for path in Staging(settings()).list_files():
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if changed < now - GRACE and queries.find_upload(path.name.split(".")[0]) is None:
            path.unlink(missing_ok=True)
    db.session.rollback()
