"""Papers and entries of registers for tests, kept by the part's own acts."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.factories_accounts import make_organisation, make_user
from tests.factories_incubator import NOON, make_agency, make_case, make_manager, make_place
from trainingapp.accounts.models import OrganisationKind, User
from trainingapp.extensions import db
from trainingapp.incubator.actions.documents import MadeFile, Owner, Paper, keep_document
from trainingapp.incubator.actions.registry import Proof, Writer, enter
from trainingapp.incubator.models import Agency, Case, Community, IncubatorDocument
from trainingapp.incubator.registers import REGISTERS, Kind
from trainingapp.rules.incubation.document_words import Audience, DocumentCategory
from trainingapp.rules.incubation.registry_words import CommunityKind, Register
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.transactions import writing

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PAPER = {"category": "charter", "title": "章程（2026年修订）", "audience": "parties"}

# Values of every register that its form and its table take.
VALUES: dict[Register, dict[str, Any]] = {
    Register.ORGANS: {"organ": "council", "name": "顾明", "starts_on": date(2025, 1, 1)},
    Register.FOUNDERS: {"name": "顾明", "certificate_level": "social_worker"},
    Register.AUTHORITIES: {"role": "registry"},
    Register.REGISTRATIONS: {"applied_on": date(2026, 9, 1), "accepted_on": date(2026, 9, 10)},
    Register.CHANGES: {"item": "address", "new_value": "和平路 9 号", "decided_on": date(2026, 10, 8)},
    Register.CHARTERS: {"adopted_on": date(2026, 3, 1), "items": ["name", "purpose"]},
    Register.PREMISES: {"address": "和平路 1 号", "tenure": "rent", "starts_on": date(2026, 1, 1)},
    Register.SITES: {"name": "东里社工站", "kind": "station", "starts_on": date(2026, 1, 1)},
    Register.LICENCES: {"kind": "registration", "number": "5213", "starts_on": date(2023, 11, 1)},
    Register.FILINGS: {"year": 2025, "kind": "inspection", "registry_on": date(2026, 5, 20)},
    Register.STEPS: {"kind": "seal", "done_on": date(2024, 1, 5)},
    Register.TAXES: {"kind": "nonprofit_exempt", "starts_on": date(2024, 1, 1)},
    Register.GRADES: {"level": 3, "awarded_on": date(2025, 12, 1)},
    Register.CREDIT: {"kind": "abnormal", "cause": "未按时年报", "starts_on": date(2026, 7, 1)},
    Register.PARTY: {"as_of": date(2026, 6, 30), "kind": "joint", "full_members": 2, "probationary_members": 0},
    Register.CONTACTS: {"tried_on": date(2026, 6, 1), "way": "visit", "is_reached": True},
    Register.STATEMENTS: {"kind": "no_branch", "is_met": True, "stated_on": date(2026, 6, 1)},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    """An agency with a case in a base, by their numbers, and the people around it."""

    agency_id: int
    case_id: int
    base_id: int
    people: dict[str, User]

    def __getitem__(self, name: str) -> User:
        return self.people[name]

    @property
    def address(self) -> str:
        """Where the agency's pages begin."""
        return f"/incubation/agencies/{self.agency_id}"


def make_scene(*, is_registered: bool = True, area_code: str = "130102", **changes: Any) -> Scene:
    """A resident agency; people: officer, second, head, finance, authority of its base, manager, applicant."""
    place, agency = make_place(area_code), make_agency(is_registered=is_registered, **changes)
    applicant = make_user("宋岚")
    people = {**place.people, "applicant": applicant}
    if is_registered:
        people["manager"] = make_manager(agency)
    case = make_case(place, agency, applicant_id=applicant.id)
    scene = Scene(agency.id, case.id, place.base.id, people)
    db.session.remove()
    return scene


def agency_of(scene: Scene) -> Agency:
    """The agency as its row is now."""
    db.session.remove()
    return db.session.get_one(Agency, scene.agency_id)


def case_of(scene: Scene) -> Case:
    """The case as its row is now."""
    db.session.remove()
    return db.session.get_one(Case, scene.case_id)


def make_document(owner: Owner, person: User | None = None, **changes: Any) -> int:
    """A committed paper with one PDF; its id."""
    said = {
        "category": DocumentCategory.CHARTER,
        "title": "章程",
        "audience": Audience.PARTIES,
        **changes,
    }
    with writing():
        found = keep_document(
            db.session.merge(owner),
            Paper(**said),
            MadeFile(PDF, "application/pdf", "章程.pdf"),
            person_id=person.id if person else None,
            settings=current_app.config["SETTINGS"],
            now=NOON,
        )
        number = int(found.id)
        db.session.commit()
        db.session.remove()
    return number


def document_of(document_id: int) -> IncubatorDocument:
    """A paper as its row is now."""
    db.session.remove()
    return db.session.get_one(IncubatorDocument, document_id)


def send_paper(
    client: FlaskClient, address: str, content: bytes = PDF, **fields: Any
) -> TestResponse:
    """The form of a paper with a file in it, as a browser without script sends it."""
    data = {**PAPER, "file": (io.BytesIO(content), "章程 2026.pdf"), **fields}
    return client.post(address, data={k: v for k, v in data.items() if v is not None})


def make_entry(
    agency: Agency,
    register: Register,
    writer: User,
    *,
    actor: Actor = Actor.AGENCY,
    document_id: int | None = None,
    now: datetime = NOON,
    **changes: Any,
) -> int:
    """A committed entry of a register; its id."""
    with writing():
        entry = enter(
            db.session.merge(agency),
            register,
            {**VALUES[register], **changes},
            Proof(document_id),
            writer=Writer(writer.id, actor),
            now=now,
        )
        number = int(entry.id)
        db.session.commit()
        db.session.remove()
    return number


def entries_of(register: Register, *, struck: bool = False) -> list[Any]:
    """The entries of a register as the rows are now, oldest first."""
    db.session.remove()
    model = REGISTERS[register].model
    is_struck = model.struck_at.is_not(None) if struck else model.struck_at.is_(None)
    return list(db.session.scalars(select(model).where(is_struck).order_by(model.id)))


def make_community(code: str = "130102001001", **changes: Any) -> Community:
    """A committed community."""
    values = {
        "name": "东里社区",
        "street": "建安街道",
        "kind": CommunityKind.URBAN,
        "filed": 6,
        "registered": 1,
        "as_of": date(2026, 6, 30),
        "changed_at": NOON,
        **changes,
    }
    with writing():
        row = Community(code=code, **values)
        db.session.add(row)
        db.session.commit()
    return row


def posted(register: Register, **changes: Any) -> dict[str, Any]:
    """The values of a register as its form sends them."""
    kinds = {one.name: one.kind for one in REGISTERS[register].fields}
    found: dict[str, Any] = {}
    for name, value in {**VALUES[register], **changes}.items():
        if value is None or (kinds.get(name) is Kind.FLAG and not value):
            continue
        found[name] = value if isinstance(value, list | tuple) else str(value)
    if register is Register.AUTHORITIES:
        authority = make_organisation(kind=OrganisationKind.AUTHORITY)
        found["organisation_id"] = str(authority.id)
    return found
