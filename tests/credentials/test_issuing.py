"""Issuing once, correcting, revoking for good; what the database itself refuses; leaving and taking along."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

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
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.actions import holding, keys, places
from trainingapp.credentials.actions.drawing_up import CROCKFORD
from trainingapp.credentials.actions.issuing import RevokedBefore
from trainingapp.credentials.actions.revoking import CredentialEnded
from trainingapp.credentials.kinds import CourseFacts, tidy
from trainingapp.credentials.models.verifiable import KeyState, StatusList
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.signing.keys import open_key, read_multikey, write_multikey
from trainingapp.credentials.signing.verifying import verify
from trainingapp.extensions import db
from trainingapp.web.transactions import writing


def rename(user: User, name: str) -> None:
    with writing():
        db.session.get_one(User, user.id).display_name = name
        db.session.commit()
        db.session.remove()


@pytest.mark.both_databases
def test_the_same_facts_are_signed_once(app: Flask) -> None:
    lin = make_user()
    first = make_credential(lin)
    assert make_credential(lin, now=NOON + timedelta(days=3)) == first
    assert make_credential(make_user("王建国")) != first


@pytest.mark.both_databases
def test_other_facts_are_a_correction_that_keeps_the_page_open(app: Flask) -> None:
    lin = make_user()
    first = make_credential(lin, is_open=True)
    second = make_credential(lin, replace(FACTS, course_title="社会工作方法入门（修订）"))
    old, new = credential_of(first), credential_of(second)
    assert (old.state, old.version) == ("superseded", 1)
    assert (new.state, new.version, new.supersedes_id) == ("issued", 2, old.id)
    assert new.is_open
    assert verify(old.document, now=NOON).find("status").word == "superseded"
    assert verify(new.document, now=NOON).is_valid


def test_another_name_is_a_correction_too(app: Flask) -> None:
    lin = make_user()
    first = make_credential(lin)
    rename(lin, "林美花")
    second = make_credential(lin)
    assert second != first
    subject = document_of(second)["credentialSubject"]
    assert subject["identifier"][0]["identityHash"] == "林美花"


def test_what_the_office_revoked_is_not_issued_again(app: Flask) -> None:
    lin = make_user()
    end_credential(make_credential(lin))
    with pytest.raises(RevokedBefore):
        make_credential(lin)


def test_a_credential_is_ended_once(app: Flask) -> None:
    public_id = make_credential()
    end_credential(public_id)
    with pytest.raises(CredentialEnded):
        end_credential(public_id)
    assert [event.act for event in credential_of(public_id).events] == ["issued", "revoked"]


def test_what_a_lost_key_signed_may_be_issued_again_with_another(app: Flask) -> None:
    lin = make_user()
    first = make_credential(lin)
    lost = active_key().id
    with writing():
        keys.give_up(active_key(), reason="遗失", actor_id=lin.id, now=NOON)
        db.session.commit()
        db.session.remove()
    assert active_key().id != lost
    second = make_credential(lin)
    assert second != first
    assert verify(credential_of(second).document, now=NOON).is_valid


def test_a_key_signs_after_a_day_in_the_open_and_the_old_one_is_destroyed(app: Flask) -> None:
    make_credential()
    first = active_key().id
    add_next_key()
    with writing():
        key = queries.find_key_in(KeyState.NEXT)
        assert key is not None
        with pytest.raises(keys.KeyTooYoung):
            keys.activate(key, actor_id=1, now=NOON + timedelta(hours=24, seconds=-1))
        keys.activate(key, actor_id=1, now=NOON + timedelta(hours=24))
        with pytest.raises(keys.KeyNotInUse):
            keys.activate(key, actor_id=1, now=NOON + timedelta(hours=24))
        db.session.commit()
        db.session.remove()
    old = queries.get_key(first)
    assert (old.state, old.private_sealed) == ("retired", None)


def test_private_keys_are_sealed_and_fit_their_public_halves(app: Flask) -> None:
    make_credential()
    key = active_key()
    assert key.private_sealed is not None
    assert key.private_sealed.startswith("aes256gcm.")
    assert write_multikey(open_key(key.private_sealed).public_key()) == key.public
    assert read_multikey(key.public)


@pytest.mark.parametrize("text_", ["", "z6Mk", "x" + "1" * 47, "zQ3shokFTS3brHcDQrn82RUDfCZESWL1Z"])
def test_what_is_no_key_of_ours_is_not_read(text_: str) -> None:
    with pytest.raises(ValueError):
        read_multikey(text_)


def test_places_in_the_list_are_random_and_never_given_twice(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([5, 5, 9])
    monkeypatch.setattr("secrets.randbelow", lambda _most: next(drawn))
    first, second = make_credential(), make_credential()
    assert (credential_of(first).status_index, credential_of(second).status_index) == (5, 9)


def test_a_full_list_is_followed_by_another(app: Flask) -> None:
    make_credential()
    with writing():
        db.session.query(StatusList).update({"taken": places.FULL})
        db.session.commit()
        db.session.remove()
    entry = document_of(make_credential())["credentialStatus"]
    assert entry["statusListCredential"].endswith("/status/revocation/2")


def test_codes_are_twelve_letters_that_nobody_mistakes(app: Flask) -> None:
    code = credential_of(make_credential()).short_code
    assert len(code) == 12
    assert set(code) <= set(CROCKFORD)
    assert not set("ILOU") & set(CROCKFORD)


@pytest.mark.parametrize(
    ("name", "signed"),
    [
        ("e\u0301", "é"),
        ("a\0b\x7f", "ab"),
        ("_:b0", "b0"),
        ("𠮷镕䶮", "𠮷镕䶮"),
        ("x" * 500, "x" * 200),
    ],
)
def test_names_are_tidied_before_they_are_signed(app: Flask, name: str, signed: str) -> None:
    assert tidy(name) == signed
    public_id = make_credential(facts=CourseFacts(1, name, FACTS.completed_on))
    assert signed in document_of(public_id)["name"]
    assert verify(credential_of(public_id).document, now=NOON).is_valid


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE credential SET document = '{}'",
        "UPDATE credential SET sha256 = 'x'",
        "UPDATE credential SET user_id = user_id",
        "DELETE FROM credential",
        "UPDATE credential_event SET act = 'x'",
        "UPDATE credential_event SET reason = 'x'",
        "DELETE FROM credential_event",
    ],
)
def test_the_database_refuses_to_change_what_was_signed(app: Flask, statement: str) -> None:
    make_credential()
    with writing():
        with pytest.raises(DatabaseError, match="never changed"):
            db.session.execute(text(statement))
        db.session.rollback()


@pytest.mark.both_databases
def test_a_revocation_is_not_taken_back_even_by_the_database(app: Flask) -> None:
    end_credential(make_credential())
    with writing():
        with pytest.raises(DatabaseError, match="never changed"):
            db.session.execute(text("UPDATE credential SET state = 'issued', ended_at = NULL"))
        db.session.rollback()


@pytest.mark.both_databases
def test_who_leaves_takes_name_and_documents_away_but_copies_are_answered_for(app: Flask) -> None:
    lin, wang = make_user(), make_user("王建国")
    first, other = make_credential(lin, is_open=True), make_credential(wang)
    copy = credential_of(first).document
    end_credential(first, reason="林美华的记录有误")
    with writing():
        erase(lin.id)
        db.session.commit()
        db.session.remove()
    row = credential_of(first)
    assert (row.document, row.title, row.is_open) == ("", {}, False)
    assert [event.reason for event in row.events] == ["", ""]
    findings = verify(copy, now=NOON)
    assert findings.find("status").word == "revoked"
    assert findings.find("record").word == "ours"
    with pytest.raises(CredentialEnded):
        holding.set_open(row, True, now=NOON)
    assert credential_of(other).document


def test_a_copy_of_ones_data_holds_the_credentials_and_what_happened(app: Flask) -> None:
    lin = make_user()
    public_id = make_credential(lin)
    make_credential(make_user("王建国"))
    found = collect_data(lin.id)
    assert [row["document"] for row in found["credentials"]] == [credential_of(public_id).document]
    assert [row["act"] for row in found["credential_events"]] == ["issued"]


def test_the_log_tells_acts_and_no_names(app: Flask) -> None:
    public_id = make_credential()
    end_credential(public_id, reason="林美华的记录有误")
    entries = db.session.query(AuditEntry).filter(AuditEntry.action.like("credentials.%")).all()
    assert [entry.action for entry in entries] == [
        *("credentials.make_key", "credentials.issue", "credentials.revoke")
    ]
    assert "林美华" not in json.dumps([entry.detail for entry in entries], ensure_ascii=False)
