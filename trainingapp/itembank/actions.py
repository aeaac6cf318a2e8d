"""Writes of the item bank: bring it up to the files, publish a test form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.itembank import law_changes, loading, queries
from trainingapp.itembank.bank import Bank
from trainingapp.itembank.content import plan_hash
from trainingapp.itembank.documents import Head, build_answer_key, build_document
from trainingapp.itembank.exam_years import exam_year_at
from trainingapp.itembank.item_loading import Progress, bring_items
from trainingapp.itembank.models import PolicyVersion, TestForm, TestFormSlot, TestSpecification
from trainingapp.itembank.rows import Tally


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load has done."""

    items: Tally
    revisions: int
    forms: int


def load_bank(
    bank: Bank, *, now: datetime, progress: Progress, exam_year: int | None = None
) -> Loaded:
    """Bring the database up to files that were checked and contradict nothing stored (`check_stored`).

    What is unchanged makes nothing; a changed item makes a new revision; a published form stays as it is.
    What changed is noted in the audit log. Where law changed, ready items that rest on what has ended go back to
    review (`law_changes`); `exam_year` is the exam whose law counts, the next one when none is named.
    """
    versions = law_changes.list_versions()
    loading.bring_syllabi(bank)
    loading.bring_laws(bank)
    loading.bring_policies(bank)
    loading.bring_specifications(bank)
    items, revisions = bring_items(bank, now=now, progress=progress)
    db.session.flush()
    loaded = Loaded(items, revisions, _publish_forms(bank, now=now, exam_year=exam_year))
    if items.new or items.changed or revisions or loaded.forms:
        detail = {**items._asdict(), "revisions": revisions, "forms": loaded.forms}
        record("itembank.load", actor_id=None, subject="bank_item", detail=detail, now=now)
    law_changes.follow_changes(versions, actor_id=None, now=now, exam_year=exam_year)
    return loaded


def _publish_forms(bank: Bank, *, now: datetime, exam_year: int | None) -> int:
    published = 0
    for shape in (placed.shape for placed in bank.forms):
        specification = queries.find_specification(shape.specification)
        if specification is None or queries.find_form(shape.code, shape.version):
            continue
        revisions = queries.latest_revision_ids(shape.items)
        publish_form(
            specification,
            [revisions[code] for code in shape.items],
            code=shape.code,
            version=shape.version,
            title=shape.title.model_dump(),
            origin="fixed",
            now=now,
            exam_year=shape.exam_year or exam_year,
        )
        published += 1
    return published


def publish_form(
    specification: TestSpecification,
    revision_ids: Sequence[int],
    *,
    code: str,
    version: int = 1,
    title: Mapping[str, str],
    origin: str,
    now: datetime,
    exam_year: int | None = None,
) -> TestForm:
    """Freeze the revisions in this order as a form: its document, its answer key, its slots.

    The form keeps the year of the exam whose law its items were held to, the next one when none is named.
    Whether the revisions keep to the specification is the caller's to check (`rules.specifications.check_form`).
    """
    entries = queries.list_entries(revision_ids)
    policy = _policy_of(specification)
    test_form = TestForm(
        code=code,
        version=version,
        subject=specification.subject,
        title=dict(title),
        specification_id=specification.id,
        policy_id=policy.id if policy else None,
        origin=origin,
        plan_sha256=plan_hash(title, specification.code, codes=[entry.item for entry in entries]),
        document=b"",
        document_sha256="",
        answer_key=build_answer_key(entries),
        published_at=now,
        exam_year=exam_year or exam_year_at(now),
    )
    db.session.add(test_form)
    db.session.flush()  # the document carries the form's id
    head = Head(
        form=test_form.id,
        code=code,
        version=version,
        title=title,
        specification=specification.content,
        policy=policy.content if policy else {},
    )
    test_form.document, test_form.document_sha256 = build_document(head, entries)
    slots = [
        {"test_form_id": test_form.id, "slot": entry.slot, "item_revision_id": entry.revision_id}
        for entry in entries
    ]
    db.session.execute(insert(TestFormSlot), slots)
    db.session.flush()
    return test_form


def _policy_of(specification: TestSpecification) -> PolicyVersion | None:
    name = specification.content.get("policy")
    return queries.find_policy(name) if name else None
