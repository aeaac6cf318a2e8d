"""Evidence, cases and findings for tests, given and found by the part's own acts."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

from flask import current_app
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories_accounts import make_user
from tests.factories_eligibility import JOB, MASTER, make_claim
from trainingapp.accounts.models import User
from trainingapp.credentials.actions import evidence as giving
from trainingapp.credentials.actions.verifying_records import (
    Finding,
    give_second_opinion,
    record_verification,
)
from trainingapp.credentials.comparing import list_compared
from trainingapp.credentials.models import DeskCase, Evidence, EvidenceKind, Verification
from trainingapp.credentials.queries.desk import find_case, find_waiting, list_evidence
from trainingapp.credentials.queries.facts import KINDS
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.rules.verification import Method, Tick
from trainingapp.web.transactions import writing

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
CODE, CODE_ENDS = "A1B2C3D4E5F6G7H8", date(2027, 1, 31)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CERTIFICATE: dict[str, Any] = {"level": "junior", "issued_on": date(2024, 6, 16), "region": None}
PASS: dict[str, Any] = {"level": "middle", "paper": "law", "year": 2026, "region": None, "proof_on": None}  # fmt: skip
VALUES = {"degree": MASTER, "work": JOB, "certificate": CERTIFICATE, "pass": PASS}


def make_verifier(name: str = "韩立") -> User:
    return make_user(name, roles=[Role.ADMINISTRATOR])


def make_record(user: User, kind: str = "degree", **changes: Any) -> int:
    return make_claim(user, kind, {**VALUES[kind], **changes})


def record_of(kind: str, record_id: int) -> Any:
    """A record as the row is now."""
    db.session.remove()
    return db.session.get_one(KINDS[kind], record_id)


def give_code(
    kind: str, record_id: int, code: str = CODE, ends: date = CODE_ENDS, *, now: datetime = NOON
) -> int:
    """Committed evidence that is a CHSI code; its id."""
    with writing():
        row: Any = db.session.get_one(KINDS[kind], record_id)
        found = giving.add_evidence(
            kind,
            row,
            EvidenceKind.CHSI_REPORT,
            code=(code, ends),
            settings=current_app.config["SETTINGS"],
            now=now,
        )
        number = int(found.id)
        db.session.commit()
        db.session.remove()
    return number


def send_file(
    client: FlaskClient, kind: str, record_id: int, content: bytes = PDF, **fields: Any
) -> TestResponse:
    """The form of evidence with a file in it, as a browser without script sends it."""
    first = {"degree": "diploma_scan", "work": "employer_letter", "pass": "exam_score_page"}
    data = {
        "kind": first.get(kind, "national_certificate"),
        "file": (io.BytesIO(content), "备案表 林美华.pdf"),
        **fields,
    }
    return client.post(f"/eligibility/record/{kind}/{record_id}/evidence", data=data)


def evidence_of(kind: str, record_id: int) -> list[Evidence]:
    db.session.remove()
    return list(list_evidence(kind, record_id))


def case_of(kind: str, record_id: int) -> DeskCase:
    db.session.remove()
    found = find_case(kind, record_id)
    assert found is not None
    return found


def ticks_of(row: Any, **changes: Tick) -> dict[str, Tick]:
    """Every field ticked as matching, but for some."""
    names = [one.name for one in list_compared(row, "林美华")]
    return {name: changes.get(name, Tick.MATCH) for name in names}


def find(
    kind: str,
    record_id: int,
    verifier: User,
    *,
    method: Method = Method.OFFICIAL_LOOKUP,
    evidence_id: int | None = None,
    valid_until: date | None = None,
    note: str = "",
    now: datetime = NOON,
    **ticks: Tick,
) -> int:
    """A committed verification; its id."""
    with writing():
        row: Any = db.session.get_one(KINDS[kind], record_id)
        finding = Finding(
            method=method,
            ticks=ticks_of(row, **ticks),
            notes={name: "另一个" for name, tick in ticks.items() if tick is Tick.MISMATCH},
            evidence=db.session.get(Evidence, evidence_id) if evidence_id else None,
            note=note,
            valid_until=valid_until,
        )
        made = record_verification(kind, row, finding, verifier_id=verifier.id, now=now)
        number = int(made.id)
        db.session.commit()
        db.session.remove()
    return number


def second(
    kind: str, record_id: int, verifier: User, *, agrees: bool = True, now: datetime = NOON
) -> None:
    """A committed second opinion on what waits for one."""
    with writing():
        waiting = find_waiting(kind, record_id)
        assert waiting is not None
        give_second_opinion(waiting, agrees=agrees, note="已复核", verifier_id=verifier.id, now=now)
        db.session.commit()
        db.session.remove()


def findings_of(kind: str, record_id: int) -> list[Verification]:
    db.session.remove()
    rows = db.session.query(Verification).order_by(Verification.id).all()
    return [row for row in rows if (row.subject_kind, row.subject_id) == (kind, record_id)]
