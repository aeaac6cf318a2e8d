"""The paper that proves what a form says: one that is here already, or a file that comes with the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import current_app

from trainingapp.files.models import Upload
from trainingapp.incubator.actions.documents import Owner, Paper, keep_document
from trainingapp.incubator.document_wording import CATEGORIES
from trainingapp.incubator.routes.document_receiving import FIELD, receive_files
from trainingapp.rules.incubation.document_words import Audience, DocumentCategory
from trainingapp.web.auth import current
from trainingapp.web.clock import now


@dataclass(frozen=True, slots=True)
class Proof:
    """What has come. `earlier` and `error` are for the page when the form is refused."""

    owner: Owner
    title: str
    category: DocumentCategory
    audience: Audience
    document_id: int | None = None
    upload: Upload | None = None
    earlier: Sequence[Upload] = field(default_factory=tuple)
    error: str = ""

    def keep(self) -> int | None:
        """The id of the document: a new one when a file came, else the one chosen. Only once the form is right."""
        if self.upload is None:
            return self.document_id
        document = keep_document(
            self.owner,
            Paper(self.category, self.title[:120], audience=self.audience),
            self.upload,
            person_id=current().id,
            settings=current_app.config["SETTINGS"],
            now=now(),
        )
        return document.id


def receive_proof(
    owner: Owner,
    category: DocumentCategory,
    *,
    title: str = "",
    chosen: int | None = None,
    audience: Audience = Audience.PARTIES,
    name: str = FIELD,
) -> Proof:
    """The proof in a posted form's file field `name`. A file goes before a choice."""
    sent = receive_files(name)
    title = title or str(CATEGORIES[category])
    return Proof(owner, title, category, audience, chosen, sent.upload, sent.earlier, sent.error)
