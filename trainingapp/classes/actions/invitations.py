"""Invitations: a place for somebody of a list who has no account yet; it becomes one in the class when they sign up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from trainingapp.classes.actions.joining import Desk, Entry, note
from trainingapp.classes.models import CohortInvitation
from trainingapp.classes.queries import lists as queries
from trainingapp.extensions import db
from trainingapp.rules.cohorts import JoinWay
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.vault import blind_index, decrypt, encrypt

CONTACT = "cohort_invitation.contact"


def index_of(contact: str) -> str:
    """Under which an invitation for a contact is found."""
    return blind_index(contact, CONTACT)


def invite(cohort_id: int, contact: str, *, actor_id: int, now: datetime) -> None:
    """Write an invitation down; the contact is encrypted, and found by its blind index."""
    db.session.add(
        CohortInvitation(
            cohort_id=cohort_id,
            contact_encrypted=encrypt(contact, CONTACT),
            contact_index=index_of(contact),
            invited_by_id=actor_id,
            made_at=now,
        )
    )
    db.session.flush()


def withdraw_invitation(invitation: CohortInvitation, *, actor_id: int, now: datetime) -> None:
    """Take an invitation back: the contact is forgotten."""
    note("classes.withdraw_invitation", invitation.cohort, actor_id=actor_id, now=now)
    db.session.delete(invitation)
    db.session.flush()


def take_up_invitations(user_id: int, contacts: Sequence[str], *, now: datetime) -> None:
    """Let somebody into the classes that wait for their e-mail or mobile: on signing up, or on changing a contact.

    The site has not checked that the contact is theirs: teachers see that they came so, under the name they gave.

    A class that is over or whose course is gone lets nobody in any more; its invitation goes all the same.
    """
    indexes = [index_of(contact) for contact in contacts]
    for invitation in queries.list_invitations_for(indexes):
        entry = Entry(JoinWay.INVITATION, invitation.invited_by_id)
        desk = Desk(invitation.cohort_id)
        if _is_welcome(desk, user_id, now=now):
            desk.admit(user_id, entry, now=now)
        db.session.delete(invitation)
        db.session.flush()


def _is_welcome(desk: Desk, user_id: int, *, now: datetime) -> bool:
    try:
        desk.check(user_id, JoinWay.INVITATION, now=now)
    except RuleViolation:
        return False
    return desk.cohort.course.is_listed


def read_contact(invitation: CohortInvitation) -> str:
    """The e-mail or mobile of an invitation, for the teachers who wrote it down."""
    return decrypt(invitation.contact_encrypted, CONTACT)
