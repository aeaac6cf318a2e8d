"""What a person's export holds of maps they began and pilots they put in force; both belong to no person and stay."""

from __future__ import annotations

from sqlalchemy import select

from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.credentials.models.links import LinkPolicy, ProgrammeMap
from trainingapp.extensions import db


def _maps(user_id: int) -> Rows:
    query = select(ProgrammeMap).where(ProgrammeMap.made_by_id == user_id).order_by(ProgrammeMap.id)
    return [
        {"programme": row.programme, "edition": row.edition, "made_at": row.made_at}
        for row in db.session.scalars(query)
    ]


def _policies(user_id: int) -> Rows:
    query = select(LinkPolicy).where(LinkPolicy.entered_by_id == user_id).order_by(LinkPolicy.id)
    return [
        {
            "policy": row.code,
            "force": row.force,
            "legal_basis": row.legal_basis,
            "basis_url": row.basis_url,
            "entered_at": row.entered_at,
        }
        for row in db.session.scalars(query)
    ]


def register_links() -> None:
    """Add both to everybody's export."""
    register_exporter("curriculum_maps", _maps)
    register_exporter("link_policies", _policies)
