"""What may be sent as a document of the incubator, and which column keeps it."""

from __future__ import annotations

from trainingapp.files.purposes import IMAGES, MB, OFFICE, OLD_OFFICE, PDF, register_purpose
from trainingapp.files.references import register_reference
from trainingapp.incubator.models.documents import DocumentVersion
from trainingapp.rules.permissions import Permission

PURPOSE = "incubator-document"
MOST_MB = 20
ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx,.pptx,.doc,.xls,.ppt"

register_purpose(
    PURPOSE,
    most_bytes=MOST_MB * MB,
    media_types=PDF | OFFICE | OLD_OFFICE | IMAGES - {"image/gif"},
    may=Permission.CASE_OPEN,
)
register_reference(DocumentVersion.stored_file_id)
