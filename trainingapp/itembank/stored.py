"""What the files may not say because something else is already stored: forms, policies and codes never change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.itembank.bank import Bank
from trainingapp.itembank.checks.syllabi import list_codes
from trainingapp.itembank.checks.test_forms import policy_name
from trainingapp.itembank.content import plan_hash
from trainingapp.itembank.file_states import Compared, State, compare_files, find_edited
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.models import (
    BankItem,
    ContentArea,
    Law,
    LawVersion,
    PolicyVersion,
    Syllabus,
    TestForm,
)
from trainingapp.itembank.shapes import FormShape, PolicyShape
from trainingapp.rules.items import Status


def check_stored(bank: Bank) -> list[Finding]:
    """Every contradiction between the files and what the database has to keep."""
    compared = compare_files(bank)
    return sorted(
        [
            *_changed_policies(bank),
            *_changed_forms(bank),
            *_dropped_codes(bank),
            *_dropped_versions(bank),
            *_unready_items(bank, compared),
            *find_edited(compared),
        ]
    )


def policy_content(shape: PolicyShape) -> dict[str, str]:
    """The numbers of a policy as stored."""
    return {name: getattr(shape, name) for name in ("single", "multiple", "per_option")}


def form_plan(shape: FormShape) -> str:
    """The plan hash of a form in a file."""
    return plan_hash(shape.title.model_dump(), shape.specification, codes=shape.items)


def _changed_policies(bank: Bank) -> Iterator[Finding]:
    query = select(PolicyVersion.code, PolicyVersion.version, PolicyVersion.content)
    stored = {(code, version): content for code, version, content in db.session.execute(query)}
    for placed in bank.policies:
        shape = placed.shape
        known = stored.get((shape.code, shape.version))
        if known is not None and known != policy_content(shape):
            yield placed.finding("policy_changed", name=policy_name(shape))


def _changed_forms(bank: Bank) -> Iterator[Finding]:
    query = select(TestForm.code, TestForm.version, TestForm.plan_sha256)
    stored = {(code, version): plan for code, version, plan in db.session.execute(query)}
    for placed in bank.forms:
        shape = placed.shape
        known = stored.get((shape.code, shape.version))
        if known is not None and known != form_plan(shape):
            yield placed.finding("form_changed", "items", code=shape.code, version=shape.version)


def _unready_items(bank: Bank, compared: Sequence[Compared]) -> Iterator[Finding]:
    """An item that a new form would print, ready in its file, which the site has since taken back."""
    published = {
        (code, version)
        for code, version in db.session.execute(select(TestForm.code, TestForm.version))
    }
    new = [p for p in bank.forms if (p.shape.code, p.shape.version) not in published]
    query = select(BankItem.code, BankItem.status).where(BankItem.status != Status.READY)
    unready = {code: status for code, status in db.session.execute(query)} if new else {}
    kept = {found.placed.shape.code for found in compared if found.state is State.SAME}
    for placed in new:
        for position, code in enumerate(placed.shape.items):
            if code in kept and code in unready:
                yield placed.finding(
                    "form_unready_in_site", "items", position, code=code, status=unready[code]
                )


def _dropped_codes(bank: Bank) -> Iterator[Finding]:
    query = (
        select(Syllabus.subject, Syllabus.edition, ContentArea.code)
        .join(Syllabus, Syllabus.id == ContentArea.syllabus_id)
        .order_by(ContentArea.position)
    )
    stored: dict[tuple[str, str], list[str]] = {}
    for subject, edition, code in db.session.execute(query):
        stored.setdefault((subject, edition), []).append(code)
    for placed in bank.syllabi:
        present = {code for code, _parent, _path in list_codes(placed.shape)}
        for code in stored.get((placed.shape.subject, placed.shape.edition), []):
            if code not in present:
                yield placed.finding("code_dropped", "chapters", code=code)


def _dropped_versions(bank: Bank) -> Iterator[Finding]:
    """A version that was added in the site and is not in the files yet: loading them would bring the old law back."""
    query = select(Law.code, LawVersion.version).join(LawVersion, LawVersion.law_id == Law.id)
    stored: dict[str, list[str]] = {}
    for code, version in db.session.execute(query.order_by(LawVersion.version)):
        stored.setdefault(code, []).append(version)
    for placed in bank.laws:
        present = {version.version for version in placed.shape.versions}
        for version in stored.get(placed.shape.code, []):
            if version not in present:
                yield placed.finding(
                    "law_version_dropped", "versions", version=version, law=placed.shape.short
                )
