"""Writes of uploads and content: beginning and ending uploads, keeping what arrived, removing what is left."""

from __future__ import annotations

from trainingapp.files.actions.keeping import claim, keep_made, keep_verdict, refuse
from trainingapp.files.actions.removing import (
    expire_uploads_of_the_gone,
    hold_content_still,
    remove_content,
    remove_upload,
)
from trainingapp.files.actions.sending import begin_upload, check_place, end_upload, note_offset

__all__ = [
    "begin_upload",
    "check_place",
    "claim",
    "end_upload",
    "expire_uploads_of_the_gone",
    "hold_content_still",
    "keep_made",
    "keep_verdict",
    "note_offset",
    "refuse",
    "remove_content",
    "remove_upload",
]
