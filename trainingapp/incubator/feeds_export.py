"""What a person's export holds of their feeds; the secret goes when they leave."""

from __future__ import annotations

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.extensions import db
from trainingapp.incubator.actions.feeds import forget_feed
from trainingapp.incubator.models import CaseFeed


def _feeds(user_id: int) -> Rows:
    feed = db.session.get(CaseFeed, user_id)
    return [{"made_at": feed.made_at}] if feed else []


def _forget(user_id: int) -> None:
    forget_feed(user_id)


def init_feeds_export() -> None:
    """Add the feeds to everybody's export and to what is removed when they leave."""
    register_exporter("incubation_feed", _feeds)
    register_eraser("incubation_feed", _forget)
