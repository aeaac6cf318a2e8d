"""The list of papers of a case, of an agency with its cases, or of all cases of a base: what the reader may open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask_babel import lazy_pgettext as pgettext
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from trainingapp.extensions import db
from trainingapp.incubator import document_wording as words, models as m
from trainingapp.incubator.exports import Listing, Scope, Told, column
from trainingapp.incubator.listings_stays import EVERYONE
from trainingapp.incubator.queries.documents import open_to, select_documents, select_of
from trainingapp.rules.incubation.document_words import DocumentCategory
from trainingapp.rules.incubation.words import Actor


def _documents(scope: Scope) -> Sequence[Told]:
    """What the reader may open, the newest first in each case, with how many versions there are."""
    paper, version = m.IncubatorDocument, m.DocumentVersion
    chosen = _chosen(scope).order_by(None).with_only_columns(paper.id)
    counted = select(version.document_id, func.count()).where(version.document_id.in_(chosen))
    found = db.session.execute(counted.group_by(version.document_id))
    counts = {number: count for number, count in found}
    query = (
        select(paper)
        .where(paper.id.in_(chosen))
        .options(joinedload(paper.agency), joinedload(paper.case), joinedload(paper.entered_by))
        .order_by(paper.entered_at.desc(), paper.id.desc())
    )
    return [Told(one, counts.get(one.id, 0)) for one in db.session.scalars(query)]


def _chosen(scope: Scope) -> Select[m.IncubatorDocument]:
    paper, asked = m.IncubatorDocument, scope.asked.get("category", "")
    if not isinstance(scope.owner, m.IncubationBase):
        category = asked if asked in set(DocumentCategory) else ""
        return select_of(scope.person, scope.owner, category=category)
    return select_documents(scope.person).where(
        paper.withdrawn_at.is_(None), paper.case_id.in_(scope.cases), open_to(scope.actors)
    )


DOCUMENTS = Listing(
    pgettext("workbook", "Documents"),
    (
        column("case", pgettext("workbook", "Case"), "row.case.number"),
        column("agency", pgettext("workbook", "Agency"), "row.agency.name"),
        column("title", pgettext("workbook", "Title"), "row.title"),
        column("number", pgettext("workbook", "Number"), "row.number"),
        column("category", pgettext("workbook", "Kind"), "row.category", words.CATEGORIES),
        column("issued_on", pgettext("workbook", "Issued on"), "row.issued_on"),
        column("last_day", pgettext("workbook", "Last day"), "row.last_day"),
        column(
            "audience", pgettext("workbook", "Who may open it"), "row.audience", words.AUDIENCES
        ),
        column("versions", pgettext("workbook", "Versions"), "fact"),
        column("entered_at", pgettext("workbook", "Entered at"), "row.entered_at"),
        column("entered_by", pgettext("workbook", "Entered by"), "row.entered_by.display_name"),
    ),
    _documents,
    EVERYONE | {Actor.REVIEWER},
)

# A reviewer sees papers of the case, and nothing else of the agency.
OF_CASE: Mapping[str, Listing] = {"documents": DOCUMENTS}
OF_AGENCY: Mapping[str, Listing] = {"documents": replace(DOCUMENTS, readers=EVERYONE)}
