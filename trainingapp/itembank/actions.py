"""Writes of the item bank: publish a test form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert

from trainingapp.extensions import db
from trainingapp.itembank import queries
from trainingapp.itembank.content import sha256
from trainingapp.itembank.documents import Head, build_answer_key, build_document
from trainingapp.itembank.models import PolicyVersion, TestForm, TestFormSlot, TestSpecification


def publish_form(
    specification: TestSpecification,
    revision_ids: Sequence[int],
    *,
    code: str,
    version: int = 1,
    title: Mapping[str, str],
    origin: str,
    now: datetime,
) -> TestForm:
    """Freeze the revisions in this order as a form: its document, its answer key, its slots.

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
        plan_sha256=plan_hash(title, specification.code, [entry.item for entry in entries]),
        document=b"",
        document_sha256="",
        answer_key=build_answer_key(entries),
        published_at=now,
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


def plan_hash(title: Mapping[str, str], specification: str, codes: Sequence[str]) -> str:
    """What makes a form the form it is: a file with another hash is another version."""
    return sha256([dict(title), specification, list(codes)])


def _policy_of(specification: TestSpecification) -> PolicyVersion | None:
    name = specification.content.get("policy")
    return queries.find_policy(name) if name else None
