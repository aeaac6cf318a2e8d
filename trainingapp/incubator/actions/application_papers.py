"""The papers of an application: added one after another, and taken away again while the applicant writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import func, select

from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.files.models import Upload
from trainingapp.incubator.actions.applications import ApplicationSent
from trainingapp.incubator.actions.documents import (
    Paper as Description,
    keep_document,
    withdraw_document,
)
from trainingapp.incubator.models import Application, ApplicationPaper
from trainingapp.incubator.queries.applications import OPEN
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.application_forms import Paper
from trainingapp.rules.incubation.document_words import Audience, DocumentCategory

MOST = 60  # papers of one application


class TooManyPapers(RuleViolation):
    """No application needs so many."""

    message: ClassVar[str] = "There are %(most)s papers in this application already."


def add_papers(
    application: Application,
    paper: Paper,
    uploads: Sequence[Upload],
    *,
    person_id: int,
    settings: Settings,
    now: datetime,
) -> None:
    """Keep files as documents of the case for one of its papers; reviewers open them as the parties do.

    Proof of identity is for the parties alone. :raises ApplicationSent: it is not the applicant's turn.
    :raises TooManyPapers: :raises UploadRefused, WrongPurpose: a file that cannot be kept.
    """
    if application.case.stage not in OPEN:
        raise ApplicationSent()
    counted = select(func.count()).select_from(ApplicationPaper)
    count = db.session.scalar(counted.filter_by(application_id=application.id)) or 0
    if count + len(uploads) > MOST:
        raise TooManyPapers(most=MOST)
    category = DocumentCategory(paper.category)
    is_private = category is DocumentCategory.IDENTITY
    for upload in uploads:
        document = keep_document(
            application.case,
            Description(
                category=category,
                title=paper.label.zh,
                audience=Audience.PARTIES if is_private else Audience.EXPERTS,
            ),
            upload,
            person_id=person_id,
            settings=settings,
            now=now,
        )
        row = ApplicationPaper(
            application_id=application.id,
            paper=paper.key,
            document_id=document.id,
            added_at=now,
        )
        db.session.add(row)
    db.session.flush()


def take_away(
    paper: ApplicationPaper, application: Application, *, person_id: int, now: datetime
) -> None:
    """Withdraw a paper. What was submitted with it stays readable for those who checked it.

    :raises ApplicationSent: it is not the applicant's turn.
    """
    if application.case.stage not in OPEN:
        raise ApplicationSent()
    withdraw_document(paper.document, person_id=person_id, now=now)
