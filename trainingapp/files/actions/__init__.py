"""Writes of uploads and content: beginning and ending uploads, keeping what arrived, removing what is left."""

from __future__ import annotations

from trainingapp.files.actions.keeping import claim, keep_content, refuse
from trainingapp.files.actions.removing import remove_content, remove_upload
from trainingapp.files.actions.sending import begin_upload, end_upload, note_offset

__all__ = [
    "begin_upload",
    "claim",
    "end_upload",
    "keep_content",
    "note_offset",
    "refuse",
    "remove_content",
    "remove_upload",
]
