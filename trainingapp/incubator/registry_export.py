"""What a person's export holds of registers and papers: where they are named, what they brought and opened.

Nothing of it goes when they leave: an agency has to show by law who led and founded it, and who opened which paper.
The account behind a name is made anonymous like everywhere.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    DocumentAccess,
    DocumentVersion,
    Founder,
    OrganMember,
)
from trainingapp.incubator.registers import REGISTERS


def _seats(user_id: int) -> Rows:
    rows = (
        select(OrganMember, Agency.name)
        .join(Agency, Agency.id == OrganMember.agency_id)
        .where(OrganMember.user_id == user_id)
    )
    return [
        {
            "agency": agency,
            "organ": one.organ,
            "name": one.name,
            "title": one.title,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "left_on": one.left_on,
            "struck_at": one.struck_at,
        }
        for one, agency in db.session.execute(rows.order_by(OrganMember.id))
    ]


def _foundings(user_id: int) -> Rows:
    rows = (
        select(Founder, Agency.name)
        .join(Agency, Agency.id == Founder.agency_id)
        .where(Founder.user_id == user_id)
    )
    return [
        {
            "agency": agency,
            "name": one.name,
            "contribution": one.contribution,
            "certificate_level": one.certificate_level,
            "struck_at": one.struck_at,
        }
        for one, agency in db.session.execute(rows.order_by(Founder.id))
    ]


def _entries(user_id: int) -> Rows:
    found = []
    for register, shape in REGISTERS.items():
        model = shape.model
        rows = (
            select(model.id, Agency.name, model.entered_at)
            .join(Agency, Agency.id == model.agency_id)
            .where(model.entered_by_id == user_id)
        )
        found += [
            {"register": str(register), "entry": number, "agency": agency, "at": at}
            for number, agency, at in db.session.execute(rows.order_by(model.id))
        ]
    return found


def _papers(user_id: int) -> Rows:
    rows = select(DocumentVersion).where(DocumentVersion.entered_by_id == user_id)
    rows = rows.options(joinedload(DocumentVersion.document)).order_by(DocumentVersion.id)
    return [
        {
            "document": one.document.title,
            "version": one.number,
            "file_name": one.file_name,
            "sha256": one.sha256,
            "at": one.entered_at,
        }
        for one in db.session.scalars(rows)
    ]


def _looks(user_id: int) -> Rows:
    rows = select(DocumentAccess).where(DocumentAccess.user_id == user_id)
    rows = rows.options(joinedload(DocumentAccess.version).joinedload(DocumentVersion.document))
    return [
        {"document": one.version.document.title, "version": one.version.number, "at": one.at}
        for one in db.session.scalars(rows.order_by(DocumentAccess.id))
    ]


def init_registry_export() -> None:
    """Add all of it to everybody's export."""
    register_exporter("agency_organs", _seats)
    register_exporter("agency_foundings", _foundings)
    register_exporter("agency_entries", _entries)
    register_exporter("agency_papers", _papers)
    register_exporter("agency_papers_opened", _looks)
