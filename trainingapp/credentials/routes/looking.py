"""Keeping that somebody has looked at a share: the one thing that reading a page of this site writes down."""

from __future__ import annotations

from flask_login import current_user

from trainingapp.credentials.actions.sharing import note_view
from trainingapp.credentials.models.sharing import Share
from trainingapp.credentials.queries import sharing as queries
from trainingapp.rules.sharing import read_device
from trainingapp.web.auth import is_signed_in
from trainingapp.web.clock import now
from trainingapp.web.facts import current_facts
from trainingapp.web.transactions import commit_now, start_writing


def note_look(share: Share) -> bool:
    """Keep that somebody has looked, unless it is the holder or the same reader turns the page round."""
    viewer = current_user if is_signed_in() else None
    if viewer is not None and viewer.id == share.user_id:
        return False
    viewer_id = viewer.id if viewer is not None else None
    share_id, device = share.id, str(read_device(current_facts().user_agent))
    if queries.has_just_looked(share_id, device, viewer_id, now=now()):
        return False
    grants = viewer.grants if viewer is not None else ()
    start_writing()
    note_view(share_id, device, viewer_id=viewer_id, grants=grants, now=now())
    commit_now()  # reading a page changes nothing else
    return True
