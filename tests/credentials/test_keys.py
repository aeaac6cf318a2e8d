"""Keys from their making to their end, and what becomes of all that they signed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.factories_accounts import make_user
from tests.factories_courses import NOON
from tests.factories_credentials import (
    FACTS,
    active_key,
    add_next_key,
    credential_of,
    document_of,
    end_credential,
    make_credential,
)
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.actions import keys
from trainingapp.credentials.kinds import CourseFacts
from trainingapp.credentials.models.verifiable import Credential, IssuerKey, KeyState
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.signing.verifying import verify
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

DAY = timedelta(days=1)


def activate(*, now: datetime) -> None:
    """Let the next key sign, committed."""
    with writing():
        key = queries.find_key_in(KeyState.NEXT)
        assert key is not None
        keys.activate(key, actor_id=make_user().id, now=now)
        db.session.commit()
        db.session.remove()


def lose(key_id: int, *, reason: str = "硬盘遗失") -> int:
    """Give a key up, committed; how many credentials are revoked."""
    with writing():
        number = keys.give_up(
            queries.get_key(key_id), reason=reason, actor_id=make_user().id, now=NOON + 2 * DAY
        )
        db.session.commit()
        db.session.remove()
    return number


def states() -> list[str]:
    """The states of all keys, the newest first."""
    db.session.remove()
    return [key.state for key in queries.list_keys()]


def test_there_is_no_key_before_the_first_credential_and_one_after_many(app: Flask) -> None:
    assert states() == []
    make_credential()
    make_credential(make_user("王建国"))
    assert states() == ["active"]


@pytest.mark.both_databases
def test_a_rotation_leaves_one_key_that_signs(app: Flask) -> None:
    make_credential()
    add_next_key()
    assert states() == ["next", "active"]
    activate(now=NOON + DAY)
    assert states() == ["active", "retired"]
    add_next_key(now=NOON + DAY)
    activate(now=NOON + 2 * DAY)
    assert states() == ["active", "retired", "retired"]


def test_the_next_key_signs_nothing_yet(app: Flask) -> None:
    make_credential()
    before = active_key().id
    add_next_key()
    other = make_credential(make_user("王建国"))
    assert credential_of(other).issuer_key_id == before


@pytest.mark.both_databases
def test_a_rotation_is_no_reason_to_sign_anything_again(app: Flask) -> None:
    lin = make_user()
    first = make_credential(lin)
    add_next_key()
    activate(now=NOON + DAY)
    assert make_credential(lin, now=NOON + 2 * DAY) == first
    assert verify(credential_of(first).document, now=NOON + 2 * DAY).is_valid


def test_a_correction_after_a_rotation_is_signed_with_the_new_key(app: Flask) -> None:
    lin = make_user()
    first = make_credential(lin)
    add_next_key()
    activate(now=NOON + DAY)
    facts = CourseFacts(FACTS.course_id, "另一个名称", FACTS.completed_on)
    second = make_credential(lin, facts, now=NOON + DAY)
    assert credential_of(second).issuer_key_id == active_key().id
    assert credential_of(second).issuer_key_id != credential_of(first).issuer_key_id


def test_a_second_next_key_is_refused_and_none_is_made(app: Flask) -> None:
    add_next_key()
    with pytest.raises(keys.KeyAlreadyNext):
        add_next_key()
    assert states() == ["next"]


def test_the_very_first_key_may_be_published_before_it_signs(app: Flask) -> None:
    add_next_key()
    activate(now=NOON + DAY)
    assert states() == ["active"]
    assert active_key().active_from == NOON + DAY


@pytest.mark.both_databases
@pytest.mark.parametrize("state", ["active", "next"])
def test_the_database_itself_allows_one_key_of_a_kind(app: Flask, state: str) -> None:
    with writing():
        for number in range(2):
            db.session.add(
                IssuerKey(public=f"z{number}", private_sealed="x", state=state, made_at=NOON)
            )
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()


@pytest.mark.both_databases
@pytest.mark.parametrize("state", ["retired", "compromised"])
def test_the_database_keeps_no_private_half_of_a_key_that_ended(app: Flask, state: str) -> None:
    with writing():
        db.session.add(IssuerKey(public="z", private_sealed="x", state=state, made_at=NOON))
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()


def test_a_lost_retired_key_takes_only_its_own_credentials_with_it(app: Flask) -> None:
    old = make_credential()
    first = active_key().id
    add_next_key()
    activate(now=NOON + DAY)
    new = make_credential(make_user("王建国"), now=NOON + DAY)
    assert lose(first) == 1
    assert [credential_of(one).state for one in (old, new)] == ["revoked", "issued"]
    assert states() == ["active", "compromised"]
    assert verify(credential_of(new).document, now=NOON + 2 * DAY).is_valid


def test_what_ended_before_is_not_ended_by_the_loss_of_its_key(app: Flask) -> None:
    gone, held = make_credential(), make_credential(make_user("王建国"))
    end_credential(gone, reason="录入有误")
    assert lose(active_key().id) == 1
    assert [event.reason for event in credential_of(gone).events] == ["", "录入有误"]
    assert [event.reason for event in credential_of(held).events] == ["", "硬盘遗失"]


def test_a_lost_active_key_is_followed_at_once_so_that_the_list_is_signed(app: Flask) -> None:
    make_credential()
    first = active_key().id
    lose(first)
    assert states() == ["active", "compromised"]
    assert active_key().active_from == NOON + 2 * DAY
    assert queries.get_key(first).private_sealed is None
    assert queries.get_key(first).reason == "硬盘遗失"


def test_a_next_key_may_be_lost_before_it_signed_anything(app: Flask) -> None:
    make_credential()
    before = active_key().id
    add_next_key()
    waiting = queries.find_key_in(KeyState.NEXT)
    assert waiting is not None
    assert lose(waiting.id) == 0
    assert active_key().id == before
    add_next_key()
    assert states() == ["next", "compromised", "active"]


def test_what_is_signed_again_after_a_loss_replaces_nothing_of_others(app: Flask) -> None:
    lin, wang = make_user(), make_user("王建国")
    first, other = make_credential(lin, is_open=True), make_credential(wang)
    lose(active_key().id)
    again = make_credential(lin, now=NOON + 2 * DAY)
    row = credential_of(again)
    assert (row.version, row.supersedes_id, row.is_open) == (2, credential_of(first).id, True)
    assert document_of(again)["credentialStatus"] != document_of(first)["credentialStatus"]
    assert db.session.query(Credential).filter_by(user_id=wang.id).one().public_id == other


def test_each_act_on_a_key_is_logged_with_its_public_half_alone(app: Flask) -> None:
    make_credential()
    first = active_key().id
    add_next_key()
    activate(now=NOON + DAY)
    lose(first)
    rows = db.session.query(AuditEntry).filter_by(subject="issuer_key").order_by(AuditEntry.number)
    acts = [row.action.removeprefix("credentials.") for row in rows]
    assert acts == ["make_key", "make_key", "activate_key", "give_up_key"]
    assert all(set(json.loads(row.detail)) == {"public"} for row in rows)
