"""What a person's export holds of credentials, and what goes when they leave."""

from __future__ import annotations

from sqlalchemy import select

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.credentials.actions.holding import forget
from trainingapp.credentials.batches_export import register_batches
from trainingapp.credentials.claims_export import register_claims
from trainingapp.credentials.issuing_export import register_issuing
from trainingapp.credentials.links_export import register_links
from trainingapp.credentials.models.verifiable import Credential
from trainingapp.credentials.queries.verifiable import list_events_of
from trainingapp.credentials.registration_export import register_registrations
from trainingapp.credentials.sharing_export import register_sharing
from trainingapp.extensions import db


def _credentials(user_id: int) -> Rows:
    rows = select(Credential).where(Credential.user_id == user_id).order_by(Credential.id)
    return [
        {
            "code": credential.short_code,
            "kind": credential.kind,
            "title": credential.title.get("zh"),
            "issued_at": credential.issued_at,
            "state": credential.state,
            "ended_at": credential.ended_at,
            "open": credential.is_open,
            "document": credential.document,
        }
        for credential in db.session.scalars(rows)
    ]


def _events(user_id: int) -> Rows:
    return [
        {"credential": row.credential_id, "act": row.act, "at": row.at, "reason": row.reason}
        for row in list_events_of(user_id)
    ]


def init_export() -> None:
    """Add credentials to everybody's export; documents go when they leave."""
    register_exporter("credentials", _credentials)
    register_exporter("credential_events", _events)
    register_eraser("credentials", forget)
    register_batches()
    register_claims()
    register_issuing()
    register_links()
    register_registrations()
    register_sharing()
