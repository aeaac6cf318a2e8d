"""Keeping decisions: with facts and hashes, once, in a chain that nobody changes; replay; other rules."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, NoResultFound

from tests.factories_accounts import make_user
from tests.factories_eligibility import (
    JOB,
    MASTER,
    NOON,
    decisions_of,
    keep,
    make_claim,
    make_master,
    other_rules,
)
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.credentials.actions import claiming, deciding, rulesets
from trainingapp.credentials.models.eligibility import Decision, Ruleset
from trainingapp.credentials.queries import eligibility as queries
from trainingapp.credentials.queries.facts import collect_facts
from trainingapp.credentials.shipped import list_shipped
from trainingapp.extensions import db
from trainingapp.rules.eligibility import ExamYearOver, NoSuchGoal, Target
from trainingapp.rules.eligibility_facts import Assurance, StudyField
from trainingapp.web.transactions import writing

LATER = NOON + timedelta(days=1)


def publish(shipped: object) -> None:
    with writing():
        rulesets.publish_ruleset(shipped, actor_id=None, now=NOON)  # type: ignore[arg-type]
        db.session.commit()
        db.session.remove()


# facts


def test_facts_are_what_was_entered(app: Flask) -> None:
    lin = make_user()
    make_master(lin)
    make_claim(lin, "certificate", {"level": "junior", "issued_on": date(2024, 6, 1)})
    make_claim(lin, "pass", {"level": "middle", "paper": "law", "year": 2026})
    facts = collect_facts(lin.id)
    assert [one.field for one in facts.degrees] == [StudyField.SOCIAL_WORK]
    assert [one.starts_on for one in facts.work] == [date(2026, 8, 1)]
    assert [one.issued_on for one in facts.certificates] == [date(2024, 6, 1)]
    assert [one.year for one in facts.passes] == [2026]


@pytest.mark.parametrize(
    ("status", "assurance"),
    [
        ("claimed", Assurance.CLAIMED),
        ("document", Assurance.DOCUMENT),
        ("verified", Assurance.VERIFIED),
        ("authority", Assurance.AUTHORITY),
        ("expired", Assurance.CLAIMED),
    ],
)
def test_a_fact_is_as_sure_as_its_record(app: Flask, status: str, assurance: Assurance) -> None:
    lin = make_user()
    make_claim(lin, "degree", MASTER, status)
    assert collect_facts(lin.id).degrees[0].assurance is assurance


def test_what_was_rejected_or_replaced_is_no_fact(app: Flask) -> None:
    lin = make_user()
    make_claim(lin, "work", JOB, "rejected")
    first = make_claim(lin, "degree", MASTER)
    make_claim(lin, "degree", {**MASTER, "supersedes_id": first})
    facts = collect_facts(lin.id)
    assert facts.work == ()
    assert [one.id for one in facts.degrees] == [f"degree:{first + 1}"]


def test_nobody_elses_records_are_facts(app: Flask) -> None:
    lin, wang = make_user(), make_user("王强")
    make_master(wang)
    assert collect_facts(lin.id).degrees == ()


# keeping


@pytest.mark.both_databases
def test_a_decision_is_kept_with_its_facts_and_rules(app: Flask) -> None:
    lin = make_user()
    make_master(lin)
    assert keep(lin) == 1
    (kept,) = decisions_of(lin)
    document = json.loads(kept.document)
    assert kept.outcome == document["outcome"] == "eligible_if_verified"
    assert document["as_of"] == "2026-11-22"
    assert len(document["facts"]["degrees"]) == 1
    assert kept.ruleset.sha256 == document["ruleset_sha256"]
    assert "滨江" not in kept.document
    assert queries.replays(kept)


def test_the_same_decision_is_not_kept_twice(app: Flask) -> None:
    lin = make_user()
    make_master(lin)
    assert [keep(lin), keep(lin)] == [1, 1]
    assert keep(lin, now=LATER) == 2


def test_decisions_of_a_person_are_a_chain(app: Flask) -> None:
    lin = make_user()
    make_master(lin)
    keep(lin)
    keep(lin, Target("junior_exam", 2027))
    first, second = decisions_of(lin)
    assert (first.previous, second.previous) == ("", first.hash)
    assert queries.find_broken(lin.id) is None


def test_the_chain_shows_what_was_changed_past_the_triggers(app: Flask) -> None:
    lin = make_user()
    make_master(lin)
    keep(lin)
    keep(lin, Target("junior_exam", 2027))
    with writing():
        db.session.execute(text("DROP TRIGGER decision_unchangeable"))
        db.session.execute(text("UPDATE decision SET outcome = 'eligible' WHERE number = 2"))
        assert queries.find_broken(lin.id) == 2
        db.session.rollback()
    assert queries.find_broken(lin.id) is None


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decision SET outcome = 'eligible'",
        "UPDATE decision SET hash = 'x'",
        "UPDATE decision SET document = '{}'",
        "DELETE FROM decision",
        "UPDATE ruleset SET document = '{}'",
        "DELETE FROM ruleset",
    ],
)
def test_the_database_refuses_to_change_what_was_decided(app: Flask, statement: str) -> None:
    lin = make_user()
    make_master(lin)
    keep(lin)
    with writing(), pytest.raises(DatabaseError, match="never changed"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert queries.find_broken(lin.id) is None


def test_taking_a_claim_back_leaves_the_decision(app: Flask) -> None:
    lin = make_user()
    record = make_claim(lin, "degree", MASTER)
    keep(lin)
    with writing():
        claiming.remove_record(lin.id, "degree", record, now=LATER)
        db.session.commit()
    (kept,) = decisions_of(lin)
    assert queries.replays(kept)
    assert collect_facts(lin.id).degrees == ()


@pytest.mark.parametrize(
    ("target", "refusal"),
    [(Target("middle_exam", 2025), ExamYearOver), (Target("direct_award", 2027), NoSuchGoal)],
)
def test_what_cannot_be_decided_is_not_kept(
    app: Flask, target: Target, refusal: type[Exception]
) -> None:
    lin = make_user()
    with writing(), pytest.raises(refusal):
        deciding.keep_decision(lin.id, target, actor_id=lin.id, now=NOON)
    db.session.rollback()
    assert decisions_of(lin) == []


# rulesets


def test_before_any_publication_the_newest_of_the_bank_decides(app: Flask) -> None:
    assert queries.find_published() is None
    assert queries.find_rules() == list_shipped()[-1].rules


def test_the_version_published_last_decides_and_old_decisions_keep_theirs(app: Flask) -> None:
    lin = make_user()
    make_master(lin)
    keep(lin)
    publish(other_rules())
    keep(lin)
    first, second = decisions_of(lin)
    assert (first.ruleset.version, second.ruleset.version) == ("2026.1", "2099.1")
    assert (first.outcome, second.outcome) == ("eligible_if_verified", "eligible_later_if_verified")
    assert queries.replays(first)
    assert queries.replays(second)


def test_a_version_is_published_once(app: Flask) -> None:
    publish(other_rules())
    with writing(), pytest.raises(rulesets.RulesetPublished):
        rulesets.publish_ruleset(other_rules(years=3), actor_id=None, now=LATER)
    assert db.session.query(Ruleset).count() == 1


def test_before_publishing_exactly_the_changed_people_are_named(app: Flask) -> None:
    lin, wang, zhao = make_user(), make_user("王强"), make_user("赵敏")
    make_master(lin)
    make_claim(wang, "degree", {**MASTER, "level": "doctor"})
    make_claim(zhao, "degree", MASTER)
    for person in (lin, wang, zhao):
        keep(person)
    changed = queries.list_changed(other_rules().rules)
    assert [(one.user_id, one.name, one.before, one.after) for one in changed] == [
        (lin.id, "林美华", "eligible_if_verified", "eligible_later_if_verified")
    ]
    assert queries.list_changed(list_shipped()[-1].rules) == []


def test_only_the_newest_decision_of_a_question_is_reassessed(app: Flask) -> None:
    lin = make_user()
    make_master(lin)
    keep(lin)
    make_claim(lin, "degree", {**MASTER, "level": "doctor"})
    keep(lin)
    assert queries.list_changed(other_rules().rules) == []


# claims


def test_a_claim_that_was_verified_is_not_taken_back(app: Flask) -> None:
    lin = make_user()
    record = make_claim(lin, "degree", MASTER, "verified")
    with writing(), pytest.raises(claiming.RecordVerified):
        claiming.remove_record(lin.id, "degree", record, now=NOON)


def test_nobody_takes_back_what_is_somebody_elses(app: Flask) -> None:
    lin, wang = make_user(), make_user("王强")
    record = make_claim(lin, "work", JOB)
    with writing(), pytest.raises(NoResultFound):
        claiming.remove_record(wang.id, "work", record, now=NOON)
    assert len(collect_facts(lin.id).work) == 1


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("certificate", {"level": "junior", "issued_on": date(2024, 6, 1), "region": None}),
        ("pass", {"level": "middle", "paper": "law", "year": 2026}),
    ],
)
def test_the_same_is_entered_once(app: Flask, kind: str, values: dict[str, object]) -> None:
    lin = make_user()
    make_claim(lin, kind, values)
    with writing(), pytest.raises(claiming.RecordTwice):
        claiming.enter_record(lin.id, kind, values, now=NOON)


def test_nobody_enters_without_end(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claiming, "MOST", 2)
    lin = make_user()
    make_master(lin)
    make_claim(lin, "work", JOB)
    with writing(), pytest.raises(claiming.TooManyRecords):
        claiming.enter_record(lin.id, "work", JOB, now=NOON)


# one's own data


def test_the_export_holds_claims_and_decisions(app: Flask) -> None:
    lin = make_user()
    make_master(lin)
    make_claim(lin, "certificate", {"level": "junior", "issued_on": date(2024, 6, 1)})
    make_claim(lin, "pass", {"level": "middle", "paper": "law", "year": 2026})
    keep(lin)
    data = collect_data(lin.id)
    assert data["degree_records"][0]["institution_name"] == "滨江大学"
    assert data["work_periods"][0]["employer"] == "滨江社会工作服务中心"
    assert data["national_certificates"][0]["level"] == "junior"
    assert data["exam_passes"][0]["paper"] == "law"
    assert data["eligibility_decisions"][0]["outcome"] == "eligible_if_verified"


@pytest.mark.both_databases
def test_claims_and_facts_go_when_somebody_leaves_and_the_chain_stays(app: Flask) -> None:
    lin, wang = make_user(), make_user("王强")
    for person in (lin, wang):
        make_master(person)
        keep(person)
    with writing():
        erase(lin.id)
        db.session.commit()
        db.session.remove()
    assert collect_facts(lin.id).degrees == ()
    assert [kept.document for kept in decisions_of(lin)] == [""]
    assert queries.find_broken(lin.id) is None
    assert not queries.replays(decisions_of(lin)[0])
    assert len(collect_facts(wang.id).degrees) == 1
    assert db.session.query(Decision).filter(Decision.document != "").count() == 1
