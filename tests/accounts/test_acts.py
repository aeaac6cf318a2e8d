"""Acts of accounts: what they refuse, what they leave alone, whom they tell, and how often they may be tried."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.pages import last_entry, list_acts, list_mails
from tests.factories_accounts import PASSWORD, fresh, make_organisation, make_user, sign_in
from trainingapp.accounts import actions, erasure, queries
from trainingapp.accounts.models import PasswordReset, RecoveryCode, RoleGrant, SignIn, User
from trainingapp.accounts.violations import (
    DeletionPending,
    IdNumberTaken,
    LastAdministrator,
    OrganisationTaken,
)
from trainingapp.extensions import db, limiter
from trainingapp.rules.identity import IdNumberMisspelt, PersonTooYoung
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import committing

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
NUMBER = "11010519491231002X"
NEW = "kiefer-und-roter-tee-9"


def row(user: User) -> User:
    return db.session.get_one(User, user.id)


def test_a_role_held_already_is_not_given_again_and_signs_nobody_out(
    client: FlaskClient, app: Flask
) -> None:
    chen = make_user(roles=[Role.MARKER])
    sign_in(client, chen)
    with committing():
        again = actions.grant_role(row(chen), Role.MARKER, now=NOON)
        assert again.id == chen.role_grants[0].id
    assert "account.grant_role" not in list_acts()
    assert client.get("/accounts/security").status_code == 200


def test_a_role_taken_back_can_be_given_again_and_both_stay_in_the_table(app: Flask) -> None:
    chen = make_user(roles=[Role.MARKER])
    with committing():
        grant = queries.get_role_grant(chen, chen.role_grants[0].id)
        actions.revoke_role(row(chen), grant, actor_id=chen.id, now=NOON)
        assert not row(chen).is_staff
        actions.grant_role(row(chen), Role.MARKER, actor_id=chen.id, now=NOON)
        assert row(chen).is_staff
    assert [g.revoked_at for g in db.session.query(RoleGrant).order_by(RoleGrant.id)] == [
        NOON,
        None,
    ]


@pytest.mark.parametrize(("others", "is_refused"), [(0, True), (1, False), (2, False)])
def test_the_last_administrator_is_not_deposed(app: Flask, others: int, is_refused: bool) -> None:
    admin = make_user(roles=[Role.ADMINISTRATOR])
    for _ in range(others):
        make_user(roles=[Role.ADMINISTRATOR])
    with committing():
        grant = queries.get_role_grant(admin, admin.role_grants[0].id)
        if is_refused:
            with pytest.raises(LastAdministrator):
                actions.revoke_role(row(admin), grant, actor_id=admin.id, now=NOON)
        else:
            actions.revoke_role(row(admin), grant, actor_id=admin.id, now=NOON)
    assert fresh(admin).is_staff is is_refused


def test_another_role_of_the_last_administrator_can_be_taken_back(app: Flask) -> None:
    admin = make_user(roles=[Role.ADMINISTRATOR, Role.MARKER])
    with committing():
        grant = queries.get_role_grant(admin, admin.role_grants[1].id)
        actions.revoke_role(row(admin), grant, actor_id=admin.id, now=NOON)
    assert [grant.role for grant in fresh(admin).role_grants] == [Role.ADMINISTRATOR]


def test_an_administrator_who_is_leaving_does_not_count(app: Flask) -> None:
    leaving = make_user(roles=[Role.ADMINISTRATOR], deletion_due_at=NOON)
    admin = make_user(roles=[Role.ADMINISTRATOR])
    with committing():
        grant = queries.get_role_grant(admin, admin.role_grants[0].id)
        with pytest.raises(LastAdministrator):
            actions.revoke_role(row(admin), grant, actor_id=leaving.id, now=NOON)
        with pytest.raises(LastAdministrator):
            actions.request_deletion(row(admin), now=NOON)
        actions.cancel_deletion(row(leaving), now=NOON)
        actions.request_deletion(row(admin), now=NOON)
    assert fresh(admin).deletion_due_at is not None


def test_without_any_administrator_a_candidate_may_still_leave(app: Flask, lin: User) -> None:
    with committing():
        actions.request_deletion(row(lin), now=NOON)
        with pytest.raises(DeletionPending):
            actions.request_deletion(row(lin), now=NOON)
    assert list_acts().count("account.request_deletion") == 1


def test_asking_to_leave_signs_out_the_other_browsers_only(app: Flask, lin: User) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    here, there = (sign_in(app.test_client(), lin) for _ in range(2))
    assert here.post("/accounts/deletion", data={"password": PASSWORD}).status_code == 303
    assert here.get("/accounts/my-data").status_code == 200
    assert there.get("/accounts/my-data").status_code == 302


def test_a_changed_password_spares_this_browser_and_a_second_step_too(
    app: Flask, lin: User
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    here, there = (sign_in(app.test_client(), lin) for _ in range(2))
    data = {"password": PASSWORD, "new_password": NEW}
    assert here.post("/accounts/password", data=data).status_code == 303
    assert here.get("/accounts/my-data").status_code == 200
    assert there.get("/accounts/my-data").status_code == 302
    assert db.session.query(SignIn).filter_by(ended_at=None).count() == 1


def test_a_reset_ends_older_links_of_this_person_only(app: Flask, lin: User, wang: User) -> None:
    with committing():
        for person in (wang, lin, lin):
            actions.start_reset(row(person), now=NOON)
    standing = db.session.query(PasswordReset).filter_by(used_at=None)
    assert sorted(reset.user_id for reset in standing) == sorted([lin.id, wang.id])


def test_recovery_codes_are_renewed_for_one_person_only(app: Flask, lin: User, wang: User) -> None:
    with committing():
        kept = set(actions.renew_recovery_codes(row(wang), now=NOON))
        actions.renew_recovery_codes(row(lin), now=NOON)
        actions.drop_second_factor(row(lin), actor_id=0, now=NOON)
    assert len(kept) == 10
    assert {code.user_id for code in db.session.query(RecoveryCode)} == {wang.id}
    assert db.session.query(RecoveryCode).count() == 10


@pytest.mark.parametrize(
    "spelling",
    [str, str.upper, lambda code: code.replace("-", ""), lambda code: f" {code[:3]} {code[3:]} "],
)
def test_a_recovery_code_is_read_as_people_write_it(
    app: Flask, lin: User, wang: User, spelling: type[str]
) -> None:
    with committing():
        code = actions.renew_recovery_codes(row(lin), now=NOON)[4]
        actions.renew_recovery_codes(row(wang), now=NOON)
    with committing():
        assert not actions.admit_with_code(wang.id, spelling(code), now=NOON), "anothers"
        assert actions.admit_with_code(lin.id, spelling(code), now=NOON)
        assert not actions.admit_with_code(lin.id, spelling(code), now=NOON)
    assert (fresh(wang).failed_count, fresh(lin).failed_count) == (1, 1)


def test_an_id_number_is_ones_own_and_may_be_given_again(app: Flask, lin: User, wang: User) -> None:
    today = date(2026, 11, 23)
    with committing():
        actions.set_id_number(row(lin), NUMBER, today=today, now=NOON)
        actions.set_id_number(row(lin), NUMBER.lower(), today=today, now=NOON)
        with pytest.raises(IdNumberTaken):
            actions.set_id_number(row(wang), f" {NUMBER} ", today=today, now=NOON)
        with pytest.raises(IdNumberMisspelt):
            actions.set_id_number(row(wang), NUMBER[:-1] + "1", today=today, now=NOON)
        with pytest.raises(PersonTooYoung):
            actions.set_id_number(row(wang), NUMBER, today=date(1960, 1, 1), now=NOON)
    assert queries.masked_id_number(fresh(lin)) == "110***********002X"
    assert queries.id_number_of(fresh(wang)) is None


def test_an_organisation_is_not_corrected_into_another(app: Flask, admin: User) -> None:
    make_organisation("春晖")
    other = make_organisation("秋实")
    with committing():
        found = queries.get_organisation(other.id)
        with pytest.raises(OrganisationTaken):
            actions.update_organisation(
                found,
                kind=other.kind,
                name="春晖",
                credit_code=None,
                region=None,
                actor_id=admin.id,
                now=NOON,
            )
    assert queries.get_organisation(other.id).name == "秋实"
    assert "organisation.update" not in list_acts()


def test_two_ways_to_forget_one_thing_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    gone: list[tuple[str, int]] = []
    monkeypatch.setattr(erasure, "_ERASERS", {})
    first, second = (lambda n: gone.append(("b", n))), (lambda n: gone.append(("a", n)))
    erasure.register_eraser("b", first)
    erasure.register_eraser("b", first)
    erasure.register_eraser("a", second)
    with pytest.raises(ValueError, match="two erasers are registered as b"):
        erasure.register_eraser("b", second)
    erasure.erase(7)
    assert gone == [("a", 7), ("b", 7)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_whoever_leaves_reads_the_day_in_their_language(
    client: FlaskClient, app: Flask, language: str
) -> None:
    lin = make_user("林美华", email="lin@example.org", language=language)
    sign_in(client, lin)
    other = {"zh": "en", "en": "zh"}[language]
    client.post(
        "/accounts/deletion", data={"password": PASSWORD}, headers={"Accept-Language": other}
    )
    [mail] = list_mails()
    assert mail.recipient == "lin@example.org"
    assert (
        mail.subject == {"zh": "您的账号即将注销", "en": "Your account will be deleted"}[language]
    )
    assert "林美华" in mail.text
    assert re.search(r"http://localhost/accounts/sign-in\b", mail.text)


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_an_export_is_noted_and_named_after_the_day(
    client: FlaskClient, lin: User, kind: str
) -> None:
    sign_in(client, lin)
    answer = client.post(f"/accounts/my-data/export.{kind}")
    name = answer.headers["Content-Disposition"]
    assert re.fullmatch(rf'attachment; filename="my-data-\d{{4}}-\d\d-\d\d\.{kind}"', name)
    assert f'"kind":"{kind}"' in last_entry("account.export").detail


@pytest.mark.parametrize(
    ("page", "data", "most"),
    [
        ("contact", {"email": "lin@example.org", "password": "wrong"}, 10),
        ("password", {"new_password": NEW, "password": "wrong"}, 10),
        ("recovery-codes", {"password": "wrong"}, 10),
        ("second-factor/removal", {"password": "wrong"}, 10),
        ("deletion", {"password": "wrong"}, 10),
        ("second-factor", {"code": "000000"}, 10),
        ("my-data/export.json", {}, 6),
        ("reset", {"email": "nobody@example.org"}, 5),
        ("reset/guessed", {"new_password": NEW}, 20),
    ],
)
def test_a_secret_cannot_be_guessed_by_trying_for_long(
    client: FlaskClient, lin: User, page: str, data: dict[str, str], most: int
) -> None:
    sign_in(client, lin)
    limiter.enabled = True
    limiter.reset()
    try:
        answers = [client.post(f"/accounts/{page}", data=data) for _ in range(most + 1)]
        assert 429 not in [answer.status_code for answer in answers[:-1]]
        assert answers[-1].status_code == 429
        if not page.startswith(("my-data", "reset/")):
            assert client.get(f"/accounts/{page}").status_code == 200, "looking is not trying"
    finally:
        limiter.reset()
