"""What may be sent as evidence, and which column keeps it."""

from __future__ import annotations

from trainingapp.credentials.models.evidence import Evidence
from trainingapp.files.purposes import IMAGES, MB, PDF, register_purpose
from trainingapp.files.references import register_reference
from trainingapp.rules.permissions import Permission

PURPOSE = "credential-evidence"
MOST_MB = 8
ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp"

register_purpose(
    PURPOSE,
    most_bytes=MOST_MB * MB,
    media_types=PDF | IMAGES - {"image/gif"},
    may=Permission.CREDENTIAL_OWN,
)
register_reference(Evidence.stored_file_id)
