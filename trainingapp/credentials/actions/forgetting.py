"""What goes of shares, watches and the register when somebody leaves."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from trainingapp.credentials.models.sharing import (
    RegisterEntry,
    Share,
    ShareCredential,
    ShareView,
    Watch,
    WatchAlert,
    WatchedCredential,
)
from trainingapp.extensions import db
from trainingapp.rules.watches import WatchStep


def forget_shares(user_id: int) -> None:
    """Remove the shares of somebody who leaves; what they have looked at loses their account and organisation."""
    own = select(Share.id).where(Share.user_id == user_id).scalar_subquery()
    for table in (ShareView, ShareCredential):
        db.session.execute(
            delete(table)
            .where(table.share_id.in_(own))
            .execution_options(synchronize_session=False)
        )
    db.session.execute(
        delete(Share).where(Share.user_id == user_id).execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(ShareView)
        .where(ShareView.viewer_id == user_id)
        .values(viewer_id=None, organisation_id=None)
        .execution_options(synchronize_session=False)
    )


def forget_watches(user_id: int) -> None:
    """End what watches somebody who leaves, and remove their name, what was chosen and what was told of them."""
    own = select(Watch.id).where(Watch.user_id == user_id).scalar_subquery()
    for table in (WatchAlert, WatchedCredential):
        db.session.execute(
            delete(table)
            .where(table.watch_id.in_(own))
            .execution_options(synchronize_session=False)
        )
    db.session.execute(
        update(Watch)
        .where(Watch.user_id == user_id)
        .values(user_id=None, asked_as="", contact_index=None, step=WatchStep.ENDED)
        .execution_options(synchronize_session=False)
    )


def forget_entries(user_id: int) -> None:
    """Remove the entries of somebody who leaves."""
    own = delete(RegisterEntry).where(RegisterEntry.user_id == user_id)
    db.session.execute(own.execution_options(synchronize_session=False))
