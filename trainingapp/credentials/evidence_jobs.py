"""What the worker does for evidence and verifications: open copies go at once, what has run out is looked at daily."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app

from trainingapp.config import Settings
from trainingapp.credentials.actions.evidence_content import forget_codes
from trainingapp.credentials.actions.settling import expire_verifications
from trainingapp.education.days import day_of
from trainingapp.files.actions import remove_content
from trainingapp.files.storage import open_storage
from trainingapp.jobs.registry import every, job


@job("credentials.remove_open_copy")
def remove_open_copy(*, stored_file_id: int, now: datetime) -> None:
    """Remove content that only evidence referred to: the file as it was sent once it is sealed, the sealed one once
    it is erased. Content that anybody else has sent as well stays theirs.
    """
    settings: Settings = current_app.config["SETTINGS"]
    sha256 = remove_content(stored_file_id, before=now + timedelta(seconds=1))
    if sha256 is not None:
        open_storage(settings).remove(sha256)


@every(seconds=3600)
def expire_records(*, now: datetime) -> None:
    """Bring records up to the day, and empty the codes that work no longer."""
    expire_verifications(now=now)
    forget_codes(today=day_of(now))
