"""The way of a rule through the part's own acts, on both databases; what is found in force on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, NoResultFound

from tests.factories_accounts import make_organisation, make_user
from tests.factories_courses import NOON, make_instructor, make_published
from tests.factories_education import (
    CHECK,
    end_rule,
    make_officer,
    make_provider,
    make_rule,
    provider_plan,
    rule_of,
)
from trainingapp.accounts.export import collect_data
from trainingapp.audit.models import AuditEntry
from trainingapp.education.actions import rules as actions
from trainingapp.education.actions.granting import take_snapshot
from trainingapp.education.models import CeProvider
from trainingapp.education.queries import rules as queries
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.education import (
    ApproverNotIndependent,
    RuleActRefused,
    RuleOverlaps,
    RuleState,
)
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

TODAY = date(2026, 11, 22)


def decide(rule_id: int, act: str, *, officer_id: int, **options: object) -> None:
    """One act on a rule, committed."""
    with writing():
        rule = queries.get_rule(rule_id)
        getattr(actions, act)(rule, actor_id=officer_id, now=NOON, **options)
        db.session.commit()
        db.session.remove()


@pytest.mark.both_databases
def test_a_rule_goes_from_proposal_to_its_end(app: Flask) -> None:
    course, officer = make_published(), make_officer()
    rule = make_rule(course, is_approved=False, check=CHECK)
    assert queries.find_rule(course, on=TODAY) is None
    decide(rule, "approve_rule", officer_id=officer.id, is_verified=True)
    found = queries.find_rule(course, on=TODAY)
    assert found is not None
    assert (found.id, found.is_verified, found.decided_by_id) == (rule, True, officer.id)
    assert found.decided_at == NOON
    assert found.check == CHECK
    decide(rule, "end_rule", officer_id=officer.id, reason="认可到期")
    assert queries.find_rule(course, on=TODAY) is None
    assert (rule_of(rule).state, rule_of(rule).reason) == ("ended", "认可到期")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("day", "is_found"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_a_rule_is_found_when_it_and_its_provider_hold(
    app: Flask, day: date, *, is_found: bool
) -> None:
    course = make_published()
    provider = make_provider(valid_from=date(2026, 3, 1), valid_to=date(2026, 12, 31))
    make_rule(course, provider_id=provider, valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))
    assert (queries.find_rule(course, on=day) is not None) is is_found


def test_a_rule_is_of_its_course_alone(app: Flask) -> None:
    course, other = make_published(), make_published()
    rule = make_rule(course)
    assert queries.find_rule(other, on=TODAY) is None
    with pytest.raises(NoResultFound):
        queries.get_course_rule(other, rule)
    assert queries.get_course_rule(course, rule).id == rule


def test_who_proposed_does_not_decide_and_nothing_is_changed(app: Flask) -> None:
    course = make_published()
    rule = make_rule(course, is_approved=False)
    proposer = rule_of(rule).proposed_by_id
    db.session.remove()
    for act, options in (
        ("approve_rule", {"is_verified": True}),
        ("decline_rule", {"reason": "x"}),
    ):
        with pytest.raises(ApproverNotIndependent):
            decide(rule, act, officer_id=proposer, **options)
        db.session.remove()
    assert rule_of(rule).state == "proposed"


@pytest.mark.both_databases
def test_rules_of_one_course_do_not_overlap(app: Flask) -> None:
    course, officer = make_published(), make_officer()
    first = make_rule(course, valid_to=date(2026, 12, 31))
    second = make_rule(course, is_approved=False, valid_from=date(2026, 12, 31))
    with pytest.raises(RuleOverlaps):
        decide(second, "approve_rule", officer_id=officer.id, is_verified=True)
    db.session.remove()
    assert rule_of(second).state == "proposed"
    db.session.remove()
    end_rule(first)
    decide(second, "approve_rule", officer_id=officer.id, is_verified=True)
    assert rule_of(second).state == "approved"


def test_rules_of_other_courses_never_overlap(app: Flask) -> None:
    make_rule(make_published())
    rule = make_rule(make_published(), is_approved=False)
    assert queries.find_overlapping(rule_of(rule)) is None


@pytest.mark.parametrize("act", ["approve_rule", "decline_rule", "recall_rule"])
def test_what_was_called_back_is_not_decided(app: Flask, act: str) -> None:
    officer = make_officer()
    rule = make_rule(make_published(), is_approved=False)
    decide(rule, "recall_rule", officer_id=rule_of(rule).proposed_by_id)
    options = {"approve_rule": {"is_verified": True}, "decline_rule": {"reason": "x"}}
    with pytest.raises(RuleActRefused):
        decide(rule, act, officer_id=officer.id, **options.get(act, {}))
    db.session.remove()
    assert rule_of(rule).state == "recalled"


def test_those_who_decide_are_told_but_not_the_proposer_nor_others(app: Flask) -> None:
    first, second = make_officer("韩立"), make_officer("沈毅")
    make_user(roles=[Role.ADMINISTRATOR], organisation=make_organisation())
    left = make_officer("已离开")
    with writing():
        db.session.merge(left).anonymised_at = NOON
        db.session.commit()
        db.session.remove()
    make_rule(make_published(), is_approved=False)
    told = db.session.query(Notice.user_id).filter_by(kind="education.proposed")
    assert {user_id for (user_id,) in told} == {first.id, second.id}
    assert set(queries.list_deciders(but=first.id)) == {second.id}


@pytest.mark.parametrize(
    ("act", "options", "kind"),
    [
        ("approve_rule", {"is_verified": False}, "education.approved"),
        ("decline_rule", {"reason": "没有依据"}, "education.declined"),
    ],
)
def test_the_proposer_is_told_where_to_look(
    app: Flask, act: str, options: dict[str, object], kind: str
) -> None:
    course = make_published()
    rule = make_rule(course, is_approved=False)
    decide(rule, act, officer_id=make_officer().id, **options)
    notice = db.session.query(Notice).filter_by(kind=kind).one()
    assert notice.user_id == rule_of(rule).proposed_by_id
    assert notice.url == f"/teaching/{course}/education"


def test_each_act_stands_in_the_audit_log(app: Flask) -> None:
    course, officer = make_published(), make_officer()
    declined = make_rule(course, is_approved=False)
    decide(declined, "decline_rule", officer_id=officer.id, reason="没有依据")
    recalled = make_rule(course, is_approved=False)
    decide(recalled, "recall_rule", officer_id=rule_of(recalled).proposed_by_id)
    end_rule(make_rule(course))
    acts = [row.action for row in db.session.query(AuditEntry) if row.subject == "ce_rule"]
    assert sorted(set(acts)) == [
        "education.approve",
        "education.decline",
        "education.end",
        "education.propose",
        "education.recall",
    ]


def test_lists_put_what_waits_first_and_newest_first(app: Flask) -> None:
    course = make_published()
    old = make_rule(course, is_approved=False)
    done = make_rule(make_published())
    new = make_rule(course, is_approved=False)
    ids = [rule.id for rule in db.session.scalars(queries.list_rules())]
    assert ids == [new, old, done]
    waiting = [rule.id for rule in db.session.scalars(queries.list_rules(RuleState.PROPOSED))]
    assert waiting == [new, old]
    assert [rule.id for rule in queries.list_course_rules(course)] == [new, old]


def test_providers_are_found_by_name_and_by_day(app: Flask) -> None:
    second = make_provider(name="乙（演示）", valid_to=TODAY - timedelta(days=1))
    first = make_provider(name="丙（演示）", valid_from=TODAY + timedelta(days=1))
    third = make_provider(name="甲（演示）")
    assert [one.id for one in queries.list_open_providers(on=TODAY)] == [third]
    found = queries.find_provider("乙（演示）")
    assert found is not None
    assert found.id == second
    assert queries.find_provider("丁（演示）") is None
    assert queries.get_provider(first).name == "丙（演示）"
    with pytest.raises(NoResultFound):
        queries.get_provider(999)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "changes",
    [
        {"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)},
        {"name": None},
        {"document": None},
    ],
)
def test_the_database_refuses_a_provider_that_cannot_be(
    app: Flask, changes: dict[str, object]
) -> None:
    with writing(), pytest.raises(IntegrityError):
        actions.create_provider(provider_plan(**changes), actor_id=None, now=NOON)
    db.session.rollback()
    assert db.session.query(CeProvider).count() == 0


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "change",
    [
        "state = 'loved'",
        "basis = 'guess'",
        "category = 'holiday'",
        "minutes = -1",
        "valid_to = '2025-01-01'",
    ],
)
def test_the_database_refuses_a_rule_that_cannot_be(app: Flask, change: str) -> None:
    make_rule(make_published())
    with writing(), pytest.raises(IntegrityError):
        db.session.execute(text(f"UPDATE ce_rule SET {change}"))
    db.session.rollback()


def test_two_providers_do_not_share_a_name(app: Flask) -> None:
    make_provider()
    with writing(), pytest.raises(IntegrityError):
        actions.create_provider(provider_plan(), actor_id=None, now=NOON)
    db.session.rollback()


def test_a_snapshot_is_verified_only_when_both_documents_were_read(app: Flask) -> None:
    provider = make_provider(is_verified=False)
    rule = make_rule(make_published(), provider_id=provider)
    assert take_snapshot(rule_of(rule), on=TODAY)["is_verified"] is False
    with writing():
        found = queries.get_provider(provider)
        plan = provider_plan(is_verified=True)
        actions.update_provider(found, plan, actor_id=make_officer().id, now=NOON)
        db.session.commit()
        db.session.remove()
    assert take_snapshot(rule_of(rule), on=TODAY)["is_verified"] is True


def test_a_rule_of_a_place_without_a_standard_names_no_documents(app: Flask) -> None:
    rule = make_rule(make_published(), jurisdiction="CN-31")
    kept = take_snapshot(rule_of(rule), on=TODAY)
    assert (kept["standard"], kept["documents"], kept["jurisdiction"]) == (None, [], "CN-31")


def test_an_instructor_takes_their_proposals_along(app: Flask) -> None:
    course = make_published(title="督导入门")
    rule = make_rule(course, is_approved=False)
    decide(rule, "decline_rule", officer_id=make_officer().id, reason="没有依据")
    owner = rule_of(rule).proposed_by_id
    [row] = collect_data(owner)["education_rules"]
    assert (row["course"], row["state"], row["reason"]) == ("督导入门", "declined", "没有依据")
    assert collect_data(make_instructor().id)["education_rules"] == []
