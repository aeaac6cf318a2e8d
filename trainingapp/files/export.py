"""What a person's export holds of uploads: files on their way. What was claimed is told by the part that has it."""

from __future__ import annotations

from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.files import queries


def _uploads(user_id: int) -> Rows:
    return [
        {
            "file_name": upload.file_name,
            "purpose": upload.purpose,
            "size": upload.size,
            "offset": upload.offset,
            "state": upload.state,
            "made_at": upload.made_at,
            "expires_at": upload.expires_at,
        }
        for upload in queries.list_uploads_of(user_id)
    ]


def init_export() -> None:
    """Add the table of uploads to everybody's export."""
    register_exporter("uploads", _uploads)
