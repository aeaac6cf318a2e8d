"""Issuing: what is proved is named by a key and signed once; other facts under the same key are a correction."""

from __future__ import annotations

from datetime import datetime

from trainingapp.accounts.models import User
from trainingapp.credentials.actions.drawing_up import draw_up
from trainingapp.credentials.actions.revoking import add_event, end, write_audit
from trainingapp.credentials.building import digest_of
from trainingapp.credentials.kinds import Facts, Kind
from trainingapp.credentials.models.issuing import CredentialBasis
from trainingapp.credentials.models.verifiable import Credential, CredentialState, KeyState
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.queries.names import find_verified_name
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.link_policies import check_signable

# What states something of a person outside this site is issued to the name that a verifier has seen.
NAMED = frozenset({Kind.DEGREE, Kind.CERTIFICATE, Kind.ELIGIBILITY})


class RevokedBefore(RuleViolation):
    """What somebody asks for was revoked; only the office can say why."""

    message = "This credential was revoked and is not issued again. Ask the office why."


class NameNotVerified(RuleViolation):
    """The name of the account is the person's own choice, and no verifier has seen the one in their papers."""

    message = (
        "Your name has not been verified yet. It is verified together with your degree or certificate; "
        "then this can be issued."
    )


class NothingLeft(RuleViolation):
    """It would have ended before it began."""

    message = "What this would say does not hold any more."


def issue(user: User, facts: Facts, *, actor_id: int | None = None, now: datetime) -> Credential:
    """Sign what the facts prove of somebody, once: the same facts give the credential that is there.

    Other facts about the same thing give a new one that takes the place of the old. What a lost key signed is signed
    again, and so is what fell with a record that holds now. An actor of None is the holder.
    :raises RevokedBefore: the office revoked it. :raises NameNotVerified: it needs a verified name.
    :raises NothingLeft: its end has passed. :raises AuthorityAlone: only the authority may sign it.
    """
    check_signable(str(facts.kind), str(facts.claim))
    db.session.get_one(User, user.id, with_for_update={"key_share": True})
    name, actor = _name_of(user, facts), actor_id or user.id
    if facts.valid_until is not None and facts.valid_until <= now:
        raise NothingLeft
    key, digest = f"{facts.kind}|{user.id}|{facts.about}", digest_of(name, facts)
    last = queries.find_last(key)
    if last is not None and last.state == CredentialState.ISSUED:
        if last.facts_sha256 == digest:
            return last
        end(last, CredentialState.SUPERSEDED, actor_id=actor, now=now)
    elif last is not None and not _may_return(last):
        raise RevokedBefore
    credential = draw_up(user, facts, name=name, now=now)
    credential.key, credential.facts_sha256 = key, digest
    if last is not None:
        credential.version, credential.supersedes_id = last.version + 1, last.id
        credential.is_open = last.is_open
    db.session.add(credential)
    db.session.flush()
    db.session.add_all(
        CredentialBasis(credential_id=credential.id, kind=kind, subject_id=subject)
        for kind, subject in facts.basis
    )
    add_event(credential, "issued", actor_id=actor, now=now)
    write_audit("credentials.issue", credential, actor_id=actor, now=now)
    return credential


def _name_of(user: User, facts: Facts) -> str:
    verified = find_verified_name(user.id) if facts.kind in {*NAMED, Kind.BUNDLE} else None
    if facts.kind in NAMED and verified is None:
        raise NameNotVerified
    return verified or user.display_name


def _may_return(last: Credential) -> bool:
    """Whether what was revoked may be issued anew: the key was lost, or the site and not the office revoked it."""
    if last.issuer_key.state == KeyState.COMPROMISED:
        return True
    return all(event.actor_id is None for event in last.events if event.act == "revoked")
