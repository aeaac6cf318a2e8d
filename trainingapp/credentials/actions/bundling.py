"""Putting credentials of one holder together into one file that is signed as a whole."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy.exc import NoResultFound

from trainingapp.accounts.models import User
from trainingapp.credentials.actions.issuing import issue
from trainingapp.credentials.kinds_bundle import MOST_PARTS, BundleFacts, Part
from trainingapp.credentials.models.verifiable import Credential
from trainingapp.credentials.queries import issuable
from trainingapp.extensions import db
from trainingapp.rules.credential_stamps import read_stamp
from trainingapp.rules.errors import RuleViolation


class BundleUnsound(RuleViolation):
    """A bundle of nothing, of too much, or of what does not hold."""

    message = "Choose 2 to %(most)s of your credentials that hold."


def ask_for_bundle(user_id: int, public_ids: Collection[str], *, now: datetime) -> Credential:
    """A bundle of chosen credentials of the holder, in the order in which they were issued.

    :raises BundleUnsound: too few, too many, or one that does not hold. :raises NoResultFound: somebody else's.
    """
    holding = {row.public_id: row for row in issuable.list_holding(user_id)}
    if not 2 <= len(set(public_ids)) <= MOST_PARTS:
        raise BundleUnsound(most=MOST_PARTS)
    if not holding.keys() >= set(public_ids):
        raise NoResultFound
    return issue(
        db.session.get_one(User, user_id),
        make_bundle([holding[one] for one in set(public_ids)]),
        now=now,
    )


def make_bundle(credentials: Collection[Credential]) -> BundleFacts:
    """The facts of a bundle."""
    return BundleFacts(tuple(_part(row) for row in sorted(credentials, key=lambda row: row.id)))


def _part(row: Credential) -> Part:
    document = json.loads(row.document)
    return Part(row.id, row.title["zh"], document, read_stamp(document.get("validUntil")))
