"""What a person's export holds of shares, watches and the register, and what goes when they leave."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.credentials.actions.forgetting import (
    forget_entries,
    forget_shares,
    forget_watches,
)
from trainingapp.credentials.models.sharing import Share, ShareView
from trainingapp.credentials.queries.register import list_entries
from trainingapp.credentials.queries.watching import list_all_of
from trainingapp.extensions import db


def _shares(user_id: int) -> Rows:
    query = select(Share).where(Share.user_id == user_id).options(selectinload(Share.credentials))
    return [
        {
            "recipient": row.recipient,
            "credentials": " ".join(one.short_code for one in row.credentials),
            "parts": " ".join(row.parts),
            "made_at": row.made_at,
            "ends_at": row.ends_at,
            "ended_at": row.ended_at,
        }
        for row in db.session.scalars(query.order_by(Share.id))
    ]


def _views(user_id: int) -> Rows:
    """Who looked at the person's shares. Who they are themselves stays with the share's holder."""
    query = (
        select(ShareView)
        .join(Share, Share.id == ShareView.share_id)
        .where(Share.user_id == user_id)
        .options(joinedload(ShareView.viewer), joinedload(ShareView.organisation))
    )
    return [
        {
            "share": row.share_id,
            "at": row.at,
            "device": row.device,
            "viewer": row.viewer.display_name if row.viewer else None,
            "organisation": row.organisation.name if row.organisation else None,
        }
        for row in db.session.scalars(query.order_by(ShareView.id))
    ]


def _looked(user_id: int) -> Rows:
    query = select(ShareView).where(ShareView.viewer_id == user_id).order_by(ShareView.id)
    return [{"at": row.at, "device": row.device} for row in db.session.scalars(query)]


def _watches(user_id: int) -> Rows:
    return [
        {
            "organisation": row.organisation.name,
            "role": "watched" if row.user_id == user_id else "asked",
            "purpose": row.purpose,
            "step": row.step,
            "asked_at": row.asked_at,
            "answered_at": row.answered_at,
            "ends_on": row.ends_on,
            "ended_at": row.ended_at,
        }
        for row in list_all_of(user_id)
    ]


def _register(user_id: int) -> Rows:
    return [
        {
            "certificate": row.certificate_id,
            "text_version": row.text_version,
            "given_at": row.given_at,
            "withdrawn_at": row.withdrawn_at,
        }
        for row in list_entries(user_id)
    ]


def register_sharing() -> None:
    """Add all of it to everybody's export. Named so that it goes before the certificates that it points to."""
    register_exporter("shares", _shares)
    register_exporter("share_views", _views)
    register_exporter("shares_looked_at", _looked)
    register_exporter("credential_watches", _watches)
    register_exporter("public_register", _register)
    register_eraser("a_public_register", forget_entries)
    register_eraser("shares", forget_shares)
    register_eraser("watches", forget_watches)
